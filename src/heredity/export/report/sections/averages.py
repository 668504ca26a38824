"""Figure: the mean of differences and the mean of ratios, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.ratios import Mark, Ratios, ratios
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published_value

MEASURES = {"characters": "length", "body_words": "words of text"}
AVERAGES = """
SELECT measure, relation, edges, population, child_mean / nullif(parent_mean, 0) AS of_means,
  exp(median_log_ratio) AS median, exp(median_log_ratio_low) AS median_low,
  exp(median_log_ratio_high) AS median_high, exp(mean_log_ratio) AS geometric,
  exp(mean_log_ratio_low) AS geometric_low, exp(mean_log_ratio_high) AS geometric_high,
  1 + mean_relative AS of_ratios, share_increasing, share_increasing_low, share_increasing_high,
  p, missing, interval
FROM card_changes
WHERE measure IN ('characters', 'body_words') AND edge_set = 'all' AND NOT compat AND edges > 0
ORDER BY measure DESC,
  list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'], relation)
"""


def averages(reader: Reader) -> Figure | None:
    """How much shorter cards grow, by several ways to average; nothing without two cards."""
    answer = reader.ask(AVERAGES)
    rows = [row for row in answer if row["measure"] == "characters"]
    if not rows:
        return None
    title, whole = "Do cards grow shorter?", rows[0]
    said = (
        f"The ratio of means says {_times(whole['of_means'])}, half of the cards have less than "
        f"{_times(whole['median'])} of their parent's length, and the mean of ratios says "
        f"{_times(whole['of_ratios'])}."
    )
    earlier = published_value("cards", "characters, not generated", "mean relative change", "all")
    notes = []
    if earlier:
        notes.append(
            "Published, from an earlier run without generated cards: mean of relative changes "
            f"{earlier.value:+.1%}, while the published mean length fell by half."
        )
    return Figure(
        slug="card-averages",
        title=title,
        means=(
            "Child's length by parent's. The ratio of means weighs long cards most; the mean of "
            "ratios weighs children of short cards most; the geometric mean and the median take "
            "doubling and halving alike. Left of the line at 1 cards grow shorter."
        ),
        says=said,
        basis=Basis(
            ("card_changes",),
            f"{plural(whole['edges'], 'edge')} of {count(whole['population'])}",
            whole["missing"],
            "all",
            whole["interval"],
        ),
        numbers=(
            tabulate(
                answer,
                ("measure", "relation", "edges", "ratio of means", "median ratio", "low", "high",
                 "geometric mean", "low", "high", "mean of ratios", "longer", "sign test p"),
                _row,
            ),
        ),
        picture=ratios("card-averages-chart", title, said, [_ratios(row) for row in rows]),
        legend=(
            Key("tone-ink", "median and geometric mean, with 95 % intervals"),
            Key("other", "mean of ratios; a ring: ratio of means"),
        ),
        notes=tuple(notes),
        span=2,
    )  # fmt: skip


def _times(value: float | None) -> str:
    return DASH if value is None else f"{value:.2f} times" if value < 10 else f"{value:,.0f} times"


def _ratios(row: Mapping[str, Any]) -> Ratios:
    marks = [
        _mark("ring", row["of_means"], None, None, "ratio of means"),
        _mark("dot", row["median"], row["median_low"], row["median_high"], "median"),
        _mark("dot", row["geometric"], row["geometric_low"], row["geometric_high"],
              "geometric mean"),
        _mark("diamond", row["of_ratios"], None, None, "mean of ratios"),
    ]  # fmt: skip
    return Ratios(
        row["relation"],
        f"median {_times(row['median'])}; longer in {percent(row['share_increasing'], 0)}",
        tuple(mark for mark in marks if mark is not None),
        f"rel-{row['relation']}" if row["relation"] in RELATIONS else "tone-ink",
    )


def _mark(
    shape: Any, value: float | None, low: float | None, high: float | None, name: str
) -> Mark | None:
    if value is None or value <= 0 or not math.isfinite(value):
        return None
    return Mark(shape, value, low, high, f"{name} {_times(value)}")


def _row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = ("of_means", "median", "median_low", "median_high", "geometric", "geometric_low",
             "geometric_high", "of_ratios")  # fmt: skip
    p = row["p"]
    return (
        words(MEASURES[row["measure"]]),
        words(row["relation"]),
        figure(row["edges"], count(row["edges"])),
        *(figure(row[n], DASH if row[n] is None else f"{row[n]:,.3f}") for n in names),
        figure(row["share_increasing"], percent(row["share_increasing"])),
        figure(p, DASH if p is None else "< 0.0001" if p < 1e-4 else f"{p:.4f}"),
    )
