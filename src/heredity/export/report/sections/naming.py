"""Section: what names hold, what people want of them, and what children keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from heredity.export.report.charts.bars import Part, Whole, stacked
from heredity.export.report.charts.paired import Paired, paired
from heredity.export.report.charts.panels import Band, Line, Panel, Tick, panels, round_top
from heredity.export.report.page import Basis, Cell, Figure, Key, Section, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.keeping import added, kept, moved
from heredity.export.report.text import DASH, count, percent, plural, prose
from heredity.knowledge.names import CONVENTIONS, MEANING

SLUG, TITLE = "naming", "Names"
LEAD = (
    "A name is the first thing that anybody sees of a model. Its elements were read by a parser: "
    "what they claim, not what is true."
)
TABLES: Final = ("naming", "naming_inherited", "naming_affixes", "naming_drift", "naming_trends")

SURVEY = """
SELECT item, value, low, high, wanted, practiced, "of", clusters, effective_clusters, missing,
  interval
FROM naming WHERE scope = '{scope}' AND grouping = 'all' AND measure = 'element'
  AND codes = 'survey' ORDER BY wanted DESC NULLS LAST, item
"""
BY_YEAR = """
SELECT part, item, count, "of", value, low, high, clusters, missing, interval
FROM naming WHERE scope = 'all models' AND grouping = 'year' AND part <> 'unknown'
  AND measure = '{measure}' AND codes = '{codes}' ORDER BY item, part
