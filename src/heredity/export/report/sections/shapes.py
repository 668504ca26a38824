"""Figures: depth, width and virality of families."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.points import Dot, points, steps
from heredity.export.report.page import Basis, Cell, Figure, figure, model
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published_value

SETS = ("all", "no-merges")
LARGEST = """
SELECT founder_id, models, stubs, children, merges, depth, width, trees, wiener,
  virality
FROM structure_families WHERE edge_set = '{edge_set}' AND NOT compat
ORDER BY models DESC, family_id LIMIT {most}
"""
SPREAD = """
SELECT depth, round(virality, 2) AS virality, count(*) AS families, max(models) AS largest,
  arg_max(founder_id, models) AS founder_id
FROM structure_families
WHERE edge_set = 'all' AND NOT compat AND models >= 10 AND virality IS NOT NULL
GROUP BY depth, round(virality, 2) ORDER BY largest DESC, depth, virality LIMIT 200
"""
FOREST = "on the forest of primary parents; stubs count as members; edges that closed a cycle cut"
_HEADS = ("founder", "members", "children", "merges", "depth", "widest", "trees",
          "Wiener index", "virality")  # fmt: skip
_PAPER = {
    "all": ("models", "virality"),
    "no-merges": ("models", "children"),
}
_SOURCE = {
    "all": "The last columns are those of the paper's partial crawl of April 2025.",
    "no-merges": "The last columns are read from the paper's figures.",
}


def shapes(reader: Reader) -> list[Figure]:
    """The spread of depth and virality, and the largest families of each edge set."""
    spread = reader.ask(SPREAD)
    found = [_spread(spread)] if len(spread) else []
    for edge_set in SETS:
        answer = reader.ask(LARGEST.format(edge_set=edge_set, most=12))
        if len(answer):
            found.append(_largest(answer, edge_set))
    return found


def _spread(answer: Answer) -> Figure:
    title = "Deep families and viral ones"
    deepest, viral = (max(answer, key=lambda row: row[key]) for key in ("depth", "virality"))
    families = sum(row["families"] for row in answer)
    says = (
        f"The deepest of {plural(families, 'family', 'families')} of ten or more members, that of "
        f"{deepest['founder_id']}, spans {plural(deepest['depth'], 'generation')}; the most viral "
        f"has a mean distance of {viral['virality']:.2f}."
    )
    axes = (
        steps("longest lineage, in generations", 0, deepest["depth"]),
        steps("structural virality", 1, viral["virality"]),
    )
    dots = [
        Dot(
            row["depth"],
            row["virality"],
            f"{row['founder_id']}: {plural(row['largest'], 'member')}; "
            f"{plural(row['families'], 'family', 'families')} here",
            1.5 + 2.2 * math.log10(row["largest"]),
        )
        for row in answer
    ]
    return Figure(
        slug="depth-and-virality",
        title=title,
        means=(
            "Depth is the number of edges on the longest lineage. Structural virality is the mean "
            "distance between two members: almost 2 where all hang on one founder, more where "
            "children have children of their own. A circle is as large as its largest family; "
            "families at one place are drawn once."
        ),
        says=says,
        basis=Basis(
            ("structure_families",),
            f"{plural(families, 'family', 'families')} of ten or more members",
            FOREST,
            "all",
        ),
        numbers=(
            tabulate(
                answer,
                ("depth", "virality", "families", "members of the largest", "its founder"),
                _spread_cells,
            ),
        ),
        picture=points("depth-and-virality-chart", title, says, axes, dots),
    )


def _spread_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        figure(row["depth"], count(row["depth"])),
        figure(row["virality"], f"{row['virality']:.2f}"),
        figure(row["families"], count(row["families"])),
        figure(row["largest"], count(row["largest"])),
        model(row["founder_id"]),
    )


def _largest(answer: Answer, edge_set: str) -> Figure:
    top = answer.first
    highest = {key: max(row[key] or 0 for row in answer) or 1
               for key in ("models", "virality")}  # fmt: skip

    def bar(row: Mapping[str, Any], key: str) -> Cell:
        value = row[key]
        shown = f"{value:.3f}" if key == "virality" and value is not None else None
        text = shown or (DASH if value is None else count(value))
        return figure(value, text, None if value is None else value / highest[key])

    def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
        return (
            model(row["founder_id"]),
            bar(row, "models"),
            figure(row["children"], count(row["children"])),
            figure(row["merges"], count(row["merges"])),
            figure(row["depth"], count(row["depth"])),
            figure(row["width"], count(row["width"])),
            figure(row["trees"], count(row["trees"])),
            figure(row["wiener"], count(row["wiener"])),
            bar(row, "virality"),
            *(_paper(row["founder_id"], edge_set, measure) for measure in _PAPER[edge_set]),
        )

    words = {"models": "members"}
    heads = (*_HEADS, *(f"the paper: {words.get(one, one)}" for one in _PAPER[edge_set]))
    wide = top["width"] / top["models"]
    return Figure(
        slug=f"shapes-{edge_set}",
        title=f"Shape of the largest families, edge set {edge_set}",
        means=(
            "Depth is the longest lineage; the widest generation holds the most members at one "
            "distance from their founder. "
            "Where merges join founders, the forest falls into trees; distances are taken within "
            "trees, and edges to other parents are left out. The Wiener index is the sum of the "
            "distances of all pairs; virality is their mean. " + _SOURCE[edge_set]
        ),
        says=(
            f"{percent(wide)} of the family of {top['founder_id']} stand in one generation; its "
            f"longest lineage has {plural(top['depth'], 'edge')}, yet two members are "
            f"{_apart(top['virality'])} edges apart on average."
        ),
        basis=Basis(
            ("structure_families",),
            f"the {len(answer)} largest families",
            FOREST,
            edge_set,
        ),
        numbers=(tabulate(answer, heads, cells),),
        span=3,
    )


def _apart(virality: float | None) -> str:
    return DASH if virality is None else f"{virality:.2f}"


def _paper(founder: str, edge_set: str, measure: str) -> Cell:
    known = published_value("structure", founder, measure, edge_set)
    if known is None:
        return figure(None, DASH)
    return figure(None, f"{known.value:.2f}" if measure == "virality" else count(known.value))
