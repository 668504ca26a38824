"""Numbers that others published, to be set beside ours; the rows of `published.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

MARKS: Final = {
    "P": "printed by the authors' programs",
    "F": "read from a published figure",
    "T": "stated in the paper's prose",
    "C": "computed from printed or counted values",
    "R": "counted in the authors' published data",
}
"""How a number is known, with what that means."""


@dataclass(frozen=True, slots=True)
class Published:
    """One published number.

    Attributes:
        topic: What it is about, such as `mutation` or `order of license`.
        generation: `A` (first version, all relations), `B` (final code), or another stated run;
            empty where there is only one.
        edge_set: Edge set that it speaks of; empty where edges play no part.
        item: The trait, state, model, pattern or relation.
        measure: What was measured on it.
        value: The number; shares from 0 to 1.
        mark: How it is known, one of `MARKS`.
    """

    topic: str
    generation: str
    edge_set: str
    item: str
    measure: str
    value: float
    mark: str


@cache
def all_published() -> tuple[Published, ...]:
    """Every published number that we know."""
    text = files("heredity.knowledge").joinpath("published.toml").read_text("utf-8")
    return tuple(Published(*row) for row in tomllib.loads(text)["rows"])


@cache
def published(topic: str) -> tuple[Published, ...]:
    """The published numbers of a topic; none if nobody published any."""
    return tuple(one for one in all_published() if one.topic == topic)


def published_value(
    topic: str, item: str, measure: str, edge_set: str = "", generation: str = ""
) -> Published | None:
    """One published number, or None; an empty edge set or generation means any."""
    for one in published(topic):
        if (
            (one.item, one.measure) == (item, measure)
            and edge_set in {"", one.edge_set}
            and generation in {"", one.generation}
        ):
            return one
    return None
