"""Files of labeled names.

One JSON object a line:

    {"id": "owner/name" (or "name" for the name alone),
     "elements": [{"text": "7B", "start": 12, "end": 14, "codes": ["P", "B"]}, ...],
     "params": [7e9], "active_params": [...], "version": ["3.1", null], "quant": [...],
     "bits": [...], "format": [...], "context": [...], "convention": ["I", "I+AT"]}

`codes` and every field hold what is accepted, the preferred answer first; null among them accepts
no answer. A field that is left out says that the name claims none; if a line has no `elements`,
only the keys that it has are scored. `convention` may be a single text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIELDS = ("params", "active_params", "version", "quant", "bits", "format", "context")


@dataclass(frozen=True)
class Span:
    """A labeled element: offsets in the name, and the codes that are accepted for it."""

    text: str
    start: int
    end: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Labeled:
    """A labeled name.

    Attributes:
        id: The name.
        elements: Labeled spans; None if the file has none for this name.
        fields: Accepted values of each field that is scored; empty where none is claimed.
        convention: Accepted conventions, the preferred one first; empty if not labeled.
    """

    id: str
    elements: tuple[Span, ...] | None
    fields: dict[str, list[Any]]
    convention: tuple[str, ...]


def read_labels(path: Path) -> list[Labeled]:
    """The names of a file."""
    lines = path.read_text("utf-8").splitlines()
    return [_labeled(json.loads(line)) for line in lines if line.strip()]


def _labeled(row: dict[str, Any]) -> Labeled:
    name = row.get("id") or row["name"]
    spans = row.get("elements")
    said = row.get("convention", [])
    names = FIELDS if spans is not None else [field for field in FIELDS if field in row]
    return Labeled(
        id=name,
        elements=None if spans is None else tuple(_span(span) for span in spans),
        fields={field: _accepted(row.get(field, [])) for field in names},
        convention=(said,) if isinstance(said, str) else tuple(said),
    )


def _span(row: dict[str, Any]) -> Span:
    codes = row["codes"] if "codes" in row else [row["code"]]
    return Span(row["text"], row["start"], row["end"], tuple(codes))


def _accepted(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
