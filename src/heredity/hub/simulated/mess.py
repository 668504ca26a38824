"""Which models of a simulated hub carry which mess of the real one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from heredity.hub.simulated import languages, states
from heredity.hub.simulated.names import Names
from heredity.hub.simulated.pedigree import Pedigree
from heredity.hub.simulated.plan import (
    MERGE,
    SINGLE,
    UNSPECIFIED,
    Flags,
    Ints,
    generator,
    numbers,
)
from heredity.hub.simulated.traits import Traits
from heredity.store.texts import Texts, differ, folded, pick, stacked

SMALLEST = 1000
"""Number of models from which on every kind of mess occurs."""

CARD_KINDS = ("front_matter_broken", "front_matter_no_mapping", "error_sentence")
"""Kinds that only a card's text shows; the rows of such models lack the front matter's fields."""

_LANGUAGE_OF = {
    "language_boolean": "no",
    "language_name": "en",
    "language_underscore": "zh",
    "language_region": "sv",
    "language_pair": "de",
    "language_code": "en",
    "language_three_letters": "en",
}
_ALONE = {"language_name", "language_pair", "language_three_letters"}


@dataclass(slots=True)
class Mess:
    """Models by kind of mess.

    Attributes:
        models: Number of models.
        found: Models of each kind, in no order.
    """

    models: int
    found: dict[str, Ints] = field(default_factory=dict)

    def of(self, kind: str) -> Ints:
        """Models of a kind."""
        return self.found.get(kind, np.empty(0, np.int64))

    def has(self, *kinds: str) -> Flags:
        """Whether each model is of one of the kinds."""
        flags = np.zeros(self.models, np.bool_)
        for kind in kinds:
            flags[self.of(kind)] = True
        return flags


def spread(pedigree: Pedigree, traits: Traits, names: Names, seed: int) -> tuple[Mess, Names]:
    """Choose the models that carry mess.

    Models whose front matter cannot be read, and the two of a cycle, lose the states that the hub
    could not know; models chosen for an odd form of a language that nobody speaks get it. Only
    models outside all families lose or get states, so that no rate of mutation changes.

    Returns:
        The mess, and the names with its odd ids in them.
    """
    picker = _Picker(pedigree, traits, seed)
    _children(picker, names)
    _strangers(picker)
    names = _ids(picker, names)
    _languages(picker)
    _licenses(picker)
    quiet = traits.language.mask[: pedigree.models] == languages.NOTHING
    quiet &= picker.stranger & picker.card & ~picker.mess.has(*CARD_KINDS)
    for kind, rate in numbers()["mess"]["row"].items():
        may = quiet if kind == "tag_not_language" else picker.everyone
        picker.take(kind, may, rate * pedigree.models, own=False)
    return picker.mess, names


class _Picker:
    """Chooses models at random, each for one kind of the same sort at most.

    Args:
        pedigree: Who descends from whom.
        traits: States; changed where the mess takes them away.
        seed: Seed of the hub.
    """

    def __init__(self, pedigree: Pedigree, traits: Traits, seed: int) -> None:
        models = pedigree.models
        self.pedigree, self.traits = pedigree, traits
        self.rng = generator(seed, "mess")
        self.mess = Mess(models)
        self.free = np.ones(models, np.bool_)
        self.everyone = np.ones(models, np.bool_)
        self.card = traits.card[:models]
        self.stranger = np.zeros(models, np.bool_)
        self.stranger[traits.strangers[traits.strangers < models]] = True
        self.children = int((pedigree.primary >= 0).sum())

    def take(self, kind: str, may: Flags, count: float, own: bool = True) -> Ints:
        """Choose models for a kind.

        Args:
            kind: The kind.
            may: Models that can carry it.
            count: How many; at least one in a hub that is not tiny.
            own: Whether a chosen model carries no other kind that is chosen so.
        """
        least = int(self.mess.models >= SMALLEST)
        possible = np.flatnonzero(may & self.free if own else may)
        chosen = self.rng.permutation(possible)[: max(round(count), least)]
        if own:
            self.free[chosen] = False
        self.mess.found[kind] = chosen
        return chosen

    def silence(self, models: Ints) -> None:
        """Take away the states of models outside all families."""
        for name in SINGLE:
            self.traits.states[name].code[models] = states.SILENT
        self.traits.language.mask[models] = languages.NOTHING


def _children(picker: _Picker, names: Names) -> None:
    """Mess in what children say of their parents."""
    pedigree, models = picker.pedigree, picker.pedigree.models
    rates = numbers()["mess"]["children"]
    parent = pedigree.primary
    real = (parent >= 0) & (parent < models) & picker.card
    typed = (parent >= 0) & picker.card & (pedigree.relation != UNSPECIFIED)
    above = np.where(real, parent, 0)
    grand = real & (parent[above] >= 0) & (parent[above] < models) if models else real
    upper = np.zeros(models, np.bool_)
    upper[real] = _has_capitals(pick(names.id, parent[real]))
    may = {
        "card_parent_only": (parent >= models) & picker.card,
        "card_parent_ancestor": grand & (pedigree.relation != MERGE),
        "card_parent_case": upper,
        "parent_case": upper,
        "relation_contradicted": typed & (pedigree.relation != MERGE),
        "relation_in_card": typed,
        "typed_tag_only": typed,
        "two_relations": typed & real & (pedigree.relation != MERGE),
    }
    rare_first = sorted(rates, key=lambda kind: rates[kind])
    for kind in ["card_parent_only", *[kind for kind in rare_first if kind != "card_parent_only"]]:
        picker.take(kind, may.get(kind, real), rates[kind] * picker.children)
    lost = (parent >= models) & picker.card
    lost[picker.mess.of("card_parent_only")] = False
    picker.mess.found["dangling_parent"] = np.flatnonzero(lost)


def _has_capitals(column: Texts) -> Flags:
    return differ(column, folded(column))


def _strangers(picker: _Picker) -> None:
    """Mess on models outside all families, who then say that they have a parent, or nothing."""
    rates, cards = numbers()["mess"]["strangers"], numbers()["mess"]["card"]
    may = picker.stranger & picker.card
    for kind in CARD_KINDS:
        chosen = picker.take(kind, may, cards[kind] * picker.card.sum())
        picker.silence(chosen)
    pairs = max(round(rates["two_cycle"] * picker.children), int(picker.mess.models >= SMALLEST))
    cycle = picker.take("two_cycle", may, 2 * pairs)
    picker.mess.found["two_cycle"] = cycle[: len(cycle) // 2 * 2]
    picker.silence(cycle)
    for kind in ("self_loop", "local_path"):
        picker.take(kind, may, rates[kind] * picker.children)


def _ids(picker: _Picker, names: Names) -> Names:
    """Ids without owner, and ids that differ in their case alone."""
    rates, models = numbers()["mess"]["ids"], picker.mess.models
    founder = (picker.pedigree.primary < 0) & (picker.pedigree.children[:models] > 0)
    founder[[fan.founder for fan in picker.pedigree.fans]] = False
    for kind in ("card_parent_bare", "card_parent_renamed"):
        founder[picker.pedigree.primary[picker.mess.of(kind)]] = False
    bare = picker.take("legacy_id", founder, rates["legacy_id"] * models)
    capital = picker.stranger & _has_capitals(names.id[:models])
    pairs = max(round(rates["case_collision"] * models / 2), 1)
    chosen = picker.take("case_collision", capital, 2 * pairs)
    chosen = chosen[: len(chosen) // 2 * 2]
    if models < SMALLEST:
        chosen = chosen[:0]
    picker.mess.found["case_collision"] = chosen
    one, other = chosen[::2], chosen[1::2]
    everyone = len(names.id)
    code, owner = np.arange(everyone), names.owner.copy()
    code[bare] += everyone
    code[other] = 2 * everyone + np.arange(len(other))
    owner[other] = len(names.owners) + np.arange(len(other))
    twin = folded(pick(names.id, one))
    owners = stacked([names.owners, folded(pick(names.owners, names.owner[one]))])
    ids = pick(stacked([names.id, names.name, twin]), code)
    return Names(owner, owners, names.name, ids, names.size, names.suffix)


def _languages(picker: _Picker) -> None:
    """Odd forms of languages; those that change what is said stay outside all families."""
    trait, models = picker.traits.language, picker.mess.models
    told = trait.mask[:models]
    speakers = int((told != languages.NOTHING).sum())
    for kind, rate in numbers()["mess"]["language"].items():
        code = trait.plan.states.index(_LANGUAGE_OF[kind])
        own = languages.single(np.array([code]))[0]
        may = (told == own) if kind in _ALONE else (told & own) != languages.NOTHING
        if kind == "language_code":
            may = told != languages.NOTHING
        if kind == "language_pair" or not (may & picker.free).any():
            may = picker.stranger & picker.card
        chosen = picker.take(kind, may & picker.card, rate * speakers)
        silent = chosen[trait.mask[chosen] == languages.NOTHING]
        trait.mask[silent] = own
        if kind == "language_pair":
            trait.mask[chosen] = languages.set_of(trait.plan, "en de")


def _licenses(picker: _Picker) -> None:
    """Odd forms of licenses; those that change what is said stay outside all families."""
    trait, rates = picker.traits.states["license"], numbers()["mess"]["license"]
    told = trait.code[: picker.mess.models]
    plain = (told >= 0) & (told < trait.plan.ordered)
    alone = plain & picker.stranger
    silent = (told < 0) & picker.card & picker.stranger
    may = {"license_two": alone, "license_placeholder": silent}
    for kind, rate in rates.items():
        picker.take(kind, may.get(kind, plain), rate * int((told >= 0).sum()))
    other = told == trait.plan.states.index("other")
    named = picker.rng.random(len(told)) < 0.7
    picker.mess.found["license_name"] = np.flatnonzero(other & named)
