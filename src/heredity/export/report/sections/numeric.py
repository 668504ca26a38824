"""Section: downloads, likes, parameters, ages and other numbers from parent to child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.ratios import Mark, Ratios, ratios
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Grid,
    Key,
    Numbers,
    Section,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, is_name, tabulate
from heredity.export.report.text import DASH, count, listing, percent, plural
from heredity.knowledge.published import published_value

SLUG, TITLE = "numeric", "Numbers from parent to child"
LEAD = (
    "Downloads, likes, sizes and dates have no states that mutate; they grow or shrink along "
    "edges. Dates that the hub put in place of older ones are left out."
)
ORDER = """
list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'], relation)
"""
COUNTS = """
SELECT trait, relation, edges, population, parent_mean, child_mean, mean_difference,
  mean_difference_low, mean_difference_high, median_difference, median_difference_low,
  median_difference_high, quartile_low, quartile_high, exp(median_log_ratio) AS ratio,
  exp(median_log_ratio_low) AS ratio_low, exp(median_log_ratio_high) AS ratio_high,
  exp(mean_log_ratio) AS geometric, child_mean / nullif(parent_mean, 0) AS of_means,
  share_increasing, p, votes_up, votes_down, macro_difference, note, missing, interval
FROM numeric
WHERE {where} AND edge_set = 'all' AND generation = 'any' AND NOT compat AND edges > 0
ORDER BY trait, {order}
"""
TRAITS = "SELECT DISTINCT trait FROM numeric WHERE NOT compat AND edges > 0 ORDER BY trait"
SPREAD = """
SELECT trait, max(value) FILTER (WHERE item = 'quantile 0.05') AS q05,
  max(value) FILTER (WHERE item = 'quantile 0.25') AS q25,
  max(value) FILTER (WHERE item = 'quantile 0.5') AS q50,
  max(low) FILTER (WHERE item = 'quantile 0.5') AS low,
  max(high) FILTER (WHERE item = 'quantile 0.5') AS high,
  max(value) FILTER (WHERE item = 'quantile 0.75') AS q75,
  max(value) FILTER (WHERE item = 'quantile 0.95') AS q95,
  max(value) FILTER (WHERE item = 'mean') AS mean,
  max(value) FILTER (WHERE item LIKE 'share from%') AS band,
  max(value) FILTER (WHERE item = 'correlation with generation') AS correlation,
  max(value) FILTER (WHERE item LIKE 'correlation of its%') AS of_logs,
  max(population) AS population, max(models) AS models
