"""Templates: texts that many cards share but for what was filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.cards.clusters import components, most_typical
from heredity.analyses.cards.gathering import Cards, names_of
from heredity.analyses.population import NONE, Population
from heredity.hub.importers.frontmatter import PATTERN
from heredity.store.cardtexts import cards_at, cut_front
from heredity.store.columns import Flags, Ints, at, texts
from heredity.store.plain import stacked
from heredity.store.schema import Column, TableSpec, table
from heredity.store.store import Store

LEAST: Final = 5
"""Near-duplicate cards from which on their common text is a template."""

HEAD: Final = 600
"""Characters of a template's text that are kept."""

MISSING: Final = (
    "cards whose text was imported count; a card without a word beside its front matter has no "
    "template"
)

CARD_TEMPLATES = table(
    TableSpec(
        "card_templates",
        "One text that at least five cards share: near-duplicates once names and numbers are "
        "masked. It speaks of models, not of edges.",
        (
            Column("template", "string", "Smallest id among the models whose cards follow it."),
            Column("rank", "int64", "Its rank by number of cards, from 1."),
            Column("cards", "int64", "Cards that follow it.", unit="cards"),
            Column("share", "float64", "Their share of all cards with a text."),
            Column("population", "int64", "All cards with a text.", unit="cards"),
            Column("generated", "float64", "Share of its cards that say a program wrote them."),
            Column("children", "float64", "Share of its cards whose model has a parent."),
            Column("owners", "int64", "Different owners of the models.", unit="owners"),
            Column("largest_owner", "string", "The owner of most.", null="none has an owner"),
            Column(
                "largest_owner_share", "float64", "Share of that owner.", null="none has an owner"
            ),
            Column("families", "int64", "Families that the models belong to.", unit="families"),
            Column(
                "first", "timestamp", "Creation of the oldest model.", unit="UTC",
                null="no date is known",
            ),
            Column(
                "last", "timestamp", "Creation of the newest.", unit="UTC",
                null="no date is known",
            ),
            Column("example", "string", "A model with the commonest wording."),
            Column(
                "head",
                "string",
                f"The first {HEAD} characters of its card without front matter; its own names "
                "and its parent's stand as ⟨owner⟩, ⟨name⟩, ⟨parent owner⟩, ⟨parent⟩.",
            ),
            Column("missing", "string", "What counts as missing."),
        ),
        key=("template",),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """Which template each card follows.

    Attributes:
        of_card: Number of each card's template, by rank from 0; -1 for none.
        cards: Cards of each template.
        first: Number of the first card of each.
        example: Number of the most typical card of each.
    """

    of_card: Ints
    cards: Ints
    first: Ints
    example: Ints


def find_templates(cards: Cards, least: int = LEAST) -> Templates:
    """Cluster the cards; clusters below `least` cards are no templates."""
    signed = np.flatnonzero(cards.signed)
    cluster = components(cards.signatures)
    names, typical = most_typical(cards.signatures, cluster)
    sizes = np.bincount(cluster, minlength=len(cluster))[names] if len(names) else names
    order = np.lexsort((names, -sizes))
    order = order[sizes[order] >= least]
    rank = np.full(len(cluster), NONE, np.int64)
    rank[names[order]] = np.arange(len(order))
    of_card = np.full(len(cards.node), NONE, np.int64)
    of_card[signed] = rank[cluster]
    return Templates(of_card, sizes[order], signed[names[order]], signed[typical[order]])


def template_names(population: Population, cards: Cards, found: Templates) -> list[str]:
    """The name of each template: the smallest id among its models."""
    names: list[str] = at(population.ids, cards.node[found.first]).to_pylist()
    return names


def template_rows(
    store: Store, population: Population, cards: Cards, found: Templates, generated: Flags
) -> Any:
    """The table `card_templates`.

    Args:
        store: The study.
        population: Its models.
        cards: Its cards.
        found: The templates.
        generated: Whether each card says that a program wrote it.
    """
    if not len(found.cards):
        return CARD_TEMPLATES.arrow.empty_table()
    count = len(found.cards)
    inside = np.flatnonzero(found.of_card >= 0)
    template, node = found.of_card[inside], cards.node[inside]
    owner, most = _owners(template, population.coded("author").codes[node], count)
    parents = population.pedigree("all").primary[node] >= 0
    names = [*population.coded("author").names.to_pylist(), None]
    first, last = _dates(population, template, node, count)
    return stacked(
        CARD_TEMPLATES,
        [
            {
                "template": template_names(population, cards, found),
                "rank": np.arange(1, count + 1),
                "cards": found.cards,
                "share": found.cards / len(cards.node),
                "population": len(cards.node),
                "generated": np.bincount(template, generated[inside], count) / found.cards,
                "children": np.bincount(template, parents, count) / found.cards,
                "owners": _different(template, population.coded("author").codes[node], count),
                "largest_owner": [names[code] for code in owner.tolist()],
                "largest_owner_share": np.where(owner >= 0, most / found.cards, np.nan),
                "families": _different(template, population.family[node], count),
                "first": first,
                "last": last,
                "example": at(population.ids, cards.node[found.example]).to_pylist(),
                "head": list(_heads(store, population, cards, found.example)),
                "missing": MISSING,
            }
        ],
    )


def _different(group: Ints, value: Ints, groups: int) -> Ints:
    """Different values of each group; those below 0 do not count."""
    there = value >= 0
    pairs = np.unique(np.column_stack([group[there], value[there]]), axis=0)
    return np.bincount(pairs[:, 0], minlength=groups)


def _owners(group: Ints, owner: Ints, groups: int) -> tuple[Ints, Ints]:
    """The commonest owner of each group, -1 for none, ties to the smaller; and how often."""
    there = owner >= 0
    pairs, counts = np.unique(
        np.column_stack([group[there], owner[there]]), axis=0, return_counts=True
    )
    order = np.lexsort((pairs[:, 1], -counts, pairs[:, 0]))
    lead = order[np.unique(pairs[order, 0], return_index=True)[1]] if len(order) else order
    best, most = np.full(groups, NONE, np.int64), np.zeros(groups, np.int64)
    best[pairs[lead, 0]], most[pairs[lead, 0]] = pairs[lead, 1], counts[lead]
    return best, most


def _dates(population: Population, group: Ints, node: Ints, groups: int) -> tuple[Any, Any]:
    """First and last known creation of each group, as microseconds, or not a time."""
    values, known = population.numbers("created")
    group, born = group[known[node]], values[node[known[node]]]
    last = np.full(groups, np.iinfo(np.int64).min)
    first = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(first, group, born)
    np.maximum.at(last, group, born)
    nothing = np.bincount(group, minlength=groups) == 0
    dates = [np.where(nothing, np.iinfo(np.int64).min, x) for x in (first, last)]
    return dates[0].astype("datetime64[us]"), dates[1].astype("datetime64[us]")


_SHOWN: Final = ("⟨owner⟩", "⟨name⟩", "⟨parent owner⟩", "⟨parent⟩")
_LEAST_NAME: Final = 3
"""Characters of a name below which it is left as it stands: it may be part of any word."""


def _heads(store: Store, population: Population, cards: Cards, chosen: Ints) -> Iterable[str]:
    """The beginning of some cards' bodies, with names masked."""
    node = cards.node[chosen]
    parent = population.pedigree("all").primary[node]
    owner, name = names_of(population.ids, node)
    above, parent_name = names_of(population.ids, parent)
    bodies = cut_front(texts(cards_at(store, cards.place[chosen])), PATTERN).to_pylist()
    columns = [column.to_pylist() for column in (owner, name, above, parent_name)]
    for body, *words in zip(bodies, *columns, strict=True):
        yield masked_head(body, dict(zip(_SHOWN, words, strict=True)))


def masked_head(body: str, names: dict[str, str | None]) -> str:
    """The beginning of a text, with names replaced by what stands for them; longest first."""
    head = body.strip()[: 2 * HEAD]
    for shown, name in sorted(names.items(), key=lambda item: -len(item[1] or "")):
        if name and len(name) >= _LEAST_NAME:
            head = head.replace(name, shown)
    return head[:HEAD]
