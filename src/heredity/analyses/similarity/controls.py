"""The nulls and controls of the main measure, as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np

from heredity.analyses.contrasts import Could, bounds, part
from heredity.analyses.population import Population
from heredity.analyses.similarity.celltable import (
    INTERVAL,
    Where,
    alone,
    basis,
    one_row,
    summary_columns,
)
from heredity.analyses.similarity.comparisons import MAIN, comparison
from heredity.analyses.similarity.dealt import Dealt, drawn_ends, exact_ends
from heredity.analyses.similarity.frame import Frame, Measured
from heredity.analyses.similarity.nulls import (
    FORKS,
    ForkSums,
    Founders,
    matched,
    one_per_template,
    pseudo_parents,
)
from heredity.analyses.similarity.patterns import row_of
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.settings import Settings
from heredity.analyses.similarity.strata import Strata, combined, stratum
from heredity.store.columns import Ints

MATCHED: Final = "matched strangers"
ONE_AUTHOR: Final = "matched strangers, one author"
DEALT: Final = "permuted children"
PSEUDO: Final = "pseudo-parent"
TEMPLATE: Final = "one per template"
_WAYS: Final = (
    "mean over all ways to deal children out within library, task, month and size of the parent, "
    "exact; "
)
DEALT_EXACT: Final = _WAYS + "so is the variance over all edges; interval and p by the normal law"
DEALT_DRAWN: Final = _WAYS + "interval and p from draws in families that hold the sampled pairs"


class Matching:
    """Strata and the strangers in them, worked out once for each mask.

    Args:
        population: The models.
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        self._strata: dict[str, Strata] = {}

    @cached_property
    def codes(self) -> Ints:
        """Library, task and month of each node as one number."""
        return stratum(self.population)

    @cached_property
    def lasting(self) -> Ints:
        """Library and task alone: founders are older than the dates of the hub."""
        return combined(self.population.coded("library").codes, self.population.coded("task").codes)

    def strata(self, name: str, rows: Rows) -> Strata:
        """The strata of one kind over the nodes that have vectors."""
        if name not in self._strata:
            chosen = rows.place < rows.matrix.shape[0] - 1
            codes = self.codes
            if name == ONE_AUTHOR:
                codes = stratum(self.population, self.population.coded("author").codes)
            self._strata[name] = Strata.of(codes, self.population.family, chosen)
        return self._strata[name]

    def means(self, rows: Rows) -> dict[str, Any]:
        """Mean similarity of strangers in each stratum, by kind of strata."""
        return {
            name: (strata, strata.strangers(rows))
            for name in (MATCHED, ONE_AUTHOR)
            for strata in (self.strata(name, rows),)
        }


