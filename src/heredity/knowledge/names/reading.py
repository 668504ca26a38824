"""Names read one by one or many at once; both ways take the same steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

import numpy as np

from heredity.knowledge.names.elements import (
    CODES,
    CONVENTIONS,
    Element,
    LanguageAsTask,
    NameColumns,
    ParsedName,
    Value,
)
from heredity.knowledge.names.fields import Fields, fields_of
from heredity.knowledge.names.memory import Layout, Memory, code_numbers
from heredity.knowledge.names.totals import with_total
from heredity.knowledge.names.values import value_of

_BATCH = 50_000
_NOTHING = Fields()


@cache
def _memory() -> Memory:
    return Memory()


def parse(
    name: str,
    *,
    total: float | None = None,
    adapter: bool = False,
    language_as_task: LanguageAsTask = "pair",
    chat_as_task: bool = True,
) -> ParsedName:
    """Read one name: `owner/name`, `name`, or the name of a GGUF file. Never raises on a text.

    Args:
        name: The name. Offsets of the answer refer to this text.
        total: Counted parameters where they are known; decides what numbers are.
        adapter: Whether the total is an adapter's own count.
        language_as_task: Whether a language counts as a task in the convention: `never`, `pair`
            (only two languages, as in translation), or `always`.
        chat_as_task: Whether Chat counts as an application in the convention.
    """
    memory = _memory()
    memory.tidy()
    starts, numbers = memory.cut(name)
    plan = memory.plans[memory.plan(numbers)]
    begins, ends = _parts(memory, starts, numbers)
    elements, roles = [], list(plan.roles)
    for at, code in enumerate(plan.codes):
        low, high = begins[plan.firsts[at]], ends[plan.lasts[at]]
        text, sure, others = name[low:high], plan.confidences[at], tuple(plan.others[at])
        elements.append(Element(code, text, low, high, value_of(code, text), sure, others))
    if total is not None and total > 0:
        elements, roles = with_total(elements, roles, total, adapter)
    fields = fields_of(roles, [one.text for one in elements], [one.value for one in elements])
    return ParsedName(
        id=name,
        elements=tuple(elements),
        params=fields.params,
        active_params=fields.active_params,
        version=fields.version,
        quant=fields.quant,
        bits=fields.bits,
        format=fields.format,
        context=fields.context,
        convention=plan.convention(language_as_task, chat_as_task),
    )


def _parts(memory: Memory, starts: list[int], numbers: list[int]) -> tuple[list[int], list[int]]:
    """Offsets of the parts of a name's words."""
    begins, ends = [], []
    for start, number in zip(starts, numbers, strict=True):
        reading = memory.readings[number]
        begins += [start + offset for offset in reading.starts]
        ends += [start + offset for offset in reading.ends]
    return begins, ends


def parse_many(
    names: Sequence[str],
    *,
    language_as_task: LanguageAsTask = "pair",
    chat_as_task: bool = True,
) -> NameColumns:
    """Read many names in this process; the same answers as `parse` without totals.

    Args:
        names: The names.
        language_as_task: See `parse`.
        chat_as_task: See `parse`.
    """
    memory = _memory()
    memory.tidy()
    held = list(names)
    starts: list[int] = []
    numbers: list[int] = []
    plans = np.empty(len(held), np.int64)
    widths = np.empty(len(held), np.int64)
    for row, name in enumerate(held):
        at, words = memory.cut(name)
        starts += at
        numbers += words
        plans[row] = memory.plan(words)
        widths[row] = len(words)
    return _columns(
        held,
        memory,
        (np.array(starts, np.int64), np.array(numbers, np.int64), widths),
        plans,
        (language_as_task, chat_as_task),
    )


