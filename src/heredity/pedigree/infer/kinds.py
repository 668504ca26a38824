"""The kinds of evidence for a parent that nobody declared."""

from __future__ import annotations

from typing import Final

from heredity.knowledge.inference import sentences

CARD: Final = tuple(f"card:{sentence.kind}" for sentence in sentences())
"""Sentences of cards."""

KINDS: Final = (
    *CARD,
    "config:adapter_base",
    "config:name_or_path",
    "tag:id",
    "name:full",
    "name:stem",
    "name:begins",
)
"""All kinds: sentences of cards; the base that an adapter's configuration names; the place that a
configuration was loaded from; a tag that is a model's id; a name that is, but for what was done,
owner and name of another, the name of another, or begins with the name of another."""
