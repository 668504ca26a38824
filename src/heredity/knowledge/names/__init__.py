"""What a model's name claims: elements, values, and the naming convention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from heredity.knowledge.names.elements import (
    CODES,
    CONVENTIONS,
    FOLDED,
    MEANING,
    Element,
    LanguageAsTask,
    NameColumns,
    ParsedName,
)

__all__ = [
    "CODES",
    "CONVENTIONS",
    "FOLDED",
    "MEANING",
    "Element",
    "LanguageAsTask",
    "NameColumns",
    "ParsedName",
    "parse",
    "parse_batches",
    "parse_many",
]


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
    raise NotImplementedError


def parse_many(
    names: Sequence[str],
    *,
    language_as_task: LanguageAsTask = "pair",
    chat_as_task: bool = True,
) -> NameColumns:
    """Read many names in this process; the same answers as `parse` without totals."""
    raise NotImplementedError


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
    """
    raise NotImplementedError
