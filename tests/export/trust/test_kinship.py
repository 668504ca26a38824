"""Relations of two models, against a slow and literal walk over the declared parents."""

import itertools
import random
from collections import Counter, deque

import pytest

from heredity.export.trust.kinship import Kinship, kinship
from heredity.pedigree.load import load_pedigree
from heredity.store import Store
from heredity.store.lookup import looking
from heredity.study import Study
from tests.pedigree.conftest import Make, make

__all__ = ["make"]


def related(store: Store, first: str, second: str) -> Kinship:
    with looking(store) as lookup:
        return kinship(lookup, load_pedigree(store), first, second)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("acme/Tale-7B", "you/Tale-7B-chat-13B-GGUF", "ancestor"),
        ("you/Tale-7B-chat-13B-GGUF", "acme/Tale-7B", "descendant"),
        ("me/Tale-7B-chat", "me/odd", "siblings"),
        ("you/Tale-7B-chat-13B-GGUF", "me/odd", "relatives"),
        ("many/m000", "many/m001", "one family"),
        ("gpt2", "me/odd", "unrelated"),
        ("gpt2", "gpt2", "same"),
    ],
)
def test_kinds(studied: Study, first: str, second: str, kind: str):
    found = related(studied.store, first, second)
    assert found.kind == kind
    assert found.says.endswith(".")


def test_the_way_down(studied: Study):
    found = related(studied.store, "acme/Tale-7B", "you/Tale-7B-chat-13B-GGUF")
    assert found.path == ["acme/Tale-7B", "me/Tale-7B-chat", "you/Tale-7B-chat-13B-GGUF"]
    assert found.generations == (0, 2)
    assert "2 generations up" in found.says


def test_before_linking(studied: Study):
    with looking(studied.store) as lookup:
        assert kinship(lookup, None, "gpt2", "me/odd").kind == "not known"


def above(parents: dict[int, set[int]], start: int) -> dict[int, int]:
    """Steps up to each ancestor, itself included."""
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for parent in parents[here]:
            if parent not in steps:
                steps[parent] = steps[here] + 1
                waiting.append(parent)
    return steps


def grown(rng: random.Random, size: int) -> dict[int, set[int]]:
    """Parents of each of some models; children have larger numbers, so that there is no circle."""
    return {
        child: {parent for parent in range(child) if rng.random() < 1.6 / size}
        for child in range(size)
    }


def test_the_nearest_common_ancestors(make: Make):
    groves = {f"g{seed}": grown(random.Random(seed), 7) for seed in range(12)}
    tags = {
        f"{name}/{child}": {"tags": [f"base_model:{name}/{parent}" for parent in parents]}
        for name, grove in groves.items()
        for child, parents in grove.items()
    }
    store = make(tags)
    pedigree = load_pedigree(store)
    kinds = Counter()
    with looking(store) as lookup:
        for name, grove in groves.items():
            for one, other in itertools.combinations(grove, 2):
                found = kinship(lookup, pedigree, f"{name}/{one}", f"{name}/{other}")
                holds(found, name, above(grove, one), above(grove, other), one, other)
                kinds[found.kind] += 1
    assert {"ancestor", "siblings", "relatives", "one family", "unrelated"} <= set(kinds)


def holds(
    found: Kinship, name: str, mine: dict[int, int], theirs: dict[int, int], one: int, other: int
) -> None:
    shared = {n: mine[n] + theirs[n] for n in mine.keys() & theirs.keys()}
    if not shared:
        assert found.kind in {"one family", "unrelated"}
    elif one in theirs or other in mine:
        assert found.kind == ("ancestor" if one in theirs else "descendant")
        assert len(found.path) - 1 == max(found.generations or ())
    else:
        least = min(shared.values())
        nearest = sorted(f"{name}/{n}" for n in shared if shared[n] == least)
        assert found.common == nearest[:5]
        assert sum(found.generations or ()) == least
