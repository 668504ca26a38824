"""Traits that are read from model cards."""

from __future__ import annotations

from typing import Final

from heredity.store.expr import BooleanValue, Table, ifelse, null
from heredity.traits.registry import Reading, trait, was_asked

GENERATED: Final = ("automatically generated", "generated automatically")
"""Phrases of cards that a training program wrote, in any case."""


def _generated(cards: Table) -> BooleanValue:
    text = cards.text.nullif("").lower()
    return text.contains(GENERATED[0]) | text.contains(GENERATED[1])


def _present(cards: Table) -> BooleanValue:
    return (cards.characters > 0) | cards.metadata.notnull()


@trait(
    "card_present",
    kind="flag",
    doc="Whether the model has a card.",
    source="cards",
    missing="the card was not asked for",
    asked=("card",),
    from_cards={"card_there": _present},
)
def card_present(rows: Table) -> Reading:
    """Whether there is a card: text, or at least front matter."""
    silent = ifelse(was_asked(rows, ["card"]), False, null().cast("boolean"))
    state = rows.card_there.fill_null(silent)
    return Reading(state=state, stated=state.notnull())


@trait(
    "card_length",
    kind="number",
    doc="Characters of the card, front matter included.",
    source="cards",
    missing="no card, or its text was not asked for",
    asked=("card",),
    from_cards={"card_characters": lambda cards: cards.characters},
)
def card_length(rows: Table) -> Reading:
    """Length of the card."""
    count = rows.card_characters
    return Reading(state=count.nullif(0), stated=count.notnull(), blank=count == 0)


@trait(
    "card_generated",
    kind="flag",
    doc="Whether the card says that it was `automatically generated` or `generated "
    "automatically`, in any case.",
    source="cards",
    missing="no card, or its text was not asked for",
    asked=("card",),
    from_cards={"card_says_generated": _generated},
)
def card_generated(rows: Table) -> Reading:
    """Whether a program wrote the card."""
    says = rows.card_says_generated
    return Reading(state=says, stated=says.notnull())
