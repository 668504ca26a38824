"""The slow path: JSON rows and front matter in which a value is of another type than it should be.

What is wrong is taken out and named, what is right stays; the repaired text goes the same way as
all others. Rare by design, so that a loop over rows does not hurt.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

NOT_JSON: Final = "not JSON"
NOT_OBJECT: Final = "not a JSON object"
TOO_DEEP: Final = "nested too deeply"

Wrong = tuple[str, str, str]
"""Field, the value as text, the reason."""


class WrongTypeError(ValueError):
    """A value that is not of its field's type; the message says what was expected."""


def load_object(line: str) -> dict[str, Any]:
    """Parse a JSON object, with the numbers that JSON lacks read as null.

    Raises:
        WrongTypeError: The text is no JSON, or no object.
    """
    try:
        value = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise WrongTypeError(NOT_JSON) from None
    if not isinstance(value, dict):
        raise WrongTypeError(NOT_OBJECT)
    return value


def dump(value: Any) -> str:
    """JSON text that every parser takes: halves of surrogate pairs become question marks."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        raise WrongTypeError(TOO_DEEP) from None
    return text.encode("utf-8", "replace").decode()


def repair(
    value: dict[str, Any], checks: dict[str, Callable[[Any], Any]]
) -> tuple[str, list[Wrong]]:
    """Keep the fields that pass their check.

    Args:
        value: A parsed object.
        checks: For each known key, a function that returns the value as it should be, or raises
            `WrongTypeError`. Other keys are dropped.

    Returns:
        The repaired object as JSON text, and what was wrong.
    """
    kept: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for key, check in checks.items():
        if key not in value:
            continue
        if value[key] is None:
            kept[key] = None
            continue
        try:
            kept[key] = check(value[key])
        except WrongTypeError as error:
            wrong.append((key, dump(value[key])[:200], str(error)))
    return dump(kept), wrong


def text(value: Any) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    raise WrongTypeError("not a text")


def flag(value: Any) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise WrongTypeError("not true or false")


def count(value: Any) -> int:
    """A whole number from 0; one with nothing behind its point is whole."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and 0 <= value < 1 << 63 and value == int(value):
        return int(value)
    raise WrongTypeError("not a count")


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise WrongTypeError("not a number")


def mapping(value: Any) -> dict[str, Any]:
    """An object, or the JSON text of one."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return load_object(value)
    raise WrongTypeError("not an object")


def texts(value: Any) -> list[str]:
    """A list of texts; nulls in it are dropped."""
    if isinstance(value, list) and all(isinstance(v, str | None) for v in value):
        return [v for v in value if v is not None]
    raise WrongTypeError("not a list of texts")


def scalar_text(value: Any) -> str:
    """A scalar as text: YAML reads `no` as false and `1.0` as a number."""
    if isinstance(value, str | int | float):
        return str(value)
    raise WrongTypeError("neither a text nor a number")


def scalar_texts(value: Any) -> list[str]:
    """One scalar, or a list of them, as texts."""
    values = value if isinstance(value, list) else [value]
    return [scalar_text(v) for v in values if v is not None]


def parents(value: Any) -> list[dict[str, str | None]]:
    """Resolved parents in any of the forms that the hub has served, as a flat list."""
    groups = value if isinstance(value, list) else [value]
    found: list[dict[str, str | None]] = []
    for group in groups:
        found += _group(group)
    return found


def _group(group: Any) -> list[dict[str, str | None]]:
    if isinstance(group, str):
        return [{"relation": None, "id": group}]
    if not isinstance(group, dict):
        raise WrongTypeError("not a list of parents")
    relation = group.get("relation")
    models = group.get("models", [group])
    if not isinstance(relation, str | None) or not isinstance(models, list):
        raise WrongTypeError("not a list of parents")
    ids = [m.get("id") if isinstance(m, dict) else m for m in models]
    if not all(isinstance(i, str) for i in ids):
        raise WrongTypeError("not a list of parents")
    return [{"relation": relation, "id": i} for i in ids]


def a_list(value: Any) -> list[Any]:
    """A list of anything."""
    if isinstance(value, list):
        return value
    raise WrongTypeError("not a list")
