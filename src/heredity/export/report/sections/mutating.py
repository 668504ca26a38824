"""Figures of mutation: by generation, year, bulk uploads; gains, losses, steps; the paper's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from heredity.export.report.charts.intervals import Interval, intervals
from heredity.export.report.labels import state_in_full, state_label
from heredity.export.report.page import Basis, Cell, Figure, Key, Numbers, figure, state, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published_value

FIRST: Final = ("license", "language", "task", "library")
"""Traits of the published tables, which stand first everywhere."""

GROUPS = """
SELECT trait, edge_set, place, part, edges, rate, low, high, macro, families, note
FROM mutation_groups
WHERE edge_set = '{edge_set}' AND relation = 'any' AND parted_by = '{by}' AND NOT compat
  AND trait IN ('license', 'language', 'task', 'library') AND families > 1
ORDER BY list_position(['license', 'language', 'task', 'library'], trait), place LIMIT 40
"""
GAINS = """
WITH r AS (
  SELECT *, row_number() OVER (PARTITION BY trait ORDER BY gains DESC, state) AS nth FROM gains
  WHERE edge_set = '{edge_set}' AND relation = 'any' AND NOT compat
    AND trait IN ('license', 'language', 'task', 'library'))
SELECT trait, state, gains, silent, gain_rate, gain_low, gain_high, losses, held, loss_rate,
  loss_low, loss_high
FROM r WHERE nth <= 5 AND silent > 0
ORDER BY list_position(['license', 'language', 'task', 'library'], trait), gains DESC, state
"""
STEPS = """
SELECT trait, edges, up, down, same, up_rate, up_low, up_high, down_rate, down_low, down_high,
  families_up, families_down, p, population
FROM steps WHERE edge_set = '{edge_set}' AND relation = 'any' AND NOT compat AND edges > 0
ORDER BY trait
"""
PRINTED = """
SELECT trait, edge_set, compat, edges, mutated, rate, low, high FROM mutation
WHERE relation = 'any' AND compat AND trait IN ('license', 'language', 'task', 'library')
  AND edge_set IN ('all', 'finetune')
