"""Finding the model that somebody means."""

from __future__ import annotations

from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from heredity.core.errors import UnknownModel
from heredity.core.ids import normalize_id
from heredity.knowledge.legacy import bare_names, present_ids
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import last_parts, lowered, rows_equal, whole
from heredity.store.lookup import looking

NEAR = 5
LEAST = 60.0
"""Likeness, out of 100, below which a name is no help."""


def resolve_model(store: Store, text: str) -> str:
    """The id of the model that a text means.

    In this order: the text as it is; brought to the form of ids; the present or the old id of a
    legacy name; the one id that differs in case alone; the one id with that name under any owner.

    Args:
        store: A study with models; stubs of parents count once it has been linked.
        text: An id, an address of a page, `hf://…` and all else that `normalize_id` takes.

    Raises:
        UnknownModel: There is no such model, or the text fits several; names those that are near.
        StudyError: The study holds no models.
    """
    table = "nodes" if store.has("nodes") else "models"
    store.need(table)
    cleaned = normalize_id(text).id or ""
    forms = (text, text.strip(), cleaned, present_ids().get(cleaned), bare_names().get(cleaned))
    wanted = list(dict.fromkeys(form for form in forms if form))
    with looking(store) as lookup:
        found = {row["model_id"] for row in lookup.rows(table, "model_id", wanted, ["model_id"])}
    for form in wanted:
        if form in found:
            return form
    ids = whole(store.arrow(table, ["model_id"]).column("model_id"))
    return _alike(ids, text, (cleaned or text.strip()).lower())


def _alike(ids: Array, text: str, wanted: str) -> str:
    """The one id that differs in case alone, or else in its owner alone."""
    if not wanted:
        raise UnknownModel(text, [])
    lower = lowered(ids)
    found = rows_equal(lower, wanted)
    if not len(found) and "/" not in wanted:
        lower = last_parts(lower)
        found = rows_equal(lower, wanted)
    if len(found) == 1:
        model: str = ids[int(found[0])].as_py()
        return model
    if len(found):
        raise UnknownModel(text, [ids[int(row)].as_py() for row in found[:NEAR]])
    raise UnknownModel(text, near_ids(ids, lower, wanted))


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
