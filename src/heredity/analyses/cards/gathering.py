"""All cards of a study as columns: read in streams, two batches at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from heredity.analyses.cards.clusters import Slots
from heredity.analyses.cards.reading import NAMES, OWN_NAME, SLOTS, read_cards
from heredity.analyses.cards.words import Hashes, Sequences, find_words
from heredity.analyses.population import NONE, Population
from heredity.core.progress import Progress
from heredity.store.arrow import Array, RecordBatch
from heredity.store.cardtexts import (
    as_bytes,
    batch_of,
    card_batches,
    card_places,
    normalized,
    of_lists,
)
from heredity.store.columns import Flags, Ints, at, flags, integers, present, spread, texts
from heredity.store.store import Store

WORKERS: Final = 2
_READS: Final = ("text", "characters", "words")
_MOST_LABELS: Final = 100_000
_OWN: Final = np.uint64(0x6E616D65)

Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(slots=True, eq=False)
class Cards:
    """The cards with a text, in the order of the table `cards`.

    Attributes:
        place: Row of each in the table `cards`.
        node: Node of its model.
        characters: Its length with front matter.
        words: Its words with front matter.
        body_characters: Its length without.
        body_words: Its words without.
        sections: Number of its headings.
        signed: Whether its body has words, and so a signature.
        signatures: The signatures of those that have, in order.
        heading_of: The card, by its number here, of every heading.
        heading: Hash of every heading.
        labels: Headings by hash.
    """

    place: Ints
    node: Ints
    characters: Ints
    words: Ints
    body_characters: Ints
    body_words: Ints
    sections: Ints
    signed: Flags
    signatures: Slots
    heading_of: Ints
    heading: Hashes
    labels: dict[int, str]


@dataclass(slots=True)
class _Gathered:
    """Pieces of the columns of `Cards`."""

    columns: dict[str, list[Ints]] = field(default_factory=dict)
    signatures: list[Slots] = field(default_factory=list)
    headings: list[Hashes] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)

    def put(self, **columns: Ints) -> None:
        """Add a piece of some columns."""
        for name, values in columns.items():
            self.columns.setdefault(name, []).append(values)

    def whole(self, name: str) -> Ints:
        """A column in one piece."""
        return np.concatenate([np.zeros(0, np.int64), *self.columns.get(name, [])])


def gather(store: Store, population: Population, progress: Progress) -> Cards:
    """Read all cards; those whose text was not imported are left out."""
    nodes = card_places(store, population.ids)
    progress.start("cards", len(nodes), "cards")
    found = _Gathered()
    for first, batch, facts in _facts(store, population, nodes):
        _add(found, batch, facts, first, nodes[first : first + batch.num_rows])
        progress.advance(batch.num_rows)
    progress.finish()
    sections = found.whole("sections")
    slots = [np.zeros((0, SLOTS), np.int32), *found.signatures]
    return Cards(
        place=found.whole("place"),
        node=found.whole("node"),
        characters=found.whole("characters"),
        words=found.whole("words"),
        body_characters=found.whole("body_characters"),
        body_words=found.whole("body_words"),
        sections=sections,
        signed=found.whole("signed") > 0,
        signatures=np.concatenate(slots),
        heading_of=np.repeat(np.arange(len(sections)), sections),
        heading=np.concatenate([np.zeros(0, np.uint64), *found.headings]),
        labels=found.labels,
    )


def _facts(
    store: Store, population: Population, nodes: Ints
) -> Iterator[tuple[int, RecordBatch, RecordBatch]]:
    """Batches of the table `cards`, each with its first row and what its cards say."""
    primary = population.pedigree("all").primary

    def numbered() -> Iterator[tuple[int, RecordBatch]]:
        first = 0
        for batch in card_batches(store, _READS):
            yield first, batch
            first += batch.num_rows

    def read(item: tuple[int, RecordBatch]) -> tuple[int, RecordBatch, RecordBatch]:
        first, batch = item
        node = nodes[first : first + batch.num_rows]
        parent = np.where(node >= 0, primary[node], NONE)
        columns = {name: batch.column(name) for name in _READS}
        for prefix, of in (("", node), ("parent_", parent)):
            owner, name = names_of(population.ids, of)
            columns |= {f"{prefix}owner": owner, f"{prefix}name": name}
        wanted = batch_of({name: columns[name] for name in (*_READS, *NAMES)})
        return first, batch, read_cards(wanted)

    yield from in_order(read, numbered())


def _add(found: _Gathered, batch: RecordBatch, facts: RecordBatch, first: int, nodes: Ints) -> None:
    """Add what the cards of a batch say; those without a text, or without a model, are left out."""
    there = present(batch.column("text")) & (nodes >= 0)
    slots, borders = of_lists(facts.column("signature"))
    signed = np.diff(borders) > 0
    headings, heads = of_lists(facts.column("headings"))
    own = flags(of_lists(facts.column("own_heading"))[0])
    hashes, worded = _hashed(headings, own, found.labels)
    owner = np.repeat(np.arange(len(there)), np.diff(heads))
    kept = worded & there[owner]
    found.headings.append(hashes[kept])
    found.signatures.append(
        integers(slots).astype(np.int32).reshape(-1, SLOTS)[there[np.flatnonzero(signed)]]
    )
    every = {
        "place": np.arange(first, first + len(there)),
        "node": nodes,
        "characters": integers(batch.column("characters")),
        "words": integers(batch.column("words")),
        "body_characters": integers(facts.column("body_characters")),
        "body_words": integers(facts.column("body_words")),
        "sections": np.bincount(owner[kept], minlength=len(there)),
        "signed": signed.astype(np.int64),
    }
    found.put(**{name: values[there] for name, values in every.items()})


def _hashed(headings: Array, own: Flags, labels: dict[int, str]) -> tuple[Hashes, Flags]:
    """Hashes of headings, and which have words; labels are kept for those seen here.

    While there is room a label is kept for every heading, then for those only that occur again in
    their batch: a heading that never does is too rare to be listed.
    """
    words = find_words(*as_bytes(headings))
    hashes = Sequences(words.hashes).of(words.first[:-1], words.first[1:])
    hashes[own] = _OWN
    worded = own | (words.counts > 0)
    kinds, first, counts = np.unique(hashes[worded], return_index=True, return_counts=True)
    if len(labels) > _MOST_LABELS:
        kinds, first = kinds[counts > 1], first[counts > 1]
    new = np.array([kind not in labels for kind in kinds.tolist()], bool)
    shown = at(headings, np.flatnonzero(worded)[first[new]]).to_pylist()
    labels.update(zip(kinds[new].tolist(), shown, strict=True))
    labels[int(_OWN)] = OWN_NAME
    return hashes, worded


def hash_of(heading: str) -> int:
    """The hash of a plain heading."""
    words = find_words(*as_bytes(texts([heading])))
    return int(Sequences(words.hashes).of(words.first[:1], words.first[1:])[0])


def names_of(ids: Array, nodes: Ints) -> tuple[Array, Array]:
    """Owners and names of some nodes as columns; empty for a node below 0, or without an owner."""
    there = nodes >= 0
    chosen = spread(at(ids, nodes[there]), there)
    owner = normalized(chosen, [(r"(^|/)[^/]*$", "")])
    return owner, normalized(chosen, [(r"^.*/", "")])


def in_order(
    work: Callable[[Item], Made], items: Iterable[Item], workers: int = WORKERS
) -> Iterator[Made]:
    """The results of some work in the order of the items, done in several threads."""
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Made]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
