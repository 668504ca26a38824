"""States that programs and templates write by themselves; the rows of `artifacts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

KINDS: Final = {
    "template": "a card template, or a program that writes cards, brings it along",
    "hub": "the hub sets it by itself",
    "builder": "a loader of data sets left its own name instead of the data's",
}
"""What writes such states."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A state whose count tells of the program that writes it.

    Attributes:
        kind: One of `KINDS`.
        reason: Who writes it, and why.
    """

    kind: str
    reason: str


@cache
def artifacts() -> Mapping[tuple[str, str], Artifact]:
    """The artifacts by trait (or `tags`) and state."""
    text = files("heredity.knowledge").joinpath("artifacts.toml").read_text("utf-8")
    return MappingProxyType({
        (row["trait"], row["state"]): Artifact(row["kind"], row["reason"])
        for row in tomllib.loads(text)["artifact"]
    })  # fmt: skip
