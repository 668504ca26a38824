"""What models are parted by: year, task, library, owner, relation and downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.population import NONE, Population
from heredity.core.edgesets import RELATIONS
from heredity.store.columns import Flags, Ints

OVER: Final = 50
"""Downloads above which the survey looked at a model."""

SCOPES: Final = ("all models", f"over {OVER} downloads")
GROUPINGS: Final = ("all", "year", "task", "library", "owner", "relation", "downloads")
SHOWN: Final = 24
"""Tasks and libraries that stand alone, those with most models; the others are put together."""

UNKNOWN: Final = "unknown"
OTHER: Final = "other"
_OWNER: Final = (1, 2, 10, 100, 1_000)
_DOWNLOADS: Final = (0, 1, OVER + 1, 1_001, 100_001)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some models.

    Attributes:
        grouping: What they are parted by.
        name: Which part.
        rows: Their places among the models.
    """

    grouping: str
    name: str
    rows: Ints


def scoped(population: Population) -> dict[str, Flags]:
    """Which models belong to each scope."""
    downloads, known = population.numbers("downloads")
    many = (known & (downloads > OVER))[population.models]
    return dict(zip(SCOPES, (np.ones(len(many), bool), many), strict=True))


def parts(population: Population) -> Iterator[Part]:
    """Every part of every grouping, by places among the models; parts without a model are none."""
    models = population.models
    yield Part("all", "all", np.arange(len(models)))
    for grouping, codes, names in (
        ("year", *_years(population)),
        ("task", *_states(population, "task")),
        ("library", *_states(population, "library")),
        ("owner", *_owners(population)),
        ("downloads", *_downloads(population)),
    ):
        yield from _split(grouping, codes, names)
    yield from _relations(population)


def _split(grouping: str, codes: Ints, names: list[str]) -> Iterator[Part]:
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
    for at, name in enumerate(names):
        if ends[at + 1] > ends[at]:
            yield Part(grouping, name, order[ends[at] : ends[at + 1]])


def _years(population: Population) -> tuple[Ints, list[str]]:
    year = population.year[population.models]
    found = np.flatnonzero(np.bincount(year - NONE)) + NONE
    return np.searchsorted(found, year), [UNKNOWN if y == NONE else str(y) for y in found]


def _states(population: Population, trait: str) -> tuple[Ints, list[str]]:
    """The most frequent states, all others together, and none."""
    held = population.coded(trait)
    codes = held.codes[population.models]
    counts = np.bincount(codes[codes != NONE], minlength=len(held.names))
    first = np.argsort(-counts, kind="stable")[:SHOWN]
    place = np.full(len(held.names) + 1, len(first), np.int64)
    place[first] = np.arange(len(first))
    place[NONE] = len(first) + 1
    listed = held.names.to_pylist()
    return place[codes], [*(listed[at] for at in first), OTHER, UNKNOWN]


def _owners(population: Population) -> tuple[Ints, list[str]]:
    """Models by how many models their owner has."""
    owner = population.coded("author").codes[population.models]
    count = np.bincount(owner[owner != NONE])
    own = np.where(owner == NONE, 0, count[owner] if len(count) else 0)
    return np.searchsorted(_OWNER, own, side="right"), [UNKNOWN, *_bins(_OWNER, "model")]


def _downloads(population: Population) -> tuple[Ints, list[str]]:
    downloads, known = population.numbers("downloads")
    place = np.searchsorted(_DOWNLOADS, downloads, side="right")
    names = [UNKNOWN, *_bins(_DOWNLOADS, "download")]
    return np.where(known, place, 0)[population.models], names


def _bins(starts: tuple[int, ...], noun: str) -> list[str]:
    ends = [*(start - 1 for start in starts[1:]), None]
    return [_bin(low, high, noun) for low, high in zip(starts, ends, strict=True)]


def _bin(low: int, high: int | None, noun: str) -> str:
    if high is None:
        return f"{low:,} and more {noun}s"
    return f"{low} {noun}{'' if low == 1 else 's'}" if low == high else f"{low:,} to {high:,}"


def _relations(population: Population) -> Iterator[Part]:
    """Models by the relations to their parents; one with several stands in several parts."""
    pedigree = population.pedigree("all")
    bits = np.zeros(population.nodes, np.int64)
    np.bitwise_or.at(bits, pedigree.child, pedigree.relations.astype(np.int64))
    bits = bits[population.models]
    yield from (
        Part("relation", name, rows)
        for name, chosen in (
            ("base", bits == 0),
            *((relation, bits >> at & 1 == 1) for at, relation in enumerate(RELATIONS)),
        )
        if len(rows := np.flatnonzero(chosen))
    )


def owner_clusters(population: Population) -> Ints:
    """The cluster of each model: its owner, or itself where it has none; ascending.

    Models stand in the order of their ids, which begin with the owner: one owner's stand together.
    """
    owner = population.coded("author").codes[population.models]
    first = np.ones(len(owner), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (owner[1:] == NONE)
    clusters: Ints = np.cumsum(first) - 1
    return clusters
