"""Card DNA: the first characters of the cards that people wrote.

A card takes part if it has 512 characters or more and does not say that it was automatically
generated. What masks take out of its first 512 characters:

* M1: every literal occurrence of a declared parent's id or name.
* M2: also those of the own id, name and owner.
* M3: also numbers that stand by themselves: dates, counts, versions, scores.
* M4: the front matter; the first 512 characters after it are taken instead.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.population import Population
from heredity.analyses.similarity.masks import RANK
from heredity.analyses.similarity.words import Words, declared_parents, own_words
from heredity.hub.importers.frontmatter import PATTERN
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at, whole
from heredity.store.terms import as_texts, places_in, rewritten, stacked, without_words

LONG: Final = 512
"""Characters of the shortest card that takes part, and by default those that are compared."""

NUMBERS: Final = r"\b[0-9]+(?:[.,:/\-T][0-9]+)*(?:Z\b|\b)"
"""A number or a date that stands by itself."""

_FEW: Final = 1 << 16
"""Cards up to which their first characters are kept instead of read for each mask."""

_RUN: Final = 1 << 16


class CardDna:
    """The cards of a study.

    Args:
        population: The models. A row of this class is an eligible card, in the order of the nodes.
        length: How many of a card's characters are compared.
    """

    name = "card"

    def __init__(self, population: Population, length: int = LONG) -> None:
        self.population = population
        self.length = length
        self._held: tuple[str, Array] = "", as_texts([])
        self._few: dict[bool, Array] = {}

    @cached_property
    def eligible(self) -> Ints:
        """Nodes whose card takes part, ascending."""
        long, known = self.population.numbers("card_length")
        generated, said = self.population.numbers("card_generated")
        return np.flatnonzero(known & (long >= LONG) & said & (generated == 0))

    @cached_property
    def row_of(self) -> Ints:
        """Row of each node; -1 for none."""
        rows = np.full(self.population.nodes, -1, np.int64)
        rows[self.eligible] = np.arange(len(self.eligible))
        return rows

    @cached_property
    def parents(self) -> Words:
        """Ids and names of the declared parents of each row."""
        return declared_parents(self.population, self.row_of)

    @cached_property
    def _own(self) -> list[Array]:
        columns = [self.population.text("models", name) for name in ("name", "owner")]
        return [at(column, self.eligible) for column in (self.population.ids, *columns)]

    def own(self, rows: Ints) -> Words:
        """Own ids, names and owners of some rows, by their place among these."""
        return own_words(rows, self._own)

    def texts(self, nodes: Ints, mask: str = "M0") -> Array:
        """The first characters of some nodes' cards, in that order.

        Args:
            nodes: Eligible nodes.
            mask: What is taken out.
        """
        return at(self._under(mask), self.row_of[nodes])

    def _under(self, mask: str) -> Array:
        """The texts of all rows; those of the last mask are kept."""
        if self._held[0] != mask:
            self._held = "", as_texts([])
            rows = np.arange(len(self.eligible))
            heads = self._read(body=RANK[mask] >= RANK["M4"])
            parts = [
                self._masked(at(heads, run), run, RANK[mask])
                for run in np.array_split(rows, len(rows) // _RUN + 1)
            ]
            self._held = mask, stacked(parts)
        return self._held[1]

    def _masked(self, text: Array, rows: Ints, rank: int) -> Array:
        if rank >= RANK["M1"]:
            words = self.parents.of(rows)
            if rank >= RANK["M2"]:
                words = words.with_others(self.own(rows))
            text = without_words(text, words.rows, words.texts)
        return rewritten(text, NUMBERS, "") if rank >= RANK["M3"] else text

    def _read(self, *, body: bool) -> Array:
        """The first characters of every eligible card, or of what follows its front matter."""
        if body in self._few:
            return self._few[body]
        heads = self._asked(body=body)
        if len(heads) <= _FEW:
            self._few[body] = heads
        return heads

    def _asked(self, *, body: bool) -> Array:
        store = self.population.store
        cards = store.table("cards").filter(lambda row: row.characters >= LONG)
        text = cards.text.re_replace(PATTERN, "") if body else cards.text
        found = store.run(cards.select("model_id", head=text.left(self.length)))
        node = places_in(found.column("model_id"), self.population.ids)
        row = np.append(self.row_of, -1)[node]
        taken = np.flatnonzero(row >= 0)
        heads = whole(found.column("head"))
        return at(heads, taken[np.argsort(row[taken], kind="stable")])
