"""Names read one by one or many at once; both ways take the same steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial

from heredity.knowledge.names.columns import columns
from heredity.knowledge.names.elements import (
    Element,
    LanguageAsTask,
    NameColumns,
    ParsedName,
    Value,
)
from heredity.knowledge.names.fields import slots_of, stored_as
from heredity.knowledge.names.memory import Memory
from heredity.knowledge.names.sharing import shared
from heredity.knowledge.names.totals import with_total
from heredity.knowledge.names.values import value_of


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
    verdict = plan.verdict
    begins, ends = _parts(memory, starts, numbers)
    elements, roles = [], list(verdict.roles)
    for at, code in enumerate(verdict.codes):
        low, high = begins[plan.firsts[at]], ends[plan.lasts[at]]
        text, sure, others = name[low:high], verdict.confidences[at], tuple(verdict.others[at])
        elements.append(Element(code, text, low, high, value_of(code, text), sure, others))
    if total is not None and total > 0:
        elements, roles = with_total(elements, roles, total, adapter)
    slots = slots_of(roles)
    values = [one.value for one in elements]
    stored = stored_as(
        tuple(elements[at].text for at in slots.quants),
        tuple(elements[at].text for at in slots.formats),
    )
    return ParsedName(
        id=name,
        elements=tuple(elements),
        params=_float(values, slots.params),
        active_params=_float(values, slots.active),
        version=None if slots.version < 0 else str(values[slots.version]),
        quant=stored.quant,
        bits=stored.bits,
        format=stored.format,
        context=None if slots.context < 0 else int(_float(values, slots.context) or 0),
        convention=verdict.convention(language_as_task, chat_as_task),
    )


def _float(values: Sequence[Value], at: int) -> float | None:
    value = values[at] if at >= 0 else None
    return float(value) if isinstance(value, float | int) else None


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
    words = memory.cut_many(held)
    plans = memory.plans_of(words)
    return columns(held, memory, words, plans, (language_as_task, chat_as_task))


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
    yield from shared(read, batches, processes)