"""
LANGUAGE = """
SELECT codes, item, value, low, high, wanted, practiced, "of", clusters, missing, interval
FROM naming WHERE scope = 'all models' AND grouping = 'all' AND measure = 'convention'
ORDER BY codes, item
"""
TONES: Final = {
    "I": "tone-ink",
    "AT": "rel-adapter",
    "I+AT": "rel-finetune",
    "O": "status-absent",
}
WORDS: Final = {
    "I": "implementation (a family)",
    "AT": "application or task",
    "I+AT": "both",
    "O": "neither",
}
LEGEND: Final = tuple(Key(TONES[name], f"{name}: {WORDS[name]}") for name in CONVENTIONS)
PAPER: Final = "the survey of Jiang et al., 108 people and 14,178 names in 2023"


def build(reader: Reader) -> Section:
    """The section, or advice where names have not been measured."""
    if not reader.has(*TABLES):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze names naming")
    figures = [wanted(reader), conventions(reader), over_time(reader), kept(reader),
               moved(reader), added(reader)]  # fmt: skip
    there = tuple(one for one in figures if one is not None)
    notes = () if there else ("The study holds no model.",)
    return Section(SLUG, TITLE, LEAD, there, notes=notes)


def wanted(reader: Reader) -> Figure | None:
    """What people want in names, what the survey found, and what is here."""
    every, popular = (
        reader.ask(SURVEY.format(scope=scope)) for scope in ("all models", "over 50 downloads")
    )
    if not len(every):
        return None
    asked = [row for row in every if row["wanted"] is not None]
    gap = max(asked, key=lambda row: row["wanted"] - row["value"])
    says = (
        f"{percent(gap['wanted'], 0)} want {MEANING[gap['item']]} in a name; here "
        f"{percent(gap['value'], 0)} of names hold it: the widest gap."
    )
    heads = ("element", "code", "wanted", "found by the survey", "here", "low", "high", "names",
             "owners")  # fmt: skip
    return Figure(
        slug="naming-wanted",
        title="Wanted and practiced",
        means="Share of names that hold an element at least once, in the survey's thirteen codes "
        "(ours for quantization, format, merge, context and checkpoint count as other, a named "
        "base as architecture), beside the share of people who want it.",
        says=says,
        basis=_basis("naming", every),
        numbers=(
            tabulate(every, heads, _element, "all models"),
            tabulate(popular, heads, _element, "models with more than 50 downloads"),
        ),
        picture=paired("naming-wanted-chart", "Wanted and practiced", says, [
            Paired(
                f"{row['item']} {MEANING[row['item']]}",
                _said(row),
                row["value"], row["low"], row["high"], row["practiced"], row["wanted"],
            )
            for row in every
        ]),
        legend=(
            Key("tone-ink", "names here, with 95 % interval"),
            Key("other", f"ring: wanted; diamond: found in names; both by {PAPER}"),
        ),
        span=2,
        tall=True,
    )  # fmt: skip


def _said(row: Mapping[str, Any]) -> str:
    here = f"{percent(row['value'], 0)} here"
    return f"{here}, {percent(row['wanted'], 0)} want it" if row["wanted"] else f"{here}, not asked"


def _basis(table: str, answer: Answer) -> Basis:
    first = answer.first
    return Basis(
        (table,), plural(first["of"], "name"), prose(first["missing"]), interval=first["interval"]
    )


def _element(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(MEANING[row["item"]]),
        words(row["item"]),
        *(_share(row[name]) for name in ("wanted", "practiced", "value", "low", "high")),
        figure(row["of"], count(row["of"])),
        figure(row["clusters"], count(row["clusters"])),
    )


def _share(value: float | None) -> Cell:
    return figure(value, DASH if value is None else percent(value))


def conventions(reader: Reader) -> Figure | None:
    """Conventions by year, beside what people want and what the survey found."""
    years = reader.ask(BY_YEAR.format(measure="convention", codes="language pair"))
    every = reader.ask(LANGUAGE)
    if not len(every):
        return None
    pair = {row["item"]: row for row in every if row["codes"] == "language pair"}
    both = pair["I+AT"]
    says = (
        f"{percent(both['wanted'], 0)} want a family together with its task; "
        f"{percent(both['value'], 0)} of names here have both, and the survey found "
        f"{percent(both['practiced'], 0)}."
    )
    bars = [
        _whole("wanted", "176 picks of people asked", pair, "wanted"),
        _whole("found by the survey", "13,208 names", pair, "practiced"),
        _whole("all models", plural(both["of"], "name"), pair, "value"),
    ]
    bars += [
        _whole(year, plural(rows["I"]["of"], "name"), rows, "value")
        for year, rows in _grouped(years, "part").items()
    ]
    heads = ("convention", "language", "wanted", "found by the survey", "here", "low", "high")
    return Figure(
        slug="naming-conventions",
        title="Conventions",
        means="Implementation: a family, or a brand beside a number of parameters. Application: a "
        "task, Chat, or a pair of languages. The first table shows what changes where a language "
        "never, or always, counts as a task.",
        says=says,
        basis=_basis("naming", every),
        numbers=(
            tabulate(every, heads, _convention, "by what a language counts as"),
            tabulate(years, ("year", "convention", "names", "of", "share", "low", "high"), _year,
                     "by year of creation"),
        ),
        picture=stacked("naming-conventions-chart", "Conventions", says, bars),
        legend=LEGEND,
        tall=True,
    )  # fmt: skip


def _grouped(answer: Answer, by: str) -> dict[str, dict[str, Mapping[str, Any]]]:
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in sorted(answer, key=lambda row: row[by]):
        found.setdefault(row[by], {})[row["item"]] = row
    return found


def _whole(label: str, shown: str, rows: Mapping[str, Mapping[str, Any]], column: str) -> Whole:
    parts = tuple(
        Part(WORDS[name], rows[name][column] or 0.0, percent(rows[name][column]), TONES[name])
        for name in CONVENTIONS
    )
    return Whole(label, shown, parts)


def _convention(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(f"{row['item']}: {WORDS[row['item']]}"),
        words(row["codes"].removeprefix("language ")),
        *(_share(row[name]) for name in ("wanted", "practiced", "value", "low", "high")),
    )


def _year(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["part"]),
        words(row["item"]),
        *(figure(row[name], count(row[name])) for name in ("count", "of")),
        *(_share(row[name]) for name in ("value", "low", "high")),
    )


def over_time(reader: Reader) -> Figure | None:
    """The share of each element by year, in small panels."""
    answer = reader.ask(BY_YEAR.format(measure="element", codes="ours"))
    years = sorted({row["part"] for row in answer})
    if len(years) < 2:
        return None
    found = {
        item: list(rows.values())
        for item, rows in (
            (item, {row["part"]: row for row in answer if row["item"] == item}) for item in MEANING
        )
    }
    says = _changes(found, years)
    drawn = [_panel(item, rows, years) for item, rows in found.items() if rows]
    first = answer.first
    return Figure(
        slug="naming-years",
        title="Elements over time",
        means="Share of names created in a year that hold an element, in all our nineteen codes; "
        "each panel has its own scale. Models without a known date are left out.",
        says=says,
        basis=Basis(
            ("naming",),
            plural(sum(row["of"] for row in answer if row["item"] == "A"), "name"),
            f"{prose(first['missing'])}; models without a date of creation are left out",
            interval=first["interval"],
        ),
        numbers=(tabulate(answer, ("year", "code", "names", "of", "share", "low", "high"), _year),),
        picture=panels("naming-years-chart", "Elements over time", says, drawn, 5, 150),
        span=3,
    )


def _changes(found: Mapping[str, Sequence[Mapping[str, Any]]], years: Sequence[str]) -> str:
    """The elements whose shares rose and fell most between the first and the last year."""
    ends = {item: (rows[0]["value"], rows[-1]["value"]) for item, rows in found.items() if rows}
    parts = []
    for word, pick in (("rose", max), ("fell", min)):
        item = pick(ends, key=lambda one: ends[one][1] - ends[one][0])
        first, last = ends[item]
        if first != last and (last > first) == (word == "rose"):
            shown = f"{percent(first, 0)} to {percent(last, 0)}"
            parts.append(f"{MEANING[item]} {word} most ({shown})")
    said = " and ".join(parts) or "no element's share changed"
    return f"From {years[0]} to {years[-1]} {said}."


def _panel(item: str, rows: Sequence[Mapping[str, Any]], years: Sequence[str]) -> Panel:
    seen = [v for row in rows for v in (row["value"], row["high"]) if v is not None]
    top = min(round_top(max(100 * max(seen), 0.1)) / 100, 1.0)
    place = {year: at / (len(years) - 1) for at, year in enumerate(years)}
    sure = [row for row in rows if row["low"] is not None]
    low, high = (
        tuple((place[row["part"]], row[end] / top) for row in sure) for end in ("low", "high")
    )
    points = tuple((place[row["part"]], row["value"] / top) for row in rows)
    return Panel(
        f"{item} {MEANING[item]}",
        (Line(points),),
        (Band(low, high),) if len(sure) > 1 else (),
        tuple(Tick(place[year], year) for year in (years[0], years[-1])),
        (Tick(1.0, percent(top, 0 if top >= 0.01 else 1)),),
        percent(rows[-1]["value"], 0 if rows[-1]["value"] >= 0.095 else 1),
    )
