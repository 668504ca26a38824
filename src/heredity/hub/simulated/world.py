"""A simulated hub in memory, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from heredity.hub.simulated.growth import created, growth_of
from heredity.hub.simulated.links import Links, declare
from heredity.hub.simulated.mess import Mess, spread
from heredity.hub.simulated.names import Names, name_all
from heredity.hub.simulated.pedigree import Pedigree, grow
from heredity.hub.simulated.plan import Ints
from heredity.hub.simulated.templates import choose
from heredity.hub.simulated.traits import Traits, describe


@dataclass(frozen=True, slots=True)
class World:
    """All that is true of a simulated hub, and all that it says.

    Attributes:
        models: Number of models.
        seed: Its seed.
        created: Seconds since 1970 of each creation, as the hub tells it.
        pedigree: Who descends from whom.
        children: Number of children of each model and ghost.
        traits: What the models are like.
        names: What they are called.
        mess: Which of them carry which mess.
        links: What they declare of their parents.
        template: What their cards follow, as a position in `templates.KINDS`.
    """

    models: int
    seed: int
    created: Ints
    pedigree: Pedigree
    children: Ints
    traits: Traits
    names: Names
    mess: Mess
    links: Links
    template: Ints


def imagine(models: int, seed: int) -> World:
    """Draw a hub: the same numbers give the same hub."""
    growth = growth_of(models)
    pedigree = grow(models, seed, growth)
    traits = describe(pedigree, seed)
    drawn = name_all(pedigree, traits.root, seed)
    mess, names = spread(pedigree, traits, drawn, seed)
    links = declare(pedigree, traits, names, mess, seed)
    told = created(growth.born(), pedigree.primary, pedigree.uploaded, seed)
    template = choose(pedigree, traits, seed)
    return World(
        models, seed, told, pedigree, pedigree.children, traits, names, mess, links, template
    )
