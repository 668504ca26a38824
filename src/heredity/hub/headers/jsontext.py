"""JSON from strangers: bounded in size and depth, and no name twice."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from heredity.hub.headers import limits

_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class Unsound(ValueError):
    """A text that is no JSON, or one that asks too much."""


def parse_object(raw: bytes, *, most: int = limits.JSON_FILE) -> dict[str, Any]:
    """Parse one JSON object.

    Args:
        raw: The text in UTF-8.
        most: Bytes that are accepted.

    Raises:
        Unsound: It is too large, too deep, no object, or holds a name twice.
    """
    if len(raw) > most:
        raise Unsound(f"it is longer than {most:,} bytes")
    # Counted before parsing: a hundred million bytes of `[],[],` would be ten times that in memory.
    objects = raw.count(b"{")
    if objects > limits.JSON_OBJECTS or raw.count(b"[") > 3 * limits.JSON_OBJECTS:
        raise Unsound("it holds too many objects")
    if raw.count(b",") > limits.JSON_MEMBERS + limits.JSON_OBJECT_MEMBERS * objects:
        raise Unsound("it holds too many members")
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_distinct, parse_constant=_constant)
    except Unsound:
        raise
    except RecursionError as error:
        raise Unsound("it is nested too deeply") from error
    except ValueError as error:
        raise Unsound("it is not JSON") from error
    if not isinstance(value, dict):
        raise Unsound("it is not a JSON object")
    if _HALF.search(raw):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError) as error:
            raise Unsound("it holds half a character") from error
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unsound("it holds a name twice")
    return made


def _constant(text: str) -> NoReturn:
    raise Unsound(f"{text} is no JSON number")
