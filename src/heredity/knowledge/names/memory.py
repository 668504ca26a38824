"""What is remembered from name to name: words read, and plans of patterns."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from heredity.knowledge.names.plans import Pattern, Plan, Verdict, make_plan
from heredity.knowledge.names.tokens import TOKEN, Piece, Reading, read_token
from heredity.knowledge.vocabulary import extensions

_MOST: Final = 400_000
_EXTENSION: Final = "\0"
_GAP: Final = re.compile(r"[\W_]{2}")
"""Where a character is in no word: words of names without it follow one another."""

Ints = npt.NDArray[np.int64]


class _Numbers(dict[str, int]):
    """Numbers of words; one that is missing is read."""

    def __init__(self, read: Callable[[str], int]) -> None:
        self._read = read

    def __missing__(self, token: str) -> int:
        number = self[token] = self._read(token)
        return number


class Words(NamedTuple):
    """The words of names, one name after another.

    Attributes:
        starts: Offset of each word in its name.
        numbers: Number of each word's reading.
        widths: How many words each name has.
    """

    starts: Ints
    numbers: Ints
    widths: Ints


class Memory:
    """Numbers for words and for patterns, so that each is worked out once.

    A pattern is the parts of a name by kind; names of one pattern share their plan. What is
    remembered is bounded by `tidy`.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.words = _Numbers(self._word)
        self.same: dict[Reading, int] = {}
        self.readings: list[Reading] = []
        self.patterns: dict[tuple[Piece, ...], int] = {}
        self.pattern_of = array("i")
        self.plan_numbers: dict[bytes, int] = {}
        self.plans: list[Plan] = []
        self.verdicts: dict[Pattern, Verdict] = {}

    def tidy(self) -> None:
        """Forget words, and everything if need be, once too much is remembered."""
        if len(self.readings) + len(self.plans) > _MOST:
            self._forget()
        elif len(self.words) > _MOST:
            self.words = _Numbers(self._word)

    def _word(self, token: str) -> int:
        """Number of the reading of a word with the separator before it."""
        reading = _read(token)
        number = self.same.get(reading)
        if number is None:
            number = self.same[reading] = len(self.readings)
            self.readings.append(reading)
            self.pattern_of.append(self.patterns.setdefault(reading.pieces, len(self.patterns)))
        return number

    def cut(self, name: str) -> tuple[list[int], list[int]]:
        """Offsets and numbers of a name's words; the owner is left out."""
        begin = name.rfind("/") + 1
        starts, numbers = [], []
        for found in TOKEN.finditer(name, begin):
            starts.append(found.start())
            numbers.append(self.words[found.group()])
        if len(numbers) > 1 and _is_extension(name[starts[-1] :]):
            numbers[-1] = self.words[_EXTENSION + name[starts[-1] + 1 :]]
        return starts, numbers

    def cut_many(self, names: Sequence[str]) -> Words:
        """The words of many names; nearly all are cut in one pass over one text."""
        begins = np.fromiter([name.rfind("/") + 1 for name in names], np.int64, len(names))
        bare = [name[begin:] for name, begin in zip(names, begins.tolist(), strict=True)]
        odd = _gapped(bare)
        even = np.flatnonzero(~odd)
        fast = self._cut_even([bare[row] for row in even.tolist()], begins[even])
        if len(even) == len(names):
            return fast
        rest = np.flatnonzero(odd)
        slow = [self.cut(names[row]) for row in rest.tolist()]
        return _interleaved(even, fast, rest, _flat_words(slow))

    def _cut_even(self, bare: list[str], begins: Ints) -> Words:
        """Words of names that are words with one separator between two of them."""
        tokens = TOKEN.findall("\n" + "\n".join(bare)) if bare else []
        lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
        places = np.cumsum(lengths) - lengths
        sizes = np.fromiter(map(len, bare), np.int64, len(bare)) + 1
        lines = np.cumsum(sizes) - sizes
        firsts = np.searchsorted(places, lines)
        widths = np.diff(np.append(firsts, len(tokens)))
        for place in firsts.tolist():
            tokens[place] = tokens[place][1:]
        numbers = np.fromiter(map(self.words.__getitem__, tokens), np.int64, len(tokens))
        lasts = firsts + widths - 1
        for place in lasts[widths > 1].tolist():
            if _is_extension(tokens[place]):
                numbers[place] = self.words[_EXTENSION + tokens[place][1:]]
        inside = np.maximum(places - np.repeat(lines, widths) - 1, 0)
        return Words(np.repeat(begins, widths) + inside, numbers, widths)

    def plan(self, numbers: Sequence[int]) -> int:
        """Number of the plan for words."""
        pattern_of = self.pattern_of
        key = array("i", [pattern_of[number] for number in numbers]).tobytes()
        known = self.plan_numbers.get(key)
        return self._planned(key, numbers) if known is None else known

    def plans_of(self, words: Words) -> Ints:
        """Number of the plan of each name."""
        patterns = np.array(self.pattern_of, np.int32)[words.numbers].tobytes()
        ends = np.cumsum(words.widths)
        begins = (ends - words.widths).tolist()
        keys = [
            patterns[4 * low : 4 * high] for low, high in zip(begins, ends.tolist(), strict=True)
        ]
        found = list(map(self.plan_numbers.get, keys))
        for row, known in enumerate(found):
            if known is None:
                chosen = words.numbers[begins[row] : begins[row] + int(words.widths[row])]
                found[row] = self.plan(chosen.tolist())
        return np.array(found, np.int64)

    def _planned(self, key: bytes, numbers: Sequence[int]) -> int:
        pieces = [piece for number in numbers for piece in self.readings[number].pieces]
        self.plans.append(make_plan(pieces, self.verdicts))
        number = self.plan_numbers[key] = len(self.plans) - 1
        return number


