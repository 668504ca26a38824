"""The ancestors of one model, each with what matters to those who would use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import ids_of, node_of
from heredity.store.lookup import Lookup, Record

MOST: Final = 500
"""Ancestors that are looked up: the nearest, and beside them as many founders at the most."""

_RECORD: Final = (
    "model_id", "owner", "license", "license_name", "gated", "disabled", "created_at",
    "last_modified", "task", "parameters", "downloads", "snapshot",
)  # fmt: skip


class Join(msgspec.Struct, frozen=True):
    """One derivation in a lineage.

    Attributes:
        child: The derived model.
        parent: What it was derived from.
        relations: How.
        evidence: Who says so, most trusted first.
        confidence: Trust in it.
        primary: Whether lineages follow it.
        cut: Whether it closed a circle and is left out of the pedigree.
        declared_as: The parent as written, where that differs.
        disagreements: What less trusted evidence says otherwise.
    """

    child: str
    parent: str
    relations: tuple[str, ...]
    evidence: tuple[str, ...]
    confidence: float
    primary: bool
    cut: bool
    declared_as: tuple[str, ...]
    disagreements: tuple[str, ...]


class Ancestor(msgspec.Struct, frozen=True):
    """One ancestor.

    Attributes:
        model_id: The model.
        generations: Edges from it, by the shortest way.
        founder: Whether it names no parent.
        in_snapshot: Whether a record describes it.
        owner: Who publishes it; None where that is not known.
        license: Its license ids as declared; None where they are not known.
        license_name: What its card says that license `other` is.
        gated: `auto`, `manual` or `false`; None where that is not known.
        disabled: Whether the hub disabled it; likewise.
    """

    model_id: str
    generations: int
    founder: bool
    in_snapshot: bool
    owner: str | None
    license: list[str] | None
    license_name: str | None
    gated: str | None
    disabled: bool | None


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A model's ancestors.

    Attributes:
        node: Its node; None where the study has not been linked.
        ancestors: The ancestors, nearest first, then by id; of very many the nearest and founders.
        more: How many more there are.
        joins: All derivations among them and the model.
        path: The primary lineage, founder to model.
    """

    node: int | None
    ancestors: tuple[Ancestor, ...]
    more: int
    joins: tuple[Join, ...]
    path: tuple[str, ...]


NOBODY: Final = Ancestry(None, (), 0, (), ())
"""Where no pedigree is known."""


def ancestry(lookup: Lookup, pedigree: Pedigree, model_id: str) -> Ancestry:
    """The ancestors of a model of the pedigree."""
    node = node_of(lookup, model_id)
    nodes, steps = pedigree.ancestors(node)
    founders = pedigree.founders
    shown = (np.arange(len(nodes)) < MOST) | (
        founders[nodes] & (np.cumsum(founders[nodes]) <= MOST)
    )
    kept = nodes[shown].tolist()
    path = pedigree.lineage(node).tolist()
    places = list(dict.fromkeys([*kept, *path]))
    names = dict(zip(places, ids_of(lookup, places), strict=True))
    edges = lookup.rows("edges", "child", [node, *kept])
    records = lookup.rows("models", "model_id", [names[one] for one in kept], _RECORD)
    about = {record["model_id"]: record for record in records}
    found = [
        _ancestor(names[one], int(step), bool(founders[one]), about.get(names[one]))
        for one, step in zip(kept, steps[shown].tolist(), strict=True)
    ]
    return Ancestry(
        node,
        tuple(sorted(found, key=lambda one: (one.generations, one.model_id))),
        len(nodes) - len(kept),
        tuple(map(join, sorted(edges, key=lambda e: (e["child"], e["choice"])))),
        tuple(names[one] for one in path),
    )


def _ancestor(
    model_id: str, generations: int, founder: bool, record: Mapping[str, Any] | None
) -> Ancestor:
    known = record or {}
    return Ancestor(
        model_id,
        generations,
        founder,
        record is not None,
        known.get("owner"),
        known.get("license"),
        known.get("license_name"),
        known.get("gated"),
        known.get("disabled"),
    )


def join(edge: Record) -> Join:
    """A row of `edges` as a derivation."""
    return Join(
        edge["child_id"],
        edge["parent_id"],
        tuple(name for name in RELATIONS if edge[name]),
        tuple(edge["evidence"]),
        edge["confidence"],
        edge["choice"] == 0 and not edge["cut"],
        edge["cut"],
        tuple(edge["declared_as"]),
        tuple(edge["disagreements"]),
    )
