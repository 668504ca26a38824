"""Published numbers: well-formed, and in agreement with one another where arithmetic ties them."""

import pytest

from heredity.core.edgesets import EDGE_SET_NAMES, parse_edge_set
from heredity.knowledge.published import MARKS, all_published, published, published_value


def value(topic: str, item: str, measure: str, **where: str) -> float:
    found = published_value(topic, item, measure, **where)
    assert found is not None
    return found.value


def test_every_row_is_well_formed_and_said_once() -> None:
    rows = all_published()
    keys = {(r.topic, r.generation, r.edge_set, r.item, r.measure) for r in rows}
    assert len(keys) == len(rows) > 300
    for row in rows:
        assert row.mark in MARKS
        assert row.edge_set == "" or parse_edge_set(row.edge_set).name == row.edge_set
        assert row.topic
        assert row.item
        assert row.measure
        if row.topic.startswith("similarity") or row.measure.startswith(("share", "rate")):
            assert -1 <= row.value <= 1, row


def test_relations_add_up_to_all_edges() -> None:
    relations = [name for name in EDGE_SET_NAMES if parse_edge_set(name).relations == {name}]
    parts = [value("counts", "edges", "count", edge_set=name) for name in relations]
    assert sum(parts) == value("counts", "edges", "count", edge_set="all")


@pytest.mark.parametrize(("generation", "edge_set"), [("A", "all"), ("B", "finetune")])
@pytest.mark.parametrize("trait", ["license", "language", "task"])
def test_rates_are_what_mutated_by_edges(generation: str, edge_set: str, trait: str) -> None:
    mutated, edges, rate = (
        value("mutation", trait, measure, generation=generation, edge_set=edge_set)
        for measure in ("mutated", "edges", "rate")
    )
    assert mutated / edges == pytest.approx(rate, abs=5e-8)


def test_orders_rank_each_state_once() -> None:
    for trait, states in (("license", 20), ("language", 20), ("library", 10), ("task", 10)):
        ranks = [r.value for r in published(f"order of {trait}") if r.generation == "B"]
        assert ranks == list(range(1, states + 1))


def test_shares_of_the_survey_are_of_its_counts() -> None:
    of = {"wanted": value("naming", "survey", "count"),
          "practiced": value("naming", "names with elements", "count")}  # fmt: skip
    conventions = {"wanted": value("naming", "conventions picked", "count"),
                   "practiced": value("naming", "names with a convention", "count")}  # fmt: skip
    rows = published("naming")
    for prefix, wholes in (("", of), ("convention ", conventions)):
        for side, whole in wholes.items():
            counts = {r.item: r.value for r in rows if r.measure == f"{prefix}count {side}"}
            shares = {r.item: r.value for r in rows if r.measure == f"{prefix}share {side}"}
            counts = {item: count for item, count in counts.items() if item in shares}
            assert counts.keys() == shares.keys()
            assert len(shares) >= 4
            for item, share in shares.items():
                assert counts[item] / whole == pytest.approx(share, abs=5e-5)
    codes = [r.value for r in rows if r.measure == "count with so many codes"]
    assert sum(codes) == of["practiced"]


def test_what_nobody_published_is_not_there() -> None:
    assert published("no such topic") == ()
    assert published_value("mutation", "library", "rate") is None
