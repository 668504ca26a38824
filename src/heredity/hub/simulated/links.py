"""What a simulated hub declares of parents: tags, front matter, and where the two disagree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.core.reasons import LOCAL_PATH, NOT_AN_ID, SELF_LOOP
from heredity.hub.simulated.mess import Mess
from heredity.hub.simulated.names import Names
from heredity.hub.simulated.pedigree import Pedigree
from heredity.hub.simulated.plan import (
    ADAPTER,
    FINETUNE,
    MERGE,
    QUANTIZED,
    UNSPECIFIED,
    Flags,
    Ints,
    generator,
)
from heredity.hub.simulated.traits import Traits
from heredity.store.texts import Texts, folded, joined, numbers, pick, stacked

NO_SECOND = -1
EDGE, DANGLING, LOOP, PATH, CYCLE, BARE = range(6)
FATES = ("edge", "dangling", SELF_LOOP, LOCAL_PATH, "cycle", NOT_AN_ID)
"""What becomes of a declared pair: an edge, one to a lost parent, one of two that close a cycle, or
the reason why it is refused."""

_OLD = ("early-", "archived-", "old-")
_PATHS = ("outputs/checkpoint-", "/workspace/runs/", "/cache/models/run", "./out-", "C:\\\\m\\\\")


@dataclass(frozen=True, slots=True)
class Links:
    """Declared pairs, in the order of their children.

    Attributes:
        child: The model that declares.
        text: The parent as written, its backslashes escaped as in JSON.
        parent: Number of the model meant; -1 where the text means none of the hub.
        relation: Relation that the tag names.
        second: Another relation that a second tag names, or `NO_SECOND`.
        plain: Whether there is a tag without relation.
        typed: Whether there is a tag with the relation.
        card: Whether the front matter names the parent.
        fate: Position in `FATES`.
    """

    child: Ints
    text: Texts
    parent: Ints
    relation: Ints
    second: Ints
    plain: Flags
    typed: Flags
    card: Flags
    fate: Ints

    def of(self, first: int, last: int) -> slice:
        """Where the links of a range of models stand."""
        start, stop = np.searchsorted(self.child, [first, last])
        return slice(int(start), int(stop))


class _Table:
    """Declared pairs while they are collected."""

    def __init__(self, names: Names, models: int) -> None:
        self._rows: list[dict[str, Ints]] = []
        self._texts: list[Texts] = [names.id]
        self._size = len(names.id)
        self._models = models

    def word(self, column: Texts) -> Ints:
        """Add texts and give their codes."""
        start = self._size
        self._texts.append(column)
        self._size += len(column)
        return np.arange(start, self._size)

    def add(self, child: Ints, text: Ints, parent: Ints, fate: Ints | int = EDGE,
            relation: Ints | int = UNSPECIFIED, tag: bool = False) -> None:  # fmt: skip
        """Add pairs that the front matter names, and the tags too if so said."""
        count = len(child)
        row = {
            "child": child, "text": text, "parent": parent,
            "relation": np.broadcast_to(relation, count), "fate": np.broadcast_to(fate, count),
            "second": np.full(count, NO_SECOND), "plain": np.full(count, tag),
            "typed": np.full(count, tag), "card": np.ones(count, np.bool_),
        }  # fmt: skip
        self._rows.append(row)

    def change(self, where: Ints | Flags, **columns: Ints | bool) -> None:
        """Change pairs among those that were added first."""
        for name, values in columns.items():
            column = self._rows[0][name].copy()
            column[where] = values
            self._rows[0][name] = column

    def done(self) -> Links:
        """All pairs in the order of their children."""
        whole = {name: np.concatenate([row[name] for row in self._rows]) for name in self._rows[0]}
        order = np.argsort(whole["child"], kind="stable")
        whole = {name: column[order] for name, column in whole.items()}
        text = pick(stacked(self._texts), whole.pop("text"))
        return Links(text=text, **whole)


def declare(pedigree: Pedigree, traits: Traits, names: Names, mess: Mess, seed: int) -> Links:
    """Write down who names whom as a parent, and how."""
    rng = generator(seed, "links")
    table = _Table(names, pedigree.models)
    child, parent = pedigree.child, pedigree.parent
    relation = pedigree.relation[child]
    real = parent < pedigree.models
    table.add(child, parent, np.where(real, parent, -1), np.where(real, EDGE, DANGLING), relation,
              tag=True)  # fmt: skip
    first = np.searchsorted(child, np.arange(pedigree.models))
    table.change(~traits.card[child], card=False)
    table.change(relation == UNSPECIFIED, typed=False)
    table.change(first[mess.of("typed_tag_only")], plain=False)
    table.change(first[mess.of("card_parent_only")], plain=False, typed=False)
    twice = mess.of("two_relations")
    table.change(first[twice], second=_other_relation(pedigree.relation[twice]))
    _rewrite(table, first, pedigree, names, mess, rng)
    _add(table, pedigree, names, mess, rng)
    _invent(table, names, mess, rng)
    return table.done()


def _other_relation(relation: Ints) -> Ints:
    """The relation that a typed one is taken for most often."""
    taken = np.array([ADAPTER, FINETUNE, MERGE, QUANTIZED])
    return taken[relation]


def contradicted(relation: Ints) -> Ints:
    """The relation that a contradicting card names."""
    return np.where(relation == MERGE, QUANTIZED, MERGE)


def _rewrite(
    table: _Table, first: Ints, pedigree: Pedigree, names: Names, mess: Mess,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Parents that the card, or card and tags, write otherwise than the hub."""
    renamed, bare = mess.of("card_parent_renamed"), mess.of("card_parent_bare")
    folder, address = mess.of("card_parent_case"), mess.of("parent_as_address")
    for models, prefix, fate in (
        (renamed, None, DANGLING), (bare, "", BARE),
        (folder, "fold", EDGE), (address, "https://huggingface.co/", EDGE),
    ):  # fmt: skip
        parent = pedigree.primary[models]
        ids = pick(names.id, parent)
        if prefix is None:
            written = joined(pick(_OLD, rng.integers(0, len(_OLD), len(models))), ids)
        elif prefix == "":
            written = pick(names.name, parent)
        else:
            written = folded(ids) if prefix == "fold" else joined(prefix, ids)
        table.change(first[models], card=False)
        table.add(models, table.word(written), parent if fate == EDGE else 0 * parent - 1, fate)
    both = mess.of("parent_case")
    lower = table.word(folded(pick(names.id, pedigree.primary[both])))
    table.change(first[both], text=lower)


