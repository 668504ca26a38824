"""Finding the models that somebody means by many texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.core.ids import normalize_id
from heredity.knowledge.legacy import bare_names, present_ids
from heredity.pedigree.search import NEAR, near_ids
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import Ints, find_text, last_parts, lowered, places_in, texts, whole

FEW: Final = 500
"""Texts below which searching for each by itself is quicker than to take up all ids."""


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


def resolve_models(store: Store, asked: Sequence[str], helped: int = NEAR) -> list[Sought]:
    """The ids of the models that texts mean, each as `resolve_model` finds it.

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
    ids = whole(store.arrow(table, ["model_id"]).column("model_id"))
    found: dict[str, Sought] = {}
    wanted: dict[str, str] = {}
    for text, model in zip(asked, _exactly(ids, asked), strict=True):
        if model is None:
            wanted[text] = (normalize_id(text).id or text.strip()).lower()
        else:
            found[text] = Sought(text, model)
    if wanted:
        found |= _alike(ids, wanted, helped)
    return [found[text] for text in asked]


def _exactly(ids: Array, asked: Sequence[str]) -> list[str | None]:
    """The first form of each text that is an id."""
    forms = [_forms(text) for text in asked]
    rows = rows_of(ids, [form for some in forms for form in some])
    there = iter(rows >= 0)
    return [next((f for f, hit in [(f, next(there)) for f in some] if hit), None) for some in forms]


def _forms(text: str) -> list[str]:
    cleaned = normalize_id(text).id or ""
    forms = (text, text.strip(), cleaned, present_ids().get(cleaned), bare_names().get(cleaned))
    return [form for form in dict.fromkeys(forms) if form]


def rows_of(ids: Array, wanted: Sequence[str]) -> Ints:
    """Row of each text among ids in binary order; -1 where there is none."""
    if len(wanted) > FEW:
        return places_in(texts(wanted), ids)
    return np.array([find_text(ids, one) for one in wanted], np.int64)


def _alike(ids: Array, wanted: dict[str, str], helped: int) -> dict[str, Sought]:
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
    for row, at in zip(rows.tolist(), place[rows].tolist(), strict=True):
        held.setdefault(known[at], []).append(row)
    return held
