"""Plans: which parts of a name make which elements, for every name of the same pattern."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from heredity.knowledge.names.context import decide
from heredity.knowledge.names.elements import LanguageAsTask
from heredity.knowledge.names.fields import Slots, slots_of
from heredity.knowledge.names.scene import SIGHT, Decided, Unit
from heredity.knowledge.names.tokens import ASKED, Piece
from heredity.knowledge.vocabulary import phrases

_DIGITS: Final = frozenset({"digit", "zero"})
_NUMBERS: Final = frozenset({"digit", "int", "hundred", "side", "counter"})
_UNSPOKEN: Final = SIGHT | {"casing"}
_MEASURES: Final = {"l": "layers", "h": "hidden", "a": "hidden"}
"""Letters that measure the network when a number follows: `L-12`, `H-768`, `A-12`."""


Pattern = tuple[tuple[int | str | bool, ...], ...]
"""What rules know of each unit of a name: all but its place."""


class Verdict(NamedTuple):
    """What the units of a name are.

    Attributes:
        codes: Code of each element.
        confidences: How sure, from above 0 to 1.
        others: Other codes that each may have.
        roles: What each is to the fields.
        slots: Where the fields are read from.
        family: Whether a family is named, or a brand with a count.
        task: Whether a task is named.
        chat: Whether Chat is.
        languages: How many languages are named, up to two; two stand for a pair.
    """

    codes: tuple[str, ...]
    confidences: tuple[float, ...]
    others: tuple[str, ...]
    roles: tuple[str, ...]
    slots: Slots
    family: bool
    task: bool
    chat: bool
    languages: int

    def convention(self, language_as_task: LanguageAsTask, chat_as_task: bool) -> str:
        """I, AT, I+AT or O: family, task, both, neither."""
        least = {"never": 3, "pair": 2, "always": 1}[language_as_task]
        task = self.task or (chat_as_task and self.chat) or self.languages >= least
        if self.family:
            return "I+AT" if task else "I"
        return "AT" if task else "O"


class Plan(NamedTuple):
    """How the parts of a name become elements: first and last part of each, and what they are."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    verdict: Verdict


def make_plan(pieces: Sequence[Piece], known: dict[Pattern, Verdict]) -> Plan:
    """Read the parts of one name.

    Args:
        pieces: The parts.
        known: Verdicts by pattern of units; a new one is added.
    """
    units = _join_numbers(_join_words(pieces))
    pattern = tuple([unit[2:] for unit in units])
    verdict = known.get(pattern)
    if verdict is None:
        verdict = known[pattern] = judge(units)
    return Plan(
        tuple([unit.first for unit in units]), tuple([unit.last for unit in units]), verdict
    )


def judge(units: Sequence[Unit]) -> Verdict:
    """What units are; it depends on their kinds, asked words, and whether they are joined."""
    decided = decide(units)
    return Verdict(
        codes=tuple([one.code for one in decided]),
        confidences=tuple([one.confidence for one in decided]),
        others=tuple([one.others for one in decided]),
        roles=tuple([one.role for one in decided]),
        slots=slots_of([one.role for one in decided]),
        family=_names_family(decided),
        task=any(one.role == "task" for one in decided),
        chat=any(one.role == "chat" for one in decided),
        languages=_languages(decided, units),
    )


def _names_family(decided: Sequence[Decided]) -> bool:
    """A family (A, B), or a brand beside a number of parameters."""
    codes = {one.code for one in decided}
    if codes & {"A", "B"}:
        return True
    return "P" in codes and any(one.role == "brand" for one in decided)


def _languages(decided: Sequence[Decided], units: Sequence[Unit]) -> int:
    """0, 1, or 2 for a pair: two languages side by side.

    Networks that see, and encoders of cased text, do not translate.
    """
    at = [place for place, one in enumerate(decided) if one.role == "language"]
    if not at:
        return 0
    near = any(high - low <= 2 for low, high in pairwise(at))
    return 2 if near and _UNSPOKEN.isdisjoint([unit.kind for unit in units]) else 1


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Words of several parts by their first part, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for parts, word in phrases().items():
        found.setdefault(parts[0], []).append((parts, word.kind))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found


def _join_words(pieces: Sequence[Piece]) -> list[Unit]:
    """Parts to units: words of several parts become one."""
    if not any(piece.word for piece in pieces):
        return [Unit(at, at, *piece) for at, piece in enumerate(pieces)]
    starts = _by_first()
    units: list[Unit] = []
    at = 0
    while at < len(pieces):
        kind, word, joined, low = pieces[at]
        last = at
        for parts, found in starts.get(word, ()) if word else ():
            if parts == tuple([other.word for other in pieces[at : at + len(parts)]]):
                last, kind, word = at + len(parts) - 1, found, ""
                break
        units.append(Unit(at, last, kind, word if word in ASKED else "", joined, low))
        at = last + 1
    return units


def _join_numbers(units: list[Unit]) -> list[Unit]:
    """`v1_1`, `3-2`, `0_5b`: numbers whose point was written as another separator become one."""
    joined: list[Unit] = []
    for unit, after in zip(units, [*units[1:], None], strict=False):
        before = joined[-1] if joined else None
        if before is None or unit.joined or _begins_count(unit, after):
            joined.append(unit)
            continue
        owner = joined[-2].kind if len(joined) > 1 else ""
        head = before.word if before.word in _MEASURES else before.kind
        kind = _joined_kind(head, unit, owner)
        if kind:
            joined[-1] = Unit(before.first, unit.last, kind, "", before.joined)
        else:
            joined.append(unit)
    return joined


def _begins_count(unit: Unit, after: Unit | None) -> bool:
    """Whether a digit belongs to the count behind it: `2-1_6b`, but not `3_1_8b`."""
    counted = after is not None and after.kind == "countb" and after.low
    return counted and unit.kind in _DIGITS and not unit.low


def _joined_kind(before: str, unit: Unit, owner: str) -> str:
    """The kind of a number and the next one read as one; empty if they are two."""
    if before in _MEASURES and unit.kind in _NUMBERS:
        return _MEASURES[before]
    if before == "vshort" and unit.kind in _DIGITS:
        return "version"
    if unit.kind == "countb" and (before == "zero" or (before == "digit" and unit.low)):
        return "countb" if before == "zero" or owner not in {"", "version", "llm"} else ""
    if before == "digit" and unit.kind in _DIGITS and (unit.low or owner in {"llm", "diffusion"}):
        return "decimal"
    return ""
