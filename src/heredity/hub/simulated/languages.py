"""The trait language: a set of states, mostly of one, that children lose more than they gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.core.edgesets import TYPED
from heredity.hub.simulated.fans import Fan
from heredity.hub.simulated.flows import Flow, design
from heredity.hub.simulated.plan import Flags, Floats, Ints, TraitPlan, draw, quota

NOTHING = np.uint64(0)
_ONE = np.uint64(1)
_STEP = 1.25
_SLOW = 1.02
_LAST = 6.0
_SEVERAL = 0.30
_CHUNK = 1 << 16


@dataclass(slots=True)
class Languages:
    """Languages of all models.

    Attributes:
        plan: The trait.
        mask: Set of each model and ghost; bit i is the plan's state i, no bit is no report.
        expected: Expected Jaccard distance on each model's first edge, given its parent's set.
        swap: How a single language changes into another.
        add: How a second language joins a single one.
    """

    plan: TraitPlan
    mask: np.ndarray
    expected: Floats
    swap: Flow
    add: Flow


def bits(mask: np.ndarray) -> Flags:
    """Sets as a table of flags, one column per language."""
    wide = np.ascontiguousarray(mask, dtype="<u8").view(np.uint8).reshape(-1, 8)
    found: Flags = np.unpackbits(wide, axis=1, bitorder="little").astype(np.bool_)
    return found


def single(code: Ints) -> np.ndarray:
    """Sets of one language each."""
    return _ONE << code.astype(np.uint64)


def set_of(plan: TraitPlan, text: str) -> int:
    """The set of language codes between blanks; `*` is all but the rarest."""
    if text == "*":
        return sum(1 << code for code in range(16, len(plan.states)))
    return sum(1 << plan.states.index(word) for word in text.split())


def keep_weight(plan: TraitPlan) -> Floats:
    """Weight of each language when one of several is kept: the more downstream, the heavier."""
    few = len(plan.states) - plan.more["frequent"]
    rank = np.arange(len(plan.states))
    weight: Floats = np.where(rank < few, _SLOW ** (rank - few), _STEP ** (rank - few + 1.0))
    weight[-1] *= _LAST
    return weight


def found(plan: TraitPlan, founders: Ints, size: int, fans: tuple[Fan, ...],
          rng: np.random.Generator) -> Languages:  # fmt: skip
    """Give founders of families their languages; the arguments are those of `states.found`."""
    mask = np.zeros(size, np.uint64)
    count = len(founders)
    mask[founders] = single(quota(rng, plan.founding, count))
    many = founders[rng.random(count) < _SEVERAL]
    mask[many] = _several(plan, len(many), rng)
    mask[founders[rng.random(count) >= plan.founders]] = NOTHING
    for fan in fans:
        mask[fan.founder] = set_of(plan, fan.giant.states["language"])
    none = np.zeros((len(TYPED), plan.ordered))
    still = Flow(none, none[:, :, None])
    return Languages(plan, mask, np.full(size, np.nan), still, still)


def _several(plan: TraitPlan, count: int, rng: np.random.Generator) -> np.ndarray:
    sets = np.array([set_of(plan, text) for text in plan.more["sets"]], np.uint64)
    return sets[quota(rng, np.array(plan.more["sets_share"], float), count)]


def plan_flow(trait: Languages, relation: Ints, parent: Ints) -> None:
    """Design the flows of single languages from what founders hand down."""
    plan, above = trait.plan, trait.mask[parent]
    alone = np.bitwise_count(above) == 1
    cell = relation[alone] * plan.ordered + bits(above[alone]).argmax(axis=1)
    exposure = np.bincount(cell, minlength=len(TYPED) * plan.ordered).astype(float)
    table = exposure.reshape(len(TYPED), -1)
    trait.swap = design(plan, table, plan.more["swap"])
    trait.add = design(plan, table, plan.more["add"])


def inherit(
    trait: Languages, child: Ints, parent: Ints, relation: Ints, may: Flags,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Hand languages down along edges; the arguments are those of `states.inherit`."""
    plan, above = trait.plan, trait.mask[parent]
    known = above != NOTHING
    chance = np.where(known, 1 - plan.loss[relation], plan.gain[relation])
    reports = (rng.random(len(child)) < chance) & may
    below = above.copy()
    strange = np.flatnonzero(~known & reports)
    below[strange] = single(draw(rng, plan.founding, len(strange)))
    both = np.flatnonzero(known & reports)
    below[both], trait.expected[child[both]] = _changed(trait, above[both], relation[both], rng)
    trait.mask[child] = np.where(reports, below, NOTHING)


