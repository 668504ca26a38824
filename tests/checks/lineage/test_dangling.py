"""Parents that lead nowhere."""

import json
from collections.abc import Callable

from heredity.checks.examples import edge, reject
from heredity.core.reasons import LOCAL_PATH, NOT_AN_ID, SELF_LOOP

Found = Callable[..., list[dict]]


def test_a_missing_parent_weighs_less_in_an_excerpt(found: Found) -> None:
    lone = edge("a/x", "b/gone", evidence=["card"], parent_in_snapshot=False, confidence=0.9)
    held = [edge(f"a/{n}", f"b/{n}") for n in range(8)]
    (excerpt,) = found("LIN001", {"edges": [lone]})
    (whole,) = found("LIN001", {"edges": [lone, *held]})
    assert (excerpt["severity"], excerpt["confidence"]) == ("info", 0.3)
    assert (whole["severity"], whole["confidence"]) == ("warn", 0.7364)


def test_a_parent_that_the_hub_resolved_is_information_only(found: Found) -> None:
    gone = edge("a/x", "b/gone", evidence=["resolved", "card"], parent_in_snapshot=False)
    held = [edge(f"a/{n}", f"b/{n}") for n in range(8)]
    assert [row["severity"] for row in found("LIN001", {"edges": [gone, *held]})] == ["info"]


def test_one_missing_parent_of_two_children_is_two_findings(found: Found) -> None:
    edges = [edge(f"a/{n}", "b/gone", parent_in_snapshot=False) for n in "xy"]
    rows = found("LIN001", {"edges": edges})
    assert [(row["model_id"], row["parent_id"]) for row in rows] == [
        ("a/x", "b/gone"), ("a/y", "b/gone"),
    ]  # fmt: skip
    assert json.loads(rows[0]["evidence"])["parents_declared"] == 1


def test_a_self_loop_in_several_fields_is_one_finding(found: Found) -> None:
    rejects = [
        reject("a/x", "a/x", SELF_LOOP, field="tags"),
        reject("a/x", "A/X", SELF_LOOP, field="card_base_models"),
        reject("a/x", "???", NOT_AN_ID, field="card_base_models"),
        {**reject("a/x", "row 7", "not JSON"), "model_id": None},
    ]
    (row,) = found("LIN002", {"rejects": rejects})
    assert (row["model_id"], row["parent_id"], row["confidence"]) == ("a/x", "a/x", 1.0)
    assert row["message"] == "Names itself as its parent, in card_base_models, tags."
    assert json.loads(row["evidence"]) == {
        "tables": ["rejects"],
        "fields": ["card_base_models", "tags"],
        "written": ["A/X", "a/x"],
    }


def test_a_path_is_quoted(found: Found) -> None:
    rejects = [reject("a/x", path, LOCAL_PATH) for path in ("./a", "/b", "~/c", "C:\\d")]
    (row,) = found("LIN006", {"rejects": rejects})
    assert row["parent_id"] is None
    assert row["message"] == (
        "Names a path on somebody's machine as its parent: ./a, /b, C:\\d and 1 more."
    )
