"""Rows of the table `similarity`: every cell under every control, from sums over families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from heredity.analyses.clusters import FEW_FAMILIES, LEVEL
from heredity.analyses.contrasts import Summaries, bounds, squared
from heredity.analyses.similarity.cells import STRANGERS
from heredity.analyses.similarity.frame import Measured
from heredity.analyses.similarity.patterns import PAIRS, kinship
from heredity.analyses.similarity.rows import added
from heredity.analyses.similarity.vectors import Vectors
from heredity.store.columns import Ints

MISSING: Final = (
    "pairs of two models that take part; stubs and models without a text do not; the weights of "
    "patterns count all models of the pedigree; a text without a term is as near to all as 0"
)
INTERVAL: Final = (
    "cluster bootstrap over the families of all edges, the many small ones in random groups, 95 %"
)
STRANGERS_INTERVAL: Final = (
    "every pair of the study; normal, 95 %, from what each family moves, isolated models included"
)
COMPLETE: Final = "every pair of the study; no interval"
PUBLISHED: Final = "exact mean of the published draws; see similarity_sampled for their interval"
NORMAL: Final = float(ndtri(LEVEL[1] / 100))
FEW: Final = f"fewer than {FEW_FAMILIES} effective families"


@dataclass(frozen=True, slots=True)
class Where:
    """What rows of these tables speak of.

    Attributes:
        dna: `metadata` or `card`.
        mask: `M0` … `M4`.
        measure: The measure.
        edge_set: The edge set.
        compat: Whether the published form is meant.
    """

    dna: str
    mask: str
    measure: str
    edge_set: str
    compat: bool

    @classmethod
    def of(cls, vectors: Vectors, edge_set: str, compat: bool) -> Where:
        """Where vectors of an edge set stand."""
        return cls(vectors.dna, vectors.mask, vectors.measure, edge_set, compat)

    def columns(self) -> dict[str, Any]:
        """The columns of the key that they share."""
        return {
            "dna": self.dna,
            "mask": self.mask,
            "measure": self.measure,
            "edge_set": self.edge_set,
            "compat": self.compat,
        }


def basis(interval: str, resamples: int, seed: int) -> dict[str, Any]:
    """The last columns of a row."""
    return {"missing": MISSING, "interval": interval, "resamples": resamples, "seed": seed}


_NOT_BY_FAMILIES: Final = dict.fromkeys(
    (
        "low", "high", "macro", "macro_low", "macro_high", "median", "least", "most", "families",
        "effective_families", "largest_share", "occurrences", "sampled", "mc_error", "p", "note",
    )
)  # fmt: skip


def cell_rows(where: Where, measured: Measured) -> Iterator[dict[str, Any]]:
    """The rows of all cells with relatives in them, under each control that chooses pairs."""
    frame = measured.frame
    gaps = [kinship(cell.between) for cell in PAIRS]
    for choice in frame.choices:
        could = frame.could[choice.control]
        found = could.summaries(measured.tables[choice.owners])
        low, high = bounds(measured.micro[choice.control])
        macro_low, macro_high = bounds(measured.macro[choice.control])
        yield (
            where.columns()
            | _NOT_BY_FAMILIES
            | summary_columns(found)
            | {
                "pattern": [cell.pattern for cell in PAIRS],
                "pair": [cell.pair for cell in PAIRS],
                "between": [cell.between for cell in PAIRS],
                "gap": [gap for gap, _ in gaps],
                "distance": [distance for _, distance in gaps],
                "control": choice.control,
                "low": alone(found, low),
                "high": alone(found, high),
                "macro_low": alone(found, macro_low),
                "macro_high": alone(found, macro_high),
                "occurrences": frame.occurrences,
            }
            | basis(PUBLISHED if where.compat else INTERVAL, frame.draws, frame.seed)
        )


def summary_columns(found: Summaries) -> dict[str, Any]:
    """The columns that come from summaries over families."""
    few = (found.effective < FEW_FAMILIES) & (found.families > 0)
    return {
        "mean": found.rate,
        "macro": found.macro,
        "median": found.median,
        "least": found.least,
        "most": found.most,
        "pairs": found.pairs,
        "families": [int(n) for n in found.families],
        "effective_families": found.effective,
        "largest_share": found.largest,
        "note": [FEW if one else None for one in few],
    }


def alone(found: Summaries, ends: Any) -> Any:
    """Ends of intervals, left out where there are fewer than two families."""
    return np.where(found.families > 1, ends, np.nan)


def stranger_row(where: Where, vectors: Vectors, family: Ints) -> dict[str, Any]:
    """The row of two models drawn from all: their mean over every pair.

    Args:
        where: What it speaks of.
        vectors: The vectors.
        family: Number of each node's family.
    """
    models = vectors.population
    pairs = models * (models - 1) / 2
    both = (float(vectors.total @ vectors.total) - vectors.squares) / 2
    mean = both / pairs if pairs else None
    columns: dict[str, Any] = {"low": None, "high": None}
    if mean is not None and not where.compat:
        columns = strangers_of_families(vectors, family, mean)
    return (
        where.columns()
        | _NOT_BY_FAMILIES
        | {
            "pattern": STRANGERS.pattern,
            "pair": STRANGERS.pair,
            "between": STRANGERS.between,
            "gap": None,
            "distance": None,
            "control": "none",
            "mean": mean,
            "pairs": pairs,
            "occurrences": pairs,
        }
        | columns
        | basis(COMPLETE if where.compat else STRANGERS_INTERVAL, 0, 0)
    )


def strangers_of_families(vectors: Vectors, family: Ints, mean: float) -> dict[str, Any]:
    """The interval of the mean over all pairs, and how many families it rests on.

    A family moves the mean by what its models have in common with all others: the variance of a
    statistic of pairs to first order (W. Hoeffding, Annals of Mathematical Statistics 19, 1948),
    with families as what is drawn.
    """
    count = int(family.max(initial=-1)) + 1
    models = added(family, vectors.eligible.astype(np.float64), count)
    own = added(family, (vectors.toward > 0).astype(np.float64), count)
    there = models > 0
    moved = 2 * added(family, vectors.toward, count) - own
    moved -= mean * (2 * vectors.population - 1) * models
    moved = moved[there] / (vectors.population * (vectors.population - 1))
    families = int(there.sum())
    if families < 2:
        return {"low": None, "high": None, "families": families}
    error = float(np.sqrt(families * np.var(moved, ddof=1)))
    size = models[there]
    effective = float(size.sum()) ** 2 / squared(size)
    return {
        "low": max(mean - NORMAL * error, 0.0),
        "high": min(mean + NORMAL * error, 1.0),
        "families": families,
        "effective_families": effective,
        "largest_share": float(size.max() / size.sum()),
        "note": FEW if effective < FEW_FAMILIES else None,
    }


def one_row(
    where: Where, pattern: str, pair: int, control: str, columns: Mapping[str, Any]
) -> dict[str, Any]:
    """A row of one cell under a control of its own.

    Args:
        where: What it speaks of.
        pattern: The pattern.
        pair: Number of its pair.
        control: The control.
        columns: What else is known; the rest is null.
    """
    cell = next(c for c in PAIRS if (c.pattern, c.pair) == (pattern, pair))
    gap, distance = kinship(cell.between)
    return (
        where.columns()
        | _NOT_BY_FAMILIES
        | {
            "pattern": pattern,
            "pair": pair,
            "between": cell.between,
            "gap": gap,
            "distance": distance,
            "control": control,
        }
        | dict(columns)
    )
