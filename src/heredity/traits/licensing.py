"""The traits `license` and `license_class`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heredity.knowledge.licenses import classes_of, normalize
from heredity.store.expr import Table, Value, coalesce
from heredity.traits.published import LICENSE, published_tags
from heredity.traits.registry import Lookup, Reading, trait

NO_STATES = frozenset({"", "other", "unknown", "license"})
"""License values that name no license; the last is what a training library's card template says."""


def read_licenses(values: Sequence[str], name: str) -> list[str]:
    """The licenses that a record names.

    Args:
        values: License ids as declared.
        name: `license_name` of the card, which says what `other` is; empty if there is none.

    Returns:
        Ids in lower case, sorted; `other`, `unknown` and `license` are no licenses.
    """
    ids = {_id(value) for value in values if value}
    if "other" in ids:
        ids.add(_id(name))
    return sorted(ids - NO_STATES)


def _id(text: str) -> str:
    return "-".join(text.lower().split())


def tagged_licenses(tags: Sequence[str]) -> list[str]:
    """The licenses as the published tables read them: what follows `license:` in the tags."""
    return sorted({tag.removeprefix(LICENSE) for tag in tags if tag.startswith(LICENSE)} - {""})


def _keys(rows: Table) -> Mapping[str, Value]:
    return {"license": rows.license, "license_name": coalesce(rows.license_name, "")}


@trait(
    "license",
    kind="set",
    doc="License ids in lower case; where the id is `other`, the card's `license_name` instead.",
    source="`license:` tags, else the card's license; license_name",
    missing="no license, an empty one, or `other` and `unknown` without a name",
    asked=("license", "tags", "card_data"),
    paper=True,
    lookups={
        "license_states": Lookup(_keys, read_licenses),
        "license_paper": Lookup(published_tags, tagged_licenses),
    },
)
def licenses(rows: Table) -> Reading:
    """Licenses, normalized."""
    return Reading(
        state=rows.license_states,
        stated=rows.license.notnull(),
        blank=rows.license.filter(lambda value: value.strip() != "").length() == 0,
        paper=rows.license_paper,
    )


def read_classes(values: Sequence[str], name: str) -> list[str]:
    """The classes of the licenses that a record names, in whatever spelling."""
    return classes_of(normalize(list(values), name).ids)


def tagged_classes(tags: Sequence[str]) -> list[str]:
    """The published classes of the licenses in the tags."""
    return classes_of(tagged_licenses(tags), published=True)


@trait(
    "license_class",
    kind="set",
    doc="Classes of the licenses, such as permissive, share-alike, use-restricted, community.",
    source="the declared licenses, license_name, and the rows of licenses.toml",
    missing="no license, or one that no class is known for (`cc`, a name of one's own)",
    asked=("license", "tags", "card_data"),
    paper=True,
    since=2,
    lookups={
        "class_states": Lookup(_keys, read_classes),
        "class_paper": Lookup(published_tags, tagged_classes),
    },
)
def license_class(rows: Table) -> Reading:
    """Classes of licenses."""
    return Reading(
        state=rows.class_states,
        stated=rows.license.notnull(),
        blank=rows.license.filter(lambda value: value.strip() != "").length() == 0,
        paper=rows.class_paper,
    )
