"""Candidates put together: one row for each child and possible parent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.pedigree.infer.kinds import KINDS
from heredity.pedigree.infer.named import by_name
from heredity.pedigree.infer.stated import stated
from heredity.pedigree.infer.subjects import undeclared
from heredity.pedigree.resolve import resolve
from heredity.store import Store
from heredity.store.columns import Ints, integers
from heredity.store.expr import Table, coalesce, literal, union


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of nodes, by child, then parent; a row is a pair.

    Attributes:
        child: Node of the child.
        parent: Node of the possible parent.
        kinds: Evidence for it, bit `i` for kind `i` of `KINDS`.
        relation: Place in `RELATIONS` of the relation that its first kind states.
        taken: Words of the parent's name that begin the child's; 0 without that evidence.
        left: Words of the child's name that follow them.
        word: What the first of these means: 1 another variant, 2 training, 0 neither.
    """

    child: Ints
    parent: Ints
    kinds: Ints
    relation: Ints
    taken: Ints
    left: Ints
    word: Ints

    def has(self, kind: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether each pair has a kind of evidence."""
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
            self.kinds >> KINDS.index(kind) & 1
        ).astype(bool)
        return found


def candidates(store: Store) -> Candidates:
    """All candidates for the nodes without a declared parent.

    Args:
        store: A linked study.
    """
    children = store.engine.load(store.run(undeclared(store)))
    said = _known(store, stated(store, children))
    both = union(said, by_name(store, children))
    rows = store.run(both)
    names = ("child", "parent", "kind", "relation", "tokens")
    return _gathered(*(integers(rows.column(name)) for name in names))


def _known(store: Store, said: Table) -> Table:
    """What was named, as nodes; texts that mean none or the child itself are dropped."""
    rows = store.engine.load(store.run(said))
    means = store.engine.load(resolve(store, rows.select("value", child="value")))
    found = rows.left_join(means.select("value", "target"), "value").drop("value_right")
    found = found.mutate(model_id=coalesce(found.target, found.value))
    nodes = store.table("nodes").select("model_id", parent="node")
    found = found.join(nodes, "model_id").filter(lambda t: t.child != t.parent)
    return found.select("child", "parent", "kind", "relation", tokens=literal(0, "int64"))


def _gathered(child: Ints, parent: Ints, kind: Ints, relation: Ints, tokens: Ints) -> Candidates:
    order = np.lexsort((kind, parent, child))
    child, parent, kind, relation = child[order], parent[order], kind[order], relation[order]
    tokens = tokens[order]
    first = np.ones(len(child), bool)
    first[1:] = (child[1:] != child[:-1]) | (parent[1:] != parent[:-1])
    at = np.flatnonzero(first)
    bits, most = np.left_shift(1, kind), tokens
    if len(at):
        bits, most = np.bitwise_or.reduceat(bits, at), np.maximum.reduceat(tokens, at)
    words, rest = np.divmod(most, 10_000)
    return Candidates(child[at], parent[at], bits, relation[at], rest // 100, rest % 100, words)
