"""Section: how large, deep, wide and viral families are, and how children are shared out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.grove import Tree, grove
from heredity.export.report.clades import read_fans
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Key,
    Numbers,
    Section,
    Tile,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.families import RULE, sketch
from heredity.export.report.sections.shapes import shapes
from heredity.export.report.sections.tails import tails
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published_value

SLUG, TITLE = "structure", "Shape of the pedigree"
LEAD = (
    "How many models have parents, how deep and wide families grow, and whether a few parents have "
    "most of the children. Every number is exact; none is sampled."
)
NEEDED = ("structure", "structure_families", "out_degrees", "tails", "nodes", "edges")

_ITEMS = {
    "edges": "edges",
    "models with a parent": "with a parent",
    "models with several parents": "with several",
    "isolated models": "isolated models",
    "families": "families",
    "families and isolated models": "components",
    "dangling parents": "dangling parents",
    "edges cut to open cycles": "edges cut",
    "edges left out of the forest": "not in the forest",
    "longest lineage": "longest lineage",
}
_BOTH = tuple(_ITEMS)[:7]
COUNTS = """
SELECT edge_set, max(value) FILTER (WHERE item = 'models') AS models, {columns}
FROM structure WHERE section = 'counts' AND compat = {compat} AND stubs = '{stubs}'
GROUP BY edge_set ORDER BY max(value) FILTER (WHERE item = 'edges') DESC, edge_set
"""
OTHERS = """
SELECT item, value, share, population, population_of FROM structure
WHERE section = 'counts' AND edge_set = 'all' AND NOT compat AND (item LIKE '%refused%'
  OR item LIKE '%cycles%' OR item LIKE '%groups%' OR item LIKE 'edges %') ORDER BY rank
"""
VIRAL = """
SELECT f.founder_id, f.models, f.depth, f.virality, n.node
FROM structure_families f JOIN nodes n ON n.model_id = f.founder_id
WHERE f.edge_set = 'all' AND NOT f.compat AND f.models BETWEEN {least} AND {most}
  AND f.virality IS NOT NULL
ORDER BY f.virality DESC, f.family_id LIMIT 8
"""
_SMALLEST, _LARGEST = 12, 4_000
MOST_LEAVES = 60


def build(reader: Reader) -> Section:
    """The section, or advice where structure has not been analyzed."""
    if not reader.has(*NEEDED):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze structure")
    if not reader.filled("structure_families"):
        return Section(SLUG, TITLE, LEAD, notes=("No two models of this study are related.",))
    figures = (*_counts(reader), *tails(reader), *shapes(reader), *_grove(reader))
    return Section(SLUG, TITLE, LEAD, figures, columns=2)


def _sql(items: tuple[str, ...], compat: bool, stubs: str) -> str:
    columns = ", ".join(
        f"max(value) FILTER (WHERE item = '{item}') AS \"{item}\"" for item in items
    )
    return COUNTS.format(columns=columns, compat=str(compat).lower(), stubs=stubs)


def _counts(reader: Reader) -> tuple[Figure, ...]:
    ours = reader.ask(_sql(tuple(_ITEMS), compat=False, stubs="kept"))
    whole = next((row for row in ours if row["edge_set"] == "all"), ours.first)
    models = whole["models"]
    basis = Basis(
        ("structure", "edges"),
        f"all {plural(models, 'model')} of the study",
        "a model that declares no parent counts as having none; " + RULE,
        "all",
    )
    return (
        _summary(reader, whole, basis),
        Figure(
            slug="counts-by-edge-set",
            title="Counts by edge set",
            means=(
                "A parent is dangling where no record describes it. A component is a family or an "
                "isolated model. The forest keeps one parent of each model, the primary one; the "
                "longest lineage follows all parents. Edges that closed a cycle are cut."
            ),
            says=_by_relation(ours),
            basis=replace(basis, edge_set="each row its own"),
            numbers=(tabulate(ours, ("edge set", *_ITEMS.values()), _cells),),
            span=3,
        ),
        Figure(
            slug="counts-published",
            title="Counts by edge set, as the paper defines them",
            means=(
                "Of several relations of one edge only the last of finetune, quantized, adapter, "
                "merge counts, and no edge is cut. The paper leaves out parents without a record, "
                "but keeps them as nodes where it draws trees; both are given."
            ),
            says="These counts were never published, but for those in the last columns.",
            basis=replace(
                basis,
                edge_set="each row its own",
                missing="a model that declares no parent counts as having none; no edge is cut",
            ),
            numbers=(
                _published(reader, "skipped", "Parents without a record left out"),
                _published(reader, "kept", "Parents without a record as nodes"),
            ),
            notes=_compared(),
            span=3,
            folded=True,
        ),
    )


def _summary(reader: Reader, whole: Mapping[str, Any], basis: Basis) -> Figure:
    models = whole["models"]

    def share(item: str) -> str:
        return percent(whole[item] / models if models else None)

    return Figure(
        slug="who-has-parents",
        title="Models with parents, families and isolated models",
        means=(
            "A family is everything that edges connect; an isolated model has neither parent nor "
            "child. A dangling parent is declared, but no record of the study describes it."
        ),
        says=(
            f"{share('models with a parent')} of {plural(models, 'model')} have a parent, "
            f"{share('models with several parents')} have several; {share('isolated models')} "
            "have neither parent nor child."
        ),
        basis=basis,
        numbers=(_others(reader),),
        tiles=_tiles(whole),
        span=3,
    )


def _by_relation(ours: Answer) -> str:
    """Which relation reaches most models, and how much merges join."""
    found = {row["edge_set"]: row for row in ours}
    named = [found[name] for name in RELATIONS if name in found]
    if not named:
        return ""
    top = max(named, key=lambda row: row["models with a parent"])
    said = (
        f"Most models with a parent have it by {top['edge_set']}: "
        f"{count(top['models with a parent'])}."
    )
    if "no-merges" not in found or "all" not in found:
        return said
    apart, joined = found["no-merges"]["families"], found["all"]["families"]
    return f"{said} With merges {count(joined)} families, without them {count(apart)}."


def _tiles(whole: Mapping[str, Any]) -> tuple[Tile, ...]:
    models = whole["models"] or 1
    shown = (
        ("models with a parent", "models with a parent", models),
        ("models with several parents", "models with several parents", models),
        ("isolated models", "isolated models", models),
        ("families of two or more", "families", 0),
        ("dangling parents", "dangling parents", 0),
        ("edges cut to open cycles", "edges cut to open cycles", whole["edges"]),
    )
    return tuple(
        Tile(
            label,
            count(whole[item]),
            whole[item],
            f"{percent(whole[item] / of)} of {count(of)}; edge set all" if of else "edge set all",
        )
        for label, item, of in shown
    )


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (Cell(row["edge_set"], kind="code"), *(_cell(row, item) for item in _ITEMS))


def _cell(row: Mapping[str, Any], item: str) -> Cell:
    value = row[item]
    bar = value / row["models"] if item == "models with a parent" and row["models"] else None
    return figure(value, DASH if value is None else count(value), bar)


def _published(reader: Reader, stubs: str, title: str) -> Numbers:
    answer = reader.ask(_sql(_BOTH, compat=True, stubs=stubs))
    heads = ("edge set", *(_ITEMS[item] for item in _BOTH), "the paper's edges",
             "the paper's components")  # fmt: skip

    def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
        name = row["edge_set"]
        edges = published_value("counts", "edges", "count", name) if stubs == "skipped" else None
        both = published_value("counts", "families", "count", name) if stubs == "kept" else None
        known = [figure(None, count(one.value) if one else DASH) for one in (edges, both)]
        return (Cell(name, kind="code"), *(_cell(row, item) for item in _BOTH), *known)

    return tabulate(answer, heads, cells, title)


def _compared() -> tuple[str, ...]:
    """How the paper's counts may be read beside ours."""
    models = published_value("counts", "models", "count")
    if models is None:
        return ()
    note = (
        f"The paper's counts are of its own snapshot of {count(models.value)} models: they are to "
        "be met by the published forms where this study holds that snapshot, and not elsewhere."
    )
    return (note,)


