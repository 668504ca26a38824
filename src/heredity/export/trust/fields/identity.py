"""Who publishes a model, since when, and what could be taken for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked
from heredity.knowledge.legacy import bare_names, present_ids

FLOOR: Final = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
"""The date that the hub gives to everything older."""


@field("identity", "models.model_id")
def owner(dossier: Dossier) -> Answer:
    """Account that owns the repository."""
    return stated(dossier.of("owner"), nothing="a legacy id without an owner")


@field("identity")
def owner_kind(dossier: Dossier) -> Answer:
    """Whether the account is a person or an organization, and whether the hub verified it."""
    return unchecked("a snapshot holds models, no accounts")


@field("identity", "models.model_id")
def owner_models(dossier: Dossier) -> Answer:
    """Models of the same account in this study."""
    count = dossier.owner.models
    return present(count, "counted by the ids") if count else absent("no account")


@field("identity", "models.created_at", asked=("created_at",))
def owner_since(dossier: Dossier) -> Answer:
    """Creation of the account's oldest repository in this study: it is no younger than that."""
    first = dossier.owner.first
    if first is None:
        return absent("no dated repository of the account")
    return present(first.date(), _floored(first))


@field("identity", "models.created_at", asked=("created_at",), wanted=True)
def created(dossier: Dossier) -> Answer:
    """Creation of the repository."""
    born = dossier.of("created_at")
    return stated(born and born.date(), _floored(born), "the record has no date")


def _floored(born: datetime | None) -> str:
    return "or earlier: the hub knows no older date" if born == FLOOR else ""


@field("identity", "models.last_modified", asked=("last_modified",), wanted=True)
def updated(dossier: Dossier) -> Answer:
    """Last commit."""
    last = dossier.of("last_modified")
    if last is None:
        return absent("the record has no date")
    days = (dossier.day - last.date()).days if dossier.day else None
    return present(
        last.date(), "" if days is None else f"{max(days, 0):,} days before the snapshot"
    )


@field("identity")
def authors(dossier: Dossier) -> Answer:
    """How many people committed to the repository."""
    return unchecked("a snapshot holds no commits")


@field("identity", "models.name", "findings.message", "rules.code")
def look_alike(dossier: Dossier) -> Answer:
    """A far more popular model that it could be taken for."""
    if not dossier.checked("NAM014"):
        return unchecked("names were not checked: heredity check")
    found = dossier.found("NAM014")
    return present(found[0]["message"] if found else "none found", "the check of names, NAM014")


@field("identity", "models.name")
def namesakes(dossier: Dossier) -> Answer:
    """Models of the same name under other owners; the most downloaded are named."""
    found = dossier.namesakes
    total = found[0]["total"] if found else 0
    return present(total, ", ".join(row["model_id"] for row in found[:3]))


@field("identity", "edges.declared_as")
def former_names(dossier: Dossier) -> Answer:
    """Other ids under which the hub or other models know it."""
    if dossier.ancestry.node is None:
        return unchecked("it stands outside the pedigree: heredity link --force")
    known = (bare_names().get(dossier.model_id), present_ids().get(dossier.model_id))
    found = sorted({name for name in (*known, *dossier.spelled) if name} - {dossier.model_id})
    return present(found or "none known", "a rename, or a slip of those who name it" * bool(found))
