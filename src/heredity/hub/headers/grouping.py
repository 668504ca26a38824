"""Tensors folded by template: numbers in names become `{i}`, an expert's number `{e}`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from heredity.hub.headers.header import TensorInfo

_EXPERT: Final = re.compile(r"(?<=experts\.)\d+(?=\.|$)")
_NUMBER: Final = re.compile(r"(?<![^.])\d+(?=\.|$)")


@dataclass(frozen=True, slots=True)
class Group:
    """Tensors that differ in the numbers of their names alone.

    Attributes:
        template: The name.
        shape: Of each.
        dtype: Of each.
        tensors: How many.
        elements: Stored elements of all.
    """

    template: str
    shape: tuple[int, ...]
    dtype: str
    tensors: int
    elements: int


def template(name: str) -> str:
    """A tensor's name with its numbers left open."""
    return _NUMBER.sub("{i}", _EXPERT.sub("{e}", name))


def fold(tensors: Iterable[TensorInfo]) -> list[Group]:
    """Groups in the order in which they first appear."""
    counted: dict[tuple[str, tuple[int, ...], str], int] = {}
    for one in tensors:
        key = template(one.name), one.shape, one.dtype
        counted[key] = counted.get(key, 0) + 1
    found = []
    for (name, shape, dtype), number in counted.items():
        each = TensorInfo(name, shape, dtype, (0, 0)).elements
        found.append(Group(name, shape, dtype, number, number * each))
    return found
