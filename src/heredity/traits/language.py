"""The traits `language` and `language_count`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heredity.knowledge.languages import paper_language, read_languages
from heredity.store.expr import Table, Value
from heredity.traits.published import published_tags
from heredity.traits.registry import Lookup, Reading, trait


def language_states(values: Sequence[str]) -> list[str]:
    """The languages that a record names, as canonical codes, sorted."""
    return sorted({code for value in values if value for code in read_languages(value)})


def tagged_languages(tags: Sequence[str]) -> list[str]:
    """The languages as the published tables read them, as English names, sorted."""
    return sorted({name for tag in tags if (name := paper_language(tag))})


def language_number(values: Sequence[str]) -> int | None:
    """Number of languages that a record names; none instead of 0."""
    return len(language_states(values)) or None


def tagged_number(tags: Sequence[str]) -> int | None:
    """The same as the published tables read languages."""
    return len(tagged_languages(tags)) or None


def _declared(rows: Table) -> Mapping[str, Value]:
    return {"languages": rows.languages}


@trait(
    "language",
    kind="set",
    doc="Natural languages as codes of ISO 639-1 where there is one, else of ISO 639-3.",
    source="languages of the card's front matter, else tags",
    missing="no language, an empty one, or only words that name none (`code`, `multilingual`)",
    asked=("languages", "tags", "card_data"),
    paper=True,
    lookups={
        "language_states": Lookup(_declared, language_states),
        "language_paper": Lookup(published_tags, tagged_languages),
    },
)
def language(rows: Table) -> Reading:
    """Languages, normalized; `False` is Norwegian, which YAML misread."""
    return Reading(
        state=rows.language_states,
        stated=rows.languages.notnull(),
        blank=rows.languages.filter(lambda value: value.strip() != "").length() == 0,
        paper=rows.language_paper,
    )


@trait(
    "language_count",
    kind="number",
    doc="Number of natural languages.",
    source="the trait language",
    missing="as of the trait language: no count of 0",
    asked=("languages", "tags", "card_data"),
    paper=True,
    since=2,
    lookups={
        "language_number": Lookup(_declared, language_number, "int64"),
        "language_number_paper": Lookup(published_tags, tagged_number, "int64"),
    },
)
def language_count(rows: Table) -> Reading:
    """How many languages a model states."""
    return Reading(
        state=rows.language_number,
        stated=rows.languages.notnull(),
        blank=rows.languages.filter(lambda value: value.strip() != "").length() == 0,
        paper=rows.language_number_paper,
    )
