"""What each model is like: traits by registry, and the stage that gives each model its states."""

from heredity.traits import cards, describe, language, licensing, metadata, papers, published
from heredity.traits.registry import KINDS, STATUSES, TRAITS, Lookup, Reading, Trait, trait

__all__ = [
    "KINDS",
    "STATUSES",
    "TRAITS",
    "Lookup",
    "Reading",
    "Trait",
    "cards",
    "describe",
    "language",
    "licensing",
    "metadata",
    "papers",
    "published",
    "trait",
]
