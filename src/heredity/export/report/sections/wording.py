"""Figures of the section on cards: templates, sections, and what cards share along edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.charts.intervals import Interval, intervals
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, model, state, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural

TEMPLATES = """
SELECT rank, cards, share, population, owners, largest_owner, largest_owner_share, generated,
  children, families, strftime(first, '%Y-%m-%d') AS first, strftime(last, '%Y-%m-%d') AS last,
  example, head, missing
FROM card_templates ORDER BY rank LIMIT 12
"""
SECTIONS = """
SELECT relation, heading, standard, cards, share, population, missing FROM card_sections
WHERE relation = 'any' ORDER BY rank LIMIT 14
"""
STANDARD = """
SELECT heading, max(share) FILTER (WHERE relation = 'any') AS every,
  max(share) FILTER (WHERE relation = 'no parent') AS alone,
  max(share) FILTER (WHERE relation = 'finetune') AS finetune,
  max(share) FILTER (WHERE relation = 'adapter') AS adapter,
  max(share) FILTER (WHERE relation = 'quantized') AS quantized,
  max(share) FILTER (WHERE relation = 'merge') AS merge
FROM card_sections WHERE standard GROUP BY heading ORDER BY every DESC, heading
"""
ALIKE = """
SELECT relation, edges, population, mean, low, high, median, alike, same_template, missing, interval
FROM card_resemblance WHERE edge_set = 'all' AND edges > 0
ORDER BY list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified',
  'strangers'], relation)
"""


def templates(reader: Reader) -> Figure | None:
    """The largest templates; nothing without one."""
    answer = reader.ask(TEMPLATES)
    if not len(answer):
        return None
    title, top = "Texts that many cards share", answer.first
    every = plural(top["population"], "card")
    says = (
        f"The largest template stands on {percent(top['share'])} of {every}, of "
        f"{plural(top['owners'], 'owner')}; the {len(answer)} largest on "
        f"{percent(sum(row['share'] for row in answer))}."
    )
    rows = [
        Bar(
            f"{row['rank']}. {_opening(row['head'])}",
            row["cards"],
            f"{count(row['cards'])} · {percent(row['share'])}",
            "marked" if row["generated"] > 0.5 else "tone-ink",
        )
        for row in answer
    ]
    return Figure(
        slug="card-templates",
        title=title,
        means=(
            "Cards are near-duplicates if, names and numbers masked, about seven in ten of their "
            "runs of three words are the same (estimated by MinHash); five such cards or more make "
            "a template. Each is shown by the first words of its commonest wording."
        ),
        says=says,
        basis=Basis(
            ("card_templates",),
            f"{plural(top['population'], 'card')} with a text",
            top["missing"],
        ),
        numbers=(
            tabulate(
                answer,
                ("rank", "cards", "share", "owners", "largest owner", "its share", "generated",
                 "of children", "families", "first", "last", "example", "head"),
                _template_row,
            ),
        ),
        picture=bars("card-templates-chart", title, says, rows, room=46.0),
        legend=(
            Key("tone-ink", "says nothing of a program"),
            Key("marked", "says that a program wrote it"),
        ),
        span=2,
    )  # fmt: skip


def _opening(head: str) -> str:
    """The first words of a template, without what stands around words."""
    return " ".join(head.replace("#", " ").replace("<!--", " ").replace("*", " ").split())[:110]


def _template_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        figure(row["rank"], count(row["rank"])),
        figure(row["cards"], count(row["cards"])),
        figure(row["share"], percent(row["share"], 2), row["share"]),
        figure(row["owners"], count(row["owners"])),
        model(row["largest_owner"]),
        *(
            figure(row[n], percent(row[n]))
            for n in ("largest_owner_share", "generated", "children")
        ),
        figure(row["families"], count(row["families"])),
        words(row["first"] or DASH),
        words(row["last"] or DASH),
        model(row["example"]),
        state(_opening(row["head"])),
    )


def sections(reader: Reader) -> Figure | None:
    """The commonest headings; nothing without cards."""
    answer = reader.ask(SECTIONS)
    standard = reader.ask(STANDARD)
    if not len(answer) or not answer.first["population"]:
        return None
    title, top = "Sections of cards", answer.first
    rows = [
        Bar(
            row["heading"],
            row["share"],
            f"{percent(row['share'])} · {count(row['cards'])}",
            "tone-ink" if row["standard"] else "status-absent",
        )
        for row in answer
    ]
    share = percent(top["share"])
    says = f"The commonest heading is “{top['heading']}”: {share} of the cards have it."
    return Figure(
        slug="card-sections",
        title=title,
        means=(
            "In how many cards a heading stands. The hub offers a standard template of 35 "
            "headings; the table tells how many cards have each, by how the model came about."
        ),
        says=says,
        basis=Basis(
            ("card_sections",), f"{plural(top['population'], 'card')} with a text", top["missing"]
        ),
        numbers=(
            tabulate(answer, ("heading", "cards", "share", "in the standard template"),
                     _heading_row, "Commonest headings"),
            tabulate(standard, ("heading", "all cards", "no parent", "finetune", "adapter",
                                "quantized", "merge"), _standard_row, "Standard template"),
        ),
        picture=bars("card-sections-chart", title, says, rows, scale=1.0),
        legend=(
            Key("tone-ink", "of the standard template"), Key("status-absent", "other"),
        ),
    )  # fmt: skip


def _heading_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        state(row["heading"]),
        figure(row["cards"], count(row["cards"])),
        figure(row["share"], percent(row["share"], 2), row["share"]),
        words("yes" if row["standard"] else "no"),
    )


def _standard_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = ("every", "alone", "finetune", "adapter", "quantized", "merge")
    return (state(row["heading"]), *(figure(row[n], percent(row[n])) for n in names))


def alike(reader: Reader) -> Figure | None:
    """How alike cards are along edges; nothing where no edge joins two."""
    answer = reader.ask(ALIKE)
    if not len(answer) or answer.first["relation"] == "strangers":
        return None
    title = "What parent's and child's cards share"
    rows = [
        Interval(
            row["relation"],
            row["mean"],
            row["low"],
            row["high"],
            percent(row["mean"]),
            None,
            f"rel-{row['relation']}" if row["relation"] in RELATIONS else "tone-ink",
        )
        for row in answer
    ]
    first = answer.first
    others = [row["mean"] for row in answer if row["relation"] == "strangers"]
    says = f"Along edges cards share {percent(first['mean'])} of their runs of three words"
    says += f"; cards drawn at random {percent(others[0])}." if others else "."
    return Figure(
        slug="card-resemblance",
        title=title,
        means=(
            "Jaccard similarity of two cards: runs of three words that both have, of those that "
            "either has; names masked, numbers and front matter left out. Strangers are two cards "
            "drawn at random."
        ),
        says=says,
        basis=Basis(
            ("card_resemblance",),
            f"{plural(first['edges'], 'edge')} of {count(first['population'])}",
            first["missing"],
            "all",
            first["interval"],
        ),
        numbers=(
            tabulate(
                answer,
                ("relation", "pairs", "mean", "low", "high", "median", "near-duplicates",
                 "same template"),
                _alike_row,
            ),
        ),
        picture=intervals("card-resemblance-chart", title, says, rows),
        legend=(Key("tone-ink", "mean with its 95 % interval"),),
    )  # fmt: skip


def _alike_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = ("mean", "low", "high", "median", "alike", "same_template")
    return (
        words(row["relation"]),
        figure(row["edges"], count(row["edges"])),
        *(figure(row[name], percent(row[name], 2)) for name in names),
    )
