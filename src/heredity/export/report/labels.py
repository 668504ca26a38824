"""States of traits as readers know them."""

from __future__ import annotations

import re
from typing import Final

from heredity.knowledge.languages import language_name

_NOTE: Final = re.compile(r"\s*\([^()]*\)")


def state_label(trait: str, state: str) -> str:
    """A state in a chart: languages by name, all others as they are."""
    return _NOTE.sub("", language_name(state)) if trait == "language" else state


def state_in_full(trait: str, state: str) -> str:
    """A state in a table: a language's name with its code, all others as they are."""
    label = state_label(trait, state)
    return state if label == state else f"{label} ({state})"
