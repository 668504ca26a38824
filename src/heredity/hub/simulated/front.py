"""Front matter of simulated cards, and the tags that the hub makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from heredity.core.edgesets import TYPED
from heredity.hub.simulated.fields import BREAK, Fields
from heredity.hub.simulated.links import NO_SECOND, contradicted
from heredity.hub.simulated.mess import CARD_KINDS
from heredity.hub.simulated.names import appearance
from heredity.hub.simulated.plan import Flags, Floats, Ints, draw, numbers
from heredity.hub.simulated.spelled import spell_languages, spell_license
from heredity.hub.simulated.templates import FREE, KINDS, prose
from heredity.hub.simulated.world import World
from heredity.store.texts import Texts, chosen, joined, pick, stacked, wrapped
from heredity.store.texts import numbers as digits

STRAY = ("t5", "tf", "ai", "ml", "is")
"""Tags that look like languages and are none."""


@dataclass(frozen=True, slots=True)
class Front:
    """Front matter of a range of models.

    Attributes:
        has: Whether there is any that can be read.
        json: The object in braces, or nothing.
        yaml: The lines between the dashes, as part of a JSON string.
        tags: Pieces of the list of tags, by what they name, each ending in a comma.
    """

    has: Flags
    json: Texts
    yaml: Texts
    tags: dict[str, Texts]


def front_of(world: World, first: int, last: int, rng: np.random.Generator) -> Front:
    """Write the front matter of models `first` to `last - 1`."""
    unreadable = world.mess.has(*CARD_KINDS)[first:last]
    fields = Fields(first, last, world.traits.card[first:last] & ~unreadable)
    spell_languages(fields, world, rng)
    spell_license(fields, world)
    _words(fields, world, rng)
    _datasets(fields, world, rng)
    _parent_tags(fields, world)
    _card_parents(fields, world, rng)
    _own_tags(fields, world)
    return Front(fields.has, *fields.whole(), fields.tags)


def _words(fields: Fields, world: World, rng: np.random.Generator) -> None:
    """Library and task, where the card repeats them."""
    share = appearance()["shares"]["task_in_card"]
    for key, trait in (
        ("library_name", world.traits.states["library"]),
        ("pipeline_tag", world.traits.states["task"]),
    ):
        code = trait.code[fields.models]
        told = (rng.random(len(code)) < share) & (code >= 0)
        fields.word(key, told, trait.plan.states, code)


def _datasets(fields: Fields, world: World, rng: np.random.Generator) -> None:
    names, share = _dataset_names(world.models)
    some = appearance()["datasets"]["models_with"] / numbers()["hub"]["with_card"]
    luck = rng.random(len(fields.has))
    row = np.repeat(
        np.arange(len(luck)), np.where(fields.has & (luck < some), 1 + (luck < some / 4), 0)
    )
    code = draw(rng, share, len(row))
    again = np.flatnonzero(np.diff(row, prepend=-1) == 0)
    code[again] = (code[again - 1] + 1) % len(names)
    name = pick(names, code)
    fields.many("datasets", row, joined('"', name, '"'), name)
    fields.tag("dataset", row, joined('"dataset:', name, '",'))


@cache
def _dataset_names(models: int) -> tuple[Texts, Floats]:
    """Published names with their counts, then invented ones that share the rest."""
    table = appearance()["datasets"]
    rank = np.arange(max(models // table["distinct_for"], 1))
    tail = 1 / (rank + 20.0)
    rest = table["tags"] - sum(table["counts"])
    share = np.concatenate([table["counts"], tail / tail.sum() * rest])
    invented = joined("corpora/collection-", digits(rank + 1))
    return stacked([pick(table["names"], np.arange(len(table["names"]))), invented]), share


def _parent_tags(fields: Fields, world: World) -> None:
    links, part = world.links, world.links.of(fields.first, fields.last)
    text, second = links.text[part], links.second[part]
    twice = second != NO_SECOND
    pieces = joined(
        wrapped(links.plain[part], '"base_model:', text, '",'),
        _typed(links.typed[part], links.relation[part], text),
        _typed(twice, np.where(twice, second, 0), text) if twice.any() else "",
    )
    fields.tag("base_model", links.child[part] - fields.first, pieces)


def _typed(told: Flags, relation: Ints, text: Texts) -> Texts:
    """Tags with a relation."""
    prefix = [f'"base_model:{name}:' for name in (*TYPED, "unspecified")]
    return wrapped(told, pick(prefix, relation), text, '",')


def _card_parents(fields: Fields, world: World, rng: np.random.Generator) -> None:
    links, part = world.links, world.links.of(fields.first, fields.last)
    row = links.child[part] - fields.first
    keep = np.flatnonzero(links.card[part] & fields.has[row])
    text = pick(links.text[part], keep)
    bare = rng.random(len(fields.has)) < numbers()["mess"]["base_model"]["text"]
    fields.many("base_model", row[keep], joined('"', text, '"'), text, bare)
    relation = world.pedigree.relation[fields.models]
    against = world.mess.has("relation_contradicted")[fields.models]
    told = against | world.mess.has("relation_in_card")[fields.models]
    stated = np.where(against, contradicted(relation), relation)
    fields.word("base_model_relation", told, TYPED, np.where(told, stated, 0))


def _own_tags(fields: Fields, world: World) -> None:
    """The field `tags`, which always stands last and is empty at times."""
    template = world.template[fields.models]
    stray = np.where(
        world.mess.has("tag_not_language")[fields.models] & fields.has,
        np.arange(fields.first, fields.last) % len(STRAY),
        len(STRAY),
    )
    own = [prose()["tags"][kind] for kind in KINDS[:FREE]] + prose()["free_tags"]["sets"]
    free = FREE + np.arange(fields.first, fields.last) % (len(own) - FREE)
    kind = np.where(fields.has, np.where(template == FREE, free, template), len(own))
    sets = [[*tags, *more] for tags in [*own, []] for more in [*[[s] for s in STRAY], []]]
    at = kind * (len(STRAY) + 1) + stray
    quoted = [",".join(f'"{tag}"' for tag in tags) for tags in sets]
    lines = ["".join(f"- {tag}{BREAK}" for tag in tags) for tags in sets]
    headed = [f"tags:{BREAK}{text}" if text else f"tags: []{BREAK}" for text in lines]
    fields.add(pick([f'"tags":[{text}]' for text in quoted], at),
               chosen(fields.has, pick(headed, at), ""))  # fmt: skip
    fields.tags["own"] = pick([text and text + "," for text in quoted], at)