def _others(reader: Reader) -> Numbers:
    answer = reader.ask(OTHERS)
    heads = ("what", "number", "share", "of")

    def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
        of = f"{count(row['population'])} {row['population_of']}" if row["population"] else ""
        return (
            words(row["item"]),
            figure(row["value"], count(row["value"])),
            figure(row["share"], percent(row["share"], 2)),
            words(of),
        )

    return tabulate(answer, heads, cells, "Edges refused, cut and left out (edge set all)")


def _grove(reader: Reader) -> tuple[Figure, ...]:
    answer = reader.ask(VIRAL.format(least=_SMALLEST, most=_LARGEST))
    if not len(answer):
        return ()
    fans = read_fans(reader.store)
    trees = [Tree(r["founder_id"], _shape(r), sketch(reader, fans, r["node"], MOST_LEAVES).leaves)
             for r in answer]  # fmt: skip
    drawn = {leaf.relation for tree in trees for leaf in tree.leaves}
    top = answer.first
    title = "Families that pass models on"
    says = (
        f"Of all families of {_SMALLEST} to {count(_LARGEST)} members, that of "
        f"{top['founder_id']} is the most viral: two members are {top['virality']:.2f} edges apart "
        "on average."
    )
    return (
        Figure(
            slug="viral-families",
            title=title,
            means=(
                "The founder is in the middle, each ring is one generation, color tells the "
                "relation. A star has a virality of almost 2; the more generations pass models on, "
                "the larger it is. Families whose children all hang on one founder look the same, "
                "so the most viral ones are drawn here."
            ),
            says=says,
            basis=Basis(
                ("structure_families", "nodes", "edges"),
                f"the {len(answer)} most viral of {_SMALLEST} to {count(_LARGEST)} members",
                RULE,
                "all",
            ),
            numbers=(tabulate(answer, ("founder", "members", "depth", "virality"), _viral_cells),),
            picture=grove("viral-families-chart", title, says, trees),
            legend=tuple(Key(f"rel-{name}", name) for name in RELATIONS if name in drawn),
            span=3,
        ),
    )


def _shape(row: Mapping[str, Any]) -> str:
    return (
        f"{count(row['models'])} members · {plural(row['depth'], 'generation')} · "
        f"virality {row['virality']:.2f}"
    )


def _viral_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["founder_id"], kind="model"),
        figure(row["models"], count(row["models"])),
        figure(row["depth"], count(row["depth"])),
        figure(row["virality"], f"{row['virality']:.3f}"),
    )