def _add(
    table: _Table, pedigree: Pedigree, names: Names, mess: Mess, rng: np.random.Generator
) -> None:
    """Parents that only the card names, beside those of the hub."""
    extra = mess.of("card_parent_extra")
    lost = joined(pick(names.owners, names.owner[extra]), "/deleted-", pick(names.name, extra))
    table.add(extra, table.word(lost), 0 * extra - 1, DANGLING)
    young = mess.of("card_parent_ancestor")
    old = pedigree.primary[pedigree.primary[young]]
    table.add(young, old, old)


def _invent(table: _Table, names: Names, mess: Mess, rng: np.random.Generator) -> None:
    """Parents of models that have none: themselves, each other, folders on a disk."""
    loop = mess.of("self_loop")
    table.add(loop, loop, loop, LOOP, FINETUNE, tag=True)
    cycle = mess.of("two_cycle")
    pair = cycle.reshape(-1, 2)[:, ::-1].ravel()
    table.add(cycle, pair, pair, CYCLE, FINETUNE, tag=True)
    path = mess.of("local_path")
    number = numbers(rng.integers(1, 100_000, len(path)))
    written = joined(pick(_PATHS, rng.integers(0, len(_PATHS), len(path))), number)
    table.add(path, table.word(written), 0 * path - 1, PATH)
