"""Section: the most frequent states of each trait."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.labels import state_in_full, state_label
from heredity.export.report.page import Basis, Cell, Figure, Section, figure, state, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.popularity import popularity
from heredity.export.report.text import count, percent, plural, prose
from heredity.traits import TRAITS

SLUG, TITLE = "tops", "What is most frequent"
LEAD = "What models state most often, trait by trait. A model that states nothing is not counted."

NOUNS = {
    "license": ("license", "Licenses"),
    "task": ("task", "Tasks"),
    "language": ("language", "Languages"),
    "library": ("library", "Libraries"),
    "datasets": ("dataset", "Datasets"),
    "author": ("owner", "Owners"),
    "papers": ("paper", "Papers on arXiv"),
    "regions": ("region", "Regions"),
}
MARKS = (
    "Starred is what tells of a program rather than of models: states that a card template, the "
    "hub or a loader of data sets is known to bring; states whose holders' cards are nearly all "
    "generated (80 % or more, and twice the usual share); states of which one owner has half of "
    "the holders (20 or more); ids that no paper can have (by arXiv's scheme, the month, and "
    "numbers from 40,000 up)."
)
STATES = """
SELECT item, value, share, population, share_of_all, missing_rule, owners, top_owner_share,
  mark, reason,
  (SELECT max(value) FROM overview WHERE section = 'counts'
    AND item = 'different states of {trait}') AS different
FROM overview WHERE section = '{trait}' ORDER BY rank LIMIT 12
"""


def build(reader: Reader) -> Section:
    """The section, or advice where the overview has not been made."""
    if not reader.filled("overview"):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze overview")
    answers = {trait: reader.ask(STATES.format(trait=trait)) for trait in NOUNS}
    figures = tuple(_states(trait, found) for trait, found in answers.items() if len(found))
    figures += tuple(popularity(reader))
    return Section(SLUG, TITLE, LEAD, figures, "" if figures else "heredity run", (MARKS,))


def _states(trait: str, answer: Answer) -> Figure:
    noun, title = NOUNS[trait]
    rows = [
        Bar(
            state_in_full(trait, row["item"]),
            row["value"],
            f"{count(row['value'])} · {percent(row['share'])}{' *' if row['mark'] else ''}",
            "marked" if row["mark"] else "tone-ink",
        )
        for row in answer
    ]
    top = answer.first
    says = (
        f"Of {plural(top['different'], f'different {noun}', f'different {title.lower()}')}, "
        f"“{state_label(trait, top['item'])}” comes first: {percent(top['share'])} of the models "
        f"that state one, {percent(top['share_of_all'])} of all models."
    )
    if top["different"] == 1:
        says = f"All models that state one state “{state_label(trait, top['item'])}”."
    several = "several" if TRAITS.get(trait).kind == "set" else "one at most"
    return Figure(
        slug=f"top-{trait}",
        title=title,
        means=f"How many models state each {noun}; a model may state {several}.",
        says=says,
        basis=Basis(
            tables=("overview", "traits"),
            population=f"share of {plural(top['population'], 'model')} with a state",
            missing=prose(top["missing_rule"]),
        ),
        numbers=(
            tabulate(
                answer,
                (noun, "models", "share of those that state one", "share of all", "owners",
                 "of one owner", "mark", "reason"),
                partial(_state_row, trait),
            ),
        ),
        picture=bars(f"top-{trait}-chart", title, says, rows),
    )  # fmt: skip


def _state_row(trait: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        state(state_in_full(trait, row["item"])),
        figure(row["value"], count(row["value"])),
        figure(row["share"], percent(row["share"], 2), row["share"]),
        figure(row["share_of_all"], percent(row["share_of_all"], 2)),
        figure(row["owners"], count(row["owners"] or 0)),
        figure(row["top_owner_share"], percent(row["top_owner_share"])),
        words(row["mark"] or ""),
        words(row["reason"] or ""),
    )
