"""Who descends from whom in a simulated hub, as integer arrays.

Models are numbered in the order of their birth, and a parent is older than its child, so the
graph has no cycle. Numbers behind the last model are ghosts: parents that no row describes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.hub.simulated.fans import Fan, plant_fans
from heredity.hub.simulated.growth import Growth
from heredity.hub.simulated.plan import (
    FINETUNE,
    MERGE,
    UNSPECIFIED,
    Flags,
    Floats,
    Ints,
    draw,
    generator,
    numbers,
    pick_weighted,
    quota,
)

NONE = -1

_ROOM = 3
"""Possible parents in a family for each that a merge takes from it."""

_LAST_RESORT = 1e-6
"""Weight of a planted founder as anybody's parent: it has its children already, but where it is
the only older founder, it must do."""


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The true derivations.

    Attributes:
        models: Number of models.
        ghosts: Number of lost parents, numbered from `models`.
        primary: First parent of each model, whose states it inherits; `NONE` for a founder.
        relation: Relation to the parents, by model; meaningless for a founder.
        generation: Edges from the founder along first parents.
        child: Child of each edge, ascending; the first parent's edge comes first.
        parent: Parent of each edge.
        fans: Founders with planted fans, and who uploaded in bulk.
    """

    models: int
    ghosts: int
    primary: Ints
    relation: Ints
    generation: Ints
    child: Ints
    parent: Ints
    fans: tuple[Fan, ...]

    @property
    def children(self) -> Ints:
        """Number of children of each model and ghost."""
        return np.bincount(self.parent, minlength=self.models + self.ghosts)

    @property
    def uploaded(self) -> Flags:
        """Whether each model was uploaded in bulk."""
        found = np.zeros(self.models, np.bool_)
        for fan in self.fans:
            for upload in fan.uploads:
                found[upload.models] = True
        return found


def grow(models: int, seed: int, growth: Growth) -> Pedigree:
    """Draw the pedigree of a hub.

    Args:
        models: Number of models.
        seed: Seed of the hub.
        growth: When each model is born.
    """
    rng = generator(seed, "pedigree")
    hub, kinds = numbers()["hub"], numbers()["relations"]
    children = round(hub["with_parent"] * models)
    fans = plant_fans(models, children, growth, rng)
    is_child = _children(models, children, fans, rng)
    count = int(is_child.sum())
    relation = np.full(models, NONE)
    relation[is_child] = quota(rng, np.array(kinds["mix"]), count)
    _relate_fans(relation, fans, rng)
    maker = _Maker(models, is_child, relation, fans, rng)
    maker.chains()
    ghosts = maker.ghosts()
    maker.fans()
    for generation in range(1, kinds["deepest"] + 1):
        maker.level(generation)
    child, parent = maker.edges()
    loose = is_child & (relation != MERGE) & (maker.fixed < 0)
    untyped = pick_weighted(rng, loose.astype(float), round(hub["untyped"] * count))
    relation[untyped] = UNSPECIFIED
    return Pedigree(models, ghosts, maker.primary, relation, maker.generation, child, parent, fans)


def _children(models: int, count: int, fans: tuple[Fan, ...], rng: np.random.Generator) -> Flags:
    """Which models have a parent: uploads in bulk, and others, more of them as time goes by."""
    found = np.zeros(models, np.bool_)
    weight = np.clip(np.arange(models) / max(models, 1) * 4, 0.02, 1.0)
    weight[:1] = 0
    for fan in fans:
        weight[fan.founder] = 0
        for upload in fan.uploads:
            found[upload.models] = True
    weight[found] = 0
    found[pick_weighted(rng, weight, count - int(found.sum()))] = True
    return found


def _relate_fans(relation: Ints, fans: tuple[Fan, ...], rng: np.random.Generator) -> None:
    """Give bulk uploads their relation, and others theirs, so that the mix stays."""
    uploads = [(fan, upload) for fan in fans for upload in fan.uploads]
    bulk = [upload.models for _, upload in uploads]
    for fan, upload in uploads:
        wrong = upload.models[relation[upload.models] != fan.relation]
        free = relation == fan.relation
        free[np.concatenate(bulk)] = False
        swap = pick_weighted(rng, free.astype(float), len(wrong))
        wrong = wrong[: len(swap)]
        relation[swap], relation[wrong] = relation[wrong], fan.relation
        relation[upload.models] = fan.relation