FROM numeric_spread WHERE trait <> 'created' GROUP BY trait ORDER BY trait
"""
HEADS = (
    "trait", "relation", "edges", "parents' mean", "children's mean", "mean difference", "low",
    "high", "median difference", "low", "high", "lower quartile", "upper quartile",
    "median ratio", "low", "high", "geometric mean", "ratio of means", "growing", "families up",
    "families down", "sign test p", "one vote per family",
)  # fmt: skip
MEANS = (
    "Child's number by parent's, each plus 1. The dot is the median ratio with its 95 % interval, "
    "the diamond the ratio of the means. Left of the line at 1 the number shrinks."
)
LEGEND = (
    Key("tone-ink", "median ratio with its 95 % interval"),
    Key("other", "ratio of means"),
)


def build(reader: Reader) -> Section:
    """The section, or advice where numbers have not been measured."""
    if not reader.has("numeric", "numeric_spread"):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze numeric")
    known = [row["trait"] for row in reader.ask(TRAITS) if is_name(row["trait"])]
    counts = [trait for trait in known if trait != "created"]
    figures = [one for trait in counts if (one := _ratios_of(reader, trait)) is not None]
    if "created" in known:
        figures.append(_ages(_ask(reader, "trait = 'created'")))
    if known:
        figures.append(_spread(reader))
    notes = () if figures else ("No edge has a number on both sides.",)
    return Section(SLUG, TITLE, LEAD, tuple(figures), notes=notes)


def _ask(reader: Reader, where: str) -> Answer:
    return reader.ask(COUNTS.format(where=where, order=ORDER))


def _ratios_of(reader: Reader, trait: str) -> Figure | None:
    answer = _ask(reader, f"trait = '{trait}'")
    rows = [_row_of(row) for row in answer if row["ratio"] is not None]
    if not rows:
        return None
    title = trait.replace("_", " ").capitalize()
    says = _said(answer.first)
    return Figure(
        slug=f"numeric-{trait.replace('_', '-')}",
        title=title,
        means=MEANS,
        says=says,
        basis=_basis(answer),
        numbers=(Numbers(Grid(HEADS, tuple(_cells(row) for row in answer)), answer.sql),),
        picture=ratios(f"numeric-{trait.replace('_', '-')}-chart", title, says, rows),
        legend=LEGEND,
        notes=_cautions(answer),
    )


def _basis(answer: Answer) -> Basis:
    first = answer.first
    return Basis(
        ("numeric",),
        f"{plural(first['edges'], 'edge')} of {count(first['population'])}",
        first["missing"],
        "all",
        first["interval"],
    )


def _cautions(answer: Answer) -> tuple[str, ...]:
    few = [row["relation"] for row in answer if row["note"]]
    note = next((row["note"] for row in answer if row["note"]), "")
    return (f"Take the intervals with care, {note}: {listing(few)}.",) if few else ()


def _row_of(row: Mapping[str, Any]) -> Ratios:
    marks = [Mark("dot", row["ratio"], row["ratio_low"], row["ratio_high"],
                  f"median ratio {row['ratio']:.2f}")]  # fmt: skip
    if row["of_means"]:
        words_ = f"ratio of means {row['of_means']:.2f}"
        marks.append(Mark("diamond", row["of_means"], None, None, words_))
    return Ratios(
        row["relation"],
        f"median {_short(row['ratio'])}; grows in {percent(row['share_increasing'], 0)}",
        tuple(marks),
        f"rel-{row['relation']}" if row["relation"] in RELATIONS else "tone-ink",
    )


def _short(value: float | None) -> str:
    return DASH if value is None else f"\N{MULTIPLICATION SIGN}{value:.2g}"


def _said(row: Mapping[str, Any]) -> str:
    grows = percent(row["share_increasing"])
    return (
        f"Grows along {grows} of {plural(row['edges'], 'edge')}; median difference "
        f"{_plain(row['median_difference'], True)}, mean difference "
        f"{_plain(row['mean_difference'], True)}."
    )


def _plain(value: float | None, signed: bool = False) -> str:
    if value is None:
        return DASH
    sign = "+" if signed else ""
    if abs(value) >= 1e6:
        return f"{value:{sign}.3g}"
    return f"{value:{sign},.0f}" if abs(value) >= 100 or value == 0 else f"{value:{sign}.2f}"


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    numbers = (
        "parent_mean", "child_mean", "mean_difference", "mean_difference_low",
        "mean_difference_high", "median_difference", "median_difference_low",
        "median_difference_high", "quartile_low", "quartile_high", "ratio", "ratio_low",
        "ratio_high", "geometric", "of_means",
    )  # fmt: skip
    p = row["p"]
    return (
        words(row["trait"]),
        words(row["relation"]),
        figure(row["edges"], count(row["edges"])),
        *(figure(row[name], _plain(row[name])) for name in numbers),
        figure(row["share_increasing"], percent(row["share_increasing"])),
        *(figure(row[name], count(row[name])) for name in ("votes_up", "votes_down")),
        figure(p, DASH if p is None else "< 0.0001" if p < 1e-4 else f"{p:.4f}"),
        figure(row["macro_difference"], _plain(row["macro_difference"])),
    )


def _ages(answer: Answer) -> Figure:
    first = answer.first
    before = 1 - first["share_increasing"]
    says = (
        f"Half of the children are younger than their parent by more than "
        f"{_plain(first['median_difference'])} days; {percent(before)} are not younger at all."
    )
    return Figure(
        slug="numeric-created",
        title="Days from parent to child",
        means=(
            "Days from the creation of the parent's repository to that of the child's; below 0 the "
            "child's is older, as where a repository was renamed, or the link added later."
        ),
        says=says,
        basis=_basis(answer),
        numbers=(Numbers(Grid(HEADS, tuple(_cells(row) for row in answer)), answer.sql),),
        span=3,
    )


def _spread(reader: Reader) -> Figure:
    answer = reader.ask(SPREAD)
    sizes = next((row for row in answer if row["trait"] == "parameters"), None)
    says = f"{plural(len(answer), 'number')} over the models that have them."
    if sizes is not None:
        says = (
            f"Half of the models with known weights have at most {_plain(sizes['q50'])} parameters"
        )
        paper = published_value("numeric", "parameters", "median")
        says += f"; published: {_plain(paper.value)}." if paper else "."
    return Figure(
        slug="numeric-spread",
        title="How numbers are spread",
        means=(
            "Quantiles over models, and the correlation of the number, and of its logarithm, with "
            "the model's generation."
        ),
        says=says,
        basis=Basis(
            ("numeric_spread",),
            "models in the snapshot that have the number",
            "models without it are left out",
            "all",
            "of the median: families resampled, 95 %",
        ),
        numbers=(
            tabulate(
                answer,
                ("trait", "models", "of", "5 %", "25 %", "median", "low", "high", "75 %", "95 %",
                 "mean", "20 to 70 billion", "correlation with generation", "of its logarithm"),
                _spread_row,
            ),
        ),
        span=3,
    )  # fmt: skip


def _spread_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = ("q05", "q25", "q50", "low", "high", "q75", "q95", "mean")
    return (
        words(row["trait"]),
        figure(row["population"], count(row["population"])),
        figure(row["models"], count(row["models"])),
        *(figure(row[name], _plain(row[name])) for name in names),
        figure(row["band"], percent(row["band"], 2)),
        *(
            figure(row[n], DASH if row[n] is None else f"{row[n]:.4f}")
            for n in ("correlation", "of_logs")
        ),
    )
