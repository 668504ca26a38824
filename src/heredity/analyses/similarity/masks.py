"""Masks: what is taken out of a model's DNA before it is compared.

Siblings share the literal name of their parent, which the parent itself does not carry as a parent;
so no resemblance is reported without the masks beside it. Each mask takes out more than the one
before.
"""

from __future__ import annotations

from typing import Final

MASKS: Final[dict[str, str]] = {
    "M0": "nothing is taken out",
    "M1": "every base_model tag, and every literal occurrence of a declared parent's id or name",
    "M2": "M1, and the model's own id, name, owner and record id",
    "M3": "M2, and likes, downloads, trending score and creation date (of cards: dates and counts)",
    "M4": "M3, and everything but the values of license, language, task, library, data sets and the"
    " remaining tags (of cards: the front matter)",
}
"""Name of each mask, and what it takes out."""

RANK: Final[dict[str, int]] = {mask: rank for rank, mask in enumerate(MASKS)}
"""How far each mask goes, from 0."""
