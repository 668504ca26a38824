"""A header taken apart: whose body is it, and whose head?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from heredity.knowledge.architectures.inner import POOLER, Columns
from heredity.knowledge.architectures.matching import agreeing
from heredity.knowledge.architectures.parts import Parts
from heredity.knowledge.architectures.query import Query, Shape
from heredity.knowledge.architectures.reference import Floats

TIE = 1e-6
FEATURES = ("exact", "body", "margin", "held", "covered", "strange", "head", "under", "size")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a header apart.

    Attributes:
        body: Numbers of names that may be the body's.
        strange: How many names of the body are not known.
        rest: Numbers of the other names.
        odd: How many of the others are not known.
        prefix: What the header calls its body; empty if nothing.
        shapes: Shapes by template, and by name in the body.
    """

    body: Columns
    strange: int
    rest: Columns
    odd: int
    prefix: str
    shapes: dict[str, Shape]


def readings(query: Query, parts: Parts) -> Iterator[Reading]:
    """All ways to take a header apart: under each name that a class gives to its body."""
    number, prefixes = parts.names.number, parts.names.prefixes
    for back in range(min(len(query.lead), 6) + 1):
        full = query.under(query.lead[back:])
        if back and query.lead[back - 1] in prefixes:
            yield _reading(full, {}, query.lead[back - 1], number)
        for prefix in sorted({name.partition(".")[0] for name in full} & prefixes):
            cut = len(prefix) + 1
            inner = {n[cut:]: s for n, s in full.items() if n.startswith(f"{prefix}.")}
            outer = {n: s for n, s in full.items() if not n.startswith(f"{prefix}.")}
            if inner and outer:
                yield _reading(inner, outer, prefix, number)
        yield _reading(full, {}, "", number)


def _reading(
    inner: dict[str, Shape], outer: dict[str, Shape], prefix: str, number: dict[str, int]
) -> Reading:
    pools = {n: s for n, s in inner.items() if n.startswith(POOLER)}
    rest = outer | pools
    body = frozenset(number[n] for n in inner.keys() - pools.keys() if n in number)
    others = frozenset(number[n] for n in rest if n in number)
    return Reading(
        body, len(inner) - len(pools) - len(body), others, len(rest) - len(others), prefix,
        outer | {f"{prefix}.{n}": s for n, s in inner.items()} | inner,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """The known bodies that a header's is most like.

    Attributes:
        first: Row of one of them.
        entries: Entries that have one of them.
        types: Their types.
        rest: Numbers of the names outside the body.
        odd: How many names outside the body are not known.
        prefix: What the header calls its body; empty if nothing.
        features: What the classifier weighs.
        shapes: Shapes by template, and by name in the body.
    """

    first: int
    entries: frozenset[int]
    types: tuple[str, ...]
    rest: Columns
    odd: int
    prefix: str
    features: Floats
    shapes: dict[str, Shape]

    @property
    def under(self) -> bool:
        """Whether the body stands under a name of its own."""
        return bool(self.prefix)

    def with_head(self, level: float) -> Floats:
        """The features with how like the header's head any known head is."""
        found = self.features.copy()
        found[FEATURES.index("head")] = level
        return found


@dataclass(frozen=True, slots=True)
class _Fit:
    reading: Reading
    score: Floats
    shared: Floats
    own: float


def body_of(query: Query, parts: Parts) -> Body | None:
    """The known bodies that are most like a header's; None if no name is known."""
    best: _Fit | None = None
    for reading in readings(query, parts):
        fit = _fit(reading, parts)
        if fit is not None and (best is None or fit.score.max() > best.score.max() + TIE):
            best = fit
    return None if best is None else _told(best, parts)


def _fit(reading: Reading, parts: Parts) -> _Fit | None:
    if not reading.body:
        return None
    grid = parts.grid
    most = float(grid.weight.max())
    free = parts.outside if not reading.prefix else frozenset()
    fixed = np.zeros(len(grid.weight))
    loose = np.zeros(len(grid.weight))
    fixed[list(reading.body - free)] = 1
    loose[list(reading.body & free)] = 1
    fixed, loose = fixed * grid.weight, loose * grid.weight
    loosely = grid.every @ loose
    shared = grid.every @ fixed + loosely
    alien = reading.strange + reading.odd + len(reading.rest - parts.outside - parts.pooling)
    own = float(fixed.sum()) + alien * most
    union = own + loosely + grid.sums - grid.must @ (fixed + loose)
    score = shared / np.maximum(union, 1e-12)
    return _Fit(reading, score, shared, own)


def _told(fit: _Fit, parts: Parts) -> Body:
    reading, grid = fit.reading, parts.grid
    top = np.flatnonzero(fit.score >= fit.score.max() - TIE)
    bodies = parts.listed
    entries = np.array(sorted({e for b in top for e in bodies[b][1]}), np.int64)
    if reading.prefix:
        same = [e for e in entries if parts.one(e).prefix == reading.prefix]
        entries = np.array(same, np.int64) if same else entries
    entries, _ = agreeing(entries, reading.shapes, parts.known)
    types = sorted({parts.one(e).model_type for e in entries})
    first = int(top[0])
    every = frozenset().union(*(bodies[b][0][1] for b in top))
    loose = frozenset() if reading.prefix else (reading.body & parts.outside) - every
    rest = reading.rest | loose
    near = _next(fit.score, set(types), parts)
    size = max(1, len(reading.body) + len(reading.rest))
    exact = fit.score[first] > 1 - TIE and not reading.strange + reading.odd
    features = np.array([
        float(exact), fit.score[first], fit.score[first] - near,
        fit.shared[first] / max(fit.own, 1e-12),
        fit.shared[first] / max(float(grid.sums[first]), 1e-12),
        (reading.strange + reading.odd) / size, 0.0, float(bool(reading.prefix)),
        np.log1p(size),
    ])  # fmt: skip
    return Body(
        first, frozenset(entries.tolist()), tuple(types), rest, reading.odd + reading.strange,
        reading.prefix, features, reading.shapes,
    )  # fmt: skip


def _next(score: Floats, own: set[str], parts: Parts) -> float:
    """Score of the best body that none of these types has."""
    for body in np.argsort(-score, kind="stable").tolist():
        if not own & parts.types[body]:
            return float(score[body])
    return 0.0
