"""Sources that contradict each other."""

import json
from collections.abc import Callable

import pytest

from heredity.checks.examples import edge, model
from heredity.store.facts import ASKED

Found = Callable[..., list[dict]]


def both(card: list[str], hub: list[str], **columns: object) -> list[dict]:
    """Edges of one child, by who names the parent."""
    return [
        edge(
            "a/x",
            parent,
            evidence=["tag"] * (parent in hub) + ["card"] * (parent in card),
            **columns,
        )
        for parent in sorted({*card, *hub})
    ]


@pytest.mark.parametrize(
    ("card", "hub", "differ"),
    [
        (["b/1"], ["b/1"], False),
        (["b/1"], ["b/2"], True),
        (["b/1"], ["b/1", "b/2"], True),
        (["b/1", "b/2"], ["b/1"], True),
        (["b/1"], [], True),
        ([], ["b/1"], False),
    ],
)
def test_sets_of_parents_are_compared(
    found: Found, card: list[str], hub: list[str], differ: bool
) -> None:
    rows = found("LIN004", {"models": [model("a/x")], "edges": both(card, hub)})
    assert len(rows) == differ
    for row in rows:
        evidence = json.loads(row["evidence"])
        assert (evidence["card"], evidence["hub"]) == (card, hub)


@pytest.mark.parametrize(
    ("asked", "findings"),
    [("tags", 1), ("base_models", 1), ("card_data", 0)],
)
def test_silence_counts_only_if_the_hub_was_asked(found: Found, asked: str, findings: int) -> None:
    rows = {"models": [model("a/x", asked=ASKED[asked])], "edges": both(["b/1"], [])}
    got = found("LIN004", rows)
    assert len(got) == findings
    if got:
        assert got[0]["message"] == "The card names b/1; the hub gives no parent."


def test_confidence_falls_where_a_rename_may_explain_it(found: Found) -> None:
    models = [model("a/x")]
    held = found("LIN004", {"models": models, "edges": both(["b/1"], ["b/2"])})
    gone = found(
        "LIN004", {"models": models, "edges": both(["b/1"], ["b/2"], parent_in_snapshot=False)}
    )
    moved = found("LIN004", {"models": models, "edges": both(["old/Name"], ["new/name"])})
    assert [rows[0]["confidence"] for rows in (held, gone, moved)] == [0.9, 0.6, 0.3]


def test_the_message_names_the_difference_only(found: Found) -> None:
    def message(card: list[str], hub: list[str]) -> str:
        (row,) = found("LIN004", {"models": [model("a/x")], "edges": both(card, hub)})
        return row["message"]

    assert message(["b/1", "b/2"], ["b/1"]) == "The card names b/2 too, which the hub does not."
    assert message(["b/1"], ["b/1", "b/2"]) == "The hub names b/2 too, which the card does not."
    assert message(["b/1", "b/2"], ["b/1", "b/3"]) == "The card names b/2 where the hub names b/3."


def test_edges_from_curated_lists_take_no_side(found: Found) -> None:
    edges = [*both(["b/1"], ["b/1"]), edge("a/x", "b/9", evidence=["curated"])]
    assert found("LIN004", {"models": [model("a/x")], "edges": edges}) == []


def test_long_lists_are_cut_in_the_message_and_whole_in_the_evidence(found: Found) -> None:
    many = [f"b/{n}" for n in range(1, 7)]
    (row,) = found("LIN004", {"models": [model("a/x")], "edges": both(many, ["b/9"])})
    assert row["message"] == "The card names b/1, b/2, b/3 and 3 more where the hub names b/9."
    assert json.loads(row["evidence"])["card"] == many


def test_a_disagreement_names_the_source_that_was_followed(found: Found) -> None:
    edges = [
        edge("a/x", "b/1", "adapter", evidence=["resolved", "card"],
             disagreements=["card:finetune"]),
    ]  # fmt: skip
    (row,) = found("LIN007", {"edges": edges})
    assert row["confidence"] == pytest.approx(0.49)
    assert row["message"] == (
        "Taken as adapter of b/1 after the source 'resolved', but other sources say otherwise: "
        "card:finetune."
    )