class Controls:
    """The controls of one frame.

    Args:
        frame: The frame.
        matching: Strata of the models.
        settings: Parameters.
    """

    def __init__(self, frame: Frame, matching: Matching, settings: Settings) -> None:
        self.frame, self.matching, self.settings = frame, matching, settings

    @cached_property
    def founders(self) -> Founders:
        """Who could stand in for each parent."""
        return Founders.of(self.frame, self.matching.lasting)

    @cached_property
    def dealt(self) -> Dealt:
        """The children, ready to be dealt out."""
        return Dealt(self.frame, self.matching.codes)

    def rows(
        self, where: Where, measured: Measured, means: dict[str, Any]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Rows of `similarity` and of `similarity_controls`.

        Args:
            where: What they speak of.
            measured: The measured vectors.
            means: Strangers by stratum, as `Matching.means` gives them.
        """
        cells: list[dict[str, Any]] = []
        compared: list[dict[str, Any]] = []
        for name, (strata, of_strata) in means.items():
            found = matched(self.frame, strata, of_strata)
            cells += self._cells(where, name, found)
            compared += self._against(where, measured, name, found)
        found = pseudo_parents(measured, self.founders)
        cells += self._cells(where, PSEUDO, found)
        compared.append(self._within(where, PSEUDO, found))
        found = one_per_template(measured)
        cells += self._cells(where, TEMPLATE, found)
        compared.append(self._within(where, TEMPLATE, found))
        cells += self._dealt(where, measured)
        return cells, compared

    def _cells(self, where: Where, control: str, found: ForkSums) -> Iterator[dict[str, Any]]:
        """The rows of one control."""
        could, again = Could(found.could), self.frame.resamples
        said = could.summaries(found.up)
        micro = part(again.totals(found.up), again.totals(found.could))
        macro = part(again.totals(could.own(found.up)), again.totals(could.present))
        ends = {
            name: alone(said, end)
            for name, end in zip(
                ("low", "high", "macro_low", "macro_high"),
                (*bounds(micro), *bounds(macro)),
                strict=True,
            )
        }
        columns = summary_columns(said) | ends
        for at, (pattern, pair) in enumerate(FORKS):
            one = {name: values[at] for name, values in columns.items()}
            yield one_row(where, pattern, pair, control, one | self._basis(INTERVAL))

    def _basis(self, interval: str) -> dict[str, Any]:
        return basis(interval, self.frame.draws, self.frame.seed)

    def _within(self, where: Where, control: str, found: ForkSums) -> dict[str, Any]:
        """Siblings against the (pseudo-)parent under a control."""
        could, again = Could(found.could), self.frame.resamples
        micro = part(again.totals(found.up), again.totals(found.could))
        own, macro = (
            could.own(found.up),
            part(again.totals(could.own(found.up)), again.totals(could.present)),
        )
        votes = part(own.sum(axis=1), could.present.sum(axis=1))
        means = part(found.up.sum(axis=1), found.could.sum(axis=1))
        said = could.summaries(found.up)
        return comparison(
            where, control, MAIN, (float(means[2]), float(means[1])), micro[:, 2] - micro[:, 1],
            (found.could[2] > 0) & (found.could[1] > 0),
            (float(votes[2] - votes[1]), macro[:, 2] - macro[:, 1]),
            self.frame.seed, float(said.effective[2]),
        )  # fmt: skip

    def _against(
        self, where: Where, measured: Measured, control: str, found: ForkSums
    ) -> Iterator[dict[str, Any]]:
        """Relatives against matched strangers, in the same resamples."""
        frame = self.frame
        strangers = part(frame.resamples.totals(found.up), frame.resamples.totals(found.could))
        micro, could = measured.micro["none"], frame.could["none"].could
        for name, cell, at in (("siblings", ("fork2", 2), 2), ("parent", ("edge", 1), 0)):
            row = row_of(*cell)
            first = part(measured.tables["all"][row].sum(), could[row].sum())
            second = part(found.up[at].sum(), found.could[at].sum())
            both = (could[row] > 0) & (found.could[at] > 0)
            yield comparison(
                where, control, f"{name}, {control}", (float(first), float(second)),
                micro[:, row] - strangers[:, at], both, None, frame.seed,
                float(both.sum()),
            )  # fmt: skip

    def _dealt(self, where: Where, measured: Measured) -> Iterator[dict[str, Any]]:
        """Children dealt out anew."""
        settings, rows = self.settings, measured.rows
        found = self.dealt.expected(rows)
        could = found.could.sum(axis=1)
        columns = summary_columns(Could(found.could).summaries(found.up))
        mean = part(found.up.sum(axis=1), could)
        observed = part(
            np.array([measured.tables["all"][row_of(*cell)].sum() for cell in FORKS]), could
        )
        deviation = part(self.dealt.spread(rows), could[:2])
        ends = list(exact_ends(observed[:2], mean[:2], deviation))
        random = np.random.default_rng([settings.seed, 37])
        here, drawn, looked = self.dealt.drawn(
            rows, settings.permutations, settings.permuted_edges, random
        )
        ends.append(drawn_ends(here, float(mean[2]), drawn) | {"sampled": looked})
        for at, (pattern, pair) in enumerate(FORKS):
            said = (DEALT_DRAWN, settings.permutations) if at == 2 else (DEALT_EXACT, 0)
            one = {name: values[at] for name, values in columns.items()} | ends[at]
            yield one_row(where, pattern, pair, DEALT, one | basis(*said, settings.seed))
