"""Means of cards and languages, and counts, in the published form against the procedure itself."""

import pytest

from tests.analyses.paper.conftest import Both
from tests.oracles.paper import cards

SETS = ("all", "finetune")


@pytest.fixture(scope="module")
def measured(both: Both) -> Both:
    both.study.analyze("cards", edge_sets=list(SETS), params={"resamples": 10})
    return both


@pytest.mark.parametrize("edge_set", SETS)
def test_means_along_edges(measured: Both, edge_set: str) -> None:
    where = f"edge_set = '{edge_set}' AND relation = 'any'"
    ours = {row["measure"]: row for row in measured.ours("card_changes", where)}
    theirs = cards.card_means(measured.graph, edge_set)
    if not any(cards.text_of(card) != "nan" for _, card in measured.graph.nodes(data="card")):
        assert ours == {}
        return
    assert set(ours) == set(theirs)
    for measure, wanted in theirs.items():
        assert ours[measure]["edges"] == wanted["edges"], measure
        for side in ("parent_mean", "child_mean"):
            same(ours[measure][side], wanted[side])


@pytest.mark.parametrize("relation", ["finetune", "quantized", "adapter", "merge"])
def test_means_along_edges_of_one_relation(measured: Both, relation: str) -> None:
    where = f"edge_set = 'all' AND relation = '{relation}'"
    theirs = cards.card_means(measured.graph, relation)
    for row in measured.ours("card_changes", where):
        wanted = theirs[row["measure"]]
        assert row["edges"] == wanted["edges"]
        same(row["child_mean"], wanted["child_mean"])


def same(ours: float | None, theirs: float | None) -> None:
    assert (ours is None) == (theirs is None)
    assert ours is None or ours == pytest.approx(theirs, rel=1e-12)


def test_counts(both: Both) -> None:
    theirs = cards.counts(both.graph)
    (ours,) = both.study.select(
        "SELECT (SELECT count(*) FROM models) AS models, count(*) AS edges, "
        'count(DISTINCT child_id) AS "with a parent" '
        "FROM edges WHERE NOT cut AND parent_in_snapshot AND "
        "child_id IN (SELECT model_id FROM models)"
    )
    assert ours == {name: theirs[name] for name in ours}
