"""The reference of known architectures, read from the file that ships."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from heredity.knowledge.architectures.inner import Names
from heredity.knowledge.architectures.pieces import Pieces, rarity
from heredity.knowledge.architectures.templates import bare

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PACKAGE = "heredity.knowledge.architectures"
NEVER_BARE = frozenset({"", "encoder", "decoder", "embeddings", "layers", "backbone"})
"""Names of bodies that are also names of their parts; taking them off would lose the part."""


class Missing(msgspec.Struct):
    """A class that the reference does not cover.

    Attributes:
        type: Its type.
        class_: Its name.
        tasks: Its tasks.
        release: The release in which it could not be built.
        reason: Why.
    """

    type: str
    class_: str = msgspec.field(name="class")
    tasks: list[str]
    release: str
    reason: str


class Stored(msgspec.Struct):
    """The file as it is written; `scripts/architectures/packing.py` says what is in it."""

    schema: int
    library: str
    releases: list[str]
    templates: list[str]
    forms: list[tuple[list[int], list[int]]]
    shapes: list[str]
    classes: list[tuple[str, str, str, str]]
    variants: list[str]
    entries: list[tuple[int, int, int, int, int]]
    sizes: dict[str, dict[str, int]]
    not_covered: list[Missing]


@dataclass(frozen=True, slots=True)
class Known:
    """A class of a type.

    Attributes:
        model_type: Such as `bert`.
        name: Such as `BertForMaskedLM`.
        prefix: What its body's tensors are called, such as `bert`.
        tasks: Such as `masked-lm`.
    """

    model_type: str
    name: str
    prefix: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Forms (rows) by names (columns), with names written in one way.

    Attributes:
        number: Column of each name.
        must: Whether a form needs a name.
        every: Whether a form may have it.
        need: How many names each form needs.
    """

    number: dict[str, int]
    must: sparse.csr_array
    every: sparse.csr_array
    need: Ints

    @cached_property
    def weight(self) -> Floats:
        """How much a name says: the logarithm of how few forms have it."""
        held = np.asarray(self.must.sum(axis=0)).ravel()
        return rarity(held, self.must.shape[0])

    @cached_property
    def sums(self) -> Floats:
        """Weight of all names that each form needs."""
        return np.asarray(self.must @ self.weight)


class Reference:
    """Known architectures.

    Args:
        stored: The file.
    """

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.classes = [Known(t, c, p, tuple(k.split())) for t, c, p, k in stored.classes]
        self.forms = [(np.cumsum(a), np.cumsum(b)) for a, b in stored.forms]
        self._index(np.asarray(stored.entries, np.int64).reshape(-1, 5))

    def without(self, forms: Collection[int] = (), types: Collection[str] = ()) -> Reference:
        """The same reference with less in it, for evaluation.

        Args:
            forms: Numbers of forms to leave out.
            types: Types to leave out.
        """
        less = copy(self)
        for name in ("full", "short", "prefixes", "pieces", "names"):
            less.__dict__[name] = getattr(self, name)
        less.__dict__.pop("types", None)
        gone = np.array([c.model_type in set(types) for c in self.classes], np.bool_)
        out = np.isin(self.table[:, 1], list(forms)) | gone[self.table[:, 0]]
        less._index(self.table[~out])
        return less

    def _index(self, table: Ints) -> None:
        self.table = table
        self.entry_class, self.entry_form, self.entry_shape = table[:, 0], table[:, 1], table[:, 2]
        plain = self.stored.variants.index("") if "" in self.stored.variants else -1
        self.varied = table[:, 3] != plain
        self.present = np.zeros(len(self.forms), np.bool_)
        self.present[self.entry_form] = True
        self.order = np.argsort(self.entry_form, kind="stable")
        self.starts = np.searchsorted(self.entry_form[self.order], np.arange(len(self.forms) + 1))

    def entries_of(self, forms: Collection[int] | Ints) -> Ints:
        """Entries that have one of these forms."""
        parts = [self.order[self.starts[f] : self.starts[f + 1]] for f in forms]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """What classes call their bodies."""
        return frozenset(c.prefix for c in self.classes) - NEVER_BARE

    @cached_property
    def version(self) -> str:
        """Library and releases."""
        return f"{self.stored.library} {', '.join(self.stored.releases)}"

    @cached_property
    def full(self) -> Grid:
        """Forms by templates as they are stored."""
        return self._grid(self.stored.templates)

    @cached_property
    def short(self) -> Grid:
        """Forms by templates without the names of bodies."""
        return self._grid([bare(name, self.prefixes) for name in self.stored.templates])

    @cached_property
    def pieces(self) -> Pieces:
        """Pieces of all names."""
        return Pieces.of(list(self.short.number), self.short.must)

    @cached_property
    def names(self) -> Names:
        """All names, with and without those of bodies."""
        return Names(self.stored.templates, {c.prefix for c in self.classes})

    @cached_property
    def types(self) -> frozenset[str]:
        """Types that have an entry."""
        return frozenset(self.classes[c].model_type for c in np.unique(self.entry_class))

    def _grid(self, names: Sequence[str]) -> Grid:
        number: dict[str, int] = {}
        column = np.array([number.setdefault(n, len(number)) for n in names], np.int64)
        must = incidence([column[a] for a, _ in self.forms], len(number))
        every = incidence(
            [column[np.concatenate([a, b]).astype(np.int64)] for a, b in self.forms], len(number)
        )
        return Grid(number, must, every, np.asarray(must.sum(axis=1)).ravel().astype(np.int64))


def incidence(rows: Sequence[Ints], columns: int) -> sparse.csr_array:
    """Sets as rows of ones.

    Args:
        rows: Columns of each set.
        columns: How many columns there are.
    """
    rows = [np.unique(r) for r in rows]
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.concatenate(rows) if rows else np.empty(0, np.int64)
    return sparse.csr_array((np.ones(len(flat)), flat, ends), shape=(len(rows), columns))


@cache
def stored() -> Stored:
    """The file that ships, as it is written."""
    data = files(PACKAGE).joinpath("reference.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(data), type=Stored)


@cache
def reference() -> Reference:
    """The reference that ships."""
    return Reference(stored())
