"""From what was asked for to models of the study; nothing that was asked for is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from heredity.core.errors import UnknownModel, UserError
from heredity.export.audit.listing import Listing
from heredity.export.audit.wanted import Wanted
from heredity.pedigree.load import NodeNames
from heredity.pedigree.search import Sought, near_ids, resolve_models
from heredity.store import Store
from heredity.store.columns import Ints, at, lowered, places_in
from heredity.store.columns import texts as column
from heredity.store.lookup import looking
from heredity.store.terms import distinct, rewritten

FOUND: Final = "found"
TWICE: Final = "named before"
STUB: Final = "no record: only named as a parent"
GONE: Final = "not in the snapshot"
SEVERAL: Final = "fits several models"
SHOWN: Final = 5

FEW: Final = 2_000
"""So many models are looked up by key; for more it is quicker to take up all."""

COLUMNS: Final = ("node", "model_id", "in_snapshot")
OF_OWNER: Final = """
SELECT node, model_id, in_snapshot FROM nodes WHERE model_id >= ? AND model_id < ?
"""
IN_ANY_CASE: Final = """
SELECT node, model_id, in_snapshot FROM nodes WHERE starts_with(lower(model_id), ?)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that was asked for.

    Attributes:
        asked: The text: a model, or an owner with `/*` behind.
        line: Line of the listing; 0 where it stood on the command line.
        model_id: The model; None for an owner, or where there is none.
        status: `found`, or why not.
        near: Ids that are near, where there is none.
        models: Models that it adds to the audit.
    """

    asked: str
    line: int
    model_id: str | None
    status: str
    near: tuple[str, ...] = ()
    models: int = 0

    @property
    def missing(self) -> bool:
        """Whether no record of the study speaks of it."""
        return self.status in {STUB, GONE, SEVERAL}


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """The models of an audit.

    Attributes:
        asked: What was asked for, one entry each, in its order.
        nodes: The models as nodes, ascending and distinct.
        line: Line of the listing that first names each; 0 where none does.
        ids: Their ids by node.
    """

    asked: tuple[Asked, ...]
    nodes: Ints
    line: Ints
    ids: Mapping[int, str]


def models_of(store: Store, wanted: Wanted) -> Models:
    """The models that are asked for.

    Raises:
        UnknownModel: There is no such model.
        UserError: There is no such owner, or no model of the listing is in the study.
        StudyError: The study has not been linked.
    """
    store.need("nodes")
    taken = _Taken(store)
    _one_by_one(wanted.models, taken)
    for owner in wanted.owners:
        taken.owner(owner)
    if wanted.listing:
        _listed(wanted.listing, taken, wanted.strict)
    nodes = np.array(sorted(taken.lines), np.int64)
    line = np.array([taken.lines[node] for node in nodes.tolist()], np.int64)
    return Models(tuple(taken.asked), nodes, line, taken.ids)


def ids_of(store: Store, nodes: Sequence[int], known: Mapping[int, str]) -> dict[int, str]:
    """The ids of some nodes; those that are known already are not looked up again."""
    missing = [node for node in nodes if node not in known]
    if len(missing) > FEW:
        names = at(NodeNames(store).ids, np.array(missing)).to_pylist()
        return {**known, **dict(zip(missing, names, strict=True))}
    with looking(store) as lookup:
        rows = lookup.rows("nodes", "node", missing, COLUMNS[:2])
    return {**known, **{row["node"]: row["model_id"] for row in rows}}


@dataclass(slots=True)
class _Taken:
    """What has been taken so far.

    Attributes:
        store: The study.
        asked: One entry for each thing that was asked for.
        lines: Models by node, with the line that names each.
        ids: Ids of these models by node.
    """

    store: Store
    asked: list[Asked] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def texts(self, texts: Sequence[str], lines: Sequence[int]) -> list[Asked]:
        """What texts mean; the line of one that stood on the command line is 0."""
        found = resolve_models(self.store, texts)
        nodes = _nodes(self.store, [one.model_id for one in found if one.model_id])
        rows = [self._judged(one, nodes, line) for one, line in zip(found, lines, strict=True)]
        self.asked += rows
        return rows

    def _judged(self, found: Sought, nodes: Mapping[str, tuple[int, bool]], line: int) -> Asked:
        if found.model_id is None:
            return Asked(found.text, line, None, SEVERAL if found.several else GONE, found.near)
        node, held = nodes[found.model_id]
        if not held:
            return Asked(found.text, line, found.model_id, STUB)
        if node in self.lines:
            return Asked(found.text, line, found.model_id, TWICE)
        self.lines[node], self.ids[node] = line, found.model_id
        return Asked(found.text, line, found.model_id, FOUND, models=1)

    def owner(self, text: str) -> None:
        """All models of an owner.

        Raises:
            UserError: There are none.
        """
        owner = text.strip().rstrip("/").removesuffix("/*").rstrip("/")
        rows: list[dict[str, Any]] = []
        with looking(self.store) as lookup:
            if owner:
                rows = lookup.ask(["nodes"], OF_OWNER, [f"{owner}/", f"{owner}0"])
                rows = rows or lookup.ask(["nodes"], IN_ANY_CASE, [f"{owner.lower()}/"])
        held = {row["node"]: row["model_id"] for row in rows if row["in_snapshot"]}
        if not held:
            raise _no_owner(self.store, text, stubs=len(rows))
        new = held.keys() - self.lines.keys()
        self.lines |= dict.fromkeys(new, 0)
        self.ids |= held
        self.asked.append(Asked(f"{owner}/*", 0, None, FOUND, models=len(new)))


def _nodes(store: Store, ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """Node of each id, and whether a record describes it."""
    if len(ids) > FEW:
        names = NodeNames(store)
        nodes = places_in(column(ids), names.ids)
        held = names.in_snapshot[nodes].tolist()
        return dict(zip(ids, zip(nodes.tolist(), held, strict=True), strict=True))
    with looking(store) as lookup:
        rows = lookup.rows("nodes", "model_id", ids, COLUMNS)
    return {row["model_id"]: (row["node"], row["in_snapshot"]) for row in rows}


def _one_by_one(texts: Sequence[str], taken: _Taken) -> None:
    """Models that were named on the command line: each must be there."""
    found = taken.texts(texts, [0] * len(texts)) if texts else []
    lost = [one for one in found if one.missing]
    if len(lost) == 1 and lost[0].status != STUB:
        raise UnknownModel(lost[0].asked, list(lost[0].near))
    if lost:
        raise UserError(
            f"{len(lost)} of {len(found)} models are not in this study: {_named(lost)}.",
            "Name models of the study; a file (--file) may name others too.",
        )


def _listed(listing: Listing, taken: _Taken, strict: bool) -> None:
    texts, numbers = [x.text for x in listing.lines], [x.number for x in listing.lines]
    rows = taken.texts(texts, numbers)
    lost = [row for row in rows if row.missing]
    if not rows:
        raise UserError(f"{listing} names no model.", "Write one id a line.")
    if len(lost) == len(rows) and not taken.lines:
        raise UserError(
            f"None of the {len(rows)} models that {listing} names is in this study: "
            f"{_named(lost)}.",
            "Import a newer snapshot, or mend the ids.",
        )
    if strict and lost:
        raise UserError(
            f"{len(lost)} of {len(rows)} models that {listing} names are not in this study: "
            f"{_named(lost)}.",
            "Mend the ids, or leave --strict out to list them beside the findings.",
        )


def _named(lost: Sequence[Asked]) -> str:
    more = f"; and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
    return "; ".join(_lines(lost[:SHOWN])) + more


def _lines(lost: Iterable[Asked]) -> Iterator[str]:
    for one in lost:
        place = f"line {one.line}: " if one.line else ""
        near = f" (did you mean {', '.join(one.near[:2])}?)" if one.near else ""
        stub = " (only named as a parent)" if one.status == STUB else ""
        yield f"{place}{one.asked}{near}{stub}"


def _no_owner(store: Store, text: str, stubs: int) -> UserError:
    if stubs:
        return UserError(
            f"No model of the owner '{text}' has a record in this study.",
            f"{stubs} of theirs are named as parents by others. Import a newer snapshot.",
        )
    with_owner = rewritten(NodeNames(store).ids, "^[^/]*$", "")
    owners = distinct(rewritten(with_owner, "/.*$", ""))[1]
    near = near_ids(owners, lowered(owners), text.strip().lower()) if text.strip() else []
    hint = f"Did you mean {', '.join(near)}?" if near else "Look with: heredity sql"
    return UserError(f"No models of the owner '{text}' in this study.", hint)
