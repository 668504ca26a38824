"""Which models an audit speaks of, and how each is related to those that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.export.audit.asking import Asked, Models, ids_of, models_of
from heredity.export.audit.telling import with_told
from heredity.export.audit.wanted import INHERITED, OWN, Wanted
from heredity.pedigree.ancestry import Ancestry, ancestry, concerned
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import load_pedigree
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.arrow import Table as Columns
from heredity.store.columns import Ints, places_in, texts
from heredity.store.expr import Table, literal, null
from heredity.store.plain import from_columns

MOST_MODELS: Final = 100_000
"""Models up to which it is counted whom a finding concerns; the work grows with their square."""

NAMED: Final = 20
"""Models that a finding names of those that it concerns."""

KINDS: Final = {
    "model_id": "string",
    "origin": "string",
    "subject": "string",
    "line": "int64",
    "generations": "int64",
    "relations": "list<string>",
    "path": "list<string>",
    "concerns": "int64",
    "such_as": "list<string>",
    "place": "string",
    "whose": "string",
}
"""What is told of each model that findings speak of; see `Related`."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What an audit speaks of.

    Attributes:
        asked: What was asked for; empty for a whole study.
        models: Models that were asked for, all of the snapshot for a whole study.
        ancestors: Their ancestors; 0 for a whole study, where each is a model of its own.
        rows: The findings in question, with the columns of `KINDS` beside their own.
    """

    asked: tuple[Asked, ...]
    models: int
    ancestors: int
    rows: Table


@dataclass(frozen=True, slots=True)
class Related:
    """How a model that findings speak of is related to those that were asked for.

    Attributes:
        model_id: The model.
        origin: `own` if it was asked for itself, else `inherited`.
        subject: Itself, or the nearest of the models that descend from it.
        line: Line of the listing that names the subject; 0 where none does.
        generations: From the model down to the subject.
        relations: Relations of each step on the way, several joined by `+`.
        path: The models on the way, from this one to the subject.
        concerns: Number of models asked for that are it or descend from it; None if not counted.
        such_as: The first of these, by id.
        place: Where it stands, in words.
        whose: All this in words.
    """

    model_id: str
    origin: str
    subject: str
    line: int
    generations: int
    relations: Sequence[str]
    path: Sequence[str]
    concerns: int | None
    such_as: Sequence[str]
    place: str
    whose: str


def scope_of(store: Store, wanted: Wanted) -> Scope:
    """The findings on the models that are asked for and on their ancestors.

    Raises:
        StudyError: The study was not linked or not checked yet.
        UserError: Something that was asked for is not in the study; see `models_of`.
    """
    findings = store.table("findings")
    if wanted.whole:
        return Scope((), store.rows("models"), 0, _whole(findings))
    models = models_of(store, wanted)
    pedigree = load_pedigree(store, wanted.edges)
    found = ancestry(pedigree, models.nodes)
    names = ids_of(store, found.nodes.tolist(), models.ids)
    ids = texts([names[node] for node in found.nodes.tolist()])
    held = store.engine.load(_held(models, found, ids))
    spoken = findings.select("model_id").semi_join(held, findings.model_id == held.held).distinct()
    about = np.sort(found.nodes[places_in(store.run(spoken).column("model_id"), ids)])
    related = _related(pedigree, found, models, names, about)
    table = store.engine.load(from_columns(KINDS, _columns(related)))
    rows = with_told(store, findings.inner_join(table, "model_id"), held).drop("place")
    return Scope(models.asked, len(models.nodes), len(found.nodes) - len(models.nodes), rows)


def _held(models: Models, found: Ancestry, ids: Array) -> Columns:
    """The models and their ancestors: id, whether it was asked for, line that names it."""
    asked = found.steps == 0
    line = np.zeros(len(found.nodes), np.int64)
    line[found.place(models.nodes)] = models.line
    kinds = {"held": "string", "asked": "bool", "named": "int64"}
    return from_columns(kinds, [ids, asked, line])


def _whole(findings: Table) -> Table:
    """All findings of a study, each the model's own."""
    none = null().cast("array<string>")
    return findings.mutate(
        origin=literal(OWN),
        subject=findings.model_id,
        line=literal(0).cast("int64"),
        generations=literal(0).cast("int64"),
        relations=none,
        path=none,
        concerns=null().cast("int64"),
        such_as=none,
        whose=literal("of ") + findings.model_id,
        elsewhere=literal(False),
    )


def _columns(rows: Sequence[Related]) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in KINDS]


def _related(
    pedigree: Pedigree, found: Ancestry, models: Models, names: Mapping[int, str], about: Ints
) -> list[Related]:
    """How some of the nodes are related to the models."""
    counted = len(models.nodes) <= MOST_MODELS
    count, first = concerned(pedigree, found, about, NAMED) if counted else (None, None)
    rows = []
    for at_, node in enumerate(about.tolist()):
        path, edges = found.path(node)
        ids = [names[one] for one in path]
        line = int(models.line[np.searchsorted(models.nodes, path[-1])])
        steps = [_relation(pedigree, edge) for edge in edges]
        concerns = None if count is None else int(count[at_])
        such_as = [names[one] for one in first[at_]] if first is not None else [ids[-1]]
        alone = len(models.nodes) == 1
        place = _place(ids, steps, alone=alone)
        rows.append(
            Related(
                ids[0],
                INHERITED if edges else OWN,
                ids[-1],
                line,
                len(edges),
                steps,
                ids,
                concerns,
                such_as,
                place,
                _whose(place, bool(edges), concerns or 1),
            )
        )
    return rows


def _relation(pedigree: Pedigree, edge: int) -> str:
    bits = int(pedigree.relations[edge])
    held = [name for place, name in enumerate(RELATIONS) if bits >> place & 1]
    return "+".join(held) + (" (inferred)" if pedigree.inferred[edge] else "")


def _place(path: Sequence[str], relations: Sequence[str], *, alone: bool) -> str:
    """Where a model stands, seen from those that were asked for."""
    if not relations:
        return path[0]
    steps = len(relations)
    far = "1 generation" if steps == 1 else f"{steps} generations"
    start = "" if alone else f" from {path[-1]}"
    ways = ", then ".join(way for way, _ in groupby(relations))
    return f"ancestor {path[0]}, {far} up{start}, by {ways}"


def _whose(place: str, inherited: bool, concerns: int) -> str:
    """Whose a finding is, and how many of the models asked for it concerns."""
    said = f"inherited from {place}" if inherited else f"of {place}"
    below = concerns if inherited else concerns - 1
    if concerns == 1 or not below:
        return said
    noun = "1 of the other models descends" if below == 1 else f"{below} of the models descend"
    return f"{said}; {noun} from it"
