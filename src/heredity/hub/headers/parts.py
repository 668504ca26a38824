"""What one file gives, and checks that all formats share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heredity.hub.headers import limits
from heredity.hub.headers.header import TensorInfo


class Unfit(ValueError):
    """A tensor that cannot be; its message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """The header of one file.

    Attributes:
        tensors: In the order of the file.
        metadata: Key/values of the file.
        notes: What the reader wants known.
    """

    tensors: tuple[TensorInfo, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def checked_shape(sizes: Iterable[Any]) -> tuple[int, ...]:
    """A shape whose product is a number of elements that a file can hold.

    Raises:
        Unfit: A size is no natural number, or there are too many of them, or elements.
    """
    shape: list[int] = []
    elements = 1
    for size in sizes:
        if type(size) is not int or size < 0:
            raise Unfit("has a shape that is no list of natural numbers")
        shape.append(size)
        elements *= size
        if len(shape) > limits.RANK or elements > limits.ELEMENTS or size > limits.ELEMENTS:
            raise Unfit("has an impossible shape")
    return tuple(shape)


def uncovered(tensors: Iterable[TensorInfo], data: int) -> int:
    """How many bytes of the data belong to no tensor.

    Raises:
        Unfit: Two tensors overlap, or one reaches beyond the end.
    """
    end = covered = 0
    for one in sorted(tensors, key=lambda tensor: tensor.offsets):
        low, high = one.offsets
        if low < end and high > low:
            raise Unfit(f"the tensor '{one.name[:80]}' overlaps another")
        if high > data:
            raise Unfit("it is cut off within its data")
        end = max(end, high)
        covered += high - low
    return data - covered
