"""What is remembered from name to name: words read, and plans of patterns."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.knowledge.names.plans import Pattern, Plan, Verdict, make_plan
from heredity.knowledge.names.tokens import TOKEN, Piece, Reading, read_token
from heredity.knowledge.vocabulary import extensions

_MOST: Final = 400_000
_EXTENSION: Final = "\0"

Ints = npt.NDArray[np.int64]


class Memory:
    """Numbers for words and for patterns, so that each is worked out once.

    A pattern is the parts of a name by kind; names of one pattern share their plan. What is
    remembered is bounded by `tidy`.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.words: dict[str, int] = {}
        self.same: dict[Reading, int] = {}
        self.readings: list[Reading] = []
        self.patterns: dict[tuple[Piece, ...], int] = {}
        self.pattern_of: list[int] = []
        self.plan_numbers: dict[tuple[int, ...], int] = {}
        self.plans: list[Plan] = []
        self.verdicts: dict[Pattern, Verdict] = {}

    def tidy(self) -> None:
        """Forget words, and everything if need be, once too much is remembered."""
        if len(self.readings) + len(self.plans) > _MOST:
            self._forget()
        elif len(self.words) > _MOST:
            self.words = {}

    def word(self, token: str) -> int:
        """Number of a word with the separator before it."""
        known = self.words.get(token)
        if known is not None:
            return known
        reading = _read(token)
        number = self.same.get(reading)
        if number is None:
            number = self.same[reading] = len(self.readings)
            self.readings.append(reading)
            self.pattern_of.append(self.patterns.setdefault(reading.pieces, len(self.patterns)))
        self.words[token] = number
        return number

    def cut(self, name: str) -> tuple[list[int], list[int]]:
        """Offsets and numbers of a name's words; the owner is left out."""
        begin = name.rfind("/") + 1
        known = self.words
        starts, numbers = [], []
        for found in TOKEN.finditer(name, begin):
            token = found.group()
            starts.append(found.start())
            number = known.get(token)
            numbers.append(self.word(token) if number is None else number)
        if numbers and "." in name:
            self._extension(name, starts, numbers)
        return starts, numbers

    def _extension(self, name: str, starts: list[int], numbers: list[int]) -> None:
        """Read the last word as an extension, if it is one of a file of weights."""
        last = name[starts[-1] :]
        if last[0] == "." and len(numbers) > 1 and last[1:].lower() in extensions():
            numbers[-1] = self.word(_EXTENSION + last[1:])

    def plan(self, numbers: list[int]) -> int:
        """Number of the plan for words."""
        pattern_of = self.pattern_of
        key = tuple([pattern_of[number] for number in numbers])
        known = self.plan_numbers.get(key)
        if known is not None:
            return known
        pieces = [piece for number in numbers for piece in self.readings[number].pieces]
        self.plans.append(make_plan(pieces, self.verdicts))
        self.plan_numbers[key] = len(self.plans) - 1
        return len(self.plans) - 1


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
