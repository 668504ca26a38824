"""Metadata DNA by its distinct parts: the default, and the fast one.

A record is the set of its parts: owner, name, each tag, task, library, day of creation, visibility,
downloads, likes, trending score. Terms are counted within a part, never across two, and keys and
record ids, which say nothing about resemblance, are left out. Each distinct part is taken apart
once; a record's counts are the sum of those of its parts, so that all records under a mask are one
product (record by part) times (part by term).

Masks choose parts. M1 drops tags, owners, tasks and libraries that hold a declared parent's name,
and takes it out of the model's own name; M2 drops those that hold the own name or owner likewise;
M4 keeps the values of `license:` and `dataset:` tags.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.similarity.dna import MetadataDna
from heredity.analyses.similarity.lexicon import VOCABULARY, Lexicon, frequent
from heredity.analyses.similarity.masks import RANK
from heredity.analyses.similarity.occurrence import holding
from heredity.analyses.similarity.terms import Terms, terms_of
from heredity.analyses.similarity.threads import in_order
from heredity.analyses.similarity.weighing import Counts, counts_of
from heredity.analyses.similarity.words import Words
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at
from heredity.store.terms import (
    as_texts,
    days,
    distinct,
    plain_numbers,
    rewritten,
    stacked,
    starts,
    without_words,
)

Codes = npt.NDArray[np.int32]
Fields = npt.NDArray[np.uint8]

FIELDS: Final = (
    "nothing",
    "owner",
    "name",
    "task",
    "library",
    "day",
    "private",
    "downloads",
    "likes",
    "trending",
    "parent",
    "license",
    "dataset",
    "paper",
    "tag",
)
"""Fields that parts belong to; the code of a field is its place here."""

FIELD: Final = {name: code for code, name in enumerate(FIELDS)}
_SINGLE: Final = FIELDS[1:10]
_PREFIXES: Final = {
    "base_model:": "parent",
    "license:": "license",
    "dataset:": "dataset",
    "arxiv:": "paper",
}

COLUMNS: Final = {
    "owner": "owner",
    "name": "name",
    "task": "task",
    "library": "library",
    "day": "created_at",
    "private": "private",
    "downloads": "downloads",
    "likes": "likes",
    "trending": "trending_score",
}
"""Column of the table `models` that each single field is read from."""

LAST: Final = {
    **dict.fromkeys(FIELDS, 4),
    **dict.fromkeys(("nothing",), -1),
    **dict.fromkeys(("parent",), 0),
    **dict.fromkeys(("owner", "name"), 1),
    **dict.fromkeys(("day", "downloads", "likes", "trending"), 2),
    **dict.fromkeys(("private",), 3),
}
"""Rank of the last mask that keeps each field."""

CHUNK: Final = 1 << 17
_VALUES: Final = r"^(license|dataset):"


class Parts:
    """The records of a study as parts.

    Args:
        dna: The records.
        order: Row of the record at each place; the order of rows where it is not given.

    Attributes:
        nodes: Node of each record.
        texts: Text of each part; part 0 is empty and stands for what a record does not have.
        field: Field of each part.
        starts: Where each record's parts begin; one more than records.
        codes: The parts of all records: tags first, then one of each field in `_SINGLE`.
    """

    def __init__(self, dna: MetadataDna, order: Ints | None = None) -> None:
        self._dna = dna
        singles = [_single(dna, name) for name in _SINGLE]
        tags = dna.tag_texts
        columns = [as_texts([""]), tags, *(texts for _, texts in singles)]
        first = np.cumsum([0, *(len(column) for column in columns)])
        fields: list[Fields] = [np.zeros(1, np.uint8), _tag_fields(tags)]
        fields += [
            np.full(len(t), FIELD[n], np.uint8) for n, (_, t) in zip(_SINGLE, singles, strict=True)
        ]
        self.starts = dna.tag_starts + len(_SINGLE) * np.arange(len(dna.tag_starts))
        self.codes = np.zeros(int(self.starts[-1]), np.int32)
        lengths = np.diff(dna.tag_starts)
        tail = len(_SINGLE) * np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        self.codes[tail + np.arange(len(tail))] = np.where(
            dna.tag_codes < 0, 0, dna.tag_codes + first[1]
        )
        self._last = self.starts[1:] - len(_SINGLE)
        for at_, (codes, _) in enumerate(singles):
            self.codes[self._last + at_] = np.where(codes < 0, 0, codes + first[2 + at_])
        self._clean(columns, fields, first)
        self._place = np.arange(len(dna.nodes))
        self.nodes = dna.nodes
        self._under: tuple[str, Ints, Codes] = "", self.starts, self.codes
        if order is not None:
            self._reorder(order)

    def _reorder(self, order: Ints) -> None:
        """Put the records in another order."""
        length = np.diff(self.starts)[order]
        ends = np.concatenate([[0], np.cumsum(length)])
        self.codes = self.codes[np.repeat(self.starts[order] - ends[:-1], length) + _up_to(ends)]
        self.starts, self.nodes = ends, self.nodes[order]
        self._place[order] = np.arange(len(order))
        self._last = self.starts[1:] - len(_SINGLE)

    def _clean(self, columns: list[Array], fields: list[Fields], first: Ints) -> None:
        """Add the parts that only a mask brings: values of tags, names without the parent's."""
        tags = columns[1]
        typed = np.flatnonzero(np.isin(fields[1], [FIELD["license"], FIELD["dataset"]]))
        columns.append(rewritten(at(tags, typed), _VALUES, ""))
        fields.append(fields[1][typed])
        rows, cleaned = _names_without_parents(self._dna)
        columns.append(cleaned)
        fields.append(np.full(len(rows), FIELD["name"], np.uint8))
        self.texts = stacked(columns)
        self.field = np.concatenate(fields)
        base = int(first[-1])
        self._value = np.arange(len(self.texts), dtype=np.int32)
        self._value[first[1] + typed] = base + np.arange(len(typed))
        self._renamed = rows, (base + len(typed) + np.arange(len(rows))).astype(np.int32)

    @cached_property
    def _keeps(self) -> npt.NDArray[np.int8]:
        """Rank of the last mask that keeps each of the codes."""
        last = self._last_of_codes.copy()
        parent, own = np.int8(RANK["M1"] - 1), np.int8(RANK["M2"] - 1)
        last[self._by_own & (last > own)] = own
        last[self._by_parent & (last > parent)] = parent
        return last

    @cached_property
    def _last_of_codes(self) -> npt.NDArray[np.int8]:
        last: npt.NDArray[np.int8] = np.array([LAST[name] for name in FIELDS], np.int8)
        return last[self.field][self.codes]

    @property
    def _by_parent(self) -> Flags:
        return self._holding(self._dna.parent_names, RANK["M1"])

    @property
    def _by_own(self) -> Flags:
        names = (self._dna.column(name) for name in ("name", "owner"))
        rows = np.arange(len(self._dna.nodes))
        found = [self._holding(Words(rows, column), RANK["M2"]) for column in names]
        return found[0] | found[1]

    def _holding(self, words: Words, rank: int) -> Flags:
        """Parts that hold words of their record; names are cleaned instead of dropped."""
        closed = [FIELD[name] for name in FIELDS if LAST[name] < rank]
        kinds = ("name", "day", "private", "downloads", "likes", "trending")
        closed += [FIELD[name] for name in kinds]
        open_ = ~np.isin(self.field, closed)
        there = Words(self._place[words.rows], words.texts)
        return holding(self.starts, self.codes, self.texts, open_, there)

    def under(self, mask: str) -> tuple[Ints, Codes]:
        """The parts that a mask leaves: where each record's begin, and which they are."""
        if self._under[0] != mask:
            self._under = mask, *self._left_by(mask)
        return self._under[1:]

    def _left_by(self, mask: str) -> tuple[Ints, Codes]:
        rank, codes = RANK[mask], self.codes
        alive = (self._keeps if rank else self._last_of_codes) >= rank
        if mask == "M1":
            rows, renamed = self._renamed
            codes = codes.copy()
            codes[self._last[self._place[rows]] + _SINGLE.index("name")] = renamed
        codes = codes[alive]
        if mask == "M4":
            codes = self._value[codes]
        ends = np.concatenate([np.zeros(1, np.int32), np.cumsum(alive, dtype=np.int32)])
        return ends[self.starts].astype(np.int64), codes

    @cached_property
    def terms(self) -> Terms:
        """The terms of each part."""
        return terms_of(self.texts)


