"""What the models of a simulated hub are called, who owns them, and how big they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.hub.simulated.pedigree import Pedigree
from heredity.hub.simulated.plan import Ints, draw, generator
from heredity.store.texts import Texts, fixed, joined, numbers, pick, stacked, texts

_ALPHABET = b"0123456789bcdfghjkmnpqrstvwxz"
_SHORTEST = 4
_BARE = 0.4


@cache
def appearance() -> Mapping[str, Any]:
    """The file as written."""
    return tomllib.loads(Path(__file__).with_name("appearance.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Names:
    """Names of all models, then of all ghosts.

    Attributes:
        owner: Number of each model's owner.
        owners: Name of each owner.
        name: Identifier without its owner.
        id: Identifier.
        size: Size of each model's founder, as a code of the plan.
        suffix: Suffix of each name, as a code of its kind's list.
    """

    owner: Ints
    owners: Texts
    name: Texts
    id: Texts
    size: Ints
    suffix: Ints


def name_all(pedigree: Pedigree, root: Ints, seed: int) -> Names:
    """Name every model and ghost; no two ids are the same, not even in lower case.

    Args:
        pedigree: Who descends from whom.
        root: Founder of each model and ghost.
        seed: Seed of the hub.
    """
    rng = generator(seed, "names")
    everyone = pedigree.models + pedigree.ghosts
    size = draw(rng, np.array(appearance()["sizes"]["often"], float), everyone)[root]
    owner, owners = _owners(pedigree, everyone, rng)
    kind = np.full(everyone, len(RELATIONS))
    kind[: pedigree.models][pedigree.primary >= 0] = pedigree.relation[pedigree.primary >= 0]
    suffix, ending = _suffixes(kind, rng)
    name = joined(
        pick(_stems(), rng.integers(0, len(_stems()), everyone)[root]),
        "-",
        pick(appearance()["sizes"]["words"], size),
        ending,
        "-",
        _tokens(everyone),
    )
    return _plant(Names(owner, owners, name, name, size, suffix), pedigree)


def _plant(drawn: Names, pedigree: Pedigree) -> Names:
    """Give the planted founders their own owners and names."""
    fans = pedigree.fans
    owner, code = drawn.owner.copy(), np.arange(len(drawn.name))
    for at, fan in enumerate(fans):
        owner[fan.founder] = len(drawn.owners) + at
        code[fan.founder] = len(drawn.name) + at
    parts = [fan.giant.id.split("/") for fan in fans]
    owners = stacked([drawn.owners, texts([part[0] for part in parts])])
    name = pick(stacked([drawn.name, texts([part[1] for part in parts])]), code)
    ids = joined(pick(owners, owner), "/", name)
    return Names(owner, owners, name, ids, drawn.size, drawn.suffix)


def _owners(pedigree: Pedigree, everyone: int, rng: np.random.Generator) -> tuple[Ints, Texts]:
    """Owner of each model: few have many, bulk uploads and long lineages have one of their own."""
    words = appearance()["owners"]
    count = max(1, everyone // words["models_for"])
    owner = np.minimum((count * rng.random(everyone) ** 2).astype(np.int64), count - 1)
    for fan in pedigree.fans:
        for upload in fan.uploads:
            owner[upload.models] = count
            count += 1
    number = np.arange(count)
    first, second = _shuffled(words["first"], rng), _shuffled(words["second"], rng)
    pairs = len(first) * len(second)
    again = numbers(number // pairs + 1)
    unnumbered = number < min(pairs, _BARE * count)
    return owner, joined(
        pick(first, number % len(first)),
        pick(second, (7 * number + number // len(first)) % len(second)),
        pick(stacked([again, texts([""])]), np.where(unnumbered, len(again), number)),
    )


def _shuffled(words: Sequence[str], rng: np.random.Generator) -> list[str]:
    return [words[at] for at in rng.permutation(len(words))]


@cache
def _stems() -> tuple[str, ...]:
    words = appearance()["stems"]
    made = [first + second for first in words["first"] for second in words["second"]]
    return (*made, *[small + kind for small in words["small"] for kind in ("bert", "gpt", "net")])


def _suffixes(kind: Ints, rng: np.random.Generator) -> tuple[Ints, Texts]:
    """A suffix of each model's kind: its relation, or the last kind for a founder."""
    table = appearance()["suffixes"]
    groups = [table[name] for name in (*RELATIONS, "founder")]
    lengths = np.array([len(group) for group in groups])
    start = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    code = (rng.random(len(kind)) * lengths[kind]).astype(np.int64)
    return code, pick([word for group in groups for word in group], start[kind] + code)


def _tokens(count: int) -> Texts:
    """Short texts, each another one."""
    base, width = len(_ALPHABET), _SHORTEST
    while base**width < count:
        width += 1
    number = np.arange(count, dtype=np.int64) * _step(base**width) % base**width
    digits = number[:, None] // base ** np.arange(width) % base
    return fixed(np.frombuffer(_ALPHABET, np.uint8)[digits])


def _step(modulus: int) -> int:
    """A stride that visits every number below a power of 29 once and looks unordered."""
    step = int(modulus * 0.6180339887)
    return step if step % len(_ALPHABET) else step + 1
