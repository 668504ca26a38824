"""Section: how often traits change along edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.bars import Part, Whole, stacked
from heredity.export.report.charts.intervals import Interval, axis_top, intervals
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Grid,
    Key,
    Numbers,
    Section,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, is_name
from heredity.export.report.sections.mutating import FIRST, parts
from heredity.export.report.text import DASH, count, listing, measure, percent, plural

SLUG, TITLE = "mutation", "Mutation"
LEAD = (
    "A trait mutates along an edge when the child's states differ from its parent's. The mutation "
    "of an edge is the share of their states that the two do not have in common."
)
KEYS = (Key("tone-ink", "rate with its 95 % interval"), Key("other", "as in the published tables"))

COLUMNS = """
o.trait, o.edge_set, o.relation, o.edges, o.mutated, o.rate, o.low, o.high, p.rate AS paper,
p.edges AS paper_edges, o.population, o.gains, o.losses, o.neither, o.unknown, o.bound_low,
o.bound_high, o.families, o.note, o.missing, o.interval
FROM mutation o LEFT JOIN mutation p ON p.compat AND p.trait = o.trait
  AND p.edge_set = o.edge_set AND p.relation = o.relation
"""
ORDER = """
list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'], o.relation)
"""
SETS = "SELECT DISTINCT trait, edge_set FROM mutation ORDER BY edge_set, trait"
EVERYTHING = """
SELECT {columns} WHERE NOT o.compat ORDER BY o.edge_set, o.trait, {order} LIMIT 100
"""
RATES = "SELECT count(*) AS rates FROM mutation WHERE NOT compat"
OF_TRAITS = """
SELECT {columns} WHERE NOT o.compat AND o.relation = 'any' ORDER BY o.edge_set, o.rate DESC
"""
OF_TRAIT = """
SELECT {columns} WHERE NOT o.compat AND o.trait = '{trait}' AND o.edge_set = '{edge_set}'
ORDER BY {order}
"""
DRAWN = (*FIRST, "license_class")
MOST_DRAWN = 5
SIDES = {
    "edges": ("both sides report", "side-both"),
    "gains": ("only the child", "side-gain"),
    "losses": ("only the parent", "side-loss"),
    "neither": ("neither", "side-none"),
    "unknown": ("not known", "side-unknown"),
}


def build(reader: Reader) -> Section:
    """The section, or advice where mutation has not been measured."""
    if not reader.has("mutation"):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze mutation")
    known = [row for row in reader.ask(SETS) if is_name(row["trait"]) and is_name(row["edge_set"])]
    if not known:
        return Section(SLUG, TITLE, LEAD, notes=("No trait has been measured over any edge set.",))
    by_set = _ask(reader, OF_TRAITS)
    widest = known[0]["edge_set"] if all(k["edge_set"] != "all" for k in known) else "all"
    traits = sorted({row["trait"] for row in known if row["edge_set"] == widest}, key=_place)
    drawn = [trait for trait in traits if trait in DRAWN] or traits[:MOST_DRAWN]
    answers = [_ask(reader, OF_TRAIT, trait=trait, edge_set=widest) for trait in drawn]
    top = axis_top([_interval(row, "") for found in (by_set, *answers) for row in found])
    figures = [
        _traits(by_set, top),
        *(_trait(found, top) for found in answers),
        _sides(by_set, widest),
        *parts(reader, widest),
        _everything(reader, _ask(reader, EVERYTHING)),
    ]
    return Section(SLUG, TITLE, LEAD, tuple(figures))


def _place(trait: str) -> tuple[int, str]:
    """Sort key: the traits of the published tables first."""
    return FIRST.index(trait) if trait in FIRST else len(FIRST), trait


def _ask(reader: Reader, sql: str, **names: str) -> Answer:
    return reader.ask(sql.format(columns=COLUMNS, order=ORDER, **names))


def _interval(row: Mapping[str, Any], label: str, tone: str = "tone-ink") -> Interval:
    return Interval(label, row["rate"], row["low"], row["high"], _rate(row), row["paper"], tone)


def _rate(row: Mapping[str, Any]) -> str:
    """A rate with its interval, as print shows it."""
    if row["low"] is None or row["rate"] is None:
        return percent(row["rate"])
    return f"{percent(row['rate'])} ({_bounds(row['low'], row['high'])})"


def _bounds(low: float, high: float) -> str:
    return f"{100 * low:.1f}{DASH}{100 * high:.1f}"


def _traits(answer: Answer, top: float) -> Figure:
    rows = [_interval(row, f"{row['trait']} · {row['edge_set']}") for row in answer]
    title, says = "Traits compared", _compared(answer.rows)
    return Figure(
        slug="mutation-traits",
        title=title,
        means=(
            "The rate is the mean mutation of the edges on which parent and child both state the "
            "trait: 0 if all children state what their parents state, 1 if none shares a state."
        ),
        says=says,
        basis=_basis(answer.rows, "one a row, relation any"),
        numbers=(Numbers(_grid(answer), answer.sql),),
        picture=intervals("mutation-traits-chart", title, says, rows, top),
        legend=KEYS,
    )


def _compared(rows: Sequence[Mapping[str, Any]]) -> str:
    rated = [row for row in rows if row["rate"] is not None]
    if not rated:
        return "On no edge do parent and child both state a trait."
    widest = "all" if any(row["edge_set"] == "all" for row in rated) else rated[0]["edge_set"]
    inside = sorted((r for r in rated if r["edge_set"] == widest), key=lambda r: -r["rate"])
    first, last = inside[0], inside[-1]
    if first is last:
        return f"Over edge set {widest}, {first['trait']} mutates at {_rate(first)}."
    return (
        f"Over edge set {widest}, {first['trait']} mutates most, {_rate(first)}, and "
        f"{last['trait']} least, {_rate(last)}{_apart(first, last)}."
    )


def _apart(high: Mapping[str, Any], low: Mapping[str, Any]) -> str:
    if high["low"] is None or low["high"] is None:
        return ""
    meet = high["low"] <= low["high"]
    return "; their intervals overlap" if meet else "; their intervals do not overlap"


def _basis(rows: Sequence[Mapping[str, Any]], edge_set: str) -> Basis:
    both, every = sum(row["edges"] for row in rows), sum(row["population"] for row in rows)
    single = len({(row["trait"], row["edge_set"]) for row in rows}) == 1
    population = "edges on which both sides report; numbers in the table"
    if single:
        whole = next((row for row in rows if row["relation"] == "any"), None)
        both, every = (whole["edges"], whole["population"]) if whole else (both, every)
        population = f"{count(both)} of {plural(every, 'edge')} on which both sides report"
    families = max((row["families"] or 0 for row in rows), default=0)
    interval = f"{rows[0]['interval']}" + (f" ({plural(families, 'family', 'families')} at most)")
    return Basis(("mutation",), population, rows[0]["missing"], edge_set, interval)


def _trait(answer: Answer, top: float) -> Figure:
    trait, edge_set = answer.first["trait"], answer.first["edge_set"]
    slug = f"mutation-{trait}"
    title = f"{trait.replace('_', ' ').capitalize()} by relation"
    rows = [
        _interval(row, f"{row['relation']} · {plural(row['edges'], 'edge')}", _tone(row))
        for row in answer
        if row["rate"] is not None
    ]
    says = _by_relation(answer)
    return Figure(
        slug=slug,
        title=title,
        means="One row for all edges of the set, and one for each relation; an edge may be in two.",
        says=says,
        basis=_basis(answer.rows, edge_set),
        numbers=(Numbers(_grid(answer), answer.sql),),
        picture=intervals(f"{slug}-chart", title, says, rows, top),
        notes=_cautions(answer),
    )


def _cautions(answer: Answer) -> tuple[str, ...]:
    """What speaks against the intervals, each once with the relations that it concerns."""
    found: dict[str, list[str]] = {}
    for row in answer:
        if row["note"] and row["edges"]:
            found.setdefault(row["note"], []).append(row["relation"])
    return tuple(
        f"Take the interval with care, {note}: {listing(of)}." for note, of in found.items()
    )


def _tone(row: Mapping[str, Any]) -> str:
    return f"rel-{row['relation']}" if row["relation"] in RELATIONS else "tone-ink"


def _by_relation(answer: Answer) -> str:
    rated = [row for row in answer if row["relation"] != "any" and row["rate"] is not None]
    if not rated:
        return "On no edge do parent and child both state it."
    high = max(rated, key=lambda row: row["rate"])
    low = min(rated, key=lambda row: row["rate"])
    if high is low:
        return f"{high['relation'].capitalize()} edges: {_rate(high)}."
    return (
        f"Highest along {high['relation']} edges, {_rate(high)}; lowest along "
        f"{low['relation']} edges, {_rate(low)}{_apart(high, low)}."
    )


def _sides(answer: Answer, edge_set: str) -> Figure:
    found = [row for row in answer if row["edge_set"] == edge_set]
    rows = [_whole(row) for row in found]
    title = "Who states the trait"
    best = max(found, key=lambda row: row["edges"])
    says = (
        f"Rates speak of the edges on which both sides report: for {best['trait']} "
        f"{percent(best['edges'] / best['population'] if best['population'] else None)} of "
        f"{plural(best['population'], 'edge')}, for the other traits fewer."
    )
    return Figure(
        slug="mutation-sides",
        title=title,
        means=(
            "Where only one side states the trait, a state was gained or lost or left unsaid: "
            "nobody knows, so such edges are no mutation. The bounds in the table tell what the "
            "rate would be if none of them had changed, or all."
        ),
        says=says,
        basis=Basis(
            ("mutation",),
            f"{plural(best['population'], 'edge')} of the set",
            best["missing"],
            edge_set,
        ),
        numbers=(Numbers(_grid(answer), answer.sql),),
        picture=stacked("mutation-sides-chart", title, says, rows),
        legend=tuple(Key(tone, label) for label, tone in SIDES.values()),
    )


def _whole(row: Mapping[str, Any]) -> Whole:
    every = row["population"] or 1
    parts = tuple(
        Part(label, row[key] / every, f"{count(row[key])} ({percent(row[key] / every)})", tone)
        for key, (label, tone) in SIDES.items()
    )
    return Whole(row["trait"], f"{percent(row['edges'] / every)} both", parts)


HEADS = (
    "trait", "edge set", "relation", "rate", "low", "high", "edges", "mutation", "published form",
    "its edges", "all edges", "gains", "losses", "neither", "not known", "lower bound",
    "upper bound", "families",
)  # fmt: skip


def _grid(answer: Answer) -> Grid:
    top = max((row["rate"] or 0.0 for row in answer), default=0.0) or 1.0
    return Grid(HEADS, tuple(_row(row, top) for row in answer))


def _row(row: Mapping[str, Any], top: float) -> tuple[Cell, ...]:
    rate = row["rate"]
    return (
        words(row["trait"]),
        Cell(row["edge_set"], kind="code"),
        words(row["relation"]),
        figure(rate, percent(rate, 2), None if rate is None else rate / top),
        *(figure(row[key], percent(row[key], 2)) for key in ("low", "high")),
        _count(row["edges"]),
        figure(row["mutated"], measure(row["mutated"])),
        figure(row["paper"], percent(row["paper"], 2)),
        *(
            _count(row[key])
            for key in ("paper_edges", "population", "gains", "losses", "neither", "unknown")
        ),
        *(figure(row[key], percent(row[key], 2)) for key in ("bound_low", "bound_high")),
        _count(row["families"]),
    )


def _count(value: int | None) -> Cell:
    return figure(value, DASH if value is None else count(value))


def _everything(reader: Reader, answer: Answer) -> Figure:
    total = reader.ask(RATES).first["rates"]
    return Figure(
        slug="mutation-table",
        title="All rates",
        means=(
            "The published form repeats the definitions of the paper “Anatomy of a Machine "
            "Learning Ecosystem”, quirks included; ours stands in the column “rate”."
        ),
        says=f"{count(len(answer))} of {plural(total, 'rate')}, by trait, edge set and relation.",
        basis=_basis(answer.rows, "as the column says"),
        numbers=(Numbers(_grid(answer), answer.sql),),
        span=3,
    )