def _gapped(bare: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Names with characters that are in no word, or with an end of line."""
    text = "\n".join(["", *bare, ""])
    if text.count("\n") != len(bare) + 1:
        return np.array([_GAP.search(f"\n{name}\n") is not None or "\n" in name for name in bare])
    ends = np.cumsum(np.fromiter(map(len, bare), np.int64, len(bare)) + 1)
    gaps = np.array([found.start() for found in _GAP.finditer(text)], np.int64)
    odd = np.zeros(len(bare) + 1, bool)
    odd[np.searchsorted(ends, gaps, side="right")] = True
    odd[np.searchsorted(ends, gaps + 1, side="right")] = True
    return odd[:-1]


def _is_extension(token: str) -> bool:
    """Whether the last word of a name is the extension of a file of weights."""
    return token[0] == "." and token[1:].lower() in extensions()


def _flat_words(cut: Sequence[tuple[list[int], list[int]]]) -> Words:
    starts = [start for one, _ in cut for start in one]
    numbers = [number for _, one in cut for number in one]
    widths = [len(one) for one, _ in cut]
    return Words(*(np.array(column, np.int64) for column in (starts, numbers, widths)))


def _interleaved(rows: Ints, one: Words, others: Ints, other: Words) -> Words:
    """The words of names in the order of their rows."""
    widths = np.empty(len(rows) + len(others), np.int64)
    widths[rows], widths[others] = one.widths, other.widths
    holder = np.repeat(np.arange(len(widths)), widths)
    odd = np.zeros(len(widths), bool)
    odd[others] = True
    late = odd[holder]
    starts, numbers = np.empty(len(holder), np.int64), np.empty(len(holder), np.int64)
    starts[~late], starts[late] = one.starts, other.starts
    numbers[~late], numbers[late] = one.numbers, other.numbers
    return Words(starts, numbers, widths)


def _read(token: str) -> Reading:
    if token[0] != _EXTENSION:
        return read_token(token)
    return Reading((Piece("format", "", joined=False),), (1,), (len(token),))


class Layout:
    """Lists of unequal length as one flat array, with where each begins."""

    def __init__(self, lengths: Ints) -> None:
        self.lengths = lengths
        self.begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    def rows(self, chosen: Ints) -> Ints:
        """Positions in the flat array of all rows of the chosen lists, one list after another."""
        lengths = self.lengths[chosen]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        rows: Ints = np.arange(total) + np.repeat(self.begins[chosen] - (ends - lengths), lengths)
        return rows
