"""Shapes in letters: do the dimensions of a header agree with those of an architecture?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from heredity.knowledge.architectures.query import Shape

WORD = re.compile(r"(\d*)([A-Za-z]?)")
FREE = re.compile(
    r"\.(?:q|k|v|o|qkv|out)_proj\.|query_key_value|self_attention\.dense|\.attention\.w[qkvo]"
)
"""Projections of attention: their sizes are heads times their size, which are set freely."""

ODD = 1
"""Conflicts of a tensor whose number of dimensions differs."""


def conflicts(names: Sequence[str], words: str, shapes: Mapping[str, Shape]) -> int:
    """Number of dimensions that contradict the rest.

    Args:
        names: Templates, aligned with the words.
        words: Shapes in letters, one for each template, such as `V,d;d`; empty where unknown.
        shapes: Dimensions of the header; None where packing hides them.

    Returns:
        0 if every letter stands for one number and every number stands for itself.
    """
    values: dict[str, Counter[int]] = defaultdict(Counter)
    wrong = 0
    for name, text in zip(names, words.split(";"), strict=False):
        shape = shapes.get(name)
        if not text or shape is None or FREE.search(name):
            continue
        dims = text.split(",")
        if len(dims) != len(shape):
            wrong += ODD
            continue
        for word, size in zip(dims, shape, strict=True):
            wrong += _note(word, size, values)
    return wrong + sum(c.total() - max(c.values()) for c in values.values())


def _note(word: str, size: int, values: dict[str, Counter[int]]) -> int:
    """Keep what a letter would stand for; 1 if the word and the size cannot agree."""
    found = WORD.fullmatch(word)
    if found is None:
        return 0
    times, letter = int(found[1] or 1), found[2]
    if not letter:
        return int(size != times)
    if size % times:
        return 1
    values[letter][size // times] += 1
    return 0


def sizes(names: Sequence[str], words: str, shapes: Mapping[str, Shape]) -> dict[str, int]:
    """The number that each letter most often stands for."""
    values: dict[str, Counter[int]] = defaultdict(Counter)
    for name, text in zip(names, words.split(";"), strict=False):
        shape, dims = shapes.get(name), text.split(",")
        if shape is not None and text and len(dims) == len(shape):
            for word, size in zip(dims, shape, strict=True):
                _note(word, size, values)
    return {letter: c.most_common(1)[0][0] for letter, c in values.items()}
