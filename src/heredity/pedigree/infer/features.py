"""What speaks for and against a candidate, as numbers that a logistic curve weighs.

Candidates are weighed in three classes, each with its own features: those that a model's own texts
name, those whose name is what is left of the child's, those whose name begins the child's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.inference import sentences
from heredity.pedigree.edges import UNBORN
from heredity.pedigree.infer.candidates import Candidates
from heredity.pedigree.infer.kinds import KINDS
from heredity.pedigree.infer.subjects import Facts, Floats
from heredity.store.columns import Flags, Ints

CLASSES: Final = ("stated", "stem", "begins")
DAY: Final = 86_400_000_000
TOO_YOUNG: Final = 30
"""Days by which a parent may be younger than its child: repositories are made anew."""

RESIZED: Final = 1.5
"""Ratio of parameter counts, either way, from which a model is no fine-tune of another."""

_MERGE: Final = RELATIONS.index("merge")
_ADAPTER: Final = RELATIONS.index("adapter")
_FINETUNE: Final = RELATIONS.index("finetune")
_OWN: Final = (1 << KINDS.index("name:full")) - 1
_SAID: Final = (1 << KINDS.index("tag:id")) - 1
_NAMES: Final = sum(1 << KINDS.index(kind) for kind in KINDS if kind.startswith("name:"))
_EVEN: Final = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Candidates with what is to be weighed.

    Attributes:
        group: Class of each candidate, its place in `CLASSES`.
        relation: Relation of each candidate, its place in `RELATIONS`.
        vetoed: Whether something rules it out.
        features: For each class, its features by name; a value for each candidate.
    """

    group: Ints
    relation: Ints
    vetoed: Flags
    features: dict[str, dict[str, Floats]]


def weigh(found: Candidates, facts: Facts) -> Weighed:
    """Work out class, relation, vetoes and features of candidates."""
    group = _groups(found)
    relation = _relations(found, facts)
    rivals = _rivals(found, group, facts)
    shared = _agreement(found, facts)
    single = _number(relation != _MERGE)
    features = {
        "stated": _stated(found, facts) | shared | {"others": rivals["others"] * single},
        "stem": _stem(found, facts, relation) | rivals,
        "begins": _begins(found, facts) | rivals | shared,
    }
    return Weighed(group, relation, _vetoed(found, facts, relation), features)


def _groups(found: Candidates) -> Ints:
    stem = found.has("name:full") | found.has("name:stem")
    return np.where(found.kinds & _OWN > 0, 0, np.where(stem, 1, 2))


def _relations(found: Candidates, facts: Facts) -> Ints:
    relation = found.relation.copy()
    # An adapter seldom says of itself that it is one; its library and tags do.
    relation[facts.adapter[found.child] & (relation == _FINETUNE)] = _ADAPTER
    tagged = found.has("tag:id") & (relation == _MERGE)
    several = np.bincount(found.child[tagged], minlength=len(facts.born))[found.child] > 1
    only = tagged & (found.kinds & _SAID == 0)
    relation[only & ~several] = RELATIONS.index("unspecified")
    return relation


def _vetoed(found: Candidates, facts: Facts, relation: Ints) -> Flags:
    """A parent that is younger than its child, or of another size than what was made of it."""
    child, parent = facts.born[found.child], facts.born[found.parent]
    known = (child != UNBORN) & (parent != UNBORN)
    young = known & (np.where(known, parent - child, 0) > TOO_YOUNG * DAY)
    resized = _differ(facts.size[found.child], facts.size[found.parent], -1)
    resized |= _reshaped(found, facts)
    # Packed weights are counted packed and adapters alone: only of fine-tunes the count tells.
    other = (relation == _FINETUNE) & (np.abs(_ratio(found, facts)) > np.log(RESIZED))
    # What is packed is made from what is not.
    unpacked = facts.copy[found.parent] & ~facts.packed[found.child]
    unpacked &= found.kinds & _OWN == 0
    vetoed: Flags = young | unpacked | ((resized | other) & (relation != _MERGE))
    return vetoed


def _reshaped(found: Candidates, facts: Facts) -> Flags:
    """Whether the configurations tell of other architectures, hidden sizes or layers."""
    child, parent = found.child, found.parent
    other = _differ(facts.kind[child], facts.kind[parent], -1)
    for column in facts.shape.T:
        other |= _differ(column[child], column[parent], 0)
    return other


def _ratio(found: Candidates, facts: Facts) -> Floats:
    """Logarithm of the child's parameters over the parent's; 0 where one is not known."""
    child, parent = facts.parameters[found.child], facts.parameters[found.parent]
    known = (child > 0) & (parent > 0)
    return np.where(known, np.log(np.maximum(child, 1) / np.maximum(parent, 1)), 0.0)


