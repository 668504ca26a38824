"""Loose matches, children older than their parents, crowds of parents."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from heredity.checks.examples import edge, model

Found = Callable[..., list[dict]]
BORN = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "parent", "how"),
    [
        ("bob/base", "Bob/Base", "by ignoring case"),
        ("gpt2", "openai-community/gpt2", "by its legacy name without an owner"),
        ("GPT2", "openai-community/gpt2", "by its legacy name without an owner"),
        (" Bob/Base ", "Bob/Base", None),
        ("https://hub/Bob/Base", "Bob/Base", None),
        ("Bob/Base@main", "Bob/Base", None),
    ],
)
def test_only_loose_matches_are_found(
    found: Found, written: str, parent: str, how: str | None
) -> None:
    edges = [edge("a/x", parent, evidence=["card"], declared_as=[written])]
    rows = found("LIN008", {"edges": edges})
    assert len(rows) == (how is not None)
    if how:
        assert rows[0]["message"] == f"Its parent {parent} was recognized {how}: '{written}'."


@pytest.mark.parametrize(
    ("earlier", "findings"),
    [(timedelta(hours=23), 0), (timedelta(days=1), 1), (-BORN.resolution, 0)],
)
def test_a_day_of_grace(found: Found, earlier: timedelta, findings: int) -> None:
    models = [model("a/x", created_at=BORN - earlier), model("b/y", created_at=BORN)]
    assert len(found("LIN009", {"models": models, "edges": [edge("a/x", "b/y")]})) == findings


@pytest.mark.parametrize(("child", "parent", "trust"), [("a/x", "b/y", 0.6), ("a/x", "a/y", 0.3),
                                                        ("x", "y", 0.6)])  # fmt: skip
def test_one_owner_of_both_lowers_the_confidence(
    found: Found, child: str, parent: str, trust: float
) -> None:
    models = [
        model(child, created_at=BORN - timedelta(days=7)), model(parent, created_at=BORN),
    ]  # fmt: skip
    (row,) = found("LIN009", {"models": models, "edges": [edge(child, parent)]})
    assert row["confidence"] == trust
    assert row["message"] == f"Was created 7 days before its parent {parent}."


def test_unknown_dates_are_no_evidence(found: Found) -> None:
    models = [model("a/x", created_at=BORN - timedelta(days=7)), model("b/y")]
    assert found("LIN009", {"models": models, "edges": [edge("a/x", "b/y")]}) == []


def test_a_crowd_of_quantized_parents_is_less_sure(found: Found) -> None:
    edges = [edge("a/x", f"b/{n:02}", "quantized") for n in range(12)]
    (row,) = found("LIN010", {"edges": edges})
    assert row["confidence"] == 0.4
    assert row["message"] == (
        "Names 12 parents without being called a merge: b/00, b/01, b/02 and 9 more."
    )


def test_one_merge_edge_explains_a_crowd(found: Found) -> None:
    edges = [edge("a/x", f"b/{n:02}", "merge" if n == 3 else "finetune") for n in range(12)]
    assert found("LIN010", {"edges": edges}) == []
