"""Names read as lines of JSON, many at once: the same objects as `ParsedName.as_json`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from heredity.knowledge.names.elements import CODES, CONVENTIONS, LanguageAsTask, NameColumns, Value
from heredity.knowledge.names.reading import parse_many
from heredity.knowledge.names.sharing import shared

_CACHE = 131_072


def json_lines(
    batches: Iterable[Sequence[str]],
    *,
    processes: int = 1,
    language_as_task: LanguageAsTask = "pair",
    chat_as_task: bool = True,
) -> Iterator[str]:
    """Text of one JSON object a name, a line each, one text a batch, in the order given.

    Args:
        batches: Lists of names; some ten thousand each is a good size.
        processes: How many worker processes share the batches; 1 works in this one.
        language_as_task: See `parse`.
        chat_as_task: See `parse`.
    """
    read = partial(_batch, language_as_task=language_as_task, chat_as_task=chat_as_task)
    yield from shared(read, batches, processes)


def _batch(names: Sequence[str], language_as_task: LanguageAsTask, chat_as_task: bool) -> str:
    read = parse_many(names, language_as_task=language_as_task, chat_as_task=chat_as_task)
    return "".join([f"{line}\n" for line in _lines(read)])


def _lines(read: NameColumns) -> Iterator[str]:
    spans = _spans(read)
    offsets = read.offsets.tolist()
    fields = zip(
        read.names,
        read.params.tolist(),
        read.active_params.tolist(),
        read.version,
        read.quant,
        read.bits.tolist(),
        read.format,
        read.context.tolist(),
        read.conventions.tolist(),
        strict=True,
    )
    for at, (name, params, active, version, quant, bits, form, context, kind) in enumerate(fields):
        inner = ", ".join(spans[offsets[at] : offsets[at + 1]])
        yield (
            f'{{"id": {_text(name)}, "elements": [{inner}], "params": {_number(params)}, '
            f'"active_params": {_number(active)}, "version": {_cached(version)}, '
            f'"quant": {_cached(quant)}, "bits": {_number(bits)}, "format": {_cached(form)}, '
            f'"context": {_whole(context)}, "convention": "{CONVENTIONS[kind]}"}}'
        )


def _spans(read: NameColumns) -> list[str]:
    """The JSON of each element."""
    columns = zip(
        read.codes.tolist(),
        read.texts(),
        read.starts.tolist(),
        read.ends.tolist(),
        read.values,
        read.confidences.tolist(),
        strict=True,
    )
    return [
        f'{{"code": "{CODES[code]}", "text": {_cached(text)}, "start": {start}, "end": {end}, '
        f'"value": {_cached(value)}, "confidence": {round(sure, 4)}}}'
        for code, text, start, end, value, sure in columns
    ]


def _text(value: Value) -> str:
    """The JSON of a value; what UTF-8 cannot hold is escaped."""
    written = json.dumps(value, ensure_ascii=False)
    broken = isinstance(value, str) and not value.isascii() and _is_broken(value)
    return json.dumps(value) if broken else written


def _is_broken(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


_cached = lru_cache(maxsize=_CACHE, typed=True)(_text)


def _number(value: float) -> str:
    return "null" if math.isnan(value) else repr(value)


def _whole(value: float) -> str:
    return "null" if math.isnan(value) else str(int(value))