def _changed(
    trait: Languages, above: np.ndarray, relation: Ints, rng: np.random.Generator
) -> tuple[np.ndarray, Floats]:
    """New sets of edges on which both sides report, and the expected distances."""
    size = np.bitwise_count(above).astype(np.int64)
    alone = np.flatnonzero(size == 1)
    many = np.flatnonzero(size > 1)
    below, expected = above.copy(), np.zeros(len(above))
    below[alone], expected[alone] = _change_one(trait, above[alone], relation[alone], rng)
    below[many], expected[many] = _change_many(
        trait.plan, above[many], size[many], relation[many], rng
    )
    return below, expected


def _change_one(
    trait: Languages, above: np.ndarray, relation: Ints, rng: np.random.Generator
) -> tuple[np.ndarray, Floats]:
    code = bits(above).argmax(axis=1)
    swapping = trait.swap.leaving(relation, code)
    adding = np.minimum(trait.add.leaving(relation, code), 1 - swapping)
    luck = rng.random(len(above))
    swap = luck < swapping
    add = ~swap & (luck < swapping + adding)
    below = above.copy()
    below[swap] = single(trait.swap.move(relation[swap], code[swap], rng))
    below[add] |= single(trait.add.move(relation[add], code[add], rng))
    return below, swapping + adding / 2


def _change_many(
    plan: TraitPlan, above: np.ndarray, size: Ints, relation: Ints, rng: np.random.Generator
) -> tuple[np.ndarray, Floats]:
    collapsing = np.array(plan.more["collapse"])[relation]
    dropping = np.array(plan.more["drop"])[relation]
    luck = rng.random(len(above))
    collapse = luck < collapsing
    drop = ~collapse & (luck < collapsing + dropping)
    below, weight = above.copy(), keep_weight(plan)
    below[collapse] = single(_member(above[collapse], weight, rng))
    below[drop] &= ~single(_member(above[drop], 1 / weight, rng))
    return below, collapsing * (1 - 1 / size) + dropping / size


def _member(mask: np.ndarray, weight: Floats, rng: np.random.Generator) -> Ints:
    """One language of each set, each as likely as its weight."""
    found = np.empty(len(mask), np.int64)
    for start in range(0, len(mask), _CHUNK):
        part = bits(mask[start : start + _CHUNK])
        race = rng.standard_exponential(part.shape) / weight
        found[start : start + _CHUNK] = np.where(part, race, np.inf).argmin(axis=1)
    return found


def fill(
    trait: Languages, models: int, strangers: Ints, total: float, rng: np.random.Generator
) -> None:
    """Give models outside all families the languages that are missing from the published shares.

    The arguments are those of `states.fill`.
    """
    plan = trait.plan
    size = np.bitwise_count(trait.mask[:models])
    reported = int((size > 0).sum())
    count = min(max(round(total - reported), 0), len(strangers))
    chosen = rng.permutation(strangers)[:count]
    share = plan.more["several"] / plan.more["total"]
    several = min(max(round(share * (reported + count) - int((size > 1).sum())), 0), count)
    trait.mask[chosen[:several]] = _several(plan, several, rng)
    have = np.zeros(len(plan.states))
    for start in range(0, models, _CHUNK):
        have += bits(trait.mask[:models][start : start + _CHUNK]).sum(axis=0)
    lacking = np.maximum(plan.share * (reported + count) - have, 0)
    main = plan.states.index(plan.more["alone"][0])
    others = max(count - several - lacking[main], 0) / max(lacking.sum() - lacking[main], 1)
    lacking *= np.where(np.arange(len(lacking)) == main, 1, others)
    trait.mask[chosen[several:]] = single(quota(rng, lacking, count - several))
