"""Figures: terms that labels do not carry, by base, generation, clause and rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.export.report.charts.intervals import Interval, intervals
from heredity.export.report.page import Basis, Cell, Figure, figure, model, words
from heredity.export.report.reader import Answer, tabulate
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published

LOST: Final = """
SELECT part, base, n, edges, rate, low, high, coverage, families, population FROM license_rates
WHERE edge_set = 'all' AND verdict = 'lost' AND base <> 'all' AND parted_by IN ('all', 'relation')
ORDER BY base DESC, list_position(['all', 'finetune', 'adapter', 'quantized', 'merge',
  'unspecified'], part)
"""
SURVIVAL: Final = """
SELECT generation, models, kept, lost, silent, "unknown", survival, low, high, coverage, families
FROM license_survival WHERE edge_set = 'all' ORDER BY generation
"""
CLAUSES: Final = """
SELECT part, n, edges, rate, low, high, families FROM license_rates
WHERE edge_set = 'all' AND parted_by = 'clause' AND base = 'decidable' AND verdict = 'lost'
ORDER BY n DESC, part LIMIT 12
"""
EXAMPLES: Final = """
WITH w AS (
  SELECT cause, ancestor, child, generations, upstream_id, downstream_id, verdict, confidence,
    row_number() OVER (PARTITION BY cause ORDER BY generations DESC, child, ancestor) AS nth,
    count(*) OVER (PARTITION BY cause) AS n
  FROM license_verdict
  WHERE first_change AND verdict IN ('conflict', 'obligation-dropped') AND confidence <> 'low')
