"""Obligations flow down the pedigree: what each model inherits, and what its label does to it.

An entry is one kind of obligation at one model. The kinds at a model are a set that is kept once,
however many models hold it; so what is done for different sets and declarations alone is done in
Python, and everything that is done for each model is done on arrays, generation by generation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from heredity.pedigree.obligations.circles import Circles
from heredity.pedigree.obligations.growing import Growing, Lists, Sets, spans, union
from heredity.pedigree.obligations.kinds import NOTICES, WAYS, Kinds
from heredity.store.columns import Flags, Ints

NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The derivations that obligations flow along.

    Attributes:
        child: Node of each edge's child.
        parent: Node of its parent.
        way: How the child came from the parent; see `Steps`.
    """

    child: Ints
    parent: Ints
    way: Ints


@dataclass(slots=True, eq=False)
class Flow:
    """What every model inherits; one value a node, or one an entry.

    Attributes:
        kinds: The kinds, and the verdicts on them.
        sets: The sets of kinds.
        declaration: Number of each node's declaration.
        held: Set of the kinds at each node.
        start: Where the entries of each node begin, in the order of the kinds in its set.
        edge: Entry of each edge: what the parent's own declaration asks.
        circles: Models that descend from one another.
        kind: Kind of each entry.
        node: Its node.
        origin: The ancestor that it comes from: the nearest one on a lineage along which the
            obligation was kept longest. The node itself where a circle brings back its own.
        distance: Edges between that ancestor and the node.
        above: Entry of the same obligation at the parent; -1 where that parent is the origin.
        parent: That parent.
        verdict: Number of the verdict on the node's declaration.
        chain: Worst verdict since the obligation was last kept, as a place in `RANKS`; 0 if it is
            kept here.
        first: The node where that chain begins; -1 if it is kept here.
    """

    kinds: Kinds
    sets: Sets
    declaration: Ints
    held: Ints
    start: Ints
    edge: Ints
    circles: Circles
    kind: Growing = field(default_factory=Growing)
    node: Growing = field(default_factory=Growing)
    origin: Growing = field(default_factory=Growing)
    distance: Growing = field(default_factory=Growing)
    above: Growing = field(default_factory=Growing)
    parent: Growing = field(default_factory=Growing)
    verdict: Growing = field(default_factory=Growing)
    chain: Growing = field(default_factory=Growing)
    first: Growing = field(default_factory=Growing)

    @property
    def fresh(self) -> Flags:
        """Entries at which a chain begins: the label is not ok, and above it was, or less bad."""
        found: Flags = self.first.values == self.node.values
        return found

    @property
    def own(self) -> Flags:
        """Entries that a circle brought back to where they come from; nothing is owed there."""
        found: Flags = self.origin.values == self.node.values
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Obligations on their way into nodes, over some edges.

    Attributes:
        edge: Place of the edge among these.
        kind: The kind on arrival.
        source: Entry at the parent; -1 for what the parent's own declaration asks.
        origin, distance, parent, chain, first: As in `Flow`.
    """

    edge: Ints
    kind: Ints
    source: Ints
    origin: Ints
    distance: Ints
    parent: Ints
    chain: Ints
    first: Ints


def flow(links: Links, declaration: Ints, kinds: Kinds) -> Flow:
    """Let obligations flow.

    Args:
        links: The derivations, those that close a circle too; no model is its own parent.
        declaration: Number of each node's declaration.
        kinds: The kinds over these declarations.
    """
    nodes = len(declaration)
    circles = Circles.of(links.child, links.parent, nodes)
    none, edge = (np.full(size, NONE, np.int64) for size in (nodes, len(links.child)))
    made = Flow(kinds, Sets(), declaration, np.zeros(nodes, np.int64), none, edge, circles)
    level = circles.level[links.child]
    inner = circles.inner(links.child, links.parent)
    order = np.argsort(np.where(inner, -1, level), kind="stable")
    order = order[int(inner.sum()) :]
    borders = np.flatnonzero(np.diff(level[order])) + 1
    worker = _Worker(made, links)
    by_level = {int(level[edges[0]]): edges for edges in np.split(order, borders) if len(edges)}
    for step in sorted({*by_level, *circles.by_level}):
        worker.step(by_level.get(step, order[:0]), circles, step)
    worker.within(np.flatnonzero(inner))
    return made


class _Worker:
    """Takes the levels of a flow one after another."""

    def __init__(self, made: Flow, links: Links) -> None:
        self.made, self.links = made, links
        self._ways: dict[int, int] = {}
        self._arrived = Lists()
        self._arrived_set = Growing()
        self._judged: dict[int, int] = {}
        self._verdicts = Lists()

    def step(self, edges: Ints, circles: Circles, level: int) -> None:
        """Fill the nodes of a level from the edges into it."""
        ring = circles.ring[self.links.child[edges]]
        self._plain(edges[ring < 0])
        ringed = edges[np.argsort(ring, kind="stable")][int((ring < 0).sum()) :]
        ring = circles.ring[self.links.child[ringed]]
        for number in circles.by_level.get(level, ()):
            low, high = np.searchsorted(ring, [number, number + 1])
            self._circle(ringed[low:high], circles.groups[number])

    def _plain(self, edges: Ints) -> None:
        if not len(edges):
            return
        edges = edges[np.argsort(self.links.child[edges], kind="stable")]
        rows = self._transformed(edges)
        child = self.links.child[edges]
        first = np.flatnonzero(np.r_[True, child[1:] != child[:-1]])
        nodes = child[first]
        self._hold(nodes, self._united(self._arrived_set.values[rows], first))
        arrivals = self._arrivals(edges, rows)
        self._enter(nodes, arrivals, child[arrivals.edge])
        self._found(edges, self._arrived.items[self._arrived.start[rows + 1] - 1])

    def _hold(self, nodes: Ints, sets: Ints) -> None:
        """Give nodes their sets, and room for their entries."""
        made = self.made
        made.held[nodes] = sets
        sizes = made.sets.sizes[sets]
        made.start[nodes] = len(made.kind) + np.cumsum(sizes) - sizes

    def _transformed(self, edges: Ints) -> Ints:
        """For each edge the number of what its parent passes on, worked out once for each case."""
        made, links = self.made, self.links
        parent, way = links.parent[edges], links.way[edges]
        case = (made.held[parent] * len(made.kinds.declared) + made.declaration[parent]) * WAYS
        found, place = np.unique(case + way, return_inverse=True)
        rows = np.array([self._way(int(key)) for key in found], np.int64)
        return rows[place]

    def _way(self, key: int) -> int:
        """What the members of a set and a declaration become on a way; the declaration is last."""
        row = self._ways.get(key)
        if row is None:
            rest, way = divmod(key, WAYS)
            held, declared = divmod(rest, len(self.made.kinds.declared))
            kinds, silent = self.made.kinds, bool(self.made.kinds.absent[declared])
            members = self.made.sets.members(held)
            arrived = [kinds.passed(kind, way, silent) for kind in members]
            arrived.append(kinds.number(declared, way))
            row = self._ways[key] = self._arrived.add(arrived)
            self._arrived_set.extend([self.made.sets.number(arrived)])
        return row

    def _united(self, sets: Ints, first: Ints) -> Ints:
        """The union of the sets that arrive at each node."""
        low, high = np.minimum.reduceat(sets, first), np.maximum.reduceat(sets, first)
        made, ends = self.made.sets, np.r_[first[1:], len(sets)]
        for at in np.flatnonzero(low != high):
            several = {int(one) for one in sets[first[at] : ends[at]]}
            low[at] = made.number(union(made.members(one) for one in several))
        return low

    def _arrivals(self, edges: Ints, rows: Ints) -> Arrivals:
        made = self.made
        sizes = np.diff(self._arrived.start)[rows]
        edge, place = spans(sizes)
        parent = self.links.parent[edges][edge]
        own = place == sizes[edge] - 1
        source = np.where(own, NONE, made.start[parent] + place)
        kind = self._arrived.items[self._arrived.start[rows][edge] + place]
        return Arrivals(
            edge,
            kind,
            source,
            _taken(made.origin.values, source, parent),
            _taken(made.distance.values, source, np.int64(0)) + 1,
            parent,
            _taken(made.chain.values, source, np.int64(0)),
            _taken(made.first.values, source, np.int64(NONE)),
        )

    def _enter(self, nodes: Ints, arrivals: Arrivals, into: Ints) -> None:
        """Make the entries of nodes from what arrives at them."""
        made, base = self.made, len(self.made.kind)
        place = made.sets.places(made.held[into], arrivals.kind)
        target = made.start[into] + place
        best = _best(arrivals, target, into)
        sizes = made.sets.sizes[made.held[nodes]]
        group, at = spans(sizes)
        node = nodes[group]
        kind = made.sets.items[made.sets.start[made.held[node]] + at]
        if len(best) != len(kind) or int(target[best[0]]) != base:
            raise AssertionError("every entry has an arrival")
        made.node.extend(node)
        made.kind.extend(kind)
        made.origin.extend(arrivals.origin[best])
        made.distance.extend(arrivals.distance[best])
        made.above.extend(arrivals.source[best])
        made.parent.extend(arrivals.parent[best])
        self._judge(node, at, arrivals.chain[best], arrivals.first[best])

    def _judge(self, node: Ints, place: Ints, chain: Ints, first: Ints) -> None:
        """Judge new entries, and go on with the chains that they belong to."""
        made = self.made
        kinds, declared = made.kinds, made.declaration[node]
        case = made.held[node] * len(kinds.declared) + declared
        found, at = np.unique(case, return_inverse=True)
        rows = np.array([self._verdict(int(key)) for key in found], np.int64)
        verdict = self._verdicts.items[self._verdicts.start[rows[at]] + place]
        kind = made.kind.values[-len(node) :]
        rank = kinds.ranks[verdict]
        rank[made.origin.values[-len(node) :] == node] = 0
        silent = kinds.absent[declared] & ~kinds.gap[kinds.declaration(kind)]
        kept, begins = rank <= NOTICES, rank > chain
        made.verdict.extend(verdict)
        made.chain.extend(
            np.select([silent, kept], [chain, np.zeros_like(chain)], np.maximum(rank, chain))
        )
        made.first.extend(
            np.select([silent, kept, begins], [first, np.full_like(first, NONE), node], first)
        )

    def _verdict(self, key: int) -> int:
        row = self._judged.get(key)
        if row is None:
            held, declared = divmod(key, len(self.made.kinds.declared))
            judge, members = self.made.kinds.judge, self.made.sets.members(held)
            row = self._verdicts.add([judge(kind, declared) for kind in members])
            self._judged[key] = row
        return row

    def _circle(self, edges: Ints, members: Ints) -> None:
        """Fill a circle: each of its models gets what any of them inherits or declares."""
        rows = self._transformed(edges)
        outer = self._arrivals(edges, rows)
        inner = _within(members, self.made.declaration)
        made = self.made
        held = made.sets.number([*outer.kind.tolist(), *inner.kind.tolist()])
        self._hold(members, np.full(len(members), held))
        both = Arrivals(
            *(
                np.concatenate([getattr(outer, name), getattr(inner, name)])
                for name in Arrivals.__slots__
            )
        )
        size = len(both.kind)
        into = np.repeat(members, size)
        spread = np.tile(np.arange(size), len(members))
        every = Arrivals(*(getattr(both, name)[spread] for name in Arrivals.__slots__))
        self._enter(members, every, into)
        self._found(edges, self._arrived.items[self._arrived.start[rows + 1] - 1])

    def within(self, edges: Ints) -> None:
        """Find the entries of the edges within circles."""
        kind = self.made.declaration[self.links.parent[edges]] * WAYS + CIRCLE
        self._found(edges, kind)

    def _found(self, edges: Ints, kind: Ints) -> None:
        made, into = self.made, self.links.child[edges]
        made.edge[edges] = made.start[into] + made.sets.places(made.held[into], kind)


CIRCLE = WAYS - 2
"""The way between the models of a circle: changed, and with the lowest confidence."""


def _within(members: Ints, declaration: Ints) -> Arrivals:
    """What the models of a circle ask of one another.

    For each declaration the two smallest models that make it: so that each model has another one.
    """
    order = np.lexsort((members, declaration[members]))
    chosen = members[order]
    same = declaration[chosen]
    nth = np.arange(len(same)) - np.searchsorted(same, same)
    chosen = chosen[nth < 2]
    ones = np.ones(len(chosen), np.int64)
    kind = declaration[chosen] * WAYS + CIRCLE
    return Arrivals(0 * ones, kind, NONE * ones, chosen, ones, chosen, 0 * ones, NONE * ones)


def _taken(values: Ints, source: Ints, other: Ints | np.int64) -> Ints:
    """Values of source entries; where there is none, the other."""
    there = source >= 0
    found: Ints = np.where(there, values[np.where(there, source, 0)] if len(values) else 0, other)
    return found


def _best(arrivals: Arrivals, target: Ints, into: Ints) -> npt.NDArray[np.int64]:
    """The arrival that each entry is made from, in the order of the entries.

    One from another model, if there is; then that of the chain that is least bad, then the nearest
    origin, then the smaller ids.
    """
    some = arrivals
    order = np.lexsort(
        (some.parent, some.origin, some.distance, some.chain, some.origin == into, target)
    )
    ascending = target[order]
    return order[np.r_[True, ascending[1:] != ascending[:-1]]]
