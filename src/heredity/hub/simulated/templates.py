"""Which cards of a simulated hub follow a template, and how the templates read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.hub.simulated.pedigree import Pedigree
from heredity.hub.simulated.plan import Ints, generator
from heredity.hub.simulated.traits import Traits

KINDS = (
    "trainer",
    "default",
    "quantizer",
    "gallery",
    "unsloth",
    "course",
    "merger",
    "bulk",
    "free",
)
BULK, FREE, NO_CARD = KINDS.index("bulk"), KINDS.index("free"), len(KINDS)


@cache
def prose() -> Mapping[str, Any]:
    """The file as written."""
    return tomllib.loads(Path(__file__).with_name("prose.toml").read_text("utf-8"))


def choose(pedigree: Pedigree, traits: Traits, seed: int) -> Ints:
    """The template of each model's card, as a position in `KINDS`; `NO_CARD` where it has none."""
    rng = generator(seed, "templates")
    models = pedigree.models
    group = np.where(pedigree.children[:models] > 0, len(RELATIONS), len(RELATIONS) + 1)
    child = pedigree.primary >= 0
    group[child] = pedigree.relation[child]
    shares = prose()["shares"]
    ends = np.cumsum([shares[name] for name in (*RELATIONS, "founder", "stranger")], axis=1)
    kind: Ints = (rng.random(models)[:, None] >= ends[group]).sum(axis=1)
    kind[kind == len(shares["names"])] = FREE
    task = traits.states["task"]
    for name, of in prose()["only_for"].items():
        there = task.code[:models] == task.plan.states.index(of)
        kind[(kind == KINDS.index(name)) & ~there] = FREE
    kind[pedigree.uploaded] = BULK
    kind[~traits.card[:models]] = NO_CARD
    return kind
