"""A header as the reference sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heredity.knowledge.architectures.templates import (
    IDLE,
    Tensor,
    lead,
    plain,
    template,
)

Shape = tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Query:
    """Templates of a header.

    Attributes:
        shapes: Shape of the first tensor of each template, in the order of names; None if packed.
        lead: Components that all names began with; they are taken off in `shapes`.
        packing: Whether weights were packed.
        adapter: Whether only an adapter's tensors are there.
        added: Templates of biases that packers add to every module.
    """

    shapes: dict[str, Shape]
    lead: tuple[str, ...]
    packing: bool
    adapter: bool
    added: frozenset[str]

    def under(self, lead: Sequence[str]) -> dict[str, Shape]:
        """Shapes with some of the lead put back."""
        if not lead:
            return self.shapes
        start = ".".join(lead) + "."
        return {template(start + name): shape for name, shape in self.shapes.items()}


def ask(tensors: Iterable[Tensor]) -> Query:
    """Make templates of a header's tensors.

    Args:
        tensors: Name, shape and data type of each tensor, in any order.
    """
    whole = plain(tensors)
    kept = {n: s for n, s in whole.shapes.items() if not IDLE.search(n)}
    shared = lead(kept)
    cut = sum(map(len, shared)) + len(shared)
    shapes: dict[str, Shape] = {}
    for name in sorted(kept):
        shapes.setdefault(template(name[cut:]), kept[name])
    added = frozenset(template(name[cut:]) for name in whole.biased)
    return Query(shapes, shared, whole.packing, whole.adapter, added)
