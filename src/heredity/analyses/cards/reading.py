"""What one card says, card by card: a pure function from a batch of texts to a batch of facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from rensa import RMinHash

from heredity.analyses.cards.clusters import Slots
from heredity.analyses.cards.words import Sequences, Words, find_words, shingles
from heredity.hub.importers.frontmatter import PATTERN
from heredity.store.arrow import Array, RecordBatch
from heredity.store.cardtexts import (
    Bytes,
    as_bytes,
    batch_of,
    characters,
    cut_front,
    from_bytes,
    listed,
    normalized,
)
from heredity.store.columns import Flags, Ints, integers, lowered, whole
from heredity.store.rowtexts import count_words

SLOTS: Final = 64
"""Slots of a signature: the share of equal ones estimates the share of common shingles with a
standard error of at most 1 / 16."""

_SEED: Final = 20_220_302
_NAME: Final = np.uint64(0x6E616D65)
"""Stands for every name that was masked."""

NAMES: Final = ("owner", "name", "parent_owner", "parent_name")
"""Columns of names that are masked in a card, where they stand in it word for word."""

OWN_NAME: Final = "(the model's name)"

_RULES: Final = (
    (r"[^\pL\pN&']+", " "),
    (r"^[ ]*(?:[0-9]+ )*|[ ]+$", ""),
    (r" optional$", ""),
)
"""How a heading is made plain: markup, emoji and numbering off, `[optional]` too."""

HASH, BACKTICK, NEWLINE = b"#"[0], b"`"[0], b"\n"[0]


def read_cards(batch: RecordBatch) -> RecordBatch:
    """Facts of some cards.

    Args:
        batch: Columns `text`, `characters` and `words` of the table `cards`, and the columns of
            `NAMES`; a null name masks nothing.

    Returns:
        A row for each, in order: `body_characters`, `body_words` (without front matter),
        `signature` (list of `SLOTS` integers; empty for a body without words), `headings` (list of
        plain headings, in order) and `own_heading` (for each, whether it is the model's name).
    """
    texts = batch.column("text").fill_null("")
    bodies = cut_front(texts, PATTERN)
    data, offsets = as_bytes(bodies)
    words = find_words(data, offsets)
    masked = _masked(words, [batch.column(name) for name in NAMES])
    headings, own, heads = _headings(data, offsets, words, masked)
    signatures, rows = signatures_of(words, masked)
    front = _front(texts, bodies)
    return batch_of(
        {
            "body_characters": integers(batch.column("characters")) - characters(front),
            "body_words": integers(batch.column("words")) - integers(count_words(front)),
            "signature": listed(signatures, rows, "int32"),
            "headings": listed(headings, heads, "string"),
            "own_heading": listed(own, heads, "bool"),
        }
    )


def _front(texts: Array, bodies: Array) -> Array:
    """What stands before the body of each text."""
    data, starts = as_bytes(texts)
    lengths = np.diff(starts) - np.diff(as_bytes(bodies)[1])
    return from_bytes(data, starts[:-1], starts[:-1] + lengths)


def _masked(words: Words, names: Sequence[Array]) -> Flags:
    """Words that belong to a place where one of the names stands word for word."""
    covered = np.zeros(len(words.hashes) + 1, np.int32)
    runs = Sequences(words.hashes)
    for column in names:
        for first, last in _places(words, runs, column):
            np.add.at(covered, first, 1)
            np.add.at(covered, last, -1)
    return np.cumsum(covered[:-1]) > 0


def _places(words: Words, runs: Sequences, column: Array) -> list[tuple[Ints, Ints]]:
    """First words, and words behind the last, of the places where each text's own name stands."""
    names = find_words(*as_bytes(whole(column)))
    named = np.flatnonzero(names.counts)
    if not len(named) or not len(words.hashes):
        return []
    lead = np.zeros(len(names.counts), np.uint64)
    lead[named] = names.hashes[names.first[named]]
    wanted = np.repeat(lead, words.counts)
    at = np.flatnonzero(words.hashes == wanted)
    row = np.searchsorted(words.first, at, side="right") - 1
    last = at + names.counts[row]
    there = (names.counts[row] > 0) & (last <= words.first[row + 1])
    at, row, last = at[there], row[there], last[there]
    sought = np.zeros(len(names.counts), np.uint64)
    sought[named] = Sequences(names.hashes).of(names.first[named], names.first[named + 1])
    same = runs.same(at, last, sought[row])
    return [(at[same], last[same])]


def signatures_of(words: Words, masked: Flags) -> tuple[Slots, Ints]:
    """Signatures of texts from their words.

    Runs of masked words count as one and the same word, and words that begin with a digit as none:
    what a template has filled in makes no difference.

    Returns:
        `SLOTS` 32-bit integers for each text that has words, one behind the other; and where
        those of each text begin, with the end.
    """
    if not len(words.hashes):
        return np.zeros(0, np.int32), np.zeros(len(words.first), np.int64)
    again = np.zeros(len(masked), bool)
    again[1:] = masked[1:] & masked[:-1]
    starts = words.first[:-1][words.counts > 0]
    again[starts] = False
    kept = ~again & (masked | ~words.numeric)
    hashes = np.where(masked, _NAME, words.hashes)[kept]
    first = np.concatenate([[0], np.cumsum(kept)])[words.first]
    found, borders = shingles(hashes, first)
    full = np.diff(borders) > 0
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        found, np.unique(borders).astype(np.uint64), SLOTS, _SEED
    )
    slots = np.array(matrix.to_rows(), np.uint32).reshape(-1).view(np.int32)
    return slots, np.concatenate([[0], np.cumsum(full * SLOTS)])


