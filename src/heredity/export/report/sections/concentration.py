"""Figure: how unequally things are spread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.panels import Line, Panel, Tick, panels
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural

LORENZ = """
SELECT item, coalesce(edge_set, '') AS edge_set, point, holders, held FROM lorenz
WHERE coalesce(edge_set, 'all') = 'all' AND NOT compat ORDER BY item, point
"""
CONCENTRATION = """
SELECT item, coalesce(edge_set, '') AS edge_set, holders, empty, unknown, total, gini,
  gini_positive, top_1, top_10, top_100, top_percent, half, missing_rule
FROM concentration WHERE NOT compat ORDER BY item, edge_set
"""
HEADS = (
    "what", "edge set", "holders", "with nothing", "not known", "total", "Gini",
    "Gini without nothing", "largest", "10 largest", "100 largest", "largest hundredth",
    "hold half",
)  # fmt: skip


def concentration(reader: Reader) -> list[Figure]:
    """The figure; none where nothing is spread."""
    if not (reader.filled("concentration") and reader.filled("lorenz")):
        return []
    curves, numbers = reader.ask(LORENZ), reader.ask(CONCENTRATION)
    return [_concentration(curves, numbers)] if len(curves) else []


def _concentration(curves: Answer, numbers: Answer) -> Figure:
    by_item: dict[str, list[tuple[float, float]]] = {}
    for row in curves:
        by_item.setdefault(row["item"], []).append((row["holders"], row["held"]))
    found = {row["item"]: row for row in numbers if row["edge_set"] in ("", "all")}
    drawn = [_panel(item, points, found[item]) for item, points in by_item.items()]
    steepest = max(by_item, key=lambda item: found[item]["gini"])
    row = found[steepest]
    says = (
        f"Most unequal are {steepest}: {plural(row['half'], 'holder')} of "
        f"{count(row['holders'])} have half of {count(row['total'])} (Gini {row['gini']:.2f})."
    )
    return Figure(
        slug="concentration",
        title="How unequally things are spread",
        means=(
            "A Lorenz curve: the share of the total (upward) that the smaller holders have "
            "together, by their share of all holders (to the right). Dashed: if all had the same. "
            "The Gini coefficient is twice the area between the two: the sum over holders in "
            "ascending order of (2i - n - 1) times what the i-th of n has, by n times the total."
        ),
        says=says,
        basis=Basis(
            ("concentration", "lorenz"), "every holder, complete counts",
            "models whose downloads, likes or owner are not known are left out and counted",
            edge_set="all, for children and families; the table has every set",
        ),
        numbers=(
            tabulate(numbers, HEADS, _cells, "Concentration"),
            tabulate(curves, ("what", "edge set", "point", "holders", "held"), _points, "Curves"),
        ),
        picture=panels("concentration-chart", "Lorenz curves", says, drawn, 5, 230),
        legend=(Key("tone-ink", "as it is"), Key("side-none", "if all had the same, dashed")),
        span=3,
    )  # fmt: skip


def _panel(item: str, points: list[tuple[float, float]], row: Mapping[str, Any]) -> Panel:
    return Panel(
        item,
        (Line(((0.0, 0.0), (1.0, 1.0)), "line-other"), Line(tuple(points))),
        across=(Tick(0.0, "0"), Tick(0.5, percent(0.5, 0)), Tick(1.0, "all holders")),
        up=(Tick(0.5, percent(0.5, 0)), Tick(1.0, percent(1.0, 0))),
        note=f"Gini {row['gini']:.2f}",
    )


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    counts = ("holders", "empty", "unknown", "total")
    shares = ("top_1", "top_10", "top_100", "top_percent")
    return (
        words(row["item"]),
        Cell(row["edge_set"], kind="code"),
        *(figure(row[key], count(row[key])) for key in counts),
        *(figure(row[k], DASH if row[k] is None else f"{row[k]:.4f}")
          for k in ("gini", "gini_positive")),
        *(figure(row[key], percent(row[key])) for key in shares),
        figure(row["half"], DASH if row["half"] is None else count(row["half"])),
    )  # fmt: skip


def _points(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["item"]),
        Cell(row["edge_set"], kind="code"),
        figure(row["point"], count(row["point"])),
        figure(row["holders"], percent(row["holders"], 2)),
        figure(row["held"], percent(row["held"], 2)),
    )
