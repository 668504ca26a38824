"""Section: the largest families, as bars and as trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.charts.pedigree import Leaf, numbered, pedigree
from heredity.export.report.clades import Clade, Fans, choose, clade, read_fans
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Key,
    Section,
    figure,
    model,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.rankings import rankings
from heredity.export.report.text import count, percent, plural

SLUG, TITLE = "families", "Founders and families"
LEAD = "Families are drawn from their founder outward; color tells how each model was derived."
SKETCHED, MOST_DRAWN = 6, 150
RULE = "stubs count as members; edges that closed a cycle are left out"

LARGEST = """
SELECT f.founder_id, f.models, f.stubs, f.founders, f.edges, f.depth, n.node
FROM (
  SELECT * FROM families WHERE edge_set = 'all' AND models > 1
  ORDER BY models DESC, family_id LIMIT 12) f
JOIN nodes n ON n.model_id = f.founder_id
ORDER BY f.models DESC, f.family_id
"""
NAMES = "SELECT node, model_id FROM nodes WHERE node IN ({numbers})"
GENERATIONS = """
WITH chosen AS (
  SELECT edge_set, family_id FROM families WHERE edge_set = 'all' AND models > 1
  ORDER BY models DESC, family_id LIMIT 1 OFFSET {place})
SELECT m.generation, count(DISTINCT m.model_id) AS models, {relations}
FROM members m JOIN chosen USING (edge_set, family_id)
LEFT JOIN edges e ON e.child_id = m.model_id AND NOT e.cut
GROUP BY m.generation ORDER BY m.generation
"""
SUMS = ", ".join(f"count(*) FILTER (WHERE e.{name}) AS {name}" for name in RELATIONS)


def build(reader: Reader) -> Section:
    """The section, or advice where models have not been linked."""
    if not reader.has("families", "nodes", "edges", "members"):
        return Section(SLUG, TITLE, LEAD, advice="heredity link")
    largest = reader.ask(LARGEST)
    if not len(largest):
        return Section(SLUG, TITLE, LEAD, notes=("No two models of this study are related.",))
    fans = read_fans(reader.store)
    sketches = [
        _sketched(reader, fans, row, place) for place, row in enumerate(largest.rows[:SKETCHED])
    ]
    return Section(SLUG, TITLE, LEAD, (_ranking(reader, largest), *rankings(reader), *sketches))


def _ranking(reader: Reader, answer: Answer) -> Figure:
    rows = [Bar(row["founder_id"], row["models"], count(row["models"])) for row in answer]
    top, linked = answer.first, reader.store.rows("nodes")
    says = (
        f"The family of {top['founder_id']} is the largest: {plural(top['models'], 'member')}, "
        f"{percent(top['models'] / linked)} of all, over {plural(top['depth'], 'generation')}."
    )
    heads = ("founder", "members", "stubs", "founders", "edges", "longest lineage")
    return Figure(
        slug="largest-families",
        title="Families by members",
        means=(
            "A family is everything that edges connect, whatever their direction; it bears the "
            "name of the founder with most descendants. A merge joins the families of its parents."
        ),
        says=says,
        basis=Basis(
            tables=("families", "nodes"),
            edge_set="all",
            population=f"share of {plural(linked, 'model and stub', 'models and stubs')}",
            missing=RULE,
        ),
        numbers=(tabulate(answer, heads, _family_cells),),
        picture=bars("largest-families-chart", "Families by members", says, rows),
    )


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn of a family.

    Attributes:
        leaves: The drawn models.
        reached: Models that descend from the founder, itself included.
    """

    leaves: tuple[Leaf, ...]
    reached: int


def sketch(reader: Reader, fans: Fans, founder: int, most: int = MOST_DRAWN) -> Sketch:
    """Choose what to draw of a founder's clade, and read the names of those."""
    tree = clade(fans, founder)
    chosen = choose(tree, most)
    names = _names(reader, tree, chosen)
    place = np.full(len(tree.node), -1)
    place[chosen] = np.arange(len(chosen))
    parents = np.where(tree.parent[chosen] >= 0, place[tree.parent[chosen]], -1)
    shown = np.bincount(parents[1:], minlength=len(chosen))
    hidden = tree.fan[chosen] - shown
    leaves = tuple(
        Leaf(
            label=names[int(tree.node[at])],
            parent=int(parents[i]),
            relation=RELATIONS[tree.relation[at]] if tree.relation[at] >= 0 else "",
            below=int(tree.below[at]),
            hidden=int(hidden[i]),
        )
        for i, at in enumerate(chosen)
    )
    return Sketch(leaves, len(tree.node))


def _names(reader: Reader, tree: Clade, chosen: Any) -> dict[int, str]:
    numbers = ", ".join(str(int(node)) for node in tree.node[chosen])
    rows = reader.ask(NAMES.format(numbers=numbers))
    return {row["node"]: row["model_id"] for row in rows}


def _sketched(reader: Reader, fans: Fans, row: Mapping[str, Any], place: int) -> Figure:
    drawn = sketch(reader, fans, row["node"])
    answer = reader.ask(GENERATIONS.format(place=place, relations=SUMS))
    slug, title = f"family-{place + 1}", f"Family of {row['founder_id']}"
    says = _in_words(row, answer)
    used = [name for name in RELATIONS if any(leaf.relation == name for leaf in drawn.leaves)]
    hidden = row["models"] - len(drawn.leaves)
    legend = [Key(f"rel-{name}", name) for name in used]
    if any(leaf.hidden for leaf in drawn.leaves):
        legend.append(Key("more", "and more that are not drawn"))
    return Figure(
        slug=slug,
        title=title,
        means="The founder is in the middle; each ring is one generation further down.",
        says=says,
        basis=Basis(
            tables=("members", "families", "edges"),
            edge_set="all",
            population=f"{count(len(drawn.leaves))} of {plural(row['models'], 'member')} drawn",
            missing=RULE,
        ),
        numbers=(
            tabulate(
                answer,
                ("generation", "members", *(f"{name} edges to them" for name in RELATIONS)),
                _generation_cells,
            ),
        ),
        picture=pedigree(
            f"{slug}-chart", title, f"{says} {count(hidden)} members are not drawn.", drawn.leaves
        ),
        legend=tuple(legend),
        names=tuple(_numbered(drawn)),
        notes=_cautions(row, drawn),
    )


def _numbered(drawn: Sketch) -> list[str]:
    return [drawn.leaves[at].label for at in numbered(drawn.leaves)]


def _in_words(row: Mapping[str, Any], answer: Answer) -> str:
    totals = {name: sum(found[name] for found in answer) for name in RELATIONS}
    edges = row["edges"] or 1
    top = max(RELATIONS, key=lambda name: totals[name])
    return (
        f"{plural(row['models'], 'member')} over {plural(row['depth'], 'generation')}; "
        f"{percent(totals[top] / edges)} of its edges carry {top}."
    )


def _cautions(row: Mapping[str, Any], drawn: Sketch) -> tuple[str, ...]:
    elsewhere = row["models"] - drawn.reached
    if not elsewhere:
        return ()
    note = (
        f"Not in the picture: {plural(elsewhere, 'member')} that do not descend from this "
        f"founder but from the family's {plural(row['founders'] - 1, 'other founder')}."
    )
    return (note,)


def _family_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        model(row["founder_id"]),
        *(
            figure(row[key], count(row[key]))
            for key in ("models", "stubs", "founders", "edges", "depth")
        ),
    )


def _generation_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(str(row["generation"])),
        figure(row["models"], count(row["models"])),
        *(figure(row[name], count(row[name])) for name in RELATIONS),
    )