def _up_to(ends: Ints) -> Ints:
    """Numbers from 0 to the last of some ends."""
    return np.arange(int(ends[-1]))


def _single(dna: MetadataDna, field: str) -> tuple[Codes, Array]:
    """A field of one value: its code for each record, -1 for none, and the distinct values."""
    column = dna.column(COLUMNS[field])
    if field == "name":
        return np.arange(len(column), dtype=np.int32), column
    if field == "day":
        column = days(column)
    codes, values = distinct(column)
    return codes, plain_numbers(values)


def _tag_fields(tags: Array) -> Fields:
    fields = np.full(len(tags), FIELD["tag"], np.uint8)
    for prefix, name in _PREFIXES.items():
        fields[starts(tags, prefix)] = FIELD[name]
    return fields


def _names_without_parents(dna: MetadataDna) -> tuple[Ints, Array]:
    """Rows whose name holds a declared parent's name, and what is left of it."""
    names, words = dna.column("name"), dna.parents
    every = np.arange(len(names))
    open_ = np.zeros(len(names), bool)
    open_[words.rows] = True
    found = holding(np.arange(len(names) + 1), every.astype(np.int32), names, open_, words)
    hits = np.flatnonzero(found)
    own = words.of(hits)
    return hits, without_words(at(names, hits), own.rows, own.texts)


