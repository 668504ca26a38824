"""States of all models of a simulated hub, handed down along the pedigree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from heredity.hub.simulated import languages, states
from heredity.hub.simulated.languages import Languages
from heredity.hub.simulated.pedigree import Pedigree
from heredity.hub.simulated.plan import (
    FINETUNE,
    MERGE,
    SINGLE,
    UNSPECIFIED,
    Flags,
    Ints,
    generator,
    numbers,
    trait_plan,
)
from heredity.hub.simulated.states import States

NEEDS_CARD = ("license", "language")
"""Traits that the hub reads from the card alone."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What the models of a hub are like.

    Attributes:
        card: Whether each model has a card.
        states: Traits of one state, by name.
        language: Languages.
        root: Founder of each model along first parents; itself for a founder.
        strangers: Models without parent and child, ascending.
    """

    card: Flags
    states: Mapping[str, States]
    language: Languages
    root: Ints
    strangers: Ints


def describe(pedigree: Pedigree, seed: int) -> Traits:
    """Draw all traits.

    Founders of families draw their states, children inherit them with mutations from their first
    parent, and models outside all families make up what is missing from the published shares.
    """
    rng = generator(seed, "traits")
    everyone = pedigree.models + pedigree.ghosts
    children = pedigree.children
    is_child = np.zeros(everyone, np.bool_)
    is_child[: pedigree.models] = pedigree.primary >= 0
    founders = np.flatnonzero(~is_child & (children > 0))
    strangers = np.flatnonzero(~is_child & (children == 0))
    card = _cards(pedigree, is_child, founders, strangers, rng)
    single = {
        name: states.found(trait_plan(name), founders, everyone, pedigree.fans, rng)
        for name in SINGLE
    }
    language = languages.found(trait_plan("language"), founders, everyone, pedigree.fans, rng)
    traits = Traits(card, single, language, np.arange(everyone), strangers)
    for name in NEEDS_CARD:
        _silence(traits, name, founders[~card[founders]])
    planted = [fan.founder for fan in pedigree.fans]
    states.at_home(
        traits.states["task"], traits.states["library"], np.setdiff1d(founders, planted), rng
    )
    _hand_down(traits, pedigree, rng)
    _fill(traits, pedigree.models, rng)
    states.at_home(traits.states["task"], traits.states["library"], strangers, rng)
    return traits


def _cards(
    pedigree: Pedigree, is_child: Flags, founders: Ints, strangers: Ints, rng: np.random.Generator
) -> Flags:
    """Which models have a card: published shares in families, the rest among strangers."""
    hub, kinds = numbers()["hub"], numbers()["relations"]
    card = np.zeros(len(is_child), np.bool_)
    child = np.flatnonzero(is_child)
    chance = np.array(kinds["card"])[evolves(pedigree.relation[child])]
    card[child] = rng.random(len(child)) < chance
    card[founders] = rng.random(len(founders)) < kinds["parents_card"]
    card[[fan.founder for fan in pedigree.fans]] = True
    have = int(card[: pedigree.models].sum())
    left = max(round(hub["with_card"] * pedigree.models) - have, 0)
    card[rng.permutation(strangers)[:left]] = True
    return card


def evolves(relation: Ints) -> Ints:
    """The relation whose rates hold; a child of unspecified relation changes like a finetune."""
    return np.where(relation == UNSPECIFIED, FINETUNE, np.minimum(relation, MERGE))


def _silence(traits: Traits, name: str, models: Ints) -> None:
    if name == "language":
        traits.language.mask[models] = languages.NOTHING
    else:
        traits.states[name].code[models] = states.SILENT


def _hand_down(traits: Traits, pedigree: Pedigree, rng: np.random.Generator) -> None:
    """Let every generation inherit from the one before."""
    child = np.flatnonzero(pedigree.primary >= 0)
    child = child[np.argsort(pedigree.generation[child], kind="stable")]
    parent, relation = pedigree.primary[child], evolves(pedigree.relation[child])
    ends = np.searchsorted(
        pedigree.generation[child], np.arange(1, pedigree.generation.max(initial=0) + 2)
    )
    always = np.ones(len(child), np.bool_)
    first = slice(0, int(ends[1]) if len(ends) > 1 else 0)
    for name in SINGLE:
        states.plan_flow(traits.states[name], relation[first], parent[first])
    languages.plan_flow(traits.language, relation[first], parent[first])
    for start, end in pairwise(ends):
        part = slice(int(start), int(end))
        of = child[part], parent[part], relation[part]
        for name in SINGLE:
            may = traits.card[child] if name in NEEDS_CARD else always
            states.inherit(traits.states[name], *of, may[part], rng)
        languages.inherit(traits.language, *of, traits.card[child[part]], rng)
        traits.root[child[part]] = traits.root[parent[part]]


def _fill(traits: Traits, models: int, rng: np.random.Generator) -> None:
    hub = numbers()["hub"]
    carded = traits.strangers[traits.card[traits.strangers]]
    for name in SINGLE:
        may = carded if name in NEEDS_CARD else traits.strangers
        states.fill(traits.states[name], models, may, hub[f"with_{name}"] * models, rng)
    languages.fill(traits.language, models, carded, hub["with_language"] * models, rng)
