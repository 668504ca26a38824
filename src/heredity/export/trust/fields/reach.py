"""Who depends on a model."""

from __future__ import annotations

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked

OUTSIDE = "it stands outside the pedigree"


@field("reach", "edges.parent")
def children(dossier: Dossier) -> Answer:
    """Models that name it as a parent."""
    near = dossier.nearest
    if near is None:
        return unchecked(OUTSIDE)
    kinds = [f"{count:,} {name}" for name, count in near.children_by_relation.items()]
    return present(near.children, ", ".join(kinds))


@field("reach", "edges.parent")
def descendants(dossier: Dossier) -> Answer:
    """Models that descend from it, over any number of generations."""
    near = dossier.nearest
    return unchecked(OUTSIDE) if near is None else present(near.descendants, "all relations")


@field("reach", "edges.parent", "nodes.model_id")
def owner_reach(dossier: Dossier) -> Answer:
    """Models that descend from any model of its owner: whom one account can reach."""
    if dossier.owner.name is None:
        return absent("a legacy id without an owner")
    count = dossier.owner.reach
    return unchecked(OUTSIDE) if count is None else present(count, "its own models not counted")


@field("reach", "models.downloads", asked=("downloads",))
def downloads(dossier: Dossier) -> Answer:
    """Downloads of the last 30 days."""
    return stated(dossier.of("downloads"), "as the hub counts", "the record has no count")


@field("reach", "models.downloads_all_time")
def downloads_all_time(dossier: Dossier) -> Answer:
    """Downloads since its creation."""
    found = dossier.of("downloads_all_time")
    return unchecked("the source was not asked") if found is None else present(found)


@field("reach", "models.likes", asked=("likes",))
def likes(dossier: Dossier) -> Answer:
    """Likes."""
    return stated(dossier.of("likes"), "", "the record has no count")


@field("reach")
def reuse_sites(dossier: Dossier) -> Answer:
    """Places in scanned code that load it."""
    return unchecked("the study holds no scan of code")
