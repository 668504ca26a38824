"""Text from a hub, made fit to stand in a document that others parse."""

from __future__ import annotations

import re
from typing import Any, Final

SHORT: Final = 200
"""Characters of a name, a value, a label."""

LONG: Final = 2000
"""Characters of a paragraph out of a card."""

_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:[/?#](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
    r"(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?)?"
)
_REPOSITORY: Final = re.compile(r"\w(?:[\w.-]*\w)?(?:/\w(?:[\w.-]*\w)?)?", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def line(value: Any, most: int = SHORT) -> str:
    """A value as one line without control characters; empty where it says nothing.

    Args:
        value: Anything; what is no text is written out.
        most: Characters to keep; what is longer ends in an ellipsis.
    """
    if value is None or value is False or value == "":
        return ""
    text = " ".join(_UNFIT.sub(" ", str(value)[: most * 4]).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def block(value: Any, most: int = LONG) -> str:
    """A text of several lines without control characters; empty where it says nothing."""
    if not isinstance(value, str):
        return line(value, most)
    cut = value[: most * 4].replace("\r\n", "\n").replace("\r", "\n")
    lines = [one.rstrip() for one in _UNFIT.sub(" ", cut).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def address(value: Any) -> str:
    """A web address that every validator takes; empty for anything else."""
    if not isinstance(value, str) or len(value) > LONG:
        return ""
    text = value.strip()
    return text if _ADDRESS.fullmatch(text) else ""


def repository(value: Any) -> str:
    """A name that may stand in an address of the hub; empty for anything else."""
    if not isinstance(value, str) or len(value) > SHORT or not _REPOSITORY.fullmatch(value):
        return ""
    return "" if ".." in value else value


def commit(value: Any) -> str:
    """A commit in lower case; empty for a branch, a tag, or anything else."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _COMMIT.fullmatch(text) else ""


def sha256(value: Any) -> str:
    """A SHA-256 in lower case; empty for anything else."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _SHA256.fullmatch(text) else ""


def unsaid(value: Any, kept: str) -> str:
    """What was there and could not be kept, for a property; empty if nothing was lost.

    Args:
        value: What the source gave.
        kept: What could be made of it.
    """
    return "" if kept or value is None else line(value)
