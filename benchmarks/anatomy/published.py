"""The published procedure, done literally, timed beside ours on the same study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.anatomy.studies import on
from benchmarks.measure import Measured, heredity, python
from heredity.analyses import ANALYSES

FASTER, LEANER = 20.0, 5.0
MIB = 2**20

SAME = ("--set", "compat=paper", "--set", "masks=M0", "--set", "measures=bow,tfidf")
"""Parameters that make our similarity answer no more than the published one."""


def compared(study: Path, folder: Path, models: int) -> Iterator[str]:
    """Time both, and tell how far apart they are."""
    table = folder / f"published-{models}.csv"
    if not table.exists():
        python("tests.oracles.paper", "prepare", str(study), str(table))
    yield f"\nthe published procedure, literally, on {models:,} models (pandas rows, networkx"
    yield "graph, dense vectors, sampled pairs; its table is written before the clock starts):"
    theirs = python("tests.oracles.paper", "metadata", str(table), str(folder / "published.json"))
    yield _line("published procedure", theirs)
    mutation = heredity("analyze", "mutation", "--force", *on(study))
    yield _line("ours, mutation and drift", mutation)
    if "similarity" not in ANALYSES:
        return
    same = heredity("analyze", "similarity", "--force", *SAME, "--set", "dna=metadata", *on(study))
    yield _line(
        "ours, similarity, the same mask, measures and edges; exact and 100,000 pairs", same
    )
    yield from _ratio("the same questions", theirs, mutation, same)
    full = heredity("analyze", "similarity", "--force", "--set", "dna=metadata", *on(study))
    yield _line("ours, similarity, all masks, measures, controls and nulls", full)
    yield from _ratio("all of ours", theirs, mutation, full)


def _line(name: str, took: Measured) -> str:
    return f"  {name}: {took.seconds:.2f} s, {took.peak / MIB:,.0f} MiB"


def _ratio(what: str, theirs: Measured, *ours: Measured) -> Iterator[str]:
    """How much faster and leaner our processes are, one after another."""
    faster = theirs.seconds / sum(one.seconds for one in ours)
    leaner = theirs.peak / max(one.peak for one in ours)
    yield f"  {what}: {faster:.1f} times faster (goal {FASTER:.0f}: {_met(faster, FASTER)})"
    yield f"  {what}: 1/{leaner:.1f} of the memory (goal 1/{LEANER:.0f}: {_met(leaner, LEANER)})"


def _met(value: float, goal: float) -> str:
    return "met" if value >= goal else "MISSED"
