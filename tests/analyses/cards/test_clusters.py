"""Clusters of signatures against comparing all pairs."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.cards.clusters import components, most_typical, resemblance


def planted(seed: int, groups: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    centers = random.integers(0, 1 << 30, (groups, 64), dtype=np.int32)
    group = random.integers(0, groups, 120)
    held = centers[group]
    changed = random.random(held.shape) < noise
    held[changed] = random.integers(0, 1 << 30, int(changed.sum()), dtype=np.int32)
    return held, group


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(1, 30), st.sampled_from([0.0, 0.02, 0.05]))
def test_planted_groups_are_found(seed: int, groups: int, noise: float) -> None:
    held, group = planted(seed, groups, noise)
    cluster = components(held)
    for number in np.unique(group):
        own = np.flatnonzero(group == number)
        assert set(cluster[own].tolist()) == {int(own[0])}


def test_what_is_far_apart_stays_apart() -> None:
    held, _ = planted(5, 120, 0.6)
    near = [
        (a, b)
        for a in range(120)
        for b in range(a)
        if resemblance(held, np.array([a]), np.array([b]))[0] >= 0.7
    ]
    cluster = components(held)
    assert all(cluster[a] == cluster[b] for a, b in near)
    assert len(set(cluster.tolist())) == 120 - len({max(pair) for pair in near})


def test_no_cards_have_no_clusters() -> None:
    assert len(components(np.zeros((0, 64), np.int32))) == 0


def test_the_commonest_wording_stands_for_a_cluster() -> None:
    held = np.zeros((5, 64), np.int32)
    held[0, 0] = 9
    names, example = most_typical(held, np.array([0, 0, 0, 3, 0]))
    assert names.tolist() == [0, 3]
    assert example.tolist() == [1, 3]
