"""One edge set, ready to be measured: places, pairs that could count, and draws of families.

All of it depends on the pedigree, the owners and who is eligible, not on vectors: it is made once
and then serves every mask and every measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.contrasts import Could, Resamples, part
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.patterns import by_family
from heredity.analyses.similarity.rows import Rows, Sparse
from heredity.analyses.similarity.sums import Sums, all_pairs, children_of, same_owner
from heredity.store.columns import Flags, Ints


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pairs count.

    Attributes:
        control: Its name.
        owners: `all`, `other` or `same`: whose pairs.
        bulk: Whether families that one owner filled take part.
    """

    control: str
    owners: str
    bulk: bool = True


CHOICES: Final = (
    Choice("none", "all"),
    Choice("other authors", "other"),
    Choice("same author", "same"),
    Choice("no bulk", "all", bulk=False),
    Choice("other authors, no bulk", "other", bulk=False),
)
"""The controls that choose among the pairs themselves."""


class Frame:
    """One edge set in one form.

    Args:
        edge_set: Its name.
        kin: Its places.
        eligible: Which nodes take part in pairs.
        bulk: Whether one owner filled each family of `kin`.
        compat: Whether patterns weigh as the published ones.
        draws: Resamples.
        seed: Seed of the random numbers.
    """

    def __init__(
        self,
        edge_set: str,
        kin: Kin,
        eligible: Flags,
        bulk: Flags,
        compat: bool,
        draws: int,
        seed: int,
    ) -> None:
        self.edge_set, self.kin, self.eligible = edge_set, kin, eligible
        self.bulk, self.compat, self.draws, self.seed = bulk, compat, draws, seed

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The controls; the published form has none."""
        return CHOICES[:1] if self.compat else CHOICES

    @cached_property
    def counts(self) -> Mapping[str, Sums]:
        """Numbers of eligible pairs, of all owners, of other ones, and of one."""
        return self.sums(Rows.counting(self.eligible))

    def sums(self, rows: Rows, below: Sparse | None = None) -> dict[str, Sums]:
        """Sums over pairs of all owners, of other ones, and of one; see `all_pairs`."""
        every = all_pairs(self.kin, rows, below)
        if self.compat:
            return {"all": every}
        same = same_owner(self.kin, rows, every)
        return {"all": every, "other": every.less(same), "same": same}

    @cached_property
    def taking_part(self) -> Ints:
        """Nodes with an edge that take part in pairs, ascending."""
        touched = (self.kin.d > 0) | (self.kin.p > 0)
        return np.flatnonzero(touched & self.eligible)

    @cached_property
    def occurrences(self) -> Floats:
        """Occurrences of each pattern, in the order of its pairs."""
        rows = Rows.counting(np.ones(len(self.eligible), bool))
        found: Floats = by_family(self.kin, all_pairs(self.kin, rows), self.compat).sum(axis=1)
        return found

    @cached_property
    def could(self) -> dict[str, Could]:
        """Weights of eligible pairs by control."""
        found = {
            owners: Could(by_family(self.kin, sums, self.compat))
            for owners, sums in self.counts.items()
        }
        return {
            c.control: found[c.owners] if c.bulk else found[c.owners].kept(~self.bulk)
            for c in self.choices
        }

    @cached_property
    def resamples(self) -> Resamples:
        """The draws of families that all intervals come from."""
        draws = 0 if self.compat else self.draws
        random = np.random.default_rng([self.seed, 31])
        return Resamples(self.could["none"].importance, draws, random)

    @cached_property
    def drawn_pairs(self) -> dict[str, Floats]:
        """Weights of the pairs in each resample, by control."""
        return {name: self.resamples.totals(one.could) for name, one in self.could.items()}

    @cached_property
    def drawn_families(self) -> dict[str, Floats]:
        """Families with such pairs in each resample, by control."""
        return {name: self.resamples.totals(one.present) for name, one in self.could.items()}

    def measure(self, rows: Rows) -> Measured:
        """Measure vectors."""
        below = children_of(self.kin, rows)
        sums = self.sums(rows, below)
        tables = {owners: by_family(self.kin, one, self.compat) for owners, one in sums.items()}
        return Measured(self, rows, below, sums, tables)


class Measured:
    """What vectors give in one frame.

    Args:
        frame: The frame.
        rows: The vectors.
        below: Sums of each parent's children.
        sums: Sums over pairs by owners.
        tables: Sums of each cell over each family, by owners.
    """

    def __init__(
        self,
        frame: Frame,
        rows: Rows,
        below: Sparse,
        sums: dict[str, Sums],
        tables: dict[str, Floats],
    ) -> None:
        self.frame, self.rows, self.below = frame, rows, below
        self.sums, self.tables = sums, tables

    @cached_property
    def micro(self) -> dict[str, Floats]:
        """Means in each resample, a column for each cell, by control."""
        again, pairs = self.frame.resamples, self.frame.drawn_pairs
        return {
            c.control: part(again.totals(self.tables[c.owners], self._kept(c)), pairs[c.control])
            for c in self.frame.choices
        }

    def _kept(self, choice: Choice) -> Flags | None:
        return None if choice.bulk else ~self.frame.bulk

    @cached_property
    def macro(self) -> dict[str, Floats]:
        """Means of the families' own means in each resample, by control."""
        return {
            c.control: part(
                self.frame.resamples.totals(self.own[c.control]),
                self.frame.drawn_families[c.control],
            )
            for c in self.frame.choices
        }

    @cached_property
    def own(self) -> dict[str, Floats]:
        """Each family's own means under each control, 0 where it has none."""
        return {
            c.control: self.frame.could[c.control].own(self.tables[c.owners])
            for c in self.frame.choices
        }

    def totals(self, choice: Choice, row: int) -> float:
        """Sum of a cell over the families that a control keeps."""
        there = self.frame.could[choice.control].there[row]
        return float(self.tables[choice.owners][row, there].sum())
