"""Shift and scatter: how far children stand from their parent together, and apart.

Let a child be its parent, plus a shift that all children share, plus noise of its own. Then its
squared distance to the parent is |shift|² + noise on average, where noise stands for the variance,
and that of two siblings is twice the noise: siblings are nearer to each other exactly where the
squared shift is larger than the noise. Both are read off the sums over pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import bdtr

from heredity.analyses.clusters import FEW_FAMILIES, Floats
from heredity.analyses.contrasts import bounds, part, squared
from heredity.analyses.similarity.celltable import FEW, INTERVAL, Where, basis
from heredity.analyses.similarity.frame import Frame, Measured
from heredity.analyses.similarity.rows import Rows, added
from heredity.store.columns import Flags, Ints

QUANTILES: Final = (10, 25, 50, 75, 90)
AUTHORS: Final = ("all", "other")


@dataclass(frozen=True, slots=True, eq=False)
class Fans:
    """Parents with two or more children that take part, one a place.

    Attributes:
        slot: Place of the parent among all parents.
        family: Number of its family in the frame.
        weight: Its children less one.
        children: Its children that take part.
        to_parent: Mean squared distance of its children to it.
        to_siblings: Mean squared distance of its children to one another.
    """

    slot: Ints
    family: Ints
    weight: Floats
    children: Floats
    to_parent: Floats
    to_siblings: Floats

    @property
    def noise(self) -> Floats:
        """σ² of each: the sample variance of its children."""
        return self.to_siblings / 2

    @property
    def shift(self) -> Floats:
        """|δ|² of each, unbiased; may be negative."""
        return self.to_parent - self.to_siblings / 2


def fans(measured: Measured, authors: str) -> Fans:
    """The fans of a measure, over all pairs or those of other authors."""
    frame = measured.frame
    kin, counts, sums = frame.kin, frame.counts[authors], measured.sums[authors]
    lengths = _lengths(measured)[authors]
    slot = np.flatnonzero((counts.children > 0.5) & (counts.siblings > 0.5))
    of_parent, of_siblings = counts.children[slot], counts.siblings[slot]
    eligible = added(kin.edge_slot, frame.eligible[kin.v].astype(float), len(kin.parents))[slot]
    return Fans(
        slot=slot,
        family=kin.family[kin.parents[slot]],
        weight=eligible - 1,
        children=eligible,
        to_parent=(lengths[0][slot] - 2 * sums.children[slot]) / of_parent,
        to_siblings=(lengths[1][slot] - 2 * sums.siblings[slot]) / of_siblings,
    )


def _lengths(measured: Measured) -> dict[str, tuple[Floats, Floats]]:
    """For each parent, the squared lengths of both models summed over the pairs, by authors."""
    frame = measured.frame
    counts = frame.counts
    there = frame.taking_part
    if measured.rows.norms(there).all():
        return {name: (2 * one.children, 2 * one.siblings) for name, one in counts.items()}
    # Some texts are 0: (z + n)(z' + n') = zz' + zn' + nz' + nn' holds the wanted sum in the middle.
    norms = np.zeros(len(frame.eligible))
    norms[there] = measured.rows.norms(there)
    both = frame.sums(Rows.numbers(frame.eligible + norms))
    own = frame.sums(Rows.numbers(norms))
    return {
        name: (
            both[name].children - one.children - own[name].children,
            both[name].siblings - one.siblings - own[name].siblings,
        )
        for name, one in counts.items()
    }


@dataclass(frozen=True, slots=True, eq=False)
class ByFamily:
    """Shift and scatter of families, a place for each family of the frame.

    Attributes:
        weight: Weight of its fans; 0 for a family without.
        fans: Number of them.
        children: Children in them.
        to_parent: Their mean squared distance to their parents, fans weighted.
        to_siblings: Their mean squared distance to one another.
    """

    weight: Floats
    fans: Floats
    children: Floats
    to_parent: Floats
    to_siblings: Floats

    @classmethod
    def of(cls, found: Fans, families: int) -> ByFamily:
        """Average fans within families, each weighted by its children less one."""
        weight = added(found.family, found.weight, families)
        means = [
            part(added(found.family, found.weight * one, families), weight)
            for one in (found.to_parent, found.to_siblings)
        ]
        ones = np.ones(len(found.slot))
        return cls(
            weight,
            added(found.family, ones, families),
            added(found.family, found.children, families),
            *means,
        )

    @property
    def there(self) -> Ints:
        """Families with a fan."""
        return np.flatnonzero(self.weight > 0)

    @property
    def noise(self) -> Floats:
        """σ² of each family."""
        return self.to_siblings / 2

    @property
    def shift(self) -> Floats:
        """|δ|² of each family."""
        return self.to_parent - self.to_siblings / 2

    @property
    def rho(self) -> Floats:
        """Share of the shift in both; NaN where nothing differs."""
        return ratio(self.shift, self.noise)


def ratio(shift: Floats, noise: Floats) -> Floats:
    """rho: the squared shift by itself and the noise; NaN where both are 0."""
    return part(shift, np.asarray(shift + noise))


def shift_rows(where: Where, measured: Measured) -> Iterator[dict[str, Any]]:
    """Rows of the table `shift` but for the columns on the families' common direction."""
    frame = measured.frame
    for authors in AUTHORS if not where.compat else AUTHORS[:1]:
        every = ByFamily.of(fans(measured, authors), frame.kin.families)
        for bulk in (True, False):
            kept = (every.weight > 0) & (bulk | ~frame.bulk)
            for weighting in ("micro", "macro"):
                yield (
                    where.columns()
                    | {"authors": authors, "bulk": bulk, "weighting": weighting}
                    | _sizes(every, kept)
                    | _means(frame, every, kept, weighting)
                    | _signs(every, kept)
                    | basis(INTERVAL, frame.draws, frame.seed)
                )


