"""Figures of what children's names keep of their parent's, what moves, and what is put around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.heat import Shade, heat
from heredity.export.report.charts.intervals import Interval, intervals
from heredity.export.report.page import Basis, Cell, Figure, figure, model, state, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.names import MEANING

KEPT = """
SELECT relation, item, outcome, count, "of", value, low, high, clusters, effective_clusters,
  population, missing, interval
FROM naming_inherited
WHERE edge_set = 'all' AND (outcome = 'kept' OR item = 'name' OR (item = 'elements'))
  AND "of" >= 20
ORDER BY list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'],
  relation), item, outcome
"""
MOVED = """
SELECT field, change, count, "of", value, low, high, clusters, effective_clusters, population,
  missing, interval
FROM naming_drift
WHERE edge_set = 'all' AND relation = 'any' AND year = 'any' AND field <> 'convention'
  AND "of" >= 20
ORDER BY list_position(['version', 'params', 'quant', 'bits', 'format', 'context'], field),
  list_position(['same', 'up', 'down', 'other', 'dropped', 'added'], change)
"""
ADDED = """
SELECT relation, place, rank, affix, count, "of", value, low, high, owners, top_owner,
  top_owner_share, missing, interval
FROM naming_affixes WHERE edge_set = 'all' AND rank <= 6
ORDER BY list_position(['finetune', 'adapter', 'quantized', 'merge', 'unspecified'], relation),
  place, rank
"""
NAME: Final = {
    "contains": "name contained",
    "begins": "name, then more",
    "ends": "more, then name",
    "same": "same name",
    "shared": "elements shared",
}
FIELDS: Final = {"params": "parameters", "quant": "quantization"}
ORDER: Final = (*NAME.values(), *MEANING.values())


def kept(reader: Reader) -> Figure | None:
    """What children keep of their parent's name, by relation."""
    answer = reader.ask(KEPT)
    cells = {
        (_item(row), row["relation"]): Shade(
            row["value"],
            f"{_item(row)}, {row['relation']}: {_with_ends(row)} of {count(row['of'])}",
        )
        for row in answer
    }
    if not cells:
        return None
    relations = list(dict.fromkeys(row["relation"] for row in answer))
    rows = [item for item in ORDER if any((item, relation) in cells for relation in relations)]
    inside = {r["relation"]: r["value"] for r in answer if r["outcome"] == "contains"}
    says = (
        "A child's name contains its parent's on "
        + ", ".join(f"{percent(v, 0)} of {r} edges" for r, v in inside.items() if r != "any")
        + "."
        if len(inside) > 1
        else "All edges are of one relation."
    )
    first = answer.first
    return Figure(
        slug="naming-kept",
        title="What children keep",
        means="Of the edges whose parent's name holds an element: the share whose child's name "
        "says all that the parent's does of it. “Elements shared” is the mean Jaccard index of "
        "all that both names say. Names are compared without owner, letter case and kind of "
        "separator. Cells of fewer than 20 edges are left out.",
        says=says,
        basis=Basis(
            ("naming_inherited",), plural(first["population"], "edge"), first["missing"], "all",
            first["interval"],
        ),
        numbers=(
            tabulate(
                answer,
                ("relation", "element", "edges", "of", "share", "low", "high", "families",
                 "effective families"),
                lambda row: (words(row["relation"]), words(_item(row)), *_counted(row)),
            ),
        ),
        picture=heat(
            "naming-kept-chart", "What children keep", says, rows, relations, cells,
            {name: f"rel-{name}" if name in RELATIONS else "tone-ink" for name in relations},
        ),
        span=3,
    )  # fmt: skip


def _item(row: Mapping[str, Any]) -> str:
    return MEANING.get(row["item"]) or NAME[row["outcome"]]


def _with_ends(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return percent(row["value"])
    return f"{percent(row['value'])} ({percent(row['low'])} to {percent(row['high'])})"


def _counted(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    whole = float(row["count"]).is_integer()
    return (
        figure(row["count"], count(row["count"]) if whole else f"{row['count']:,.1f}"),
        figure(row["of"], count(row["of"])),
        *(
            figure(row[name], DASH if row[name] is None else percent(row[name]))
            for name in ("value", "low", "high")
        ),
        figure(row["clusters"], count(row["clusters"])),
        figure(row["effective_clusters"], f"{row['effective_clusters']:,.1f}"),
    )


def moved(reader: Reader) -> Figure | None:
    """How versions, sizes, bits and formats move from parent to child."""
    answer = reader.ask(MOVED)
    if not len(answer):
        return None
    by = {(row["field"], row["change"]): row for row in answer}
    up, down = by.get(("version", "up")), by.get(("version", "down"))
    says = (
        f"Where the parent's name has a version, the child's is higher on "
        f"{percent(up['value'], 0)} and lower on {percent(down['value'], 0)} of edges."
        if up and down
        else "Few parents' names have a version."
    )
    first = answer.first
    return Figure(
        slug="naming-moved",
        title="How claims move",
        means="Of the edges whose parent's name claims a value: whether the child's name claims "
        "the same, a higher or lower one, another, or none. “Added” is of the edges whose "
        "parent's name claims none.",
        says=says,
        basis=Basis(
            ("naming_drift",), plural(first["population"], "edge"), first["missing"], "all",
            first["interval"],
        ),
        numbers=(
            tabulate(
                answer,
                ("field", "change", "edges", "of", "share", "low", "high", "families",
                 "effective families"),
                lambda row: (words(_field(row)), words(row["change"]), *_counted(row)),
            ),
        ),
        picture=intervals(
            "naming-moved-chart", "How claims move", says,
            [
                Interval(
                    f"{_field(row)} {row['change']}", row["value"], row["low"], row["high"],
                    f"{percent(row['value'])} of {count(row['of'])}",
                )
                for row in answer
            ],
            top=1.0,
        ),
        tall=True,
    )  # fmt: skip


def _field(row: Mapping[str, Any]) -> str:
    return FIELDS.get(row["field"], str(row["field"]))


def added(reader: Reader) -> Figure | None:
    """What children put before or behind their parent's name."""
    answer = reader.ask(ADDED)
    if not len(answer):
        return None
    first = max(answer, key=lambda row: row["count"])
    says = (
        f"The commonest is the {first['place']} “{first['affix']}” of {first['relation']} "
        f"children, on {plural(first['count'], 'edge')} by {plural(first['owners'], 'owner')}."
    )
    heads = ("relation", "place", "added", "edges", "share of all", "low", "high", "owners",
             "most by", "its share")  # fmt: skip
    return Figure(
        slug="naming-added",
        title="What is put around a parent's name",
        means="Where a child's name contains its parent's: what stands before it and behind it, "
        "in lower case with hyphens. The share is of all edges of the relation.",
        says=says,
        basis=Basis(
            ("naming_affixes",), "edges of each relation", answer.first["missing"], "all",
            answer.first["interval"],
        ),
        numbers=(tabulate(answer, heads, _affix),),
        span=2,
    )  # fmt: skip


def _affix(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["relation"]),
        words(row["place"]),
        state(row["affix"]),
        figure(row["count"], count(row["count"])),
        *(
            figure(row[name], DASH if row[name] is None else percent(row[name]))
            for name in ("value", "low", "high")
        ),
        figure(row["owners"], count(row["owners"])),
        model(row["top_owner"]),
        figure(
            row["top_owner_share"],
            DASH if row["top_owner_share"] is None else percent(row["top_owner_share"], 0),
        ),
    )
