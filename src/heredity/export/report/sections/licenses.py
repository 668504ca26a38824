"""Section: licenses from parent to child, and how far restrictive terms reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.export.report.charts.bars import Part, Whole, stacked
from heredity.export.report.charts.matrix import Matrix, Spot, matrices
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Key,
    Section,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.terms import (
    CLAUSES,
    EXAMPLES,
    LOST,
    SURVIVAL,
    clauses_of,
    examples_of,
    lost,
    survived,
)
from heredity.export.report.text import count, percent, plural
from heredity.knowledge.licenses import rules_version

SLUG, TITLE = "licenses", "Licenses along the lineage"
LEAD = (
    "Whether the label of a model carries the terms that it inherits, by rules on declared "
    "licenses. Signals with their reasons; no legal advice."
)
TABLES: Final = ("license_classes", "license_rates", "license_survival")
VERDICTS: Final = {
    "ok": ("status-present", "carried"),
    "ok-if-notices-kept": ("status-floored", "allowed while notices stay"),
    "unknown": ("status-absent", "cannot be decided"),
    "undeclared": ("status-unknown", "one side declares nothing"),
    "obligation-dropped": ("severity-warn", "a duty is not carried"),
    "conflict": ("severity-error", "conflicts"),
}
SHARES: Final = """
SELECT part, verdict, n, edges, rate, population FROM license_rates
WHERE edge_set = 'all' AND base = 'all' AND verdict <> 'lost' AND parted_by IN ('all', 'relation')
ORDER BY list_position(['all', 'finetune', 'adapter', 'quantized', 'merge',
  'unspecified'], part), list_position(['ok', 'ok-if-notices-kept', 'unknown',
  'undeclared', 'obligation-dropped', 'conflict'], verdict)
"""
CLASSES: Final = """
SELECT relation, source_class, target_class, edges, lost, share, population FROM license_classes
WHERE edge_set = 'all'
ORDER BY list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'],
  relation), edges DESC, source_class, target_class
"""
MOST: Final = 9
"""Classes that the picture shows."""


def build(reader: Reader) -> Section:
    """The section, or advice where licenses have not been analyzed."""
    if not reader.has(*TABLES):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze licenses")
    shares = reader.ask(SHARES)
    if not len(shares) or not shares.first["edges"]:
        return Section(SLUG, TITLE, LEAD, notes=("No model has a parent.",))
    figures = [_classes(reader.ask(CLASSES)), _shares(shares), lost(reader.ask(LOST))]
    survival = reader.ask(SURVIVAL)
    if len(survival):
        figures.append(survived(survival))
    clauses = reader.ask(CLAUSES)
    if len(clauses):
        figures.append(clauses_of(clauses))
    if reader.has("license_verdict"):
        examples = reader.ask(EXAMPLES)
        if len(examples):
            figures.append(examples_of(examples))
    notes = (f"Version of the license rows and rules: {rules_version()}.",)
    return Section(SLUG, TITLE, LEAD, tuple(figures), notes=notes)


def _classes(answer: Answer) -> Figure:
    title = "From class to class"
    every = [row for row in answer if row["relation"] == "any"]
    sums: dict[str, int] = {}
    for row in every:
        for side in ("source_class", "target_class"):
            sums[row[side]] = sums.get(row[side], 0) + row["edges"]
    names = tuple(sorted(sums, key=lambda name: (-sums[name], name))[:MOST])
    relations = dict.fromkeys(row["relation"] for row in answer)
    drawn = [_matrix(relation, names, answer) for relation in relations]
    kept = sum(row["edges"] for row in every if row["source_class"] == row["target_class"])
    total = every[0]["population"]
    says = f"{percent(kept / total)} of {plural(total, 'edge')} stay within one class of licenses."
    return Figure(
        slug="license-classes",
        title=title,
        means="Rows are the class of the parent's license, columns that of the child's. The area "
        "of a square is its share of all edges from that class; the marked part of it are "
        "conflicts and dropped obligations.",
        says=says,
        basis=Basis(
            ("license_classes",),
            f"{plural(total, 'edge')}, cut ones too",
            "models that declare nothing, or nothing that can be resolved, are classes of their "
            "own",
            "all",
        ),
        numbers=(
            tabulate(
                answer,
                ("relation", "parent", "child", "edges", "conflicts and dropped", "share"),
                _class_cells,
            ),
        ),
        picture=matrices("license-classes-chart", title, says, drawn),
        legend=(
            Key("tone-ink", "share of the edges from that class"),
            Key("severity-error", "of these, conflicts and dropped obligations"),
        ),
        notes=(f"The picture shows the {len(names)} most common classes; the table has all.",),
        span=3,
    )


def _matrix(relation: str, names: tuple[str, ...], answer: Answer) -> Matrix:
    place = {name: at for at, name in enumerate(names)}
    rows = [row for row in answer if row["relation"] == relation]
    spots = tuple(
        Spot(
            place[row["source_class"]],
            place[row["target_class"]],
            row["share"],
            row["share"] * row["lost"] / row["edges"],
            f"{row['source_class']} to {row['target_class']}: {count(row['edges'])}, "
            f"{percent(row['share'])} of its edges; {count(row['lost'])} not carried",
        )
        for row in rows
        if row["source_class"] in place and row["target_class"] in place
    )
    name = "all relations" if relation == "any" else relation
    return Matrix(f"{name} ({count(rows[0]['population'])} edges)", names, spots)


def _class_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["relation"]),
        words(row["source_class"]),
        words(row["target_class"]),
        figure(row["edges"], count(row["edges"])),
        figure(row["lost"], count(row["lost"])),
        figure(row["share"], percent(row["share"])),
    )


def _shares(answer: Answer) -> Figure:
    title = "Verdicts on edges"
    parts = dict.fromkeys(row["part"] for row in answer)
    wholes = []
    for part in parts:
        rows = [row for row in answer if row["part"] == part]
        wholes.append(
            Whole(
                "all relations" if part == "all" else part,
                f"{count(rows[0]['edges'])} edges",
                tuple(
                    Part(VERDICTS[r["verdict"]][1], r["rate"] or 0.0, percent(r["rate"]),
                         VERDICTS[r["verdict"]][0])
                    for r in rows
                ),
            )
        )  # fmt: skip
    every = {row["verdict"]: row for row in answer if row["part"] == "all"}
    open_ = sum(every[name]["rate"] or 0.0 for name in ("unknown", "undeclared"))
    says = (
        f"{percent(1 - open_)} of all edges can be decided; on "
        f"{percent(every['conflict']['rate'])} the label conflicts, on "
        f"{percent(every['obligation-dropped']['rate'])} it drops a duty."
    )
    return Figure(
        slug="license-verdicts",
        title=title,
        means="What the child's label is to the parent's license alone. What nobody declares and "
        "what cannot be decided stay apart; neither counts as carried.",
        says=says,
        basis=Basis(
            ("license_rates",), f"{plural(answer.first['population'], 'edge')}",
            "none is left out", "all",
        ),
        numbers=(
            tabulate(answer, ("edges", "verdict", "n", "of", "share"), _share_cells),
        ),
        picture=stacked("license-verdicts-chart", title, says, wholes),
        legend=tuple(Key(tone, label) for tone, label in VERDICTS.values()),
        span=2,
    )  # fmt: skip


def _share_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["part"]),
        words(row["verdict"]),
        figure(row["n"], count(row["n"])),
        figure(row["edges"], count(row["edges"])),
        figure(row["rate"], percent(row["rate"], 2)),
    )