class StructuredCounts:
    """Counts of terms of the records, mask by mask.

    Args:
        dna: The records.
        related: Whether each node has an edge.
        order: Row of the record at each place; relatives who stand together are quickly added up.
    """

    def __init__(self, dna: MetadataDna, related: Flags, order: Ints | None = None) -> None:
        self.dna, self.related = dna, related
        self.parts = Parts(dna, order)

    def counts(self, mask: str) -> Counts:
        """How often each of the most frequent terms occurs in each record under a mask."""
        begin, codes = self.parts.under(mask)
        weights = np.bincount(codes, minlength=len(self.parts.texts)).astype(np.float64)
        terms = self.parts.terms
        lexicon, _ = frequent(terms, weights, VOCABULARY, lambda rows: at(self.parts.texts, rows))
        held = _held(terms, lexicon)

        def product(first: int) -> csr_array:
            return records(begin[first : first + CHUNK + 1], codes, held.shape[0]) @ held

        chunks = list(in_order(product, range(0, len(begin) - 1, CHUNK)))
        return Counts(self.parts.nodes, self.related, lexicon.spell, chunks)


def _held(terms: Terms, lexicon: Lexicon) -> csr_array:
    """Counts of the lexicon's terms in each part."""
    place, column = lexicon.columns(terms.hashes)
    lengths = np.diff(np.searchsorted(place, terms.starts))
    row = np.repeat(np.arange(len(lengths)), lengths)
    return counts_of(row, column, (len(lengths), len(lexicon.terms)))


def records(begin: Ints, codes: Codes, parts: int) -> csr_array:
    """Some records as a matrix of their parts."""
    own = codes[begin[0] : begin[-1]]
    shape = (len(begin) - 1, parts)
    return csr_array((np.ones(len(own), np.float32), own, begin - begin[0]), shape=shape)
