"""Exact matches: the header's names are those of a known architecture, up to optional tensors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from heredity.knowledge.architectures.query import Query, Shape
from heredity.knowledge.architectures.reference import PACKAGE, Grid, Ints, Reference
from heredity.knowledge.architectures.shapes import conflicts, sizes
from heredity.knowledge.architectures.templates import bare


@dataclass(frozen=True, slots=True)
class Row:
    """A size that tells types apart.

    Attributes:
        letter: Whose size: `V` vocabulary, `p` positions, `t` token types.
        sizes: What it must be.
        types: Types that remain.
        among: The row speaks only for sets that hold one of these.
        source: Why.
    """

    letter: str
    sizes: tuple[int, ...]
    types: frozenset[str]
    among: frozenset[str]
    source: str


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in the order of the file."""
    text = files(PACKAGE).joinpath("narrowing.toml").read_text("utf-8")
    return tuple(
        Row(
            r["letter"], tuple(r["sizes"]), frozenset(r["types"]), frozenset(r["among"]),
            r["source"],
        )
        for r in tomllib.loads(text)["row"]
    )  # fmt: skip


@cache
def common() -> Mapping[str, int]:
    """Rank of types that stand first in a set, because most models of the set are theirs."""
    text = files(PACKAGE).joinpath("narrowing.toml").read_text("utf-8")
    return {kind: rank for rank, kind in enumerate(tomllib.loads(text)["common"])}


@dataclass(frozen=True, slots=True)
class Match:
    """Entries that a header may be.

    Attributes:
        entries: Their numbers.
        evidence: What narrowed them, a sentence each.
        full: Whether names match with the names of bodies.
    """

    entries: Ints
    evidence: tuple[str, ...]
    full: bool


def match(query: Query, known: Reference, *, sized: bool = True) -> Match | None:
    """Entries whose names are exactly the header's, narrowed by shapes; None if there are none.

    Args:
        query: The header.
        known: The reference.
        sized: Whether vocabulary, positions and token types narrow the set too.
    """
    for grid, full in ((known.full, True), (known.short, False)):
        for back, shapes in _readings(query):
            named = shapes if full else {bare(n, known.prefixes): s for n, s in shapes.items()}
            forms = _hits(named, grid, known)
            if len(forms):
                entries = known.entries_of(forms)
                found = Match(entries, (), full)
                return _narrowed(found, shapes, query.lead[:back], known, sized=sized)
    return None


def _readings(query: Query) -> Iterator[tuple[int, dict[str, Shape]]]:
    """The header with all, some and none of its lead, without and with biases packers add."""
    for back in range(len(query.lead) + 1):
        shapes = query.under(query.lead[back:])
        if query.added:
            start = "".join(f"{part}." for part in query.lead[back:])
            added = {start + name for name in query.added}
            yield back, {n: s for n, s in shapes.items() if n not in added}
        yield back, shapes


def _hits(names: Mapping[str, object], grid: Grid, known: Reference) -> Ints:
    columns = [grid.number.get(name, -1) for name in names]
    if not columns or min(columns) < 0:
        return np.empty(0, np.int64)
    held = np.zeros(len(grid.number))
    held[columns] = 1
    right = (grid.must @ held == grid.need) & (grid.every @ held == len(set(columns)))
    return np.flatnonzero(right & known.present & (grid.need > 0))


def _narrowed(
    found: Match,
    shapes: dict[str, Shape],
    off: Sequence[str],
    known: Reference,
    *,
    sized: bool,
) -> Match:
    named = {bare(n, known.prefixes): s for n, s in shapes.items()} | shapes
    entries, evidence = agreeing(found.entries, named, known)
    said = [evidence] if evidence else []
    entries, evidence = _by_lead(entries, off, known)
    said += [evidence] if evidence else []
    entries, more = by_size(entries, named, known) if sized else (entries, ())
    return Match(entries, (*said, *more), found.full)


def agreeing(entries: Ints, shapes: Mapping[str, Shape], known: Reference) -> tuple[Ints, str]:
    """Entries whose relative shapes contradict the header least."""
    pairs = known.entry_form[entries] * len(known.stored.shapes) + known.entry_shape[entries]
    distinct, inverse = np.unique(pairs, return_inverse=True)
    if len(distinct) == 1:
        return entries, ""
    wrong = np.array([_conflicts(int(pair), shapes, known) for pair in distinct])[inverse]
    kept = entries[wrong == wrong.min()]
    if len(kept) == len(entries):
        return entries, ""
    return kept, "Shapes contradict the other architectures with the same tensor names."


def _words(pair: int, known: Reference) -> tuple[list[str], str]:
    form, shape = divmod(pair, len(known.stored.shapes))
    names = [known.stored.templates[i] for i in known.forms[form][0]]
    return names, known.stored.shapes[shape]


def _conflicts(pair: int, shapes: Mapping[str, Shape], known: Reference) -> int:
    names, words = _words(pair, known)
    if not any(name in shapes for name in names[:3]):
        names = [bare(n, known.prefixes) for n in names]
    return conflicts(names, words, shapes)


def _by_lead(entries: Ints, off: Sequence[str], known: Reference) -> tuple[Ints, str]:
    """Entries whose class calls its body as the header does."""
    if not off:
        return entries, ""
    prefix = off[-1]
    same = [e for e in entries if known.classes[known.entry_class[e]].prefix == prefix]
    if not same or len(same) == len(entries):
        return entries, ""
    return np.array(same, np.int64), f"All tensors stand under '{prefix}.'."


def by_size(
    entries: Ints, shapes: Mapping[str, Shape], known: Reference
) -> tuple[Ints, tuple[str, ...]]:
    """Entries whose type goes with the vocabulary, positions and token types of the header."""
    said: list[str] = []
    for row in rows():
        types = {_type(e, known) for e in entries}
        if not types & row.among or not types & row.types or types <= row.types:
            continue
        size = _sizes(int(entries[0]), shapes, known).get(row.letter)
        if size in row.sizes:
            entries = np.array([e for e in entries if _type(e, known) in row.types], np.int64)
            said.append(f"{row.letter} = {size}: {row.source}")
    return entries, tuple(said)


def _sizes(entry: int, shapes: Mapping[str, Shape], known: Reference) -> dict[str, int]:
    pair = int(known.entry_form[entry] * len(known.stored.shapes) + known.entry_shape[entry])
    names, words = _words(pair, known)
    if not any(name in shapes for name in names[:3]):
        names = [bare(n, known.prefixes) for n in names]
    return sizes(names, words, shapes)


def _type(entry: int, known: Reference) -> str:
    return known.classes[int(known.entry_class[entry])].model_type
