"""Mutation, transitions and orderings in the published form, against the procedure itself."""

import pytest

from tests.analyses.paper.conftest import Both
from tests.oracles.paper import graph

TRAITS = ("license", "language", "task", "library")
SETS = ("all", "finetune", "no-merges", "finetune+adapter")
CLOSE = 1e-12
"""Sums of the same fractions in another order differ by less."""


@pytest.fixture(scope="module")
def measured(both: Both) -> Both:
    both.study.analyze("mutation", edge_sets=list(SETS), params={"resamples": 10})
    return both


@pytest.mark.parametrize("edge_set", SETS)
@pytest.mark.parametrize("trait", TRAITS)
def test_rates(measured: Both, trait: str, edge_set: str) -> None:
    where = f"trait = '{trait}' AND edge_set = '{edge_set}' AND relation = 'any'"
    where += " AND split = 'all'" if "split" in columns(measured, "mutation") else ""
    (ours,) = measured.ours("mutation", where)
    theirs = graph.mutation(measured.graph, edge_set, trait)
    whole = ("edges", "changed", "gains", "losses", "neither")
    assert {name: ours[name] for name in whole} == {name: theirs[name] for name in whole}
    assert ours["mutated"] == pytest.approx(theirs["mutated"], rel=CLOSE, abs=CLOSE)
    if theirs["edges"]:
        assert ours["rate"] == pytest.approx(theirs["rate"], rel=CLOSE, abs=CLOSE)


@pytest.mark.parametrize("edge_set", SETS)
@pytest.mark.parametrize("trait", TRAITS)
def test_transitions(measured: Both, trait: str, edge_set: str) -> None:
    rows = measured.ours("transitions", f"trait = '{trait}' AND edge_set = '{edge_set}'")
    ours = {(row["source_state"], row["target_state"]): row["n"] for row in rows}
    assert ours == dict(graph.transitions(measured.graph, edge_set, trait))


@pytest.mark.parametrize("trait", TRAITS)
def test_appearances(measured: Both, trait: str) -> None:
    rows = measured.ours("states", f"trait = '{trait}' AND edge_set = 'all'")
    ours = {row["state"]: row["models"] for row in rows}
    assert ours == dict(graph.appearances(measured.graph, trait))


@pytest.mark.parametrize("edge_set", ["all", "finetune"])
@pytest.mark.parametrize("trait", TRAITS)
def test_orderings(measured: Both, trait: str, edge_set: str) -> None:
    (ours,) = measured.ours("drift", f"trait = '{trait}' AND edge_set = '{edge_set}'")
    arrows = graph.transitions(measured.graph, edge_set, trait)
    theirs = graph.ordering(arrows, graph.appearances(measured.graph, trait), ours["k"])
    assert ours["gap"] == 0
    # Optima are seldom unique: of the orderings, only what they win is compared.
    same = ("states", "pairs", "objective", "net", "total", "transitions", "compatible_most")
    same += ("all_net", "all_pairs", "all_total")
    assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}
    rows = measured.ours("ordering", f"trait = '{trait}' AND edge_set = '{edge_set}'")
    assert sorted(row["state"] for row in rows) == sorted(theirs["order"])


def columns(both: Both, table: str) -> set[str]:
    (row,) = both.study.select(f"SELECT * FROM {table} LIMIT 1")
    return set(row)
