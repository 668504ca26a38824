"""Elements and fields of many names at once, from their words and plans, in whole columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.knowledge.names.elements import (
    CODES,
    CONVENTIONS,
    LanguageAsTask,
    NameColumns,
    Value,
)
from heredity.knowledge.names.fields import Slots, Stored, stored_as
from heredity.knowledge.names.memory import Layout, Memory, Words
from heredity.knowledge.names.plans import Plan
from heredity.knowledge.names.values import value_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_CODE: Final = {code: at for at, code in enumerate(CODES)}
_LETTERS: Final = np.array(CODES, object)
_SILENT: Final = [_CODE["O"], _CODE["I"]]


def columns(
    names: list[str],
    memory: Memory,
    words: Words,
    plans: Ints,
    setting: tuple[LanguageAsTask, bool],
) -> NameColumns:
    """Read names whose words and plans are known.

    Args:
        names: The names.
        memory: Readings and plans by number.
        words: Their words.
        plans: Number of each name's plan.
        setting: Whether languages, and whether Chat, count as tasks.
    """
    used, plans = np.unique(plans, return_inverse=True)
    chosen = [memory.plans[at] for at in used.tolist()]
    verdicts = [plan.verdict for plan in chosen]
    shape = Layout(np.array([len(plan.firsts) for plan in chosen], np.int64))
    rows, counts = shape.rows(plans), shape.lengths[plans]
    offsets = _bounds(counts)
    codes = _flat([[_CODE[code] for code in one.codes] for one in verdicts])[rows].astype(np.uint8)
    lows, highs = _offsets(memory, words, chosen, rows, counts)
    texts, values = _said(names, counts, codes, lows, highs)
    sure = np.array([value for one in verdicts for value in one.confidences], np.float64)
    slots = [one.slots for one in verdicts]
    begins = offsets[:-1]
    version = _picked(slots, plans, begins, values, lambda slot: slot.version)
    stored = _stored(slots, plans, begins, texts)
    kinds = np.array([CONVENTIONS.index(one.convention(*setting)) for one in verdicts], np.uint8)
    return NameColumns(
        names=names,
        offsets=offsets.astype(np.int32),
        codes=codes,
        starts=lows.astype(np.int32),
        ends=highs.astype(np.int32),
        values=values,
        confidences=sure[rows].astype(np.float32),
        params=_floats(slots, plans, begins, values, lambda slot: slot.params),
        active_params=_floats(slots, plans, begins, values, lambda slot: slot.active),
        version=[None if value is None else str(value) for value in version],
        quant=[one.quant for one in stored],
        bits=np.array([np.nan if one.bits is None else one.bits for one in stored], np.float64),
        format=[one.format for one in stored],
        context=_floats(slots, plans, begins, values, lambda slot: slot.context),
        conventions=kinds[plans],
    )


def _bounds(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _flat(lists: Sequence[Sequence[int]]) -> Ints:
    return np.array([value for one in lists for value in one], np.int64)


def _offsets(
    memory: Memory, words: Words, chosen: Sequence[Plan], rows: Ints, counts: Ints
) -> tuple[Ints, Ints]:
    """Where each element begins and ends in its name."""
    readings, numbers = np.unique(words.numbers, return_inverse=True)
    known = [memory.readings[at] for at in readings.tolist()]
    layout = Layout(np.array([len(reading.starts) for reading in known], np.int64))
    parts = layout.rows(numbers)
    sizes = layout.lengths[numbers]
    base = np.repeat(words.starts, sizes)
    begins = base + _flat([one.starts for one in known])[parts]
    ends = base + _flat([one.ends for one in known])[parts]
    name_part = _bounds(sizes)[_bounds(words.widths)[:-1]]
    first = np.repeat(name_part, counts)
    lows = begins[first + _flat([plan.firsts for plan in chosen])[rows]]
    highs = ends[first + _flat([plan.lasts for plan in chosen])[rows]]
    return lows, highs


def _said(
    names: list[str], counts: Ints, codes: npt.NDArray[np.uint8], lows: Ints, highs: Ints
) -> tuple[list[str], list[Value]]:
    """Text and value of each element; empty and None where the code says no value."""
    texts = np.full(len(codes), "", object)
    values = np.full(len(codes), None, object)
    speaking = np.flatnonzero(~np.isin(codes, _SILENT))
    owners = np.repeat(np.arange(len(names)), counts)[speaking].tolist()
    spans = zip(owners, lows[speaking].tolist(), highs[speaking].tolist(), strict=True)
    found = [names[owner][low:high] for owner, low, high in spans]
    texts[speaking] = found
    values[speaking] = list(map(value_of, _LETTERS[codes[speaking]].tolist(), found))
    return texts.tolist(), values.tolist()


def _places(
    slots: Sequence[Slots], plans: Ints, begins: Ints, pick: Callable[[Slots], int]
) -> tuple[list[int], list[int]]:
    """Names that have a field, and the element that it is read from."""
    at = np.array([pick(slot) for slot in slots])[plans]
    having = np.flatnonzero(at >= 0)
    return having.tolist(), (begins[having] + at[having]).tolist()


def _picked(
    slots: Sequence[Slots],
    plans: Ints,
    begins: Ints,
    values: Sequence[Value],
    pick: Callable[[Slots], int],
) -> list[Value]:
    found: list[Value] = [None] * len(plans)
    for name, element in zip(*_places(slots, plans, begins, pick), strict=True):
        found[name] = values[element]
    return found


def _floats(
    slots: Sequence[Slots],
    plans: Ints,
    begins: Ints,
    values: Sequence[Value],
    pick: Callable[[Slots], int],
) -> Floats:
    found = np.full(len(plans), np.nan)
    names, elements = _places(slots, plans, begins, pick)
    found[names] = [np.nan if values[at] is None else values[at] for at in elements]
    return found


def _stored(
    slots: Sequence[Slots], plans: Ints, begins: Ints, texts: Sequence[str]
) -> list[Stored]:
    nothing = stored_as((), ())
    found = [nothing] * len(plans)
    asked = np.array([bool(slot.quants or slot.formats) for slot in slots], bool)[plans]
    for name in np.flatnonzero(asked).tolist():
        slot, begin = slots[plans[name]], begins[name]
        found[name] = stored_as(
            tuple([texts[begin + at] for at in slot.quants]),
            tuple([texts[begin + at] for at in slot.formats]),
        )
    return found
