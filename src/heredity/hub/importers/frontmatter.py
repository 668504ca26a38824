"""The YAML at the head of a model card, read without trust.

Cards come from strangers: the YAML is bound in depth and size before and after it is parsed, since
the C parser ends the process on deep nesting and an alias can stand for a billion values.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any, Final

import msgspec
import yaml

PATTERN: Final = r"^\s*---[ \t]*[\r\n]+([\s\S]*?)[\r\n]+---[ \t]*(?:[\r\n]|$)"
"""Where the front matter of a card is: RE2 and Python read it alike."""

OPEN: Final = r"^\s*---[ \t]*[\r\n]+[A-Za-z_-]+:"
"""How front matter begins, as against a rule across the page."""

NOT_CLOSED: Final = "front matter that does not end"
NOT_YAML: Final = "front matter that is no YAML"
NOT_MAPPING: Final = "front matter that is no mapping of keys to values"
TOO_DEEP: Final = "front matter that is nested too deeply or too large"

DEEPEST = 64
MOST_VALUES = 200_000
_BRACKETS = re.compile(r"[\[{]")
_FAR_RIGHT = re.compile(rf"^.{{{DEEPEST},}}?[-?:](?:\s|$)", re.MULTILINE)
_OPENS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Loader(yaml.CSafeLoader):
    """The safe loader without merge keys, which a few lines can make grow without bound."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave `<<` alone; it then is refused like any unknown tag."""


class FrontMatterError(ValueError):
    """Front matter that cannot be used; the message is the reject's reason."""


def read_front_matter(text: str) -> str:
    """Front matter as JSON text.

    Dates and keys become text, numbers that JSON lacks become null.

    Args:
        text: The YAML between the lines of dashes.

    Returns:
        A JSON object.

    Raises:
        FrontMatterError: It is no YAML, no mapping, or too deep or large to be one in earnest.
    """
    try:
        _check_depth(text)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C
        plain = {} if value is None else _Plain().of(value)
    except FrontMatterError:
        raise
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise FrontMatterError(NOT_YAML) from error
    if not isinstance(plain, dict):
        raise FrontMatterError(NOT_MAPPING)
    return msgspec.json.encode(plain).decode()


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the C parser recurses into it.

    Flow collections need a bracket a level and block collections a column a level, so that most
    texts need not be looked at closely.
    """
    if len(_BRACKETS.findall(text)) <= DEEPEST and not _FAR_RIGHT.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
        if depth > DEEPEST:
            raise FrontMatterError(TOO_DEEP)


class _Plain:
    """Makes values of YAML into values of JSON, and counts them."""

    def __init__(self) -> None:
        self.left = MOST_VALUES

    def of(self, value: Any, depth: int = 0) -> Any:
        """The value in words of JSON."""
        self.left -= 1
        if self.left < 0 or depth > DEEPEST:
            raise FrontMatterError(TOO_DEEP)
        if isinstance(value, dict):
            return {self._key(k): self.of(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list | tuple | set):
            return [self.of(v, depth + 1) for v in value]
        return _scalar(value)

    def _key(self, key: Any) -> str:
        plain = self.of(key, DEEPEST)
        return _well_formed(plain if isinstance(plain, str) else str(plain))


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return _well_formed(value)
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _well_formed(text: str) -> str:
    """The text without halves of surrogate pairs, which no UTF-8 can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class FrontMatterReader:
    """Reads front matter and remembers what it read: templates repeat. For several threads.

    Args:
        keep: How many to remember.
    """

    def __init__(self, keep: int = 50_000) -> None:
        self._keep = keep
        self._lock = Lock()
        self._known: OrderedDict[bytes, tuple[str | None, str | None]] = OrderedDict()

    def read(self, text: str) -> tuple[str | None, str | None]:
        """The JSON text, or the reason why there is none."""
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        found = self._known.get(key)
        if found is None:
            found = self._fresh(text)
            with self._lock:
                self._known[key] = found
                if len(self._known) > self._keep:
                    self._known.popitem(last=False)
        return found

    @staticmethod
    def _fresh(text: str) -> tuple[str | None, str | None]:
        try:
            return read_front_matter(text), None
        except FrontMatterError as error:
            return None, str(error)
