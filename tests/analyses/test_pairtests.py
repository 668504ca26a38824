"""Tests of single pairs against literal counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from heredity.analyses.pairtests import LEAST_FAMILIES, adjusted, pair_columns, two_sided

arrows = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(0, 3), st.integers(1, 4)).filter(
        lambda row: row[1] != row[2]
    ),
    max_size=60,
)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_p_value_is_the_exact_one(votes: int, against: int) -> None:
    found = two_sided(np.array([votes]), np.array([votes + against]))[0]
    if votes + against == 0:
        assert found == 1.0
    else:
        assert found == pytest.approx(binomtest(votes, votes + against).pvalue)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_adjustment_is_that_of_benjamini_and_hochberg(p: list[float]) -> None:
    assert adjusted(np.array(p)) == pytest.approx(false_discovery_control(p))


@given(arrows)
def test_families_vote_once_each(rows: list[tuple[int, int, int, int]]) -> None:
    family, source, target, n = np.array(rows, np.int64).reshape(-1, 4).T
    total = np.full(len(n), 2)
    groups = {"family": family, "source": source, "target": target, "n": n, "total": total}
    found = pair_columns(list("abcd"), groups)
    seen = set()
    for at in range(len(found["p"])):
        one, other = ("abcd".index(found[name][at]) for name in ("source_state", "target_state"))
        nets: dict[int, int] = {}
        for f, s, t, count in rows:
            if (s, t) in {(one, other), (other, one)}:
                nets[f] = nets.get(f, 0) + (count if s == one else -count)
        assert found["votes"][at] == sum(net > 0 for net in nets.values())
        assert found["families"][at] == sum(net != 0 for net in nets.values())
        assert found["n"][at] > found["reverse"][at]
        assert (found["n"][at] - found["reverse"][at]) * 2 == sum(nets.values())
        tested = found["families"][at] >= LEAST_FAMILIES
        assert np.isnan(found["adjusted_p"][at]) != tested
        seen.add(frozenset((one, other)))
    net: dict[frozenset[int], int] = {}
    for _, s, t, count in rows:
        key = frozenset((s, t))
        net[key] = net.get(key, 0) + (count if s < t else -count)
    assert seen == {key for key, value in net.items() if value}
