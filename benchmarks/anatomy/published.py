"""The published procedure, done literally, timed beside ours on the same study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.anatomy.studies import on
from benchmarks.measure import Measured, heredity, python

FASTER, LEANER = 20.0, 5.0
MIB = 2**20

SAME = (
    "mutation", "similarity",
    "--set", "compat=paper",
    "--set", "traits=license,language,task,library",
    "--set", "dna=metadata",
    "--set", "masks=M0,M1",
    "--set", "measures=bow,tfidf",
    "--set", "resamples=0",
)  # fmt: skip
"""What makes ours answer the questions of the published procedure and no more: rates, transitions
and orderings of four traits over all edges and those of fine-tuning; similarities of all patterns,
with and without parents' names; as there, no intervals of rates, and published ones of the drawn
similarities. Each analysis takes those of the parameters that it has."""


def compared(study: Path, folder: Path, models: int) -> Iterator[str]:
    """Time both, and tell how far apart they are."""
    table = folder / f"published-{models}.csv"
    if not table.exists():
        python("tests.oracles.paper", "prepare", str(study), str(table))
    yield f"\nthe published procedure, literally, on {models:,} models (pandas rows, networkx"
    yield "graph, dense vectors, sampled pairs; its table is written before the clock starts):"
    theirs = python("tests.oracles.paper", "metadata", str(table), str(folder / "published.json"))
    yield _line("published procedure", theirs)
    same = heredity("analyze", *SAME, "--force", *on(study))
    yield _line("ours, the same questions in one process; cosines exact and drawn", same)
    yield from _ratio("the same questions", theirs, same)
    full = heredity(
        "analyze", "mutation", "similarity", "--force", "--set", "dna=metadata", *on(study)
    )
    yield _line("ours, all traits, masks, measures, controls and nulls", full)
    yield from _ratio("all of ours", theirs, full)


def _line(name: str, took: Measured) -> str:
    spent = f"{took.seconds:.2f} s, processor {took.processor:.2f} s"
    return f"  {name}: {spent}, {took.peak / MIB:,.0f} MiB"


BOUND = (
    "making, lower-casing and cutting the raw texts of all records twice (with parents' names and "
    "without), half of it in one thread; then start-up of the process and its libraries"
)
"""What takes the time of ours, as a profile tells."""


def _ratio(what: str, theirs: Measured, ours: Measured) -> Iterator[str]:
    """How much faster and leaner ours is."""
    faster, leaner = theirs.seconds / ours.seconds, theirs.peak / ours.peak
    spent = theirs.processor / ours.processor
    yield f"  {what}: {spent:.1f} times less processor time, all cores together"
    yield f"  {what}: {faster:.1f} times faster (goal {FASTER:.0f}: {_met(faster, FASTER)})"
    yield f"  {what}: 1/{leaner:.1f} of the memory (goal 1/{LEANER:.0f}: {_met(leaner, LEANER)})"
    if faster < FASTER or leaner < LEANER:
        yield f"  {what}: bound by {BOUND}"


def _met(value: float, goal: float) -> str:
    return "met" if value >= goal else "MISSED"
