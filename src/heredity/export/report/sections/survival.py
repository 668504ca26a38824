"""Figure: how long founders' states live on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heredity.export.report.charts.panels import Band, Line, Panel, Tick, panels
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, listing, percent, prose

SURVIVAL = """
SELECT trait, cohort, step, reporting, kept, share, low, high, at_risk, lost, survival,
  survival_low, survival_high, families, population, missing_rule
FROM survival
WHERE edge_set = 'all' AND reference = 'founder' AND clock = 'generation' AND NOT compat
ORDER BY trait, cohort, step
"""
HEADS = (
    "trait", "founders of", "generation", "descendants", "hold a state", "share", "low", "high",
    "at risk", "lost", "survival", "low", "high", "families",
)  # fmt: skip
FEWEST_FAMILIES = 10
LONGEST = 8
YEARS = """
SELECT trait, step, reporting, kept, share, low, high, families, population, missing_rule
FROM survival
WHERE edge_set = 'all' AND reference = 'founder' AND clock = 'year' AND cohort = 'all'
  AND NOT compat
ORDER BY trait, step
"""
YEAR_HEADS = ("trait", "years", "descendants", "hold a state", "share", "low", "high", "families")
DRAWN = (
    f"Drawn are generations that lineages of at least {FEWEST_FAMILIES} families reach; the table "
    "holds all, and founders by the year of their creation."
)


def survival(reader: Reader) -> list[Figure]:
    """Both figures; none where nothing was followed."""
    if not reader.filled("survival"):
        return []
    return [*_years(reader.ask(YEARS)), *_generations(reader)]


def _years(answer: Answer) -> list[Figure]:
    """By the years between the founder's creation and the descendant's."""
    by_trait: dict[str, list[Mapping[str, Any]]] = {}
    for row in answer:
        if row["families"] >= FEWEST_FAMILIES or row["step"] == 0:
            by_trait.setdefault(row["trait"], []).append(row)
    if not by_trait:
        return []
    drawn = [_year_panel(trait, rows) for trait, rows in by_trait.items()]
    said = [f"{trait} {percent(rows[-1]['share'], 0)}" for trait, rows in by_trait.items()]
    says = (
        f"Of the descendants farthest away in time a state of the founder holds: {listing(said)}."
    )
    return [
        Figure(
            slug="survival-years",
            title="Founders' states by age",
            means=(
                "Share of descendants that hold a state of their founder, by the whole years "
                "between the creation of the two, with its interval."
            ),
            says=says,
            basis=Basis(
                ("survival",), answer.first["population"], prose(answer.first["missing_rule"]),
                edge_set="all", interval="95 % cluster bootstrap, families resampled",
            ),
            numbers=(tabulate(answer, YEAR_HEADS, _year_cells),),
            picture=panels(
                "survival-years-chart", "Founders' states by age", says, drawn, 4, 200, 760
            ),
            span=2,
        )
    ]  # fmt: skip


def _year_panel(trait: str, rows: Sequence[Mapping[str, Any]]) -> Panel:
    longest = max(rows[-1]["step"], 1)
    sure = [row for row in rows if row["low"] is not None]
    low, high = (
        tuple((row["step"] / longest, row[end]) for row in sure) for end in ("low", "high")
    )
    points = tuple((row["step"] / longest, row["share"]) for row in rows)
    return Panel(
        trait, (Line(points),), (Band(low, high),) if sure else (),
        tuple(Tick(step / longest, f"{step} y") for step in range(longest + 1)),
        (Tick(0.5, percent(0.5, 0)), Tick(1.0, percent(1.0, 0))),
    )  # fmt: skip


def _year_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["trait"]),
        *(figure(row[key], count(row[key])) for key in ("step", "reporting", "kept")),
        *(figure(row[key], percent(row[key])) for key in ("share", "low", "high")),
        figure(row["families"], count(row["families"])),
    )


def _generations(reader: Reader) -> list[Figure]:
    answer = reader.ask(SURVIVAL)
    followed = {}
    for trait in dict.fromkeys(row["trait"] for row in answer):
        own = [row for row in answer if (row["trait"], row["cohort"]) == (trait, "all")]
        if rows := _sure(own):
            followed[trait] = rows
    return [_survival(answer, followed)] if followed else []


def _sure(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The generations from the first on that enough families reach; the first in any case."""
    kept = []
    for row in rows:
        few = row["families"] < FEWEST_FAMILIES and row["step"] > 1
        if row["survival"] is None or few or row["step"] > LONGEST:
            break
        kept.append(row)
    return kept


def _survival(answer: Answer, followed: Mapping[str, Sequence[Mapping[str, Any]]]) -> Figure:
    longest = max(len(rows) for rows in followed.values())
    drawn = [_panel(trait, rows, longest) for trait, rows in followed.items()]
    said = [f"{trait} {percent(rows[0]['survival'], 0)}" for trait, rows in followed.items()]
    says = f"One generation after the founder its state is still held by: {listing(said)}."
    return Figure(
        slug="survival",
        title="Survival of founders' states",
        means=(
            "Solid: share of lineages that have held a state of their founder without a break, by "
            "Kaplan and Meier's product over generations. Dashed: share of all descendants that "
            "hold one, broken or not: lower where lost states stay lost in many of them, higher "
            "where they come back. A lineage is followed until a member states nothing."
        ),
        says=says,
        basis=Basis(
            ("survival",), answer.first["population"], prose(answer.first["missing_rule"]),
            edge_set="all", interval="95 % cluster bootstrap, families resampled",
        ),
        numbers=(tabulate(answer, HEADS, _cells),),
        picture=panels("survival-chart", "Survival of founders' states", says, drawn, 4, 220),
        legend=(Key("tone-ink", "unbroken, with interval"), Key("side-none", "all, dashed")),
        notes=(DRAWN,),
        span=3,
    )  # fmt: skip


def _panel(trait: str, rows: Sequence[Mapping[str, Any]], longest: int) -> Panel:
    unbroken = ((0.0, 1.0), *((row["step"] / longest, row["survival"]) for row in rows))
    whole = ((0.0, 1.0), *((row["step"] / longest, row["share"]) for row in rows))
    sure = [row for row in rows if row["survival_low"] is not None]
    low = ((0.0, 1.0), *((row["step"] / longest, row["survival_low"]) for row in sure))
    high = ((0.0, 1.0), *((row["step"] / longest, row["survival_high"]) for row in sure))
    last = rows[-1]
    return Panel(
        trait,
        (Line(whole, "line-other"), Line(unbroken)),
        (Band(low, high),) if sure else (),
        tuple(Tick(step / longest, str(step)) for step in range(longest + 1)),
        (Tick(0.5, percent(0.5, 0)), Tick(1.0, percent(1.0, 0))),
        f"{percent(last['survival'], 0)} after {last['step']}",
    )


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["trait"]),
        words(row["cohort"]),
        *(figure(row[key], count(row[key])) for key in ("step", "reporting", "kept")),
        *(figure(row[key], percent(row[key])) for key in ("share", "low", "high")),
        *(figure(row[key], count(row[key])) for key in ("at_risk", "lost")),
        *(figure(row[k], percent(row[k])) for k in ("survival", "survival_low", "survival_high")),
        figure(row["families"], count(row["families"])),
    )
