"""The measures of resemblance that are cosines of sparse vectors without negative entries."""

from __future__ import annotations

from typing import Final

MEASURES: Final[dict[str, str]] = {
    "bow": "cosine of the counts of the 512 most frequent words and pairs of neighboring words",
    "tfidf": "the same, each count times the rarity of its term, ln((1 + n) / (1 + df)) + 1",
    "balanced": "cosine in which each field of the record (of cards: each word) counts alike, "
    "whatever two records share weighted by its rarity",
}
"""Name of each measure, and what it is."""
