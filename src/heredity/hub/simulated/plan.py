"""The published numbers that a simulated hub follows, read from `marginals.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from heredity.core.edgesets import RELATIONS, TYPED

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

FINETUNE, ADAPTER, QUANTIZED, MERGE, UNSPECIFIED = range(len(RELATIONS))
SINGLE = ("license", "task", "library")
"""Traits of which a model has one state; the fourth, language, is a set."""

TRAITS = ("license", "language", "task", "library")
_TAIL = 5


@dataclass(frozen=True, slots=True)
class Giant:
    """A founder with a published fan.

    Attributes:
        id: Its invented id.
        children: Children in the published snapshot.
        relation: Code of their relation.
        born: Seconds since 1970.
        bulk: When its mass uploads begin; None if it has none.
        states: State by trait; languages are separated by blanks.
    """

    id: str
    children: int
    relation: int
    born: float
    bulk: float | None
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TraitPlan:
    """How a trait is spread and how it mutates.

    Attributes:
        name: The trait.
        states: All states; those before `ordered` stand in the planted order, upstream first.
        ordered: Number of ordered states; the others occur on founders without children only.
        share: Share of each state among models that report the trait.
        flat: Exponent that makes rare states less rare among founders of families.
        founders: Share of founders of families that report the trait.
        loss: Probability that the state disappears, by relation.
        gain: Probability that a state appears, by relation.
        more: The rest of the plan, as written.
    """

    name: str
    states: tuple[str, ...]
    ordered: int
    share: Floats
    flat: float
    founders: float
    loss: Floats
    gain: Floats
    more: Mapping[str, Any]

    @property
    def founding(self) -> Floats:
        """Share of each ordered state among founders of families that report the trait."""
        weight = self.share[: self.ordered] ** self.flat
        if "alone" in self.more:
            state, share = self.more["alone"]
            at = self.states.index(state)
            weight[at] = share / (1 - share) * (weight.sum() - weight[at])
        found: Floats = weight / weight.sum()
        return found


@cache
def numbers() -> Mapping[str, Any]:
    """The file as written."""
    return tomllib.loads(Path(__file__).with_name("marginals.toml").read_text("utf-8"))


@cache
def giants() -> tuple[Giant, ...]:
    """The founders with published fans."""
    return tuple(
        Giant(
            row["id"],
            row["children"],
            TYPED.index(row["relation"]),
            seconds(row["born"]),
            seconds(row["bulk"]) if "bulk" in row else None,
            {"language": row["languages"], **{trait: row[trait] for trait in SINGLE}},
        )
        for row in numbers()["giants"]
    )


@cache
def trait_plan(name: str) -> TraitPlan:
    """The plan of a trait."""
    row = numbers()["traits"][name]
    states = (*row["order"], *row.get("apart", ()))
    counts, tail = row["counts"], [state for state in states if state not in row["counts"]]
    ranks = {state: 1 / (rank + _TAIL) for rank, state in enumerate(tail)}
    unit = row["rest"] / sum(ranks.values())
    share = np.array([counts.get(state) or unit * ranks[state] for state in states])
    total = row.get("total") if name == "language" else share.sum()
    return TraitPlan(
        name,
        states,
        len(row["order"]),
        share / total,
        row["flat"],
        row["founders"],
        np.array(row["loss"]),
        np.array(row["gain"]),
        row,
    )


def seconds(day: str) -> float:
    """Seconds since 1970 of a day or an instant in UTC."""
    return float(np.datetime64(day.removesuffix("Z"), "s").astype(np.int64))


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Random numbers of their own for each purpose, so that one part does not shift another."""
    return np.random.default_rng([seed, crc32(purpose.encode())])


def draw(rng: np.random.Generator, share: Floats, count: int) -> Ints:
    """Codes drawn by their shares."""
    ends = np.cumsum(share) / np.sum(share)
    return np.minimum(np.searchsorted(ends, rng.random(count), side="right"), len(share) - 1)


def quota(rng: np.random.Generator, share: Floats, count: int) -> Ints:
    """Codes in exactly the given shares, as far as whole numbers allow, in random order.

    Where all shares are 0, all codes are as frequent.
    """
    share = share if share.any() else np.ones(len(share))
    ends = np.round(np.cumsum(share) / np.sum(share) * count).astype(np.int64)
    return rng.permutation(np.repeat(np.arange(len(share)), np.diff(ends, prepend=0)))


def pick_weighted(rng: np.random.Generator, weight: Floats, count: int) -> Ints:
    """Distinct positions, each as likely as its weight, in ascending order."""
    possible = np.flatnonzero(weight > 0)
    count = min(count, len(possible))
    if count <= 0:
        return np.empty(0, np.int64)
    key = rng.standard_exponential(len(possible)) / weight[possible]
    return np.sort(possible[np.argpartition(key, count - 1)[:count]])