def _agreement(found: Candidates, facts: Facts) -> dict[str, Floats]:
    """Facts of both that agree or differ."""
    child, parent = found.child, found.parent
    known = (facts.parameters[child] > 0) & (facts.parameters[parent] > 0)
    near = np.abs(_ratio(found, facts)) < np.log(1.1)
    return {
        "same_owner": _number(facts.owner[child] == facts.owner[parent]),
        "parameters_agree": _number(known & near),
        "parameters_differ": _number(known & ~near),
        "type_agrees": _number(_agree(facts.kind[child], facts.kind[parent], -1)),
    }


def _stated(found: Candidates, facts: Facts) -> dict[str, Floats]:
    copy = facts.copy[found.child]
    tag = found.has("tag:id")
    made = _any(found, "finetune") | _any(found, "adapter") | _any(found, "merge")
    return {
        "copied": _number(_any(found, "quantized")),
        "made": _number(made & ~copy),
        # A copy's card often repeats the original's, and says what that was made from.
        "made_copy": _number(made & copy),
        "loads": _number(found.has("card:loads")),
        "config": _number(found.has("config:adapter_base") | found.has("config:name_or_path")),
        "tag": _number(tag & ~copy),
        "tag_copy": _number(tag & copy),
        "name": _number(found.kinds & _NAMES > 0),
    }


def _stem(found: Candidates, facts: Facts, relation: Ints) -> dict[str, Floats]:
    own = facts.owner[found.child] == facts.owner[found.parent]
    return {
        "full": _number(found.has("name:full")),
        "adapter": _number(relation == _ADAPTER),
        # Of a trained model people keep both the adapter and what it was merged into.
        "adapter_same_owner": _number((relation == _ADAPTER) & own),
        "same_owner": _number(own),
        "copy": _number(facts.copy[found.parent]),
    }


def _begins(found: Candidates, facts: Facts) -> dict[str, Floats]:
    return {
        "taken": np.minimum(found.taken, 6).astype(float),
        "left": np.minimum(found.left, 6).astype(float),
        "children": np.log1p(facts.children[found.parent]),
        "sized": _number(facts.size[found.parent] >= 0),
        "adapter": _number(facts.adapter[found.child]),
        "variant": _number(found.word == 1),
        "trained": _number(found.word == 2),
    }


def _rivals(found: Candidates, group: Ints, facts: Facts) -> dict[str, Floats]:
    """How each stands among those of its class for the same child.

    Returns:
        alone: whether it has no rival; others: ln(1 + rivals); ahead: its fame less that of the
        best rival, from -10 to 10; 10 without rivals.
    """
    rivals, ahead = _standing(found.child * len(CLASSES) + group, facts.fame[found.parent])
    return {"alone": _number(rivals == 0), "others": np.log1p(rivals), "ahead": ahead}


def _standing(key: Ints, fame: Floats) -> tuple[Floats, Floats]:
    """Number of the others with the same key, and fame less that of the best of them."""
    order = np.lexsort((-fame, key))
    start = np.ones(len(key), bool)
    start[1:] = key[order][1:] != key[order][:-1]
    at = np.flatnonzero(start)
    size = np.diff(np.append(at, len(key)))
    many, place = np.repeat(size, size), np.arange(len(key)) - np.repeat(at, size)
    best = np.repeat(fame[order][at], size)
    second = np.repeat(fame[order][np.minimum(at + 1, max(len(key) - 1, 0))], size)
    gap = np.clip(fame[order] - np.where(place == 0, second, best), -_EVEN, _EVEN)
    rivals, ahead = np.empty(len(key)), np.empty(len(key))
    rivals[order], ahead[order] = many - 1, np.where(many == 1, _EVEN, gap)
    return rivals, ahead


def _any(found: Candidates, relation: str) -> Flags:
    """Whether a sentence of a card states a relation; loading a model in an example does not."""
    kinds = [f"card:{each.kind}" for each in sentences() if each.relation == relation]
    bits = sum(1 << KINDS.index(kind) for kind in kinds if kind != "card:loads")
    stated: Flags = found.kinds & bits > 0
    return stated


def _number(holds: Flags) -> Floats:
    return holds.astype(np.float64)


def _agree(one: Ints, other: Ints, unknown: int) -> Flags:
    same: Flags = (one == other) & (one != unknown)
    return same


def _differ(one: Ints, other: Ints, unknown: int) -> Flags:
    differ: Flags = (one != other) & (one != unknown) & (other != unknown)
    return differ
