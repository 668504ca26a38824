"""Tests keep their level: p-values without any direction are even, and discoveries are true."""

import numpy as np
from scipy.stats import kstest

from heredity.analyses.arrows import against_exchange, gather
from heredity.analyses.ordertests import FamilyFlows, accounted, null_of_families, p_value, scores
from heredity.analyses.pairtests import adjusted, two_sided
from heredity.analyses.sides import StateSets
from verification.conftest import Measured


def test_sign_tests_are_never_too_small(measured: Measured) -> None:
    """Exact tests of few votes are at most even: small p-values are no more frequent than said."""
    random = np.random.default_rng(1)
    trials = random.integers(10, 200, 20_000)
    p = two_sided(random.binomial(trials, 0.5), trials)
    share = float((p <= 0.05).mean())
    measured("sign test over families at 0.05, no direction", 0.05, share, "20000 pairs")
    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 20_000)


def test_false_discoveries_are_as_few_as_said(measured: Measured) -> None:
    random = np.random.default_rng(2)
    wrong = []
    for _ in range(400):
        trials = random.integers(20, 120, 200)
        true = random.random(200) < 0.2
        p = two_sided(random.binomial(trials, np.where(true, 0.75, 0.5)), trials)
        found = adjusted(p) <= 0.05
        wrong.append((found & ~true).sum() / max(found.sum(), 1))
    measured("false discovery rate of sign tests", 0.05, float(np.mean(wrong)), "400 tables")
    assert np.mean(wrong) <= 0.05 + 3 * np.std(wrong) / 20


def test_order_tests_are_even_without_direction(measured: Measured) -> None:
    random = np.random.default_rng(3)
    values = []
    for _ in range(200):
        rows = [(family, *random.choice(6, 2, replace=False)) for family in range(60)]
        family, source, target = np.array(rows).T
        flows = FamilyFlows.gather(np.arange(6), 6, family, source, target, np.ones(60))
        best = accounted(flows.matrix(np.ones(60)))
        chance = np.concatenate(list(scores(null_of_families(flows, 99, random), best[1], best[0])))
        values.append(p_value(best[0], chance))
    share = float(np.mean(np.array(values) <= 0.05))
    measured("order test (families) at 0.05, no direction", 0.05, share, "200 studies")
    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert np.mean(values) > 0.4


def arrows_p(random: np.random.Generator) -> float:
    """One arrow's p-value where children's states are drawn whatever the parent holds."""
    families = 150
    sizes = 1 + random.geometric(0.4, families)
    family = np.repeat(np.arange(families), sizes)
    # The parent's state is the family's own, and so correlated within it; the child's is not.
    parent = 1 + random.integers(0, 3, families)[family]
    child = 1 + random.integers(0, 3, len(family))
    none = np.empty(0, np.int64)
    known = StateSets("task", ["a", "b", "c"], [[0], [1], [2]], none, none)
    stratum = random.integers(0, 2, len(family))
    kinds = gather(known, np.arange(3), family, stratum, parent, child)
    return float(against_exchange(kinds).p[0, 1])


def test_arrows_against_exchange_are_even(measured: Measured) -> None:
    random = np.random.default_rng(4)
    values = np.array([arrows_p(random) for _ in range(600)])
    share = float((values <= 0.05).mean())
    measured("arrow against exchange at 0.05, states exchangeable", 0.05, share, "600 hubs")
    assert abs(share - 0.05) <= 0.01 + 3 * np.sqrt(0.05 * 0.95 / 600)
    assert kstest(values, "uniform").pvalue > 0.001