def _sizes(every: ByFamily, kept: Flags) -> dict[str, Any]:
    return {
        "families": int(kept.sum()),
        "fans": int(every.fans[kept].sum()),
        "children": float(every.children[kept].sum()),
    }


def _means(frame: Frame, every: ByFamily, kept: Flags, weighting: str) -> dict[str, Any]:
    """Means over families or fans, with intervals."""
    weight = np.where(kept, every.weight if weighting == "micro" else 1.0, 0.0)
    values = np.array(
        [weight * np.where(kept, one, 0.0) for one in (every.to_parent, every.to_siblings)]
    )
    found = part(values.sum(axis=1), weight.sum())
    drawn = frame.resamples.totals(np.vstack([values, weight[None]]))
    drawn = part(drawn[:, :2], drawn[:, 2:])
    quantities = np.column_stack([*_derived(drawn[:, 0], drawn[:, 1])])
    several = kept.sum() > 1
    low, high = (end if several else np.full(3, np.nan) for end in bounds(quantities))
    shift, noise, rho = (float(one[0]) for one in _derived(found[:1], found[1:]))
    square = squared(weight)
    effective = float(weight.sum()) ** 2 / square if square else 0.0
    return {
        "to_parent": float(found[0]),
        "to_siblings": float(found[1]),
        "shift": shift,
        "noise": noise,
        "rho": rho,
        "shift_low": low[0],
        "shift_high": high[0],
        "noise_low": low[1],
        "noise_high": high[1],
        "low": low[2],
        "high": high[2],
        "note": FEW if 0 < effective < FEW_FAMILIES else None,
    }


def _derived(to_parent: Floats, to_siblings: Floats) -> tuple[Floats, Floats, Floats]:
    noise = to_siblings / 2
    shift = to_parent - noise
    return shift, noise, ratio(shift, noise)


def _signs(every: ByFamily, kept: Flags) -> dict[str, Any]:
    """The distribution of rho over families, and on which side of one half they are."""
    rho = every.rho[kept]
    rho = rho[~np.isnan(rho)]
    above, below = int((rho > 0.5).sum()), int((rho < 0.5).sum())
    voting = above + below
    ends = np.percentile(rho, QUANTILES) if len(rho) else np.full(len(QUANTILES), np.nan)
    return {
        "above": above,
        "below": below,
        "share_above": above / voting if voting else None,
        "sign_p": _sign_p(above, below) if voting else None,
        **{f"q{at}": float(end) for at, end in zip(QUANTILES, ends, strict=True)},
    }


def _sign_p(above: int, below: int) -> float:
    """Chance of votes that are at least as uneven, of a fair coin: the exact two-sided test."""
    # `scipy.stats` has it too, and takes longer to load than all tests here to run.
    return min(1.0, 2 * float(bdtr(min(above, below), above + below, 0.5)))