def _columns(
    names: list[str],
    memory: Memory,
    words: tuple[np.ndarray, np.ndarray, np.ndarray],
    plans: np.ndarray,
    setting: tuple[LanguageAsTask, bool],
) -> NameColumns:
    """Elements of all names from their words and plans, in whole columns."""
    starts, numbers, widths = words
    used, plans = np.unique(plans, return_inverse=True)
    chosen = [memory.plans[at] for at in used]
    shape = Layout(np.array([len(plan.codes) for plan in chosen], np.int64))
    rows = shape.rows(plans)
    counts = shape.lengths[plans] if len(chosen) else np.zeros(0, np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    first_part = _first_parts(memory, numbers, widths)
    base = np.repeat(first_part, counts)
    begins, ends = _part_offsets(memory, starts, numbers)
    firsts = np.array([x for plan in chosen for x in plan.firsts], np.int64)
    lasts = np.array([x for plan in chosen for x in plan.lasts], np.int64)
    codes = np.array([x for plan in chosen for x in code_numbers(plan.codes)], np.uint8)
    sure = np.array([x for plan in chosen for x in plan.confidences], np.float32)
    lows, highs, found = begins[base + firsts[rows]], ends[base + lasts[rows]], codes[rows]
    texts = _texts(names, offsets, lows, highs)
    letters = [CODES[at] for at in found.tolist()]
    values = list(map(value_of, letters, texts))
    fields = _fields(
        chosen_roles=[p.roles for p in chosen],
        plans=plans,
        offsets=offsets,
        texts=texts,
        values=values,
    )
    kinds = np.array([CONVENTIONS.index(plan.convention(*setting)) for plan in chosen], np.uint8)
    return NameColumns(
        names=names,
        offsets=offsets.astype(np.int32),
        codes=found,
        starts=lows.astype(np.int32),
        ends=highs.astype(np.int32),
        values=values,
        confidences=sure[rows],
        params=_floats(one.params for one in fields),
        active_params=_floats(one.active_params for one in fields),
        version=[one.version for one in fields],
        quant=[one.quant for one in fields],
        bits=_floats(one.bits for one in fields),
        format=[one.format for one in fields],
        context=_floats(one.context for one in fields),
        conventions=kinds[plans],
    )


def _first_parts(memory: Memory, numbers: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Position of each name's first part among the parts of all names."""
    sizes = np.array([len(reading.starts) for reading in memory.readings], np.int64)
    ends = np.concatenate([[0], np.cumsum(sizes[numbers])]) if len(numbers) else np.zeros(1, int)
    word = np.concatenate([[0], np.cumsum(widths)])[:-1]
    return np.asarray(ends[word], np.int64)


def _part_offsets(
    memory: Memory, starts: np.ndarray, numbers: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Offsets of all parts of all names, in their names."""
    layout = Layout(np.array([len(reading.starts) for reading in memory.readings], np.int64))
    if not len(numbers):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = layout.rows(numbers)
    base = np.repeat(starts, layout.lengths[numbers])
    begins = np.array([x for reading in memory.readings for x in reading.starts], np.int64)
    ends = np.array([x for reading in memory.readings for x in reading.ends], np.int64)
    return base + begins[rows], base + ends[rows]


def _texts(names: list[str], offsets: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> list[str]:
    owners = np.repeat(np.arange(len(names)), np.diff(offsets)).tolist()
    return [
        names[owner][low:high]
        for owner, low, high in zip(owners, lows.tolist(), highs.tolist(), strict=True)
    ]


def _fields(
    chosen_roles: list[tuple[str, ...]],
    plans: np.ndarray,
    offsets: np.ndarray,
    texts: list[str],
    values: list[Value],
) -> list[Fields]:
    asked = [any(roles) for roles in chosen_roles]
    bounds = offsets.tolist()
    return [
        fields_of(chosen_roles[plan], texts[low:high], values[low:high])
        if asked[plan]
        else _NOTHING
        for plan, low, high in zip(plans.tolist(), bounds[:-1], bounds[1:], strict=True)
    ]


def _floats(values: Iterable[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def parse_batches(
    batches: Iterable[Sequence[str]],
    *,
    processes: int = 1,
    language_as_task: LanguageAsTask = "pair",
    chat_as_task: bool = True,
) -> Iterator[NameColumns]:
    """Read batches of names one after the other, in constant memory, in the order given.

    Args:
        batches: Lists of names; some ten thousand each is a good size.
        processes: How many worker processes share the batches; 1 works in this one.
        language_as_task: See `parse`.
        chat_as_task: See `parse`.
    """
    read = partial(parse_many, language_as_task=language_as_task, chat_as_task=chat_as_task)
    if processes <= 1:
        yield from map(read, batches)
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting = []
        for batch in batches:
            waiting.append(pool.submit(read, list(batch)))
            if len(waiting) > 2 * processes:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()