ORDER BY edge_set, list_position(['license', 'language', 'task', 'library'], trait)
"""
TITLES: Final = {
    "generation": "By generation of the child",
    "year": "By year of the child",
    "bulk": "Without bulk uploads",
}
MEANS: Final = {
    "generation": "Generation 1 is the children of founders, on the forest that keeps one primary "
    "parent of each model.",
    "year": "The year in which the child was created; children without a date are left out.",
    "bulk": "A family counts as bulk uploads if one owner added a thousand members within thirty "
    "days, or owns half of a hundred or more.",
}


def parts(reader: Reader, edge_set: str) -> Iterator[Figure]:
    """The figures whose tables have been written."""
    if reader.has("mutation_groups"):
        for by in TITLES:
            answer = reader.ask(GROUPS.format(edge_set=edge_set, by=by))
            if len(answer):
                yield _groups(answer, by, edge_set)
    for table, sql, draw in (("gains", GAINS, _gains), ("steps", STEPS, _steps)):
        if reader.has(table):
            answer = reader.ask(sql.format(edge_set=edge_set))
            if len(answer):
                yield draw(answer, edge_set)
    answer = reader.ask(PRINTED)
    if any(_printed(row) for row in answer):
        yield _paper(answer)


def _bounded(row: Mapping[str, Any], name: str, low: str, high: str) -> str:
    if row[name] is None or row[low] is None:
        return percent(row[name])
    return f"{percent(row[name])} ({100 * row[low]:.1f}{DASH}{100 * row[high]:.1f})"


def _groups(answer: Answer, by: str, edge_set: str) -> Figure:
    slug, title = f"mutation-{by}", TITLES[by]
    rows = [
        Interval(
            f"{r['trait']} · {r['part']}", r["rate"], r["low"], r["high"],
            _bounded(r, "rate", "low", "high"),
        )
        for r in answer
    ]  # fmt: skip
    says = _between(answer)
    heads = ("trait", "part", "rate", "low", "high", "edges", "mean of families", "families", "")
    return Figure(
        slug=slug,
        title=title,
        means=MEANS[by],
        says=says,
        basis=Basis(
            ("mutation_groups",),
            "edges on which both sides report; numbers in the table",
            "an edge counts if both sides state a value",
            edge_set,
            "cluster bootstrap over families, 95 %",
        ),
        numbers=(tabulate(answer, heads, _group_cells),),
        picture=intervals(f"{slug}-chart", title, says, rows),
    )


def _between(answer: Answer) -> str:
    trait = answer.first["trait"]
    rows = [row for row in answer if row["trait"] == trait]
    first, last = rows[0], rows[-1]
    if first is last:
        return f"{trait.capitalize()}: {_bounded(first, 'rate', 'low', 'high')} ({first['part']})."
    return (
        f"{trait.capitalize()}: {_bounded(first, 'rate', 'low', 'high')} ({first['part']}), "
        f"{_bounded(last, 'rate', 'low', 'high')} ({last['part']})."
    )


def _group_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["trait"]),
        words(row["part"]),
        *(figure(row[key], percent(row[key], 2)) for key in ("rate", "low", "high")),
        figure(row["edges"], count(row["edges"])),
        figure(row["macro"], percent(row["macro"], 2)),
        figure(row["families"], count(row["families"])),
        words(row["note"] or ""),
    )


def _gains(answer: Answer, edge_set: str) -> Figure:
    title, top = "Gains and losses", answer.first
    rows = [
        Interval(
            f"{r['trait']} · {state_label(r['trait'], r['state'])}", r["gain_rate"], r["gain_low"],
            r["gain_high"], _bounded(r, "gain_rate", "gain_low", "gain_high"), r["loss_rate"],
        )
        for r in answer
    ]  # fmt: skip
    says = (
        f"Where the parent states no {top['trait']}, {percent(top['gain_rate'])} of the children "
        f"state “{state_label(top['trait'], top['state'])}”; where the parent states it, "
        f"{percent(top['loss_rate'])} of the children state none at all."
    )
    heads = ("trait", "state", "gains", "of", "gain rate", "low", "high", "losses", "of",
             "loss rate", "low", "high")  # fmt: skip
    return Figure(
        slug="mutation-gains",
        title=title,
        means=(
            "A gain: the parent is silent and the child states the state. A loss: the parent "
            "states it, and the child states nothing. Neither is a mutation, for nobody knows "
            "what the silent side is."
        ),
        says=says,
        basis=Basis(
            ("gains",),
            "edges with one silent side; the five states with most gains of each trait",
            "edges with a side that is not known play no part",
            edge_set,
            "closed form after Wilson, families taken for independent, 95 %",
        ),
        numbers=(tabulate(answer, heads, _gain_cells),),
        picture=intervals("mutation-gains-chart", title, says, rows),
        legend=(Key("tone-ink", "gain with its interval"), Key("other", "loss")),
    )


def _gain_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    cells = [words(row["trait"]), state(state_in_full(row["trait"], row["state"]))]
    for what, many, of in (("gain", "gains", "silent"), ("loss", "losses", "held")):
        cells += [figure(row[key], count(row[key])) for key in (many, of)]
        cells += [
            figure(row[f"{what}_{end}"], percent(row[f"{what}_{end}"], 2))
            for end in ("rate", "low", "high")
        ]
    return tuple(cells)


def _steps(answer: Answer, edge_set: str) -> Figure:
    title = "More or less"
    rows = [
        Interval(
            r["trait"], r["up_rate"], r["up_low"], r["up_high"],
            _bounded(r, "up_rate", "up_low", "up_high"), r["down_rate"],
        )
        for r in answer
    ]  # fmt: skip
    most = max(answer, key=lambda row: abs(row["up"] - row["down"]) / row["edges"])
    says = (
        f"The clearest lean is that of {most['trait']}: more in {percent(most['up_rate'])} of "
        f"{plural(most['edges'], 'edge')}, less in {percent(most['down_rate'])}."
    )
    heads = ("trait", "edges", "more", "less", "same", "more", "low", "high", "less", "low",
             "high", "families with more", "with less", "p")  # fmt: skip
    return Figure(
        slug="mutation-steps",
        title=title,
        means=(
            "Numbers, dates, and flags: how often the child has more than its parent (for a flag: "
            "it alone), and how often less. The p-value lets each family vote once."
        ),
        says=says,
        basis=Basis(
            ("steps",),
            "edges on which both sides state a value",
            "an edge counts if both sides state a value; floored dates are none",
            edge_set,
            "cluster bootstrap over families, 95 %",
        ),
        numbers=(tabulate(answer, heads, _step_cells),),
        picture=intervals("mutation-steps-chart", title, says, rows),
        legend=(Key("tone-ink", "child has more, with its interval"), Key("other", "less")),
    )


def _step_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    rates = ("up_rate", "up_low", "up_high", "down_rate", "down_low", "down_high")
    return (
        words(row["trait"]),
        *(figure(row[key], count(row[key])) for key in ("edges", "up", "down", "same")),
        *(figure(row[key], percent(row[key], 2)) for key in rates),
        *(figure(row[key], count(row[key])) for key in ("families_up", "families_down")),
        figure(row["p"], f"{row['p']:.2g}"),
    )


def _printed(row: Mapping[str, Any]) -> float | None:
    """The rate that the paper printed; of the generation that used this edge set."""
    found = published_value("mutation", row["trait"], "rate", row["edge_set"])
    return found.value if found else None


def _paper(answer: Answer) -> Figure:
    rows = [
        Interval(
            f"{r['trait']} · {r['edge_set']}", r["rate"], r["low"], r["high"],
            _bounded(r, "rate", "low", "high"), _printed(r),
        )
        for r in answer
    ]  # fmt: skip
    title = "Beside the paper"
    known = next(r for r in answer if _printed(r))
    says = (
        f"{known['trait'].capitalize()} over edge set {known['edge_set']}: "
        f"{percent(known['rate'])} here, {percent(_printed(known))} in the paper."
    )

    def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
        other = _printed(row)
        return (
            words(row["trait"]),
            Cell(row["edge_set"], kind="code"),
            *(figure(row[key], percent(row[key], 2)) for key in ("rate", "low", "high")),
            figure(row["edges"], count(row["edges"])),
            Cell(percent(other, 2), kind="number"),
        )

    numbers: Numbers = tabulate(
        answer, ("trait", "edge set", "rate", "low", "high", "edges", "paper"), cells
    )
    return Figure(
        slug="mutation-paper",
        title=title,
        means=(
            "Both under the published definitions; the paper speaks of 1.86 million models of July "
            "2025, so that the two agree only on the same snapshot. It printed no rate of "
            "libraries."
        ),
        says=says,
        basis=Basis(
            ("mutation",),
            "edges on which both sides report; numbers in the table",
            "published definitions: what was not asked for counts as not stated",
            "as the rows say",
            "95 % bootstrap of edges taken for independent, as published",
        ),
        numbers=(numbers,),
        picture=intervals("mutation-paper-chart", title, says, rows),
        legend=(Key("tone-ink", "this study, published form"), Key("other", "the paper")),
    )
