"""Whole processes of analyses: seconds, memory, goals, and how cost grows with size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.anatomy.studies import on
from benchmarks.measure import Measured, heredity
from heredity.analyses import ANALYSES

MIB = 2**20


@dataclass(frozen=True)
class Step:
    """A command to measure.

    Attributes:
        name: What the row is called.
        words: Words after `heredity`, the study left out.
        goal: Seconds that it may take at 2 million models; None for a part of another row.
        bound: What takes its time, as profiles tell; printed where the goal is missed.
    """

    name: str
    words: tuple[str, ...]
    goal: float | None
    bound: str = ""


READING = "columns read and sorted"
PRODUCTS = (
    "sparse products: terms of all records under five masks, then sums over relatives for three "
    "measures and two edge sets; they wait for memory, so that a second core helps little"
)
COSINES = "similarity, cosine cells alone"
STEPS = (
    Step("structure", ("analyze", "structure"), 8, READING),
    Step("overview", ("analyze", "overview"), 5, READING),
    Step("growth", ("analyze", "growth"), 9, READING),
    Step("mutation", ("analyze", "mutation"), 25, "families gathered by trait, relation and part"),
    Step("numeric", ("analyze", "numeric"), 8, READING),
    Step(COSINES, ("analyze", "similarity", "--set", "pairs=0"), None, PRODUCTS),
    Step("similarity", ("analyze", "similarity"), 60, f"{PRODUCTS}; Levenshtein, 8 µs a pair"),
)
CARD_STEPS = (
    *STEPS[:5],
    Step("cards", ("analyze", "cards"), None),
    STEPS[-2],
    STEPS[-1],
)
COSINE_GOAL, TOTAL_GOAL, CARDS_GOAL, MEMORY_GOAL = 60.0, 120.0, 1_200.0, 6_144.0
GOAL_SIZE = 2_000_000


@dataclass(frozen=True)
class Timed:
    """What one step took."""

    step: Step
    took: Measured


def known(steps: Sequence[Step], wanted: Sequence[str]) -> list[Step]:
    """The steps whose analysis there is, and that are wanted; no name means all."""
    return [
        step
        for step in steps
        if step.words[1] in ANALYSES and (not wanted or step.words[1] in wanted)
    ]


def measured(study: Path, steps: Sequence[Step]) -> Iterator[Timed]:
    """Run each step, whatever is there already."""
    for step in steps:
        yield Timed(step, heredity(*step.words, "--force", *on(study)))


def counted(timed: Sequence[Timed]) -> list[Timed]:
    """Those that are no part of another one."""
    return [one for one in timed if "alone" not in one.step.name]


def total(timed: Sequence[Timed]) -> Measured:
    """Seconds together, and the highest peak."""
    own = counted(timed)
    seconds = sum(one.took.seconds for one in own)
    spent = sum(one.took.processor for one in own)
    return Measured(seconds, max((one.took.peak for one in own), default=0), spent)


def rows(models: int, timed: Sequence[Timed], cards: bool = False) -> Iterator[str]:
    """Lines of a table, with goals where the size is that of the goals."""
    there = models == GOAL_SIZE and not cards
    for one in timed:
        yield row(models, one.step.name, one.took, one.step.goal if there else None)
        if "alone" in one.step.name and there:
            yield verdict(
                "similarity of all cosine cells", one.took.seconds, COSINE_GOAL, "s", PRODUCTS
            )
    by_name = {one.step.name: one.took for one in timed}
    if len(by_name) > 1:
        yield row(models, "together", total(timed), None)
    if {STEPS[-1].name, STEPS[-2].name} <= set(by_name):
        more = by_name[STEPS[-1].name].seconds - by_name[STEPS[-2].name].seconds
        name = "edit distances: similarity less its cosine cells"
        yield f"| {models:,} | {name} | {more:.2f} | | | | |"


def row(models: int, name: str, took: Measured, goal: float | None) -> str:
    """One line."""
    cells = [
        f"{models:,}",
        name,
        f"{took.seconds:.2f}",
        f"{took.processor:.2f}",
        f"{models / took.seconds:,.0f}",
        f"{took.peak / MIB:,.0f}",
        "" if goal is None else f"{goal:.0f} s: {'met' if took.seconds <= goal else 'MISSED'}",
    ]
    return "| " + " | ".join(cells) + " |"


def verdict(what: str, value: float, goal: float, unit: str, bound: str = "") -> str:
    """A goal beside what was measured, and what binds it where it is missed."""
    met = "met" if value <= goal else f"MISSED by {value - goal:.1f} {unit}"
    said = f"goal: {what} at most {goal:,.0f} {unit}; measured {value:,.1f} {unit}: {met}"
    return f"{said}; bound by {bound}" if bound and value > goal else said


def bounds(models: int, timed: Sequence[Timed], cards: bool = False) -> Iterator[str]:
    """What binds the steps that miss their goals, and their share in all."""
    whole = total(timed).processor
    for one in timed:
        goal = one.step.goal
        if models == GOAL_SIZE and not cards and goal is not None and one.took.seconds > goal:
            share = one.took.processor / whole if whole else math.nan
            yield (
                f"bound: {one.step.name} ({share:.0%} of all processor time, "
                f"{one.took.processor:.1f} s): {one.step.bound}"
            )


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Slope of the logarithm of seconds over that of size; NaN for one size, or no time at all."""
    if len(set(sizes)) < 2 or min(seconds) <= 0:
        return math.nan
    slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    return float(slope)


def growth(found: dict[int, list[Timed]]) -> Iterator[str]:
    """How the cost of each step, and of all together, grows with size."""
    sizes = sorted(found)
    names = [one.step.name for one in found[sizes[0]]]
    yield f"\nexponent of cost over {', '.join(f'{size:,}' for size in sizes)} models, by the clock"
    yield "and by processor time (1 is linear; start-up lowers it):"
    for name in names:
        each = [next(o.took for o in found[n] if o.step.name == name) for n in sizes]
        yield f"  {name}: {_exponents(sizes, each)}"
    yield f"  together: {_exponents(sizes, [total(found[size]) for size in sizes])}"


def _exponents(sizes: Sequence[int], each: Sequence[Measured]) -> str:
    clock = exponent(sizes, [one.seconds for one in each])
    return f"{clock:.2f}, {exponent(sizes, [one.processor for one in each]):.2f}"
