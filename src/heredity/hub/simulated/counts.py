"""What really happened on the edges of a simulated hub, counted once and written as its truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.core.edgesets import RELATIONS, TYPED
from heredity.hub.simulated import languages
from heredity.hub.simulated.links import EDGE, NO_SECOND
from heredity.hub.simulated.plan import SINGLE, UNSPECIFIED, Flags, Floats, Ints
from heredity.hub.simulated.world import World

SETS = (*RELATIONS, "all")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Edges:
    """Derivations between models of the hub that somebody declares, each once.

    Attributes:
        child: The child.
        parent: The parent.
        carries: A flag for each relation, in the order of `RELATIONS`.
        first: Whether the child inherits its states along the edge.
    """

    child: Ints
    parent: Ints
    carries: Flags
    first: Flags

    def of(self, name: str) -> Flags:
        """Edges of a relation, or `all`."""
        if name == "all":
            return np.ones(len(self.child), np.bool_)
        found: Flags = self.carries[:, RELATIONS.index(name)]
        return found


def edges_of(world: World) -> Edges:
    """Gather the declared pairs that are edges."""
    links = world.links
    at = np.flatnonzero(links.fate == EDGE)
    everyone = max(world.models, 1)
    key, edge = np.unique(links.child[at] * everyone + links.parent[at], return_inverse=True)
    carries = np.zeros((len(key), len(RELATIONS)), np.bool_)
    typed = links.typed[at]
    carries[edge[typed], links.relation[at][typed]] = True
    second = links.second[at]
    twice = second != NO_SECOND
    carries[edge[twice], second[twice]] = True
    carries[:, UNSPECIFIED] = ~carries[:, : len(TYPED)].any(axis=1)
    child, parent = key // everyone, key % everyone
    return Edges(child, parent, carries, world.pedigree.primary[child] == parent)


@dataclass(frozen=True, slots=True)
class OnEdges:
    """One trait on all edges.

    Attributes:
        above: Whether the parent reports the trait.
        below: Whether the child does.
        distance: Jaccard distance of the sets of states; meaningless where one side is silent.
        expected: Probability of a mutation, or expected distance, given the parent's states; not a
            number where the child does not inherit along the edge or one side is silent.
    """

    above: Flags
    below: Flags
    distance: Floats
    expected: Floats

    @property
    def both(self) -> Flags:
        """Whether both sides report the trait."""
        return self.above & self.below


def on_edges(world: World, edges: Edges, trait: str) -> OnEdges:
    """Look at one trait on all edges."""
    if trait == "language":
        mask = world.traits.language.mask
        over, under = mask[edges.parent], mask[edges.child]
        common = np.bitwise_count(over & under)
        distance = 1 - common / np.maximum(np.bitwise_count(over | under), 1)
        above, below = over != languages.NOTHING, under != languages.NOTHING
        expected = world.traits.language.expected[edges.child]
    else:
        held = world.traits.states[trait]
        above, below = held.code[edges.parent] >= 0, held.code[edges.child] >= 0
        distance = (held.code[edges.parent] != held.code[edges.child]).astype(float)
        expected = held.expected[edges.child]
    return OnEdges(above, below, distance, np.where(edges.first, expected, np.nan))


def transitions(world: World, edges: Edges, trait: str, where: Flags) -> tuple[Floats, Floats]:
    """Transitions between states on some edges, as tables of parent's by child's state.

    Args:
        world: The hub.
        edges: All its edges.
        trait: The trait.
        where: Edges that count.

    Returns:
        Transitions where the arrows of an edge share the weight 1, and where each arrow weighs 1
        and a swap is counted from both sides, as the paper has it.
    """
    return (_single if trait in SINGLE else _sets)(world, edges, trait, where)


def _single(world: World, edges: Edges, trait: str, where: Flags) -> tuple[Floats, Floats]:
    held = world.traits.states[trait]
    size = len(held.plan.states)
    over, under = held.code[edges.parent[where]], held.code[edges.child[where]]
    moved = (over >= 0) & (under >= 0) & (over != under)
    cells = np.bincount(over[moved] * size + under[moved], minlength=size * size)
    table = cells.reshape(size, size).astype(float)
    return table, 2 * table


def _sets(world: World, edges: Edges, trait: str, where: Flags) -> tuple[Floats, Floats]:
    held = getattr(world.traits, trait)
    size = len(held.plan.states)
    over, under = held.mask[edges.parent[where]], held.mask[edges.child[where]]
    moved = np.flatnonzero((over != under) & (over != 0) & (under != 0))
    shared, whole = np.zeros((size, size)), np.zeros((size, size))
    for start in range(0, len(moved), _CHUNK):
        some = moved[start : start + _CHUNK]
        parent = languages.bits(over[some]).astype(float)
        child = languages.bits(under[some]).astype(float)
        lost, gained = parent * (1 - child), child * (1 - parent)
        arrows = lost.sum(1) * child.sum(1) + gained.sum(1) * parent.sum(1)
        weight = (1 / arrows)[:, None]
        whole += lost.T @ child + parent.T @ gained
        shared += (lost * weight).T @ child + (parent * weight).T @ gained
    return shared, whole
