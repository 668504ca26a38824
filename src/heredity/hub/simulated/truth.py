"""The truth about a simulated hub, written beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from heredity.core.edgesets import RELATIONS, TYPED
from heredity.hub.simulated import languages
from heredity.hub.simulated.counts import SETS, Edges, edges_of, on_edges, transitions
from heredity.hub.simulated.links import DANGLING, FATES
from heredity.hub.simulated.mess import CARD_KINDS
from heredity.hub.simulated.plan import TRAITS, Flags, Floats, Ints, numbers, trait_plan
from heredity.hub.simulated.templates import KINDS
from heredity.hub.simulated.traits import NEEDS_CARD
from heredity.hub.simulated.world import World
from heredity.store.texts import Texts, chosen, instants, pick, replaced, save, stacked, texts

Columns = dict[str, Texts | np.ndarray | list[str]]

NOTES = {
    "pedigree": "Every derivation that the rows declare, a row for each of its relations; "
    "`declared_by` is `card` where the hub resolved none, and `in_hub` is false for a lost parent. "
    "Cycles of two are left out: neither side of them reports any trait.",
    "declared": "Every pair of child and parent as the rows write it, with what becomes of it.",
    "rates": "`planted_rate` is the expected mutation rate on edges along which children inherit, "
    "given the parents' states, where both sides report; `first_rate` is what came true on these. "
    "`realized_rate` is over all edges of the relation with both ends in the hub: further parents "
    "of a merge, from which no state is inherited, and ancestors that only a card names. "
    "`target` is the published or assumed rate aimed at.",
    "transitions": "`probability` that a parent's state becomes the other, planted; for languages, "
    "of parents that state a single one. `n` counts the transitions that happened, the arrows of "
    "an edge sharing the weight 1; `n_compat` counts every arrow, and a swap from both sides.",
    "ordering": "The planted order, upstream first; net flow between any two states follows it.",
    "mess": "Models by kind of mess. Odd forms spell the state that the truth holds.",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """A simulated hub on disk.

    Attributes:
        folder: Its folder; the truth stands in `truth` within.
        models: Number of models.
        seed: Its seed.
        with_parent: Models that derive from another one.
        edges: Declared derivations with both ends in the hub.
        dangling: Declared derivations from lost parents.
        cards: Cards written.
    """

    folder: str
    models: int
    seed: int
    with_parent: int
    edges: int
    dangling: int
    cards: int


def write_truth(world: World, folder: Path, place: Path, cards: int) -> Truth:
    """Write what is true of a hub.

    Args:
        world: The hub.
        folder: Where to write.
        place: The hub's folder as people will know it.
        cards: Number of cards that were written.
    """
    edges = edges_of(world)
    tables = {
        "pedigree": _pedigree(world, edges),
        "declared": _declared(world),
        "rates": _rates(world, edges),
        "transitions": _transitions(world, edges),
        "ordering": _ordering(world),
        "cards": _cards(world),
        "uploaders": _uploaders(world),
        "mess": _mess(world, bool(cards)),
    }
    folder.mkdir()
    for name, columns in tables.items():
        save(folder / f"{name}.parquet", columns)
    truth = Truth(
        str(place), world.models, world.seed, int((world.pedigree.primary >= 0).sum()),
        len(edges.child), int((world.links.fate == DANGLING).sum()), cards,
    )  # fmt: skip
    facts = {**asdict(truth), "folder": ".", "notes": NOTES, "keep_weights": _keep_weights()}
    (folder / "truth.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    return truth


def _keep_weights() -> dict[str, float]:
    """Weights by which a child that keeps one language of several chooses it."""
    plan = trait_plan("language")
    return dict(zip(plan.states, languages.keep_weight(plan).tolist(), strict=True))


def _pedigree(world: World, edges: Edges) -> Columns:
    row, relation = np.nonzero(edges.carries)
    child, parent = edges.child[row], edges.parent[row]
    pedigree = world.pedigree
    lost = np.flatnonzero(pedigree.parent >= world.models)
    orphan = pedigree.child[lost]
    hub = _told_by_hub(world)
    order = np.argsort(np.concatenate([child, orphan]), kind="stable")
    key = world.links.child * (len(world.names.id) + 1) + world.links.parent
    told = np.isin(child * (len(world.names.id) + 1) + parent, key[hub])
    alone = np.isin(orphan, world.mess.of("card_parent_only"))
    declared = np.concatenate([told, ~alone])[order]
    names = [*RELATIONS]
    orphaned = np.where(alone, len(TYPED), pedigree.relation[orphan])
    return {
        "child": pick(world.names.id, np.concatenate([child, orphan])[order]),
        "parent": pick(world.names.id, np.concatenate([parent, pedigree.parent[lost]])[order]),
        "relation": pick(names, np.concatenate([relation, orphaned])[order]),
        "declared_by": pick(["card", "hub"], declared.astype(int)),
        "in_hub": np.concatenate([np.ones(len(child), bool), np.zeros(len(lost), bool)])[order],
    }


def _told_by_hub(world: World) -> Flags:
    return world.links.plain | world.links.typed


def _declared(world: World) -> Columns:
    links = world.links
    known = links.parent >= 0
    written = replaced(links.text, "\\\\", "\\")
    meant = pick(world.names.id, np.where(known, links.parent, 0)) if len(known) else texts([])
    return {
        "child": pick(world.names.id, links.child),
        "written": written,
        "parent": chosen(known, meant, chosen(links.fate == DANGLING, written, "")),
        "relation": pick([*RELATIONS], np.where(links.typed, links.relation, len(TYPED))),
        "tag": _told_by_hub(world),
        "card": links.card,
        "fate": pick(FATES, links.fate),
    }


def _rates(world: World, edges: Edges) -> Columns:
    rows: list[dict[str, float | str]] = []
    for trait in TRAITS:
        seen = on_edges(world, edges, trait)
        for number, name in enumerate(SETS):
            of = edges.of(name)
            first, both = of & ~np.isnan(seen.expected), of & seen.both
            rows.append({
                "trait": trait,
                "relation": name,
                "target": _target(trait, number),
                "planted_rate": _mean(seen.expected[first]),
                "first_edges": float(first.sum()),
                "first_rate": _mean(seen.distance[first]),
                "edges": float(both.sum()),
                "mutated": float(seen.distance[both].sum()),
                "realized_rate": _mean(seen.distance[both]),
                "planted_loss": _reporting(trait, number)[0],
                "planted_gain": _reporting(trait, number)[1],
                "lost": float((of & seen.above & ~seen.below).sum()),
                "gained": float((of & ~seen.above & seen.below).sum()),
                "neither": float((of & ~seen.above & ~seen.below).sum()),
            })  # fmt: skip
    return _columns(rows, {"first_edges", "edges", "lost", "gained", "neither"})


def _columns(rows: list[dict[str, float | str]], whole: set[str]) -> Columns:
    made: Columns = {}
    for name in rows[0]:
        column = [row[name] for row in rows]
        if isinstance(column[0], str):
            made[name] = [str(value) for value in column]
        else:
            made[name] = np.array(column, np.int64 if name in whole else np.float64)
    return made


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _target(trait: str, relation: int) -> float:
    """The rate aimed at; languages are planted by kind of change, not by rate."""
    rates = trait_plan(trait).more.get("rate", [])
    return float(rates[relation]) if relation < len(rates) else float("nan")


def _reporting(trait: str, relation: int) -> tuple[float, float]:
    """Planted probabilities of loss and gain; a child without a card can report less."""
    if relation >= len(TYPED):
        return float("nan"), float("nan")
    plan = trait_plan(trait)
    card = numbers()["relations"]["card"][relation] if trait in NEEDS_CARD else 1.0
    return 1 - card * (1 - float(plan.loss[relation])), card * float(plan.gain[relation])


def _transitions(world: World, edges: Edges) -> Columns:
    parts: list[dict[str, Texts | np.ndarray]] = []
    for trait in TRAITS:
        plan = trait_plan(trait)
        for number, name in enumerate(SETS):
            shared, compat = transitions(world, edges, trait, edges.of(name))
            planted = np.full(shared.shape, np.nan)
            if number < len(TYPED):
                planted[:] = 0
                planted[: plan.ordered, : plan.ordered] = _planted(world, trait, number)
            source, target = np.nonzero((np.nan_to_num(planted) > 0) | (compat > 0))
            count = np.zeros(len(source), np.int64)
            parts.append({
                "trait": pick([trait], count),
                "relation": pick([name], count),
                "source_state": pick(plan.states, source),
                "target_state": pick(plan.states, target),
                "probability": planted[source, target],
                "n": shared[source, target],
                "n_compat": compat[source, target],
            })  # fmt: skip
    return {
        name: stacked([part[name] for part in parts])
        if name in {"trait", "relation", "source_state", "target_state"}
        else np.concatenate([part[name] for part in parts])
        for name in parts[0]
    }


def _planted(world: World, trait: str, relation: int) -> Floats:
    traits = world.traits
    flow = traits.language.swap if trait == "language" else traits.states[trait].flow
    found: Floats = flow.leave[relation][:, None] * flow.target[relation]
    return found


def _ordering(world: World) -> Columns:
    plans = [trait_plan(trait) for trait in TRAITS]
    counts = [plan.ordered for plan in plans]
    held = [_holders(world, plan.name)[: plan.ordered] for plan in plans]
    return {
        "trait": pick(TRAITS, np.repeat(np.arange(len(plans)), counts)),
        "rank": np.concatenate([np.arange(1, count + 1) for count in counts]),
        "state": texts([state for plan in plans for state in plan.states[: plan.ordered]]),
        "models": np.concatenate(held),
    }


def _holders(world: World, trait: str) -> Ints:
    """Models that hold each state."""
    size = len(trait_plan(trait).states)
    if trait == "language":
        total = np.zeros(size, np.int64)
        mask = world.traits.language.mask[: world.models]
        for start in range(0, len(mask), 1 << 16):
            total += languages.bits(mask[start : start + (1 << 16)]).sum(axis=0)
        return total
    code = world.traits.states[trait].code[: world.models]
    return np.bincount(code[code >= 0], minlength=size)


def _cards(world: World) -> Columns:
    broken = world.mess.has(*CARD_KINDS)
    models = np.flatnonzero((world.template < KINDS.index("free")) & ~broken)
    template = world.template[models]
    phrases = ["generated automatically", "automatically generated", ""]
    assert KINDS[:2] == ("trainer", "default")
    return {
        "model_id": pick(world.names.id, models),
        "template": pick(KINDS, template),
        "phrase": pick(phrases, np.minimum(template, 2)),
    }


def _uploaders(world: World) -> Columns:
    rows = [(fan, upload) for fan in world.pedigree.fans for upload in fan.uploads]
    first = np.array([upload.models[0] for _, upload in rows], np.int64)
    parent = np.array([fan.founder for fan, _ in rows], np.int64)
    dates = [world.created[upload.models] for _, upload in rows]
    return {
        "owner": pick(world.names.owners, world.names.owner[first]),
        "parent": pick(world.names.id, parent),
        "models": np.array([len(upload.models) for _, upload in rows], np.int64),
        "first": instants(np.array([day.min() for day in dates], np.int64)),
        "last": instants(np.array([day.max() for day in dates], np.int64)),
    }


def _mess(world: World, cards: bool) -> Columns:
    kinds = sorted(world.mess.found)
    if not cards:
        kinds = [kind for kind in kinds if kind not in CARD_KINDS]
    floor = np.flatnonzero(world.created == world.created.min(initial=1 << 62))
    kinds, found = [*kinds, "floored_date"], [*[world.mess.of(kind) for kind in kinds], floor]
    return {
        "model_id": pick(world.names.id, np.concatenate(found)),
        "kind": pick(kinds, np.repeat(np.arange(len(kinds)), [len(models) for models in found])),
    }
