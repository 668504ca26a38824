"""Finding the models that somebody means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from rapidfuzz import fuzz, process

from heredity.core.errors import UnknownModel
from heredity.core.ids import normalize_id
from heredity.knowledge.legacy import bare_names, present_ids
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import at, last_parts, lowered, places_in, texts, whole
from heredity.store.lookup import looking

NEAR = 5
LEAST = 60.0
"""Likeness, out of 100, below which a name is no help."""

FEW: Final = 2_000
"""So many texts are looked up by key; for more it is quicker to take up all ids."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A text and the model that it means.

    Attributes:
        text: What was asked for.
        model_id: The model; None where there is none, or the text fits several.
        near: Where there is none: ids that are near, or those that fit, best first.
        several: Whether it fits several models.
    """

    text: str
    model_id: str | None
    near: tuple[str, ...] = ()
    several: bool = False


def resolve_model(store: Store, text: str) -> str:
    """The id of the model that a text means; see `resolve_models`.

    Raises:
        UnknownModel: There is no such model, or the text fits several; names those that are near.
        StudyError: The study holds no models.
    """
    (found,) = resolve_models(store, [text])
    if found.model_id is None:
        raise UnknownModel(text, list(found.near))
    return found.model_id


def resolve_models(store: Store, asked: Sequence[str], helped: int = NEAR) -> list[Sought]:
    """The ids of the models that texts mean.

    In this order: the text as it is; brought to the form of ids; the present or the old id of a
    legacy name; the one id that differs in case alone; the one id with that name under any owner.

    Args:
        store: A study with models; stubs of parents count once it has been linked.
        asked: Ids, addresses of pages, `hf://…` and all else that `normalize_id` takes.
        helped: For how many texts without a model to look for near ids, which takes a while.

    Returns:
        What was found for each text, in their order.

    Raises:
        StudyError: The study holds no models.
    """
    table = "nodes" if store.has("nodes") else "models"
    store.need(table)
    found = _exactly(store, table, asked)
    rest = [text for text in dict.fromkeys(asked) if text not in found]
    if rest:
        wanted = {text: (normalize_id(text).id or text.strip()).lower() for text in rest}
        found |= _alike(_ids(store, table), wanted, helped)
    return [found[text] for text in asked]


def _ids(store: Store, table: str) -> Array:
    return whole(store.arrow(table, ["model_id"]).column("model_id"))


def _exactly(store: Store, table: str, asked: Sequence[str]) -> dict[str, Sought]:
    """Texts of which some form is an id, with the first one that is."""
    forms = {text: _forms(text) for text in asked}
    every = list(dict.fromkeys(form for some in forms.values() for form in some))
    if len(every) > FEW:
        ids = _ids(store, table)
        rows = places_in(texts(every), ids)
        held = set(at(ids, rows[rows >= 0]).to_pylist())
    else:
        with looking(store) as lookup:
            held = {r["model_id"] for r in lookup.rows(table, "model_id", every, ["model_id"])}
    first = {text: next((f for f in some if f in held), None) for text, some in forms.items()}
    return {text: Sought(text, form) for text, form in first.items() if form is not None}


def _forms(text: str) -> list[str]:
    cleaned = normalize_id(text).id or ""
    forms = (text, text.strip(), cleaned, present_ids().get(cleaned), bare_names().get(cleaned))
    return [form for form in dict.fromkeys(forms) if form]


def _alike(ids: Array, wanted: Mapping[str, str], helped: int) -> dict[str, Sought]:
    """For each text the one id that differs in case alone, or else in its owner alone."""
    lower = lowered(ids)
    found: dict[str, Sought] = {}
    strangers: list[str] = []
    same = _same(lower, set(wanted.values()))
    bare = {one for one in wanted.values() if one and "/" not in one and one not in same}
    names = last_parts(lower) if bare else lower
    same |= _same(names, bare) if bare else {}
    for text, low in wanted.items():
        rows = same.get(low, [])
        hits = tuple(ids[row].as_py() for row in rows[:NEAR])
        one = len(rows) == 1
        found[text] = Sought(text, hits[0]) if one else Sought(text, None, hits, bool(rows))
        if not rows and low:
            strangers.append(text)
    for text in strangers[:helped]:
        among = names if wanted[text] in bare else lower
        found[text] = Sought(text, None, tuple(near_ids(ids, among, wanted[text])))
    return found


def _same(column: Array, wanted: set[str]) -> dict[str, list[int]]:
    """Rows of a column that hold each text; texts that no row holds are left out."""
    known = sorted(wanted - {""})
    place = places_in(column, texts(known))
    rows = np.flatnonzero(place >= 0)
    held: dict[str, list[int]] = {}
    for row, which in zip(rows.tolist(), place[rows].tolist(), strict=True):
        held.setdefault(known[which], []).append(row)
    return held


def near_ids(ids: Array, among: Array, wanted: str) -> list[str]:
    """The ids that are most like a text, best first.

    Args:
        ids: All ids.
        among: What to compare, for each id: itself or its name, in lower case.
        wanted: The text in lower case.
    """
    if not len(ids):
        return []
    scorer: Any = fuzz.ratio
    scores = process.cdist(
        [wanted], among.to_pylist(), scorer=scorer, score_cutoff=LEAST, dtype=np.float32, workers=2
    )[0]
    # A stable sort: of equals the id that comes first in order.
    best = np.argsort(-scores, kind="stable")[:NEAR]
    return [ids[int(row)].as_py() for row in best if scores[row] >= LEAST]
