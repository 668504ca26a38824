"""From what was asked for to models of the study; nothing that was asked for is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.core.errors import UnknownModel, UserError
from heredity.export.audit.listing import Listing
from heredity.export.audit.wanted import Wanted
from heredity.pedigree.load import NodeNames
from heredity.pedigree.search import near_ids
from heredity.pedigree.sought import Sought, resolve_models, rows_of
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import Ints, lowered
from heredity.store.terms import distinct, rewritten, starts

FOUND: Final = "found"
TWICE: Final = "named before"
STUB: Final = "no record: only named as a parent"
GONE: Final = "not in the snapshot"
SEVERAL: Final = "fits several models"
SHOWN: Final = 5


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
    """

    asked: tuple[Asked, ...]
    nodes: Ints
    line: Ints


def models_of(store: Store, wanted: Wanted, names: NodeNames) -> Models:
    """The models that are asked for.

    Raises:
        UnknownModel: There is no such model.
        UserError: There is no such owner, or no model of the listing is in the study.
    """
    taken = _Taken(names)
    _one_by_one(store, wanted.models, taken)
    for owner in wanted.owners:
        taken.owner(owner)
    if wanted.listing:
        _listed(store, wanted.listing, taken, wanted.strict)
    nodes = np.array(sorted(taken.lines), np.int64)
    return Models(
        tuple(taken.asked), nodes, np.array([taken.lines[node] for node in nodes.tolist()])
    )


class _Taken:
    """What has been taken so far.

    Attributes:
        asked: One entry for each thing that was asked for.
        lines: Models by node, with the line that names each.
    """

    def __init__(self, names: NodeNames) -> None:
        self.names = names
        self.asked: list[Asked] = []
        self.lines: dict[int, int] = {}

    def texts(self, store: Store, texts: Sequence[str], lines: Sequence[int]) -> list[Asked]:
        """What texts mean; the line of one that stood on the command line is 0."""
        found = resolve_models(store, texts)
        nodes = rows_of(self.names.ids, [one.model_id or "" for one in found]).tolist()
        rows = [self._judged(*row) for row in zip(found, nodes, lines, strict=True)]
        self.asked += rows
        return rows

    def _judged(self, found: Sought, node: int, line: int) -> Asked:
        if found.model_id is None:
            return Asked(found.text, line, None, SEVERAL if found.several else GONE, found.near)
        if not self.names.in_snapshot[node]:
            return Asked(found.text, line, found.model_id, STUB)
        if node in self.lines:
            return Asked(found.text, line, found.model_id, TWICE)
        self.lines[node] = line
        return Asked(found.text, line, found.model_id, FOUND, models=1)

    def owner(self, text: str) -> None:
        """All models of an owner.

        Raises:
            UserError: There are none.
        """
        owner = text.strip().rstrip("/").removesuffix("/*").rstrip("/")
        ids = self.names.ids
        hits = np.flatnonzero(starts(ids, f"{owner}/")) if owner else np.zeros(0, np.int64)
        if not len(hits) and owner:
            hits = np.flatnonzero(starts(lowered(ids), f"{owner.lower()}/"))
        held = hits[self.names.in_snapshot[hits]].tolist()
        if not held:
            raise _no_owner(text, ids, stubs=len(hits))
        new = [node for node in held if node not in self.lines]
        self.lines |= dict.fromkeys(new, 0)
        self.asked.append(Asked(f"{owner}/*", 0, None, FOUND, models=len(new)))


def _one_by_one(store: Store, texts: Sequence[str], taken: _Taken) -> None:
    """Models that were named on the command line: each must be there."""
    found = taken.texts(store, texts, [0] * len(texts)) if texts else []
    lost = [one for one in found if one.missing]
    if len(lost) == 1 and lost[0].status != STUB:
        raise UnknownModel(lost[0].asked, list(lost[0].near))
    if lost:
        raise UserError(
            f"{len(lost)} of {len(found)} models are not in this study: {_named(lost)}.",
            "Name models of the study; a file (--file) may name others too.",
        )


def _listed(store: Store, listing: Listing, taken: _Taken, strict: bool) -> None:
    texts, numbers = [x.text for x in listing.lines], [x.number for x in listing.lines]
    rows = taken.texts(store, texts, numbers)
    lost = [row for row in rows if row.missing]
    if not rows:
        raise UserError(f"{listing.name} names no model.", "Write one id a line.")
    if len(lost) == len(rows) and not taken.lines:
        raise UserError(
            f"None of the {len(rows)} models that {listing.name} names is in this study: "
            f"{_named(lost)}.",
            "Import a newer snapshot, or mend the ids.",
        )
    if strict and lost:
        raise UserError(
            f"{len(lost)} of {len(rows)} models that {listing.name} names are not in this study: "
            f"{_named(lost)}.",
            "Mend the ids, or leave --strict out to list them beside the findings.",
        )


def _named(lost: Sequence[Asked]) -> str:
    return "; ".join(_lines(lost[:SHOWN])) + (
        f"; and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
    )


def _lines(lost: Iterable[Asked]) -> Iterator[str]:
    for one in lost:
        place = f"line {one.line}: " if one.line else ""
        near = f" (did you mean {', '.join(one.near[:2])}?)" if one.near else ""
        stub = " (only named as a parent)" if one.status == STUB else ""
        yield f"{place}{one.asked}{near}{stub}"


def _no_owner(text: str, ids: Array, stubs: int) -> UserError:
    if stubs:
        return UserError(
            f"No model of the owner '{text}' has a record in this study.",
            f"{stubs} of theirs are named as parents by others. Import a newer snapshot.",
        )
    with_owner = rewritten(ids, "^[^/]*$", "")
    owners = distinct(rewritten(with_owner, "/.*$", ""))[1]
    near = near_ids(owners, lowered(owners), text.strip().lower()) if text.strip() else []
    hint = f"Did you mean {', '.join(near)}?" if near else "Look with: heredity sql"
    return UserError(f"No models of the owner '{text}' in this study.", hint)
