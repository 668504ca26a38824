"""Section: which way the states of a trait drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heredity.export.report.charts.drift import Flow, State, drift_graph, spoken
from heredity.export.report.labels import state_in_full, state_label
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Grid,
    Numbers,
    Section,
    Tile,
    figure,
    state,
)
from heredity.export.report.reader import Answer, Reader, is_name
from heredity.export.report.sections.direction import UNTESTED, expected, tested
from heredity.export.report.sections.orderings import place_of, printed, published_places
from heredity.export.report.text import DASH, count, listing, measure, percent, plural

SLUG, TITLE = "drift", "Drift"
LEAD = (
    "Along edges, states turn into others, more in one direction than back. The ordering puts "
    "states that others come from upstream, so that as much of the net flow as possible goes "
    "downstream."
)
MOST_FLOWS, MOST_GRAPHS = 30, 9

DRIFTS = """
SELECT * FROM drift WHERE NOT compat
ORDER BY coalesce(list_position(['license', 'language', 'task', 'library', 'license_class'], trait),
  9), trait, edge_set
"""
DRIFT = """
SELECT compat, states, pairs, tied, compatible, compatible_share, transitions, accounted,
  accounted_share, net, objective, bound, gap, undetermined
FROM drift WHERE trait = '{trait}' AND edge_set = '{edge_set}' ORDER BY compat
"""
ORDERING = """
SELECT rank, state, models, inflow, outflow, undetermined, today, stationary FROM ordering
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat ORDER BY rank
"""
FLOWS = """
WITH o AS (
  SELECT state, rank FROM ordering
  WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat)
SELECT s.rank AS source, t.rank AS target, x.source_state, x.target_state, x.n, x.reverse,
  x.n - x.reverse AS net, x.n + x.reverse AS total, x.exposed, x.share
FROM transitions x
JOIN o s ON s.state = x.source_state JOIN o t ON t.state = x.target_state
WHERE x.trait = '{trait}' AND x.edge_set = '{edge_set}' AND NOT x.compat
  AND x.n - x.reverse > 1e-9
