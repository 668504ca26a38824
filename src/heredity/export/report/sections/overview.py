"""Section: how much there is, and how it hangs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Section,
    Tile,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.atlas import atlas
from heredity.export.report.sections.sources import sources
from heredity.export.report.sections.status import status
from heredity.export.report.text import DASH, count, percent, plural

SLUG, TITLE = "overview", "Overview"
LEAD = "How many models the study holds, how many name a parent, and how much is known of each."

COUNTS = """
SELECT section, item, value, unit, share, population, table_name, edge_set, missing_rule
FROM overview
WHERE section IN ('counts', 'structure') AND (edge_set IS NULL OR edge_set = 'all')
  AND NOT coalesce(compat, false)
ORDER BY section, edge_set NULLS FIRST, rank
"""
RELATIONS = """
SELECT s.edge_set, s.value AS edges, s.value / nullif(a.value, 0) AS share, a.value AS all_edges
FROM overview s, overview a
WHERE s.section = 'structure' AND s.item = 'edges'
  AND s.edge_set IN ('finetune', 'adapter', 'quantized', 'merge', 'unspecified')
  AND a.section = 'structure' AND a.item = 'edges' AND a.edge_set = 'all'
ORDER BY s.value DESC, s.edge_set
"""
ITEMS = {
    "edges": "edges",
    "models_with_a_parent": "with a parent",
    "models_with_several_parents": "several parents",
    "isolated_models": "isolated",
    "dangling_parents": "dangling parents",
    "families_of_two_or_more": "families",
    "members_of_the_largest_family": "largest family",
    "longest_lineage": "longest lineage",
}
EDGE_SET_HEADS = ("edge set", *ITEMS.values())
EDGE_SETS = """
SELECT edge_set,
  max(value) FILTER (WHERE item = 'edges') AS edges,
  max(value) FILTER (WHERE item = 'models with a parent') AS models_with_a_parent,
  max(value) FILTER (WHERE item = 'models with several parents') AS models_with_several_parents,
  max(value) FILTER (WHERE item = 'isolated models') AS isolated_models,
  max(value) FILTER (WHERE item = 'dangling parents') AS dangling_parents,
  max(value) FILTER (WHERE item = 'families of two or more') AS families_of_two_or_more,
  max(value) FILTER (WHERE item = 'members of the largest family')
    AS members_of_the_largest_family,
  max(value) FILTER (WHERE item = 'longest lineage') AS longest_lineage
