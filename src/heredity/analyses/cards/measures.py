"""What is measured on cards, node by node, in our form and in the published one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.cards.gathering import Cards
from heredity.analyses.cards.templates import Templates
from heredity.analyses.clusters import Floats
from heredity.analyses.population import Population
from heredity.store.cardtexts import list_lengths
from heredity.store.columns import Flags, Ints

STORED: Final = 3
"""Length that the published tables give to a card that is missing: that of the text `nan`."""

BOTH: Final = "an edge counts if both sides have a card whose text is known"
EITHER: Final = "every edge counts"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A number of each node.

    Attributes:
        name: Its name.
        values: The number of each node.
        known: Which nodes have one.
        count: Whether it is a count, so that ratios make sense; else 0 or 1.
        missing: What counts as missing.
        relations: Whether it is told for each relation, besides all edges together.
    """

    name: str
    values: Floats
    known: Flags
    count: bool
    missing: str
    relations: bool = True


def ours(population: Population, cards: Cards, templates: Templates) -> Iterator[Measure]:
    """The measures in our form; missing is null."""
    there = np.zeros(population.nodes, bool)
    there[cards.node] = True
    exists, asked = population.numbers("card_present")
    yield Measure(
        "exists", exists.astype(np.float64), asked, False,
        "an edge counts if both sides' cards were asked for",
    )  # fmt: skip
    for name in ("characters", "words", "body_characters", "body_words", "sections"):
        yield Measure(name, _spread(population, cards, getattr(cards, name)), there, True, BOTH)
    says, known = population.numbers("card_generated")
    yield Measure("generated", says.astype(np.float64), known, False, BOTH)
    follows = (templates.of_card >= 0).astype(np.float64)
    yield Measure("template", _spread(population, cards, follows), there, False, BOTH)
    counts, stated = _languages(population, "language")
    yield Measure(
        "languages", counts, stated & (counts > 0), True,
        "an edge counts if both sides state a language",
    )  # fmt: skip


def published(population: Population, cards: Cards) -> Iterator[Measure]:
    """The measures as the published tables have them, quirks included."""
    node, every = cards.node, population.in_snapshot
    length = _spread(population, cards, cards.characters)
    words = _spread(population, cards, cards.words)
    there = length > STORED
    text = f"an edge counts if both sides have a card of more than {STORED} characters"
    nan = f"{EITHER}; a missing card is the text nan, {STORED} characters and 1 word"
    says = np.zeros(population.nodes)
    flagged, known = population.numbers("card_generated")
    says[node] = (flagged * known)[node]
    yield Measure("exists", there.astype(np.float64), every, False, f"{EITHER}")
    yield Measure("characters", length, there, True, text)
    yield Measure("words", words, there, True, text)
    yield Measure("characters, all edges", np.where(there, length, STORED), every, True, nan)
    yield Measure("words, all edges", np.where(there, words, 1), every, True, nan)
    yield Measure("generated", says, there, False, text)
    yield Measure(
        "generated, all edges", says, every, False,
        f"{EITHER}; a missing card is not generated; the published line over all relations",
    )  # fmt: skip
    counts, _ = _languages(population, "language_compat")
    yield Measure(
        "languages", counts, counts > 0, True, "an edge counts if both sides state a language"
    )
    yield Measure(
        "languages, all edges", counts, every, True, f"{EITHER}; a model without one has 0"
    )


def _spread(population: Population, cards: Cards, values: Ints | Floats) -> Floats:
    """Values of cards as values of nodes, 0 elsewhere."""
    full = np.zeros(population.nodes)
    full[cards.node] = values
    return full


def _languages(population: Population, column: str) -> tuple[Floats, Flags]:
    counts, known = list_lengths(population.text("traits", column))
    return counts.astype(np.float64), known
