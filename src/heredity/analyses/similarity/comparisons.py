"""Rows of the table `similarity_controls`: differences, and whether they survive the controls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.contrasts import bounds
from heredity.analyses.similarity.celltable import FEW, INTERVAL, Where, basis
from heredity.analyses.similarity.frame import Choice, Measured
from heredity.analyses.similarity.patterns import row_of
from heredity.store.columns import Flags

MAIN: Final = "siblings, parent"
"""The comparison that the answer rests on: siblings against their parent over the same forks."""

AGAINST: Final = {
    MAIN: (("fork2", 2), ("fork2", 1)),
    f"{MAIN}: fork3": (("fork3", 2), ("fork3", 1)),
    f"{MAIN}: stem+fork": (("stem+fork", 4), ("stem+fork", 3)),
    f"{MAIN}: fork+tail": (("fork+tail", 5), ("fork+tail", 4)),
}
"""Comparisons within one pattern: the first pair less the second."""

UNMASKED: Final = f"{MAIN}: less M0"


def comparison_rows(
    where: Where, measured: Measured, unmasked: dict[tuple[Any, ...], Floats]
) -> Iterator[dict[str, Any]]:
    """The comparisons of one mask and measure, under each control.

    Args:
        where: What they speak of.
        measured: The measured vectors.
        unmasked: Differences in each resample under M0, by all else; they are added here.
    """
    for choice in measured.frame.choices:
        for name, (first, second) in AGAINST.items():
            rows = row_of(*first), row_of(*second)
            yield _within(where, measured, choice, name, rows)
        yield from _masked(where, measured, choice, unmasked)


def _within(
    where: Where, measured: Measured, choice: Choice, name: str, rows: tuple[int, int]
) -> dict[str, Any]:
    frame, control = measured.frame, choice.control
    one, other = rows
    could = frame.could[control].could
    both = (could[one] > 0) & (could[other] > 0)
    means = [_ratio(measured.totals(choice, at), could[at].sum()) for at in rows]
    drawn, macro_drawn = measured.micro[control], measured.macro[control]
    own = measured.own[control]
    macro = [_ratio(own[at].sum(), (could[at] > 0).sum()) for at in rows]
    return comparison(
        where,
        control,
        name,
        (means[0], means[1]),
        drawn[:, one] - drawn[:, other],
        both,
        (macro[0] - macro[1], macro_drawn[:, one] - macro_drawn[:, other]),
        frame.seed,
        _effective(measured, choice, one),
    )


def comparison(
    where: Where,
    control: str,
    name: str,
    means: tuple[float, float],
    drawn: Floats,
    both: Flags,
    macro: tuple[float, Floats] | None,
    seed: int,
    effective: float,
) -> dict[str, Any]:
    """One row.

    Args:
        where: What it speaks of.
        control: The control.
        name: The comparison.
        means: What is compared.
        drawn: Their difference in each resample.
        both: Families that have both kinds of pairs.
        macro: The difference with one vote a family, and in each resample; None for none.
        seed: Seed of the random numbers.
        effective: Effective number of families.
    """
    families = int(both.sum())
    low, high = _ends(drawn, families)
    macro_low, macro_high = _ends(macro[1], families) if macro else (None, None)
    verdict = "undecided"
    if low is not None and high is not None:
        verdict = "first" if low > 0 else "second" if high < 0 else verdict
    return (
        where.columns()
        | {
            "control": control,
            "contrast": name,
            "first": means[0],
            "second": means[1],
            "difference": means[0] - means[1],
            "low": low,
            "high": high,
            "macro": macro[0] if macro else None,
            "macro_low": macro_low,
            "macro_high": macro_high,
            "families": families,
            "verdict": verdict,
            "note": FEW if 0 < effective < 30 else None,
        }
        | basis(INTERVAL, len(drawn), seed)
    )


def _masked(
    where: Where, measured: Measured, choice: Choice, unmasked: dict[tuple[Any, ...], Floats]
) -> Iterator[dict[str, Any]]:
    """How much of the difference the mask takes away, in the same resamples."""
    frame, control = measured.frame, choice.control
    one, other = (row_of(*cell) for cell in AGAINST[MAIN])
    could = frame.could[control].could
    means = [_ratio(measured.totals(choice, at), could[at].sum()) for at in (one, other)]
    drawn = measured.micro[control][:, one] - measured.micro[control][:, other]
    key = (where.dna, where.measure, where.edge_set, where.compat, control)
    here = np.r_[means[0] - means[1], drawn]
    if where.mask == "M0":
        unmasked[key] = here
    elif key in unmasked:
        before = unmasked[key]
        both = (could[one] > 0) & (could[other] > 0)
        yield comparison(
            where, control, UNMASKED, (here[0], before[0]), drawn - before[1:], both, None,
            frame.seed, _effective(measured, choice, one),
        )  # fmt: skip


def _ends(drawn: Floats, families: int) -> tuple[float | None, float | None]:
    if families < 2 or not len(drawn):
        return None, None
    low, high = (float(end[0]) for end in bounds(drawn[:, None]))
    return (None, None) if np.isnan(low) else (low, high)


def _effective(measured: Measured, choice: Choice, row: int) -> float:
    return float(measured.frame.could[choice.control].sizes[row, 1])


def _ratio(up: float, could: float) -> float:
    return float(up) / float(could) if could else float("nan")
