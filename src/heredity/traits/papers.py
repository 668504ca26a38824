"""Traits that only tags tell: the papers that a model cites, and the regions that store it."""

from __future__ import annotations

from typing import Final

from heredity.store.expr import ArrayValue, Table
from heredity.traits.registry import Reading, trait

PAPER: Final = "arxiv:"
REGION: Final = "region:"


def _tagged(rows: Table, prefix: str) -> ArrayValue:
    """What follows a prefix in the tags, in lower case."""
    own = rows.tags.filter(lambda tag: tag.startswith(prefix))
    return own.map(lambda tag: tag.substr(len(prefix)).strip().lower())


def _reading(words: ArrayValue) -> Reading:
    states = words.filter(lambda word: word != "").unique().sort()
    stated = words.length() > 0
    return Reading(state=states, stated=stated, blank=stated & (states.length() == 0))


@trait(
    "papers",
    kind="set",
    since=2,
    doc="Papers on arXiv that the model cites, by their ids without version. An id that a card "
    "template brings along counts like any other here.",
    source="`arxiv:` tags, which the hub reads off the card",
    missing="no such tag",
    asked=("tags",),
)
def papers(rows: Table) -> Reading:
    """Ids of arXiv; the version is cut off."""
    return _reading(_tagged(rows, PAPER).map(lambda word: word.re_replace("v[0-9]+$", "")))


@trait(
    "regions",
    kind="set",
    since=2,
    doc="Regions that the repository is stored in.",
    source="`region:` tags, which the hub sets",
    missing="no such tag",
    asked=("tags",),
)
def regions(rows: Table) -> Reading:
    """Regions."""
    return _reading(_tagged(rows, REGION))