ORDER BY net DESC, source, target LIMIT {most}
"""


def build(reader: Reader) -> Section:
    """The section, or advice where drift has not been measured."""
    if not reader.has("drift", "ordering", "transitions"):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze mutation")
    rows = [row for row in reader.ask(DRIFTS) if is_name(row["trait"]) and is_name(row["edge_set"])]
    ordered = [row for row in rows if row["states"] > 1]
    figures = tuple(_graph(reader, row) for row in ordered[:MOST_GRAPHS])
    known = reader.has("order_tests")
    notes = (UNTESTED,) if figures and not known else ()
    if len(ordered) > MOST_GRAPHS:
        hidden = len(ordered) - MOST_GRAPHS
        notes = (*notes, f"{plural(hidden, 'more ordering')} in the tables drift and ordering.")
    empty = [f"{r['trait']} over edge set {r['edge_set']}" for r in rows if r["states"] <= 1]
    if empty:
        notes = (*notes, f"Too few transitions to order the states of {listing(empty)}.")
    return Section(SLUG, TITLE, LEAD, figures, notes=notes, columns=2)


def _graph(reader: Reader, row: Mapping[str, Any]) -> Figure:
    where = {"trait": row["trait"], "edge_set": row["edge_set"]}
    order = reader.ask(ORDERING.format(**where))
    found = reader.ask(FLOWS.format(**where, most=MOST_FLOWS))
    numbers = reader.ask(DRIFT.format(**where))
    arrows = expected(reader, row["trait"], row["edge_set"])
    tests = tested(reader, **where)
    places = published_places(row["trait"], row["edge_set"])
    labels = [state_label(row["trait"], one["state"]) for one in order]
    states = [
        State(label, one["models"], place_of(places, one["state"], label))
        for label, one in zip(labels, order, strict=True)
    ]
    flows = [Flow(f["source"] - 1, f["target"] - 1, f["net"], f["total"]) for f in found]
    slug = f"drift-{row['trait']}-{row['edge_set'].replace('+', '-')}"
    title = f"Drift of {row['trait']}, edge set {row['edge_set']}"
    return Figure(
        slug=slug,
        title=title,
        means=(
            "Each edge whose child gained or lost a state carries arrows from the old states to "
            "the new, of weight 1 together. A line is the net flow between two states, as wide as "
            "it is large: to the right along the order, to the left against it. A circle's area "
            "is the number of models with the state."
            + (
                " The small number in a state is its place in the published ordering, over the "
                "same edge set of another snapshot and weighing a swap twice."
                if places
                else ""
            )
        ),
        says=_in_words(row["trait"], order, found),
        basis=Basis(
            ("drift", "ordering", "transitions"),
            f"{measure(row['transitions'])} transitions between {plural(row['states'], 'state')}; "
            f"{row['population']}",
            row["missing"],
            row["edge_set"],
            f"exact ordering, no interval; gap {measure(row['gap'])} ({row['solver']})",
        ),
        numbers=(
            Numbers(_flow_grid(row["trait"], found), found.sql, "Net flows"),
            Numbers(_order_grid(row["trait"], order, places), order.sql, "Ordering"),
            Numbers(
                _drift_grid(numbers, printed(row["trait"], row["edge_set"])),
                numbers.sql,
                "How much it explains",
            ),
            *arrows.numbers,
            *tests.numbers,
        ),
        picture=drift_graph(f"{slug}-chart", title, spoken(states, flows), states, flows),
        tiles=_tiles(row),
        notes=(*arrows.notes, *tests.notes, *_cautions(row, found)),
    )


def _in_words(trait: str, order: Answer, found: Answer) -> str:
    first, last = (state_label(trait, order.rows[at]["state"]) for at in (0, -1))
    said = f"“{first}” stands furthest upstream, “{last}” furthest downstream."
    if not len(found):
        return f"{said} No flow has a direction."
    top = found.first
    source, target = (state_label(trait, top[f"{end}_state"]) for end in ("source", "target"))
    return (
        f"{said} The strongest net flow leads from “{source}” to "
        f"“{target}”: {measure(top['net'])} of {measure(top['total'])} transitions "
        "between the two."
    )


def _tiles(row: Mapping[str, Any]) -> tuple[Tile, ...]:
    shares = (row["compatible_share"], row["accounted_share"])
    return (
        Tile(
            "pairs agree with the order",
            percent(shares[0]),
            shares[0] or 0.0,
            f"{count(row['compatible'])} of {count(row['pairs'])}; {count(row['tied'])} tied",
        ),
        Tile(
            "transitions go downstream",
            percent(shares[1]),
            shares[1] or 0.0,
            f"{measure(row['accounted'])} of {measure(row['transitions'])}",
        ),
        Tile(
            "net flow that the order wins",
            measure(row["objective"]),
            row["objective"],
            f"of {measure(row['net'])}; none wins more than {measure(row['bound'])}",
        ),
        Tile(
            "pairs undetermined",
            count(row["undetermined"]),
            row["undetermined"],
            "reversing them costs nothing",
        ),
    )


def _cautions(row: Mapping[str, Any], found: Answer) -> tuple[str, ...]:
    shown = sum(one["net"] for one in found)
    if row["net"] <= shown * (1 + 1e-9):
        return ()
    note = (
        f"The {len(found)} strongest of {plural(row['pairs'], 'net flow')} are drawn, "
        f"{percent(shown / row['net'])} of the net flow."
    )
    return (note,)


def _flow_grid(trait: str, found: Answer) -> Grid:
    top = max((one["net"] for one in found), default=0.0) or 1.0
    return Grid(
        ("from", "to", "net", "there", "back", "share of edges that could"),
        tuple(
            (
                state(state_in_full(trait, one["source_state"])),
                state(state_in_full(trait, one["target_state"])),
                figure(one["net"], measure(one["net"]), one["net"] / top),
                figure(one["n"], measure(one["n"])),
                figure(one["reverse"], measure(one["reverse"])),
                figure(one["share"], percent(one["share"], 2)),
            )
            for one in found
        ),
    )


def _order_grid(trait: str, order: Answer, places: Mapping[str, int]) -> Grid:
    return Grid(
        (
            "place",
            "state",
            "models",
            "in",
            "out",
            "share today",
            "share in the end",
            "may swap with",
            "published place",
        ),
        tuple(
            (
                figure(one["rank"], str(one["rank"])),
                state(state_in_full(trait, one["state"])),
                figure(one["models"], count(one["models"])),
                figure(one["inflow"], measure(one["inflow"])),
                figure(one["outflow"], measure(one["outflow"])),
                figure(one["today"], percent(one["today"], 2)),
                figure(one["stationary"], percent(one["stationary"], 2)),
                state(", ".join(one["undetermined"] or [])),
                _place_cell(place_of(places, one["state"], state_label(trait, one["state"]))),
            )
            for one in order
        ),
    )


def _place_cell(place: int | None) -> Cell:
    # Published numbers are no answer of the query: they carry no value of their own.
    return Cell(DASH if place is None else str(place), kind="number")


def _drift_grid(numbers: Answer, paper: Mapping[str, Any] | None) -> Grid:
    rows = [_drift_row(row, "published form" if row["compat"] else "ours") for row in numbers]
    if paper:
        rows.append(tuple(replace(cell, value=None) for cell in _drift_row(paper, "in the paper")))
    return Grid(
        ("form", "states", "pairs", "tied", "agree", "share", "transitions", "downstream",
         "share", "net", "won", "bound", "gap", "undetermined"),
        tuple(rows),
    )  # fmt: skip


def _drift_row(row: Mapping[str, Any], form: str) -> tuple[Cell, ...]:
    shown = (
        ("states", count), ("pairs", count), ("tied", count), ("compatible", count),
        ("compatible_share", percent), ("transitions", measure), ("accounted", measure),
        ("accounted_share", percent), ("net", measure), ("objective", measure),
        ("bound", measure), ("gap", measure), ("undetermined", count),
    )  # fmt: skip
    return (
        Cell(form),
        *(figure(row[key], DASH if row[key] is None else say(row[key])) for key, say in shown),
    )