class _Maker:
    """Assigns parents, generation by generation.

    Args:
        models: Number of models.
        is_child: Which of them have a parent.
        relation: Relation of each child.
        fans: The planted fans.
        rng: Random numbers.
    """

    def __init__(
        self,
        models: int,
        is_child: Flags,
        relation: Ints,
        fans: tuple[Fan, ...],
        rng: np.random.Generator,
    ) -> None:
        kinds, families = numbers()["relations"], numbers()["families"]
        self.models, self.rng, self.relation, self._fans = models, rng, relation, fans
        self.is_child = is_child
        self.primary = np.full(models, NONE)
        self.generation = np.zeros(models, np.int64)
        self.root = np.arange(models)
        self.fixed = np.full(models, NONE)
        self.extra: list[tuple[Ints, Ints]] = []
        tails = (1 - rng.random(models)) ** (-1 / families["exponent"])
        breeds = np.where(is_child, np.array([*kinds["breeds"], 0])[relation], 1.0)
        self.weight: Floats = np.minimum(tails, families["largest"] * tails.sum() / 10) * breeds
        for fan in fans:
            self.weight[fan.founder] = _LAST_RESORT
        self.wanted = np.where(is_child, self._generations(), 0)

    def _generations(self) -> Ints:
        """The generation that each child would have, by its relation."""
        kinds = numbers()["relations"]
        deepest = kinds["deepest"]
        wanted = np.zeros(self.models, np.int64)
        for code in range(MERGE + 1):
            share = np.zeros(deepest)
            share[:3] = [kinds[step][code] for step in ("first", "second", "third")]
            share[3:] = (1 - share[:3].sum()) * 0.5 ** np.arange(1, deepest - 2)
            of = self.relation == code
            wanted[of] = 1 + draw(self.rng, share, int(of.sum()))
        return wanted

    def chains(self) -> None:
        """Plant lineages of full length."""
        families, deepest = numbers()["families"], numbers()["relations"]["deepest"]
        free = self.is_child & (self.relation == FINETUNE)
        for _ in range(max(1, self.models // families["chains"])):
            chain = pick_weighted(self.rng, free.astype(float), deepest)
            if len(chain) < deepest:
                return
            free[chain] = False
            self.wanted[chain] = np.arange(1, deepest + 1)
            self.primary[chain[1:]] = chain[:-1]
            self.generation[chain[1:]] = np.arange(2, deepest + 1)
            self.root[chain] = chain[0]
            self.fixed[chain] = chain[0]

    def ghosts(self) -> int:
        """Take the parents of some children away, and give them lost ones.

        Returns:
            How many ghosts there are.
        """
        rates, mess = numbers()["mess"]["children"], numbers()["mess"]["dangling"]
        lost = rates["card_parent_only"]
        aside = (
            rates["card_parent_renamed"] + rates["card_parent_extra"] + rates["card_parent_bare"]
        )
        pairs = 1.05 + aside + rates["card_parent_ancestor"]
        share = max(lost, mess["declared"] * pairs - aside)
        free = self.is_child & (self.wanted == 1) & (self.relation != MERGE) & (self.fixed < 0)
        for fan in self._fans:
            for upload in fan.uploads:
                free[upload.models] = False
        orphans = pick_weighted(self.rng, free.astype(float), round(share * self.is_child.sum()))
        if not len(orphans):
            return 0
        count = max(1, round(len(orphans) / mess["ghosts_for"]))
        share_of = 1 / (np.arange(count) + 2.0)
        drawn = draw(self.rng, share_of, len(orphans))
        used, ghost = np.unique(drawn, return_inverse=True)
        self._settle(orphans, self.models + ghost, 1)
        return len(used)

    def fans(self) -> None:
        """Give the planted fans their children."""
        for fan in self._fans:
            for upload in fan.uploads:
                self._settle(upload.models, np.full(len(upload.models), fan.founder), 1)
        for fan in self._fans:
            free = (self.primary < 0) & (self.relation == fan.relation) & (self.wanted == 1)
            free &= self.fixed < 0
            free[: fan.founder + 1] = False
            left = fan.children - sum(len(upload.models) for upload in fan.uploads)
            born = pick_weighted(self.rng, free.astype(float), left)
            self._settle(born, np.full(len(born), fan.founder), 1)

    def level(self, generation: int) -> None:
        """Give the children of a generation parents of the one before."""
        todo = np.flatnonzero(self.is_child & (self.primary < 0) & (self.wanted == generation))
        if not len(todo):
            return
        pool = self._pool(generation - 1, generation)
        lucky = pool.reach(todo) > 0
        self._choose(todo[lucky], pool, generation)
        self._choose(todo[~lucky], self._pool(0, 1), 1)

    def _choose(self, todo: Ints, pool: _Pool, generation: int) -> None:
        if not len(todo):
            return
        self._settle(todo, pool.draw(todo, self.rng), generation)
        self._merge(todo[self.relation[todo] == MERGE], generation)

    def _merge(self, merges: Ints, generation: int) -> None:
        """Give merges more parents: of their own family where it is large enough, else of any."""
        kinds = numbers()["relations"]
        share = np.array(kinds["merged_share"], float)
        size = np.array(kinds["merged"])[draw(self.rng, share, len(merges))]
        older = self._pool(0, generation)
        family = older.by_family(self.root)
        large = family.count(merges, self.root[merges]) >= _ROOM * size
        for chosen, pool in ((large, family), (~large, older)):
            again = np.repeat(merges[chosen], size[chosen] - 1)
            self.extra.append((again, pool.draw(again, self.rng, self.root[again])))

    def _pool(self, first: int, behind: int) -> _Pool:
        """Models of some generations; a child without a parent yet is of none."""
        settled = (self.generation >= first) & (self.generation < behind)
        settled &= (self.primary >= 0) | ~self.is_child
        return _Pool(np.where(settled, self.weight, 0.0), self.models)

    def _settle(self, child: Ints, parent: Ints, generation: int) -> None:
        self.primary[child] = parent
        self.generation[child] = generation
        real = parent < self.models
        self.root[child[real]] = self.root[parent[real]]

    def edges(self) -> tuple[Ints, Ints]:
        """All edges, each once, in the order of their children and the first parent first."""
        child = np.flatnonzero(self.primary >= 0)
        parent = self.primary[child]
        extra = [np.concatenate(side) for side in zip(*self.extra, strict=True)] or [child[:0]] * 2
        pairs = np.unique(np.stack(extra, axis=1), axis=0)
        pairs = pairs[self.primary[pairs[:, 0]] != pairs[:, 1]]
        both = np.concatenate([child, pairs[:, 0]]), np.concatenate([parent, pairs[:, 1]])
        order = np.argsort(both[0], kind="stable")
        return both[0][order], both[1][order]


class _Pool:
    """Possible parents with weights, of which a child can have the older ones.

    Args:
        weight: Weight of each model; 0 for those that cannot be.
        models: Number of models.
        family: Family of each model where only the child's own will do; else all are of one.
    """

    def __init__(self, weight: Floats, models: int, family: Ints | None = None) -> None:
        self._weight, self._models, self._parted = weight, models, family is not None
        ids = np.flatnonzero(weight)
        key = ids if family is None else family[ids] * models + ids
        order = np.argsort(key, kind="stable")
        self._key, self._ids = key[order], ids[order]
        self._ends = np.concatenate([[0.0], np.cumsum(weight[self._ids])])

    def by_family(self, family: Ints) -> _Pool:
        """The same parents, for children that take those of their own family."""
        return _Pool(self._weight, self._models, family)

    def reach(self, child: Ints) -> Floats:
        """Total weight of what is older than each child."""
        return self._ends[np.searchsorted(self._key, child)]

    def count(self, child: Ints, family: Ints) -> Ints:
        """How many of its own family each child can choose from."""
        base = family * self._models
        return np.searchsorted(self._key, base + child) - np.searchsorted(self._key, base)

    def draw(self, child: Ints, rng: np.random.Generator, family: Ints | None = None) -> Ints:
        """A parent for each child; every child must have an older one in the pool."""
        base = family * self._models if self._parted and family is not None else 0 * child
        first = np.searchsorted(self._key, base)
        last = np.searchsorted(self._key, base + child)
        low, high = self._ends[first], self._ends[last]
        at = np.searchsorted(self._ends, low + rng.random(len(child)) * (high - low), side="right")
        found: Ints = self._ids[np.clip(at - 1, first, last - 1)]
        return found