FROM overview WHERE section = 'structure' GROUP BY edge_set ORDER BY edges DESC, edge_set
"""


def build(reader: Reader) -> Section:
    """The section, or advice where the overview has not been made."""
    if not reader.filled("overview"):
        advice = "heredity analyze overview" if reader.has("models") else "heredity import FILE"
        return Section(SLUG, TITLE, LEAD, tuple(sources(reader)), advice)
    figures = [_counts(reader.ask(COUNTS)), *atlas(reader)]
    relations = reader.ask(RELATIONS)
    if len(relations):
        figures.append(_relations(relations))
    figures += sources(reader)
    figures += status(reader)
    if len(relations):
        figures.append(_edge_sets(reader.ask(EDGE_SETS)))
    return Section(SLUG, TITLE, LEAD, tuple(figures))


COUNT_HEADS = (
    "what", "count", "unit", "share", "share of", "table", "edge set", "missing values",
)  # fmt: skip
CARDS = "models with a card"
TILES = {
    "models": "models",
    "edges": "derivations (edges)",
    "models with a parent": "models with a parent",
    "families of two or more": "families of two or more",
    "isolated models": "isolated models",
    "longest lineage": "generations in the longest lineage",
    "members of the largest family": "members of the largest family",
    "models with several parents": "models with several parents",
    "dangling parents": "parents without a record",
    CARDS: "models with a card, of those asked",
    "edges cut to open cycles": "edges cut to open cycles",
    "rejects": "rejected rows and values",
}


def _counts(answer: Answer) -> Figure:
    found = {row["item"]: row for row in reversed(answer.rows)}
    tiles = [_tile(label, found[item]) for item, label in TILES.items() if item in found]
    return Figure(
        slug="counts",
        title="The study in numbers",
        means=(
            "An edge leads from a model to one derived from it. A family is everything that "
            "edges connect; a founder is a member without a parent; a stub is a parent that is "
            "named but of which the study has no record."
        ),
        says=_in_short(found),
        basis=Basis(
            tables=("overview",),
            population="all models, edges and rejects of the study",
            missing="missing values as the last column of the table says",
            edge_set="all",
        ),
        numbers=(
            tabulate(
                answer,
                COUNT_HEADS,
                _count_row,
            ),
        ),
        tiles=tuple(tiles),
        span=3,
    )


def _tile(label: str, row: Mapping[str, Any]) -> Tile:
    note = f"table {row['table_name']}"
    if row["edge_set"]:
        note += f" · edge set {row['edge_set']}"
    if row["share"] is not None:
        note = f"{percent(row['share'])} of {count(row['population'])} · {note}"
    if row["population"] == 0 and row["item"] == CARDS:
        return Tile(label, DASH, None, f"no card was asked for · {note}")
    return Tile(label, count(row["value"]), row["value"], note)


def _count_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    share = row["share"]
    return (
        words(row["item"]),
        figure(row["value"], count(row["value"])),
        words(row["unit"]),
        figure(share, percent(share) if share is not None else ""),
        figure(row["population"], count(row["population"]) if row["population"] else ""),
        Cell(row["table_name"], kind="code"),
        Cell(row["edge_set"] or "", kind="code"),
        words(row["missing_rule"]),
    )


def _in_short(found: Mapping[str, Mapping[str, Any]]) -> str:
    models = found["models"]["value"]
    if "models with a parent" not in found:
        return f"The study holds {plural(models, 'model')}; they have not been linked yet."
    parented = found["models with a parent"]
    said = (
        f"Of {plural(parented['population'] or 0, 'model')}, "
        f"{count(parented['value'])} ({percent(parented['share'])}) name a parent"
    )
    if "families of two or more" not in found:
        return f"{said}; no two models are related."
    families, largest = (
        found[item]["value"]
        for item in ("families of two or more", "members of the largest family")
    )
    alone = found["isolated models"]
    return (
        f"{said}. They and their parents form {plural(families, 'family', 'families')} of two or "
        f"more, the largest of {plural(largest, 'member')}; "
        f"{count(alone['value'])} ({percent(alone['share'])}) stand alone."
    )


def _relations(answer: Answer) -> Figure:
    total = answer.first["all_edges"]
    rows = [
        Bar(
            row["edge_set"], row["edges"], _of(row["edges"], row["share"]), f"rel-{row['edge_set']}"
        )
        for row in answer
    ]
    top = answer.first
    says = (
        f"Of {plural(total, 'edge')}, most carry {top['edge_set']} ({percent(top['share'])})."
        if total
        else "There are no edges."
    )
    return Figure(
        slug="relations",
        title="Edges by relation",
        means=(
            "A relation says how a model was derived: fine-tuned, trained as an adapter, "
            "quantized, merged, or in a way that nobody states. One edge may carry several."
        ),
        says=says,
        basis=Basis(
            tables=("overview", "edges"),
            edge_set="each relation by itself",
            population=f"share of {plural(total, 'edge')}",
            missing="an edge whose relation nobody states counts as unspecified",
        ),
        numbers=(tabulate(answer, ("edge set", "edges", "share of all edges"), _relation_cells),),
        picture=bars("relations-chart", "Edges by relation", says, rows, scale=total),
    )


def _relation_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["edge_set"], kind="code"),
        figure(row["edges"], count(row["edges"])),
        figure(row["share"], percent(row["share"]), row["share"]),
    )


def _of(value: float, share: float | None) -> str:
    return f"{count(value)} · {percent(share)}"


def _edge_sets(answer: Answer) -> Figure:
    largest = max((row["edges"] or 0 for row in answer), default=0) or 1
    by_set = {row["edge_set"]: row for row in answer}
    return Figure(
        slug="edge-sets",
        title="The pedigree under each edge set",
        means=(
            "What counts as descent is a choice: the same models fall into other families when "
            "only fine-tuning counts, or when merges are left out. Every later number names the "
            "edge set that it was counted in."
        ),
        says=_sets_in_short(by_set),
        basis=Basis(
            tables=("overview", "edges", "families"),
            edge_set="one a row",
            population="all models of the study; families include stubs",
            missing=(
                "a model that declares no parent counts as having none; a dash stands where the "
                "study holds no families for the edge set"
            ),
        ),
        numbers=(tabulate(answer, EDGE_SET_HEADS, partial(_set_cells, largest)),),
        span=2,
    )


def _set_cells(largest: float, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    edges, *others = (
        figure(row[key], DASH if row[key] is None else count(row[key])) for key in ITEMS
    )
    bar = replace(edges, bar=(row["edges"] or 0) / largest)
    return (Cell(row["edge_set"], kind="code"), bar, *others)


def _sets_in_short(by_set: Mapping[str, Mapping[str, Any]]) -> str:
    whole, finetune = by_set.get("all"), by_set.get("finetune")
    if not whole or not finetune:
        return ""
    return (
        f"With all relations {plural(whole['models_with_a_parent'], 'model')} have a parent, "
        f"with fine-tuning alone {count(finetune['models_with_a_parent'])}."
    )
