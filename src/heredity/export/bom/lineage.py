"""The ancestors of a few models: whose they are, and why we believe so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.core.errors import StudyError
from heredity.pedigree.load import load_pedigree
from heredity.pedigree.search import resolve_model
from heredity.store import Store
from heredity.store.lookup import Lookup

LOOKUPS: Final = 48
"""Models that are looked up one by one; a larger lineage is walked on the whole pedigree."""

_EDGE: Final = (
    "child_id", "parent_id", *RELATIONS, "evidence", "disagreements", "declared_as",
    "parent_in_snapshot", "inferred", "confidence", "cut", "child", "parent", "choice",
)  # fmt: skip


class Parent(msgspec.Struct, frozen=True):
    """One parent of a model.

    Attributes:
        model_id: The parent.
        relations: What the edge carries; empty where no evidence names a relation.
        evidence: Who says so, most trusted first.
        disagreements: What less trusted evidence says otherwise.
        confidence: Trust in the edge, from 0 to 1.
        known: False where no record describes the parent.
        cut: True where the edge closes a cycle and is left out of the pedigree.
    """

    model_id: str
    relations: tuple[str, ...]
    evidence: tuple[str, ...]
    disagreements: tuple[str, ...]
    confidence: float
    known: bool
    cut: bool

    @property
    def relation(self) -> str:
        """The relations as one text."""
        return ", ".join(self.relations) or "unspecified"


Parents = Mapping[str, Sequence[Parent]]
"""The parents of each model that has any, primary first."""


def find_models(store: Store, lookup: Lookup, texts: Sequence[str]) -> dict[str, int]:
    """The nodes of the models that somebody means, by their ids, in their order, each once.

    Raises:
        UnknownModel: A text is no model of the study.
        StudyError: The study has not been linked.
    """
    found: dict[str, int] = {}
    for text in texts:
        rows = lookup.rows("nodes", "model_id", [text], ["model_id", "node"])
        if not rows:
            named = resolve_model(store, text)
            rows = lookup.rows("nodes", "model_id", [named], ["model_id", "node"])
        if not rows:
            raise StudyError(
                f"The model '{text}' came in after the study was linked.", "Link: heredity link"
            )
        found[rows[0]["model_id"]] = rows[0]["node"]
    return found


def ancestry(store: Store, lookup: Lookup, nodes: Sequence[int]) -> Parents:
    """The parents of some models, their parents, and so on up to the founders.

    Args:
        store: A study that has been linked.
        lookup: The study, opened for single rows.
        nodes: Nodes of the models.
    """
    seen: set[int] = set()
    front = list(dict.fromkeys(nodes))
    rows: list[dict[str, Any]] = []
    while front and len(seen) + len(front) <= LOOKUPS:
        seen.update(front)
        rows += (more := lookup.rows("edges", "child", front, _EDGE))
        front = [n for n in dict.fromkeys(_up(more)) if n not in seen]
    if front:
        rows += lookup.rows("edges", "child", _above(store, front, seen), _EDGE)
    found: dict[str, list[Parent]] = {}
    for row in sorted(rows, key=lambda row: (row["child"], row["choice"])):
        found.setdefault(row["child_id"], []).append(_parent(row))
    return found


def _up(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    return [row["parent"] for row in rows if not row["cut"]]


def _above(store: Store, front: Sequence[int], seen: set[int]) -> list[int]:
    """Some nodes and all their ancestors, without those that were seen."""
    pedigree = load_pedigree(store)
    reached = [pedigree.ancestors(node)[0] for node in front]
    every = np.unique(np.concatenate([np.array(front, np.int64), *reached]))
    return [node for node in every.tolist() if node not in seen]


def _parent(row: Mapping[str, Any]) -> Parent:
    return Parent(
        row["parent_id"],
        tuple(name for name in RELATIONS if row[name] and name != "unspecified"),
        tuple(row["evidence"] or ()),
        tuple(row["disagreements"] or ()),
        row["confidence"],
        row["parent_in_snapshot"],
        row["cut"],
    )


def ancestors(models: Sequence[str], parents: Parents) -> list[str]:
    """All ancestors of some models, the nearest first, each once; without the models themselves."""
    seen = dict.fromkeys(models)
    front = list(seen)
    found: list[str] = []
    while front:
        above = [p.model_id for one in front for p in parents.get(one, ()) if not p.cut]
        front = [one for one in dict.fromkeys(above) if one not in seen]
        seen |= dict.fromkeys(front)
        found += front
    return found


def copies(lookup: Lookup, node: int, most: int = 200) -> list[str]:
    """The quantized copies of a model, by id.

    Args:
        lookup: The study, opened for single rows.
        node: Node of the model.
        most: How many to give at most.
    """
    rows = lookup.rows("edges", "parent", [node], ["child_id", "quantized", "cut"])
    return sorted(row["child_id"] for row in rows if row["quantized"] and not row["cut"])[:most]
