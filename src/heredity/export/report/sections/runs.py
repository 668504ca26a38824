"""Section: which software made the numbers, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from heredity.export.report.page import Basis, Cell, Figure, Section, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, percent, plural, seconds, size

SLUG, TITLE = "runs", "How it was made"
LEAD = "The latest run of each stage, in the order of the work."

LATEST = """
SELECT stage, software, engine, parameters, seed, rows,
  strftime(started, '%Y-%m-%d %H:%M:%S') AS started, seconds, peak_memory
FROM runs
QUALIFY row_number() OVER (PARTITION BY stage ORDER BY started DESC) = 1
ORDER BY runs.started, stage
"""
HEADS = (
    "stage", "started (UTC)", "time", "peak memory", "engine", "seed", "software", "rows",
    "parameters",
)  # fmt: skip


def build(reader: Reader) -> Section:
    """The section, or advice where no stage has run."""
    if not reader.filled("runs"):
        return Section(SLUG, TITLE, LEAD, advice="heredity run")
    return Section(SLUG, TITLE, LEAD, (_latest(reader.ask(LATEST)),))


def _latest(answer: Answer) -> Figure:
    total = sum(row["seconds"] for row in answer)
    slowest = max(answer, key=lambda row: row["seconds"])
    software = sorted({row["software"] for row in answer})
    notes = (
        ()
        if len(software) == 1
        else ("The stages were run by different versions; heredity run brings them up to date.",)
    )
    return Figure(
        slug="stages",
        title="Latest run of each stage",
        means=(
            "A stage reads tables and writes tables; one whose inputs, parameters and code are "
            "unchanged is skipped. The seed is that of its random numbers, if it draws any."
        ),
        says=(
            f"{plural(len(answer), 'stage')} took {seconds(total)} in all, "
            f"{percent(slowest['seconds'] / total if total else None, 0)} of it in "
            f"{slowest['stage']}."
        ),
        basis=Basis(
            tables=("runs",),
            population="the latest run of each stage",
            missing="a stage that draws no random numbers has no seed",
        ),
        numbers=(
            tabulate(
                answer,
                HEADS,
                partial(_run_cells, slowest["seconds"] or 1.0),
            ),
        ),
        notes=notes,
        span=3,
    )


def _run_cells(longest: float, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["stage"], kind="code"),
        words(row["started"]),
        figure(row["seconds"], seconds(row["seconds"]), row["seconds"] / longest),
        figure(row["peak_memory"], size(row["peak_memory"])),
        words(row["engine"]),
        figure(row["seed"], "" if row["seed"] is None else count(row["seed"])),
        Cell(row["software"], kind="code"),
        Cell(row["rows"], kind="code"),
        Cell(row["parameters"], kind="code"),
    )