SELECT cause, n, ancestor, child, generations, upstream_id, downstream_id, verdict, confidence
FROM w WHERE nth = 1 ORDER BY n DESC, cause LIMIT 12
"""


def lost(answer: Answer) -> Figure:
    """Conflicts and dropped obligations over both bases, with coverage."""
    title = "Terms not carried, by base"
    rows = [
        Interval(
            f"{'all relations' if r['part'] == 'all' else r['part']} · {r['base']}",
            r["rate"], r["low"], r["high"],
            f"{percent(r['rate'])} (covers {percent(r['coverage'])})",
        )
        for r in answer
        if r["edges"]
    ]  # fmt: skip
    first = next((r for r in answer if (r["part"], r["base"]) == ("all", "restrictive")), None)
    told = "; ".join(f"{percent(one.value, 2)}: {one.item}" for one in _published())
    says = "No edge can be decided."
    if first and first["rate"] is not None:
        says = (
            f"Of {plural(first['edges'], 'decidable edge')} with restrictive terms above, "
            f"{percent(first['rate'])} do not carry them."
        )
    return Figure(
        slug="license-lost",
        title=title,
        means="Conflicts and dropped obligations by the edges that can be decided, and by those of "
        "them whose parent has restrictive terms: same license, limits of use or commerce, no "
        "derivatives, a name, a mark or a cap. Coverage is how much of that base can be decided.",
        says=says,
        basis=Basis(
            ("license_rates",), "decidable edges; numbers in the table",
            "edges that cannot be decided are left out, and coverage says how many", "all",
            "cluster bootstrap over families, 95 %",
        ),
        numbers=(
            tabulate(
                answer,
                ("edges", "base", "not carried", "of", "share", "low", "high", "coverage",
                 "families"),
                _lost_cells,
            ),
        ),
        picture=intervals("license-lost-chart", title, says, rows),
        notes=(f"As published, over other bases and without coverage: {told}.",) if told else (),
        tall=True,
    )  # fmt: skip


def _published() -> list[Any]:
    return list(published("license conflicts"))


def _lost_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["part"]),
        words(row["base"]),
        figure(row["n"], count(row["n"])),
        figure(row["edges"], count(row["edges"])),
        *(_percent(row[name]) for name in ("rate", "low", "high", "coverage")),
        figure(row["families"], count(row["families"])),
    )


def _percent(value: float | None) -> Cell:
    return figure(value, DASH if value is None else percent(value, 2))


def survived(answer: Answer) -> Figure:
    """Restrictive terms of founders, generation by generation."""
    title = "How far restrictive terms reach"
    rows = [
        Interval(
            f"{plural(r['generation'], 'generation')} below the founder",
            r["survival"], r["low"], r["high"],
            f"{percent(r['survival'])} of {count(r['kept'] + r['lost'])}",
        )
        for r in answer
        if r["survival"] is not None
    ]  # fmt: skip
    known = [r for r in answer if r["survival"] is not None]
    says = "None of them can be decided."
    if known:
        says = (
            f"One generation below a founder with restrictive terms, "
            f"{percent(known[0]['survival'])} of the labels that can be judged carry them; at the "
            f"deepest ({known[-1]['generation']}), {percent(known[-1]['survival'])}."
        )
    heads = (
        "generation", "models", "carried", "not carried", "silent", "cannot be decided", "survival",
        "low", "high", "coverage", "families",
    )  # fmt: skip
    return Figure(
        slug="license-survival",
        title=title,
        means="Models whose founder has restrictive terms that flow to them: how many of their own "
        "labels carry these terms, by generations on the forest of primary parents.",
        says=says,
        basis=Basis(
            ("license_survival",), f"{plural(sum(r['models'] for r in answer), 'model')}",
            "models that declare nothing or cannot be decided are left out of the share", "all",
            "cluster bootstrap over families, 95 %",
        ),
        numbers=(tabulate(answer, heads, _survival_cells),),
        picture=intervals("license-survival-chart", title, says, rows, 1.0),
    )  # fmt: skip


def _survival_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = ("generation", "models", "kept", "lost", "silent", "unknown")
    return (
        *(figure(row[name], count(row[name])) for name in names),
        *(_percent(row[name]) for name in ("survival", "low", "high", "coverage")),
        figure(row["families"], count(row["families"])),
    )


def clauses_of(answer: Answer) -> Figure:
    """The clauses that are not carried most often."""
    says = (
        f"Most of it rests on {answer.first['part']}: {plural(answer.first['n'], 'edge')}, "
        f"{percent(answer.first['rate'])} of those that this text decides."
    )
    return Figure(
        slug="license-clauses",
        title="Clauses that are not carried most often",
        means="The text and section that decides, with conflicts and dropped obligations under it.",
        says=says,
        basis=Basis(
            ("license_rates",), f"the {len(answer)} clauses with the most",
            "decidable edges only", "all", "cluster bootstrap over families, 95 %",
        ),
        numbers=(
            tabulate(
                answer, ("clause", "not carried", "of", "share", "low", "high", "families"),
                lambda row: (
                    words(row["part"]),
                    figure(row["n"], count(row["n"])),
                    figure(row["edges"], count(row["edges"])),
                    *(_percent(row[name]) for name in ("rate", "low", "high")),
                    figure(row["families"], count(row["families"])),
                ),
            ),
        ),
        span=2,
    )  # fmt: skip


def examples_of(answer: Answer) -> Figure:
    """A lineage for each rule."""
    return Figure(
        slug="license-examples",
        title="Where it begins, by rule",
        means="For each rule, how often a label is the first on its lineage that does not carry "
        "the terms of an ancestor, and one such lineage: the deepest, then by name.",
        says=f"{plural(len(answer), 'rule')} with an example each; confidence is at least medium.",
        basis=Basis(
            ("license_verdict",), "first changes of high or medium confidence", "none", "all"
        ),
        numbers=(
            tabulate(
                answer,
                ("rule", "first changes", "ancestor", "under", "model", "declares", "generations",
                 "verdict", "confidence"),
                lambda row: (
                    Cell(row["cause"], kind="code"),
                    figure(row["n"], count(row["n"])),
                    model(row["ancestor"]),
                    words(row["upstream_id"] or DASH),
                    model(row["child"]),
                    words(row["downstream_id"] or DASH),
                    figure(row["generations"], count(row["generations"])),
                    words(row["verdict"]),
                    words(row["confidence"]),
                ),
            ),
        ),
        span=3,
    )  # fmt: skip