def _headings(data: Bytes, offsets: Ints, words: Words, masked: Flags) -> tuple[Array, Flags, Ints]:
    """Headings of each text, outside of code: plain, whether it is the model's name, and borders.

    A heading is a line of one to six `#` and a space (CommonMark's ATX headings); lines between
    ones that begin with three backticks are code.
    """
    at = _line_starts(data, offsets, HASH)
    depth = np.ones(len(at), np.int64)
    padded = np.concatenate([data, np.zeros(8, np.uint8)])
    for _ in range(6):
        depth += padded[at + depth] == HASH
    after = padded[at + depth]
    row = np.searchsorted(offsets, at, side="right") - 1
    fences = _line_starts(data, offsets, BACKTICK)
    fences = fences[(padded[fences + 1] == BACKTICK) & (padded[fences + 2] == BACKTICK)]
    inside = np.searchsorted(fences, at) - np.searchsorted(fences, offsets[row])
    good = (depth <= 6) & ((after == ord(" ")) | (after == ord("\t"))) & (inside % 2 == 0)
    at, row, start = at[good], row[good], (at + depth)[good]
    lines = np.append(np.flatnonzero(data == NEWLINE), len(data))
    end = np.minimum(lines[np.searchsorted(lines, at)], offsets[row + 1])
    labels = normalized(lowered(from_bytes(data, start, end)), _RULES)
    first, last = np.searchsorted(words.starts, start), np.searchsorted(words.starts, end)
    total = np.concatenate([[0], np.cumsum(masked | words.numeric)])
    own = (total[last] - total[first] == last - first) & (last > first)
    borders = np.searchsorted(row, np.arange(len(offsets)))
    return labels, own, borders


def _line_starts(data: Bytes, offsets: Ints, byte: int) -> Ints:
    """Where a byte stands at the beginning of a line of a text."""
    at = np.flatnonzero(data == byte)
    before = data[np.maximum(at - 1, 0)] == NEWLINE
    begins = np.searchsorted(offsets[:-1], at, side="right") > np.searchsorted(
        offsets[:-1], at, side="left"
    )
    return np.asarray(at[before | begins])
