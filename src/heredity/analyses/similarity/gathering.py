"""The rows of all tables of the analysis, gathered while vectors come one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from heredity.analyses.bulk import bulk_families
from heredity.analyses.clusters import Floats
from heredity.analyses.contrasts import part
from heredity.analyses.population import Population
from heredity.analyses.similarity.celltable import Where, cell_rows, stranger_row
from heredity.analyses.similarity.comparisons import comparison_rows
from heredity.analyses.similarity.controls import Controls, Matching
from heredity.analyses.similarity.direction import Directions, shared, term_columns
from heredity.analyses.similarity.frame import Frame, Measured
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.paperdraws import published_pedigree
from heredity.analyses.similarity.patterns import row_of
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.sampled import SIMILARITY_SAMPLED
from heredity.analyses.similarity.settings import Settings
from heredity.analyses.similarity.shift import ByFamily, Fans, fans, shift_rows
from heredity.analyses.similarity.shifttables import SHIFT, SHIFT_FAMILIES, SHIFT_TERMS
from heredity.analyses.similarity.tables import CONTROLS, SIMILARITY, SIMILARITY_FAMILIES
from heredity.analyses.similarity.vectors import Vectors
from heredity.core.edgesets import parse_edge_set
from heredity.pedigree.graph import Pedigree
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at

SPECS: Final = (
    SIMILARITY,
    CONTROLS,
    SIMILARITY_FAMILIES,
    SIMILARITY_SAMPLED,
    SHIFT,
    SHIFT_FAMILIES,
    SHIFT_TERMS,
)
"""The tables that the analysis writes."""

Parts = dict[str, list[Mapping[str, Any]]]


class Gathering:
    """The work on one DNA.

    Args:
        population: The models.
        eligible: Nodes that take part in pairs, ascending.
        settings: Parameters.
        founders: Founder of each family in the order of their numbers; None where not known.
    """

    def __init__(
        self, population: Population, eligible: Ints, settings: Settings, founders: Array | None
    ) -> None:
        self.population, self.settings, self.founders = population, settings, founders
        self.eligible = np.zeros(population.nodes, bool)
        self.eligible[eligible] = True
        self.matching = Matching(population)
        self.parts: Parts = {spec.name: [] for spec in SPECS}
        self._unmasked: dict[tuple[Any, ...], Floats] = {}
        self._frames: dict[tuple[str, bool], Frame] = {}
        self._controls: dict[str, Controls] = {}

    def pedigree(self, edge_set: str, compat: bool) -> Pedigree:
        """The pedigree of an edge set in one form."""
        if not compat:
            return self.population.pedigree(edge_set)
        return published_pedigree(
            self.population.pedigree(), self.population.in_snapshot, parse_edge_set(edge_set)
        )

    def frame(self, edge_set: str, compat: bool, bulk: Flags) -> Frame:
        """The frame of an edge set in one form."""
        key = edge_set, compat
        if key not in self._frames:
            kin = Kin(
                self.pedigree(edge_set, compat),
                self.population.family,
                self.population.coded("author").codes,
            )
            self._frames[key] = Frame(
                edge_set, kin, self.eligible, bulk[kin.family_numbers], compat,
                self.settings.resamples, self.settings.seed,
            )  # fmt: skip
        return self._frames[key]

    def add(self, vectors: Vectors) -> None:
        """Measure vectors in every edge set of their form."""
        rows = Rows.of(vectors.rows, vectors.place)
        main = vectors.measure == self.settings.main and not vectors.compat
        bulk = self._bulk()
        means = self.matching.means(rows) if main else {}
        strangers: dict[str, Any] = {}
        for edge_set in self.settings.edge_sets:
            frame = self.frame(edge_set, vectors.compat, bulk)
            where = Where.of(vectors, edge_set, vectors.compat)
            strangers = strangers or stranger_row(where, vectors, self.population.family)
            self.parts["similarity"].append(strangers | {"edge_set": edge_set})
            if len(frame.kin.u):
                measured = frame.measure(rows)
                self._measured(where, measured)
                if main:
                    self._main(where, measured, means, vectors)

    def _bulk(self) -> Flags:
        if not hasattr(self, "_found_bulk"):
            self._found_bulk = bulk_families(self.population)
        return self._found_bulk

    def _measured(self, where: Where, measured: Measured) -> None:
        self.parts["similarity"] += cell_rows(where, measured)
        self.parts["similarity_controls"] += comparison_rows(where, measured, self._unmasked)
        self.parts["shift"] += [row | _NO_DIRECTION for row in shift_rows(where, measured)]

    def _main(
        self, where: Where, measured: Measured, means: dict[str, Any], vectors: Vectors
    ) -> None:
        """What only the main measure has: nulls, families, directions."""
        if where.edge_set not in self._controls:
            self._controls[where.edge_set] = Controls(measured.frame, self.matching, self.settings)
        cells, compared = self._controls[where.edge_set].rows(where, measured, means)
        self.parts["similarity"] += cells
        self.parts["similarity_controls"] += compared
        found = fans(measured, "all")
        self._families(where, measured, found)
        self._directions(where, measured, found, vectors)

    def _directions(self, where: Where, measured: Measured, found: Fans, vectors: Vectors) -> None:
        directions = Directions.of(measured, found)
        columns = term_columns(where, directions, vectors.terms)
        if columns:
            self.parts["shift_terms"].append(columns)
        for bulk in (True, False):
            random = np.random.default_rng([self.settings.seed, 41])
            some = directions if bulk else directions.within(~measured.frame.bulk)
            said = shared(some, self.settings.permutations, random)
            self._say_shared(where, bulk, said)

    def _say_shared(self, where: Where, bulk: bool, said: dict[str, Any]) -> None:
        """Write the common direction into the row of `shift` that speaks of families alike."""
        wanted = where.columns() | {"authors": "all", "bulk": bulk, "weighting": "macro"}
        rows = self.parts["shift"]
        for place in range(len(rows) - 1, -1, -1):
            if all(rows[place][name] == value for name, value in wanted.items()):
                rows[place] = dict(rows[place]) | said
                return

    def _families(self, where: Where, measured: Measured, found: Fans) -> None:
        frame = measured.frame
        numbers = frame.kin.family_numbers
        edge, parent, siblings = (row_of(*c) for c in (("edge", 1), ("fork2", 1), ("fork2", 2)))
        up, could = measured.tables["all"], frame.could["none"].could
        means = part(up, could)
        there = np.flatnonzero(could[siblings] > 0)
        self.parts["similarity_families"].append(
            where.columns()
            | self._names(numbers[there])
            | {
                "edges": could[edge, there],
                "parent_child": means[edge, there],
                "sibling_pairs": could[siblings, there],
                "siblings": means[siblings, there],
                "fork_parent_child": means[parent, there],
                "bulk": frame.bulk[there],
            }
        )
        every = ByFamily.of(found, frame.kin.families)
        there = every.there
        rho = every.rho[there]
        self.parts["shift_families"].append(
            where.columns()
            | self._names(numbers[there])
            | {
                "fans": every.fans[there].astype(np.int64),
                "children": every.children[there].astype(np.int64),
                "shift": every.shift[there],
                "noise": every.noise[there],
                "rho": rho,
                "verdict": [_verdict(one) for one in rho.tolist()],
                "bulk": frame.bulk[there],
            }
        )

    def _names(self, numbers: Ints) -> dict[str, Any]:
        founders = [None] * len(numbers) if self.founders is None else at(self.founders, numbers)
        return {"family_id": at(self.population.family_ids, numbers), "founder_id": founders}


_NO_DIRECTION: Final = dict.fromkeys(("shared", "shared_low", "shared_high", "shared_p"))


def _verdict(rho: float) -> str:
    if rho > 0.5:
        return "drifts together"
    return "scatters" if rho <= 0.5 else "does not move"
