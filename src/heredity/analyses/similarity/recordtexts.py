"""The listing record of a model as text: a Python literal, in the published order of keys.

What masks take out of it:

* M1: `base_model:` tags, and every literal occurrence of a declared parent's id or name.
* M2: also the keys `_id`, `id` and `modelId`, and every literal occurrence of the own id, name and
  owner. Names of fewer than three characters are left in: they occur everywhere by chance.
* M3: also the keys `likes`, `trendingScore`, `downloads` and `createdAt`.
* M4: only the values of task, library and tags are left, without the prefixes `license:` and
  `dataset:`, parted by spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from heredity.analyses.similarity.masks import RANK
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at
from heredity.store.terms import (
    digests,
    framed,
    hidden,
    instants,
    keyed,
    otherwise,
    plain_numbers,
    python_literals,
    rewritten,
    run_together,
    side_by_side,
    truths,
    without_words,
)

if TYPE_CHECKING:
    from heredity.analyses.similarity.dna import MetadataDna

DIGITS: Final = 24
"""Digits of a record id."""

_OWN_KEYS: Final = ("_id", "id", "modelId")
_COUNTERS: Final = ("likes", "trendingScore", "downloads", "createdAt")
_KEYS: Final = (
    "_id",
    "id",
    "likes",
    "trendingScore",
    "private",
    "downloads",
    "tags",
    "pipeline_tag",
    "library_name",
    "createdAt",
    "modelId",
)
_TEXTS: Final = {"pipeline_tag": "task", "library_name": "library"}
_NUMBERS: Final = {"likes": "likes", "downloads": "downloads", "trendingScore": "trending_score"}
VALUE_PREFIX: Final = r"^(license|dataset):"
"""What M4 takes off a tag."""


def record_texts(dna: MetadataDna, rows: Ints, mask: str) -> Array:
    """The records of some rows as text under a mask.

    Args:
        dna: The records.
        rows: Rows of it.
        mask: What is taken out.
    """
    rank = RANK[mask]
    text = _values(dna, rows) if mask == "M4" else _literal(dna, rows, rank)
    if rank >= RANK["M1"]:
        words = dna.parents.of(rows)
        if rank >= RANK["M2"]:
            words = words.with_others(dna.own(rows))
        text = without_words(text, words.rows, words.texts)
    return text


def _literal(dna: MetadataDna, rows: Ints, rank: int) -> Array:
    dropped = _OWN_KEYS * (rank >= RANK["M2"]) + _COUNTERS * (rank >= RANK["M3"])
    pieces = [keyed(key, _value(dna, rows, key, rank)) for key in _KEYS if key not in dropped]
    return framed("{", side_by_side(pieces, ", "), "}")


def _value(dna: MetadataDna, rows: Ints, key: str, rank: int) -> Array:
    if key == "_id":
        return record_ids(dna, rows)
    if key in ("id", "modelId"):
        return python_literals(at(dna.ids, rows))
    if key == "tags":
        return _tags(dna, rows, rank)
    if key == "private":
        return truths(at(dna.column("private"), rows))
    if key == "createdAt":
        return python_literals(instants(at(dna.column("created_at"), rows)))
    if key in _TEXTS:
        return python_literals(at(dna.column(_TEXTS[key]), rows))
    return plain_numbers(at(dna.column(_NUMBERS[key]), rows))


def record_ids(dna: MetadataDna, rows: Ints) -> Array:
    """Record ids as literals; where none was served, digits that stand for the model's id."""
    made = digests(at(dna.ids, rows), DIGITS)
    return python_literals(otherwise(at(dna.column("hub_id"), rows), made))


def _tags(dna: MetadataDna, rows: Ints, rank: int) -> Array:
    """The lists of tags as literals; null where none were asked for."""
    offsets, codes = _kept_tags(dna, rows, rank)
    joined = run_together(offsets, at(dna.tag_literals, codes), ", ")
    return hidden(framed("[", joined, "]"), ~dna.tags_known[rows])


def _kept_tags(dna: MetadataDna, rows: Ints, rank: int) -> tuple[Ints, Ints]:
    length = np.diff(dna.tag_starts)[rows]
    ends = np.cumsum(length)
    place = np.repeat(dna.tag_starts[rows] - (ends - length), length) + np.arange(length.sum())
    codes = dna.tag_codes[place].astype(np.int64)
    kept = ~(dna.tag_names_parent[codes] & (rank >= RANK["M1"])) & (codes >= 0)
    return np.concatenate([[0], np.cumsum(kept)])[np.concatenate([[0], ends])], codes[kept]


def _values(dna: MetadataDna, rows: Ints) -> Array:
    """Values of task, library and tags."""
    offsets, codes = _kept_tags(dna, rows, RANK["M4"])
    tags = run_together(offsets, at(rewritten(dna.tag_texts, VALUE_PREFIX, ""), codes), " ")
    return side_by_side([at(dna.column("task"), rows), at(dna.column("library"), rows), tags], " ")
