"""Section: how much there is, and how it hangs together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Bar, Part, Whole, bars, stacked
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Grid,
    Key,
    Numbers,
    Section,
    Tile,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader
from heredity.export.report.sections.sources import sources
from heredity.export.report.text import DASH, count, listing, percent, plural, prose
from heredity.traits import STATUSES

SLUG, TITLE = "overview", "Overview"
LEAD = "How many models the study holds, how many name a parent, and how much is known of each."

COUNTS = """
SELECT section, item, value, unit, share, population, table_name, edge_set, missing_rule
FROM overview
WHERE section IN ('counts', 'structure') AND (edge_set IS NULL OR edge_set = 'all')
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
STATUS = """
SELECT trait, item, value, share, population FROM overview
WHERE section = 'status' ORDER BY trait, rank
"""


def build(reader: Reader) -> Section:
    """The section, or advice where the overview has not been made."""
    if not reader.filled("overview"):
        advice = "heredity analyze overview" if reader.has("models") else "heredity import FILE"
        return Section(SLUG, TITLE, LEAD, tuple(sources(reader)), advice)
    figures = [_counts(reader.ask(COUNTS))]
    relations = reader.ask(RELATIONS)
    if len(relations):
        figures.append(_relations(relations))
    figures += sources(reader)
    status = reader.ask(STATUS)
    if len(status):
        figures.append(_status(status))
    if len(relations):
        figures.append(_edge_sets(reader.ask(EDGE_SETS)))
    return Section(SLUG, TITLE, LEAD, tuple(figures))


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
            Numbers(
                Grid(
                    (
                        "what",
                        "count",
                        "unit",
                        "share",
                        "share of",
                        "table",
                        "edge set",
                        "missing values",
                    ),
                    tuple(_count_row(row) for row in answer),
                ),
                answer.sql,
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
    unknown = row["population"] == 0 and row["item"] == CARDS
    return Tile(label, DASH if unknown else count(row["value"]), row["value"], note)


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
        numbers=(
            Numbers(
                Grid(
                    ("edge set", "edges", "share of all edges"),
                    tuple(
                        (
                            Cell(row["edge_set"], kind="code"),
                            figure(row["edges"], count(row["edges"])),
                            figure(row["share"], percent(row["share"]), row["share"]),
                        )
                        for row in answer
                    ),
                ),
                answer.sql,
            ),
        ),
        picture=bars("relations-chart", "Edges by relation", says, rows, scale=total),
    )


def _of(value: float, share: float | None) -> str:
    return f"{count(value)} · {percent(share)}"


def _edge_sets(answer: Answer) -> Figure:
    largest = max((row["edges"] or 0 for row in answer), default=0) or 1
    rows = tuple(
        (
            Cell(row["edge_set"], kind="code"),
            *(
                figure(
                    row[key],
                    count(row[key]) if row[key] is not None else DASH,
                    row[key] / largest if key == "edges" else None,
                )
                for key in ITEMS
            ),
        )
        for row in answer
    )
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
        numbers=(Numbers(Grid(EDGE_SET_HEADS, rows), answer.sql),),
        span=2,
    )


def _sets_in_short(by_set: Mapping[str, Mapping[str, Any]]) -> str:
    whole, finetune = by_set.get("all"), by_set.get("finetune")
    if not whole or not finetune:
        return ""
    return (
        f"With all relations {plural(whole['models_with_a_parent'], 'model')} have a parent, "
        f"with fine-tuning alone {count(finetune['models_with_a_parent'])}."
    )


def _status(answer: Answer) -> Figure:
    by_trait: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in answer:
        by_trait.setdefault(row["trait"], {})[row["item"]] = row
    by_trait = {trait.replace("_", " "): found for trait, found in by_trait.items()}
    ranked = sorted(by_trait, key=lambda t: (-(_share(by_trait[t], "present")), t))
    rows = [_whole(trait, by_trait[trait]) for trait in ranked]
    says = _known_in_short(ranked, by_trait)
    return Figure(
        slug="status",
        title="What is known of each trait",
        means=_glossary(),
        says=says,
        basis=Basis(
            tables=("overview", "traits"),
            population=f"{plural(answer.first['population'] or 0, 'model')}",
            missing="absent and unknown are counted, and never treated as a value",
        ),
        numbers=(
            Numbers(
                Grid(
                    ("trait", "status", "models", "share"),
                    tuple(
                        (
                            words(row["trait"]),
                            words(row["item"]),
                            figure(row["value"], count(row["value"])),
                            figure(row["share"], percent(row["share"]), row["share"]),
                        )
                        for row in answer
                    ),
                ),
                answer.sql,
            ),
        ),
        picture=stacked("status-chart", "Status of each trait", says, rows),
        legend=tuple(Key(f"status-{name}", name) for name in STATUSES),
        tall=True,
    )


def _glossary() -> str:
    said = "; ".join(f"{status}: {meaning}" for status, meaning in STATUSES.items())
    return prose(f"{said[0].upper()}{said[1:]}.")


def _share(statuses: Mapping[str, Mapping[str, Any]], name: str) -> float:
    return float(statuses[name]["share"] or 0.0) if name in statuses else 0.0


def _whole(trait: str, statuses: Mapping[str, Mapping[str, Any]]) -> Whole:
    shares = [(name, _share(statuses, name)) for name in STATUSES]
    parts = tuple(Part(name, share, percent(share), f"status-{name}") for name, share in shares)
    return Whole(trait, f"{percent(shares[0][1])} present", parts)


def _known_in_short(
    ranked: list[str], by_trait: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> str:
    rare = [trait for trait in ranked if _share(by_trait[trait], "present") < 0.5]
    if not rare:
        return "Every trait is stated by at least half of the models."
    return (
        f"Fewer than half of the models state {listing(rare)}: what follows about "
        f"{'it' if len(rare) == 1 else 'them'} speaks of those that do."
    )
