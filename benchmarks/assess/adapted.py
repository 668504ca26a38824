"""Adapters alone: is the true type among those that have the adapted modules?"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from benchmarks.assess.changes import INNER, Tensors
from benchmarks.assess.measure import Case
from heredity.knowledge.architectures.assess import Assessor

RANK = 8
MOST = 4
"""Kinds of modules that an adapter changes, at most."""


def adapter(tensors: Tensors, dice: Random) -> Tensors:
    """An adapter of some kinds of modules, as it is saved alone; empty where none can be had."""
    inner = [t for t in tensors if len(t[1]) == 2 and INNER.search(t[0])]
    kinds = sorted({name.split(".")[-2] for name, _, _ in inner})
    chosen = set(dice.sample(kinds, min(len(kinds), dice.randint(1, MOST))))
    made: Tensors = []
    for name, (out, into), dtype in inner:
        module = name.removesuffix(".weight")
        if module.rpartition(".")[2] in chosen:
            start = f"base_model.model.{module}"
            made.append((f"{start}.lora_A.weight", [RANK, into], dtype))
            made.append((f"{start}.lora_B.weight", [out, RANK], dtype))
    return made


def answers(cases: Sequence[Case], assessor: Assessor) -> list[tuple[bool, int]]:
    """For each adapter that has an answer: whether it holds the true type, and of how many."""
    found = []
    for case in cases:
        tensors = adapter(case.tensors, Random(case.id))
        answer = assessor.assess(tensors) if tensors else None
        if answer is not None and answer.known:
            found.append((case.kind in answer.model_types, len(answer.model_types)))
    return found


def share(cases: Sequence[Case], assessor: Assessor) -> float:
    """Share of answers that hold the true type."""
    right = [hit for hit, _ in answers(cases, assessor)]
    return round((sum(right) + 1) / (len(right) + 2), 4)


def table(cases: Sequence[Case], assessor: Assessor) -> None:
    """Share of answers that hold the true type, and how many types they hold."""
    found = answers(cases, assessor)
    mid, late = np.quantile([size for _, size in found], [0.5, 0.9])
    print(
        f"\nAdapters alone (one to four kinds of modules): {len(found)} answered of {len(cases)} "
        f"headers, {sum(hit for hit, _ in found)} with the true type; types in a set: median "
        f"{mid:.0f}, 90 % {late:.0f}"
    )
