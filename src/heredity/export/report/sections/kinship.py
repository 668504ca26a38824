"""Figures: the patterns of relatives, one panel each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.patterns import Pair, patterns
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count
from heredity.knowledge.published import published_value

CELLS = """
SELECT s.pattern, s.pair, s.between, s.gap, s.mean, s.low, s.high, s.macro, s.pairs, s.families,
  s.effective_families, s.sampled, s.mc_error, s.note, s.missing, s.interval, m.mean AS masked,
  m.low AS masked_low, m.high AS masked_high
FROM similarity s LEFT JOIN similarity m ON m.dna = s.dna AND m.measure = s.measure
  AND m.edge_set = s.edge_set AND m.pattern = s.pattern AND m.pair = s.pair
  AND m.control = 'none' AND m.mask = 'M4' AND NOT m.compat
WHERE s.dna = '{dna}' AND s.measure = '{measure}' AND s.edge_set = '{edge_set}'
  AND s.control = 'none' AND s.mask = 'M0' AND NOT s.compat
ORDER BY list_position(['random', 'edge', 'fork2', 'chain3', 'fork3', 'stem+fork', 'fork+tail',
  'chain4', 'cousins'], s.pattern), s.pair
"""
NAMES = {"metadata": "records", "card": "cards"}
HOW = {
    "tfidf": "the cosine of word counts, each weighted by its rarity",
    "bow": "the cosine of word counts",
    "balanced": "the cosine in which every field counts alike",
    "levenshtein": "one less the edits between two texts, by the length of the longer",
}


def slug_of(kind: str, where: Mapping[str, str]) -> str:
    """Identifier of a figure."""
    return f"similarity-{kind}-{where['dna']}-{where['measure']}"


def number(value: float | None) -> Cell:
    """A cell with a similarity."""
    return figure(value, DASH if value is None else f"{value:.3f}")


def basis_of(answer: Answer, where: Mapping[str, str], table: str, population: str) -> Basis:
    """What rows of one table rest on."""
    row = answer.rows[-1]
    return Basis((table,), population, row["missing"], where["edge_set"], row["interval"])


def panels(reader: Reader, where: dict[str, str]) -> Figure | None:
    """The patterns under one measure, each marked pair with its mean."""
    answer = reader.ask(CELLS.format(**where))
    if not len(answer):
        return None
    slug, dna = slug_of("patterns", where), where["dna"]
    title = f"Patterns of relatives: {NAMES[dna]}, {where['measure']}"
    told = {
        (row["pattern"], row["pair"]): published_value(
            f"similarity {'cards' if dna == 'card' else dna}",
            f"{row['pattern']} {row['pair']}", where["measure"], where["edge_set"],
        )
        for row in answer
    }  # fmt: skip
    pairs = [_pair(row, told[row["pattern"], row["pair"]]) for row in answer]
    means = {(row["pattern"], row["pair"]): row for row in answer}
    says = _compared(means)
    return Figure(
        slug=slug,
        title=title,
        means=(
            f"Each row is a pair of models in a small pattern of the pedigree, filled in the icon; "
            f"its similarity is {HOW.get(where['measure'], 'the measure')}, from 0 to 1, averaged "
            "over every place where the pattern occurs. The fewer generations lie between the two, "
            "the stronger its dot."
        ),
        says=says,
        basis=basis_of(answer, where, "similarity", f"{len(answer)} kinds of pairs, mask M0"),
        numbers=(
            tabulate(
                answer,
                ("pattern", "pair", "mean", "low", "high", "family vote", "M4", "low", "high",
                 "as published", "pairs", "families", "effective", "drawn"),
                lambda row: _cell_row(row, told[row["pattern"], row["pair"]]),
            ),
        ),
        picture=patterns(f"{slug}-chart", title, says, pairs),
        legend=(
            Key("tone-ink", "filled: nothing taken out, with its 95 % interval"),
            Key("rel-adapter", "ring: all but what the model states taken out (M4)"),
            Key("other", "as published, from drawn pairs of the full hub"),
        ),
        span=3,
    )  # fmt: skip


def _pair(row: Mapping[str, Any], told: Any) -> Pair:
    shown = DASH if row["mean"] is None else f"{row['mean']:.3f}"
    return Pair(
        row["pattern"], row["pair"], row["between"], row["gap"], row["mean"], row["low"],
        row["high"], row["masked"], told.value if told else None, shown,
    )  # fmt: skip


def _compared(means: Mapping[tuple[str, int], Mapping[str, Any]]) -> str:
    parent, siblings = means.get(("fork2", 1)), means.get(("fork2", 2))
    if not parent or not siblings or siblings["mean"] is None or parent["mean"] is None:
        return "There are no siblings to compare."
    said = (
        f"Where a model has two children, these resemble it at {parent['mean']:.3f} and each "
        f"other at {siblings['mean']:.3f} as the texts stand"
    )
    if siblings["masked"] is None or parent["masked"] is None:
        return f"{said}."
    return (
        f"{said}; with names, dates and counts taken out, at {parent['masked']:.3f} and "
        f"{siblings['masked']:.3f}."
    )


def _cell_row(row: Mapping[str, Any], told: Any) -> tuple[Cell, ...]:
    return (
        words(row["pattern"]),
        words(row["between"]),
        *(
            number(row[key])
            for key in ("mean", "low", "high", "macro", "masked", "masked_low", "masked_high")
        ),
        figure(None, f"{told.value:.3f}" if told else DASH),
        *(
            figure(row[key], DASH if row[key] is None else count(row[key]))
            for key in ("pairs", "families", "effective_families", "sampled")
        ),
    )
