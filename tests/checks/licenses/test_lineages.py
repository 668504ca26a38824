"""Whole lineages through the stage: verdicts, first points of change, what is concluded."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heredity.checks import CHECKS, check_stages
from heredity.checks.examples import edge, model
from heredity.checks.licenses.rules import CASES, ELSEWHERE, SPECIAL, lineage
from heredity.knowledge.licenses.pairs import codes
from heredity.store import Context, Store
from heredity.store.stage import run_stage

(STAGE,) = (stage for stage in check_stages() if stage.name == "check licenses")
Study = Callable[..., Store]


@pytest.fixture
def judged(study: Study) -> Callable[[Any], Store]:
    def run(rows: Any) -> Store:
        store = study(rows)
        run_stage(store, STAGE, Context(store))
        return store

    return run


def concluded(store: Store, model_id: str) -> dict[str, Any]:
    (row,) = [r for r in store.arrow("concluded").to_pylist() if r["model_id"] == model_id]
    return row


def verdict_on(store: Store, child: str, ancestor: str) -> dict[str, Any]:
    rows = store.arrow("license_verdict").to_pylist()
    (row,) = [r for r in rows if (r["child"], r["ancestor"]) == (child, ancestor) and r["relation"]]
    return row


def merged(*parents: str, own: str) -> dict[str, Any]:
    ids = [f"bob/{place}" for place in range(len(parents))]
    rows = [
        model(one, license=[label] if label else None)
        for one, label in zip(ids, parents, strict=True)
    ]
    return {
        "models": [*rows, model("ann/merge", license=[own])],
        "edges": [edge("ann/merge", one, "merge") for one in ids],
    }


def test_every_code_is_raised_here_or_said_to_be_elsewhere() -> None:
    assert set(codes()) == set(CASES) | set(SPECIAL) | set(ELSEWHERE)
    assert {code for code in CHECKS if code.startswith("LIC")} == set(CASES) | set(SPECIAL)


@pytest.mark.parametrize(
    ("steps", "verdict", "code"),
    [
        (("mit", "finetune", "apache-2.0", "finetune", "cc-by-nc-4.0"), "ok", "LIC000"),
        (("cc-by-nc-4.0", "finetune", "", "finetune", "mit"), "conflict", "LIC020"),
        (
            ("llama3.1", "finetune", "apache-2.0", "finetune", "apache-2.0"),
            "conflict", "LIC090",
        ),
        (("llama3.1", "finetune", "apache-2.0", "finetune", "llama3.1"), "ok", "LIC000"),
        (("gpl-3.0", "adapter", "mit", "quantized", "mit"), "obligation-dropped", "LIC042"),
        (
            ("cc-by-sa-4.0", "finetune", "gpl-3.0", "finetune", "gpl-3.0"),
            "ok-if-notices-kept", "LIC002",
        ),
    ],
)  # fmt: skip
def test_the_last_of_a_lineage(
    judged: Callable[[Any], Store], steps: tuple[str, ...], verdict: str, code: str
) -> None:
    row = concluded(judged(lineage(*steps)), f"ann/model-{len(steps) // 2}")
    assert (row["verdict"], row["code"]) == (verdict, code)


def test_silence_in_the_middle_hides_nothing_and_costs_confidence(
    judged: Callable[[Any], Store],
) -> None:
    store = judged(lineage("cc-by-nc-4.0", "finetune", "", "finetune", "mit"))
    row = verdict_on(store, "ann/model-2", "ann/model-0")
    assert (row["generations"], row["code"], row["confidence"]) == (2, "LIC020", "medium")
    assert row["lineage"] == ["ann/model-0", "ann/model-1", "ann/model-2"]
    assert row["first_change"]
    last = concluded(store, "ann/model-2")
    assert last["concluded"] == "CC-BY-NC-4.0"
    assert not last["complete"]
    assert last["path"] == row["lineage"]
    (found,) = [
        r for r in store.arrow("findings").to_pylist()
        if r["code"] == "LIC020"
    ]  # fmt: skip
    assert (found["model_id"], found["parent_id"]) == ("ann/model-2", "ann/model-0")
    assert json.loads(found["evidence"])["lineage"] == row["lineage"]
    assert "2 generations up, ann/model-0 declares cc-by-nc-4.0" in found["message"]


def test_a_conflict_is_told_where_it_began_with_those_who_inherit_it(
    judged: Callable[[Any], Store],
) -> None:
    steps = ("llama3.1", "finetune", "mit", "finetune", "mit", "quantized", "apache-2.0")
    store = judged(lineage(*steps))
    findings = store.arrow("findings").to_pylist()
    (began,) = [r for r in findings if r["code"] == "LIC023"]
    assert began["model_id"] == "ann/model-1"
    assert json.loads(began["evidence"])["descendants"] == 2
    row = verdict_on(store, "ann/model-3", "ann/model-0")
    assert (row["code"], row["cause"], row["inherited_from"]) == (
        "LIC090", "LIC023", "ann/model-1",
    )  # fmt: skip
    assert row["severity"] == "info"
    assert concluded(store, "ann/model-1")["descendants"] == 2
    assert concluded(store, "ann/model-3")["first_change"] == "ann/model-1"


def test_who_restores_the_license_ends_the_chain_and_the_next_begins_anew(
    judged: Callable[[Any], Store],
) -> None:
    steps = ("llama3.1", "finetune", "mit", "finetune", "llama3.1", "finetune", "mit")
    store = judged(lineage(*steps))
    began = [r["model_id"] for r in store.arrow("findings").to_pylist() if r["code"] == "LIC023"]
    assert began == ["ann/model-1", "ann/model-3"]


def test_what_stands_beside_an_adapter_binds_at_use(judged: Callable[[Any], Store]) -> None:
    store = judged(lineage("gpl-3.0", "adapter", "mit", "quantized", "mit"))
    last = concluded(store, "ann/model-2")
    assert last["obligations"] == [
        {"license": "gpl-3.0", "spdx": "GPL-3.0-only", "origin": "ann/model-0", "at_use": True,
         "generations": 2},
        {"license": "mit", "spdx": "MIT", "origin": "ann/model-1", "at_use": False,
         "generations": 1},
    ]  # fmt: skip
    assert last["concluded"] == "MIT"
    assert verdict_on(store, "ann/model-2", "ann/model-0")["confidence"] == "low"


def test_terms_that_reach_adapters_do_not_stay_beside_them(
    judged: Callable[[Any], Store],
) -> None:
    store = judged(lineage("llama3.2", "adapter", "mit"))
    row = verdict_on(store, "ann/model-1", "ann/model-0")
    assert (row["code"], row["confidence"]) == ("LIC023", "medium")
    assert not concluded(store, "ann/model-1")["obligations"][0]["at_use"]


def test_a_gap_above_is_passed_on(judged: Callable[[Any], Store]) -> None:
    rows = {
        "models": [model("ann/a", license=["mit"]), model("ann/b", license=["mit"])],
        "edges": [
            edge("ann/a", "bob/gone", "finetune", parent_in_snapshot=False),
            edge("ann/b", "ann/a", "finetune"),
        ],
    }
    store = judged(rows)
    row = verdict_on(store, "ann/b", "bob/gone")
    assert (row["verdict"], row["code"], row["cause"], row["gap"], row["inherited_from"]) == (
        "unknown", "LIC090", "LIC053", "LIC053", "ann/a",
    )  # fmt: skip
    assert not concluded(store, "ann/b")["complete"]
    assert {r["model_id"] for r in store.arrow("concluded").to_pylist()} == {"ann/a", "ann/b"}


def test_one_silent_parent_of_a_merge_is_seen(judged: Callable[[Any], Store]) -> None:
    row = concluded(judged(merged("apache-2.0", "", own="apache-2.0")), "ann/merge")
    assert (row["verdict"], row["code"], row["complete"]) == ("undeclared", "LIC050", False)


def test_parents_that_exclude_each_other(judged: Callable[[Any], Store]) -> None:
    store = judged(merged("cc-by-sa-4.0", "cc-by-nc-4.0", own="cc-by-nc-sa-4.0"))
    found = {r["code"] for r in store.arrow("license_verdict").to_pylist()}
    assert {"LIC031", "LIC012", "LIC000"} <= found
    assert concluded(store, "ann/merge")["verdict"] == "conflict"


def test_a_hundred_parents_are_all_judged(judged: Callable[[Any], Store]) -> None:
    labels = ["mit", "apache-2.0", "cc-by-4.0", "bsd-3-clause"] * 25
    row = concluded(judged(merged(*labels, own="gpl-3.0")), "ann/merge")
    assert row["verdict"] == "ok"
    spdx = "MIT AND Apache-2.0 AND CC-BY-4.0 AND BSD-3-Clause"
    assert set(row["concluded"].split(" AND ")) == {*spdx.split(" AND "), "GPL-3.0-only"}
    assert len(row["obligations"]) == 4


def test_dedications_owe_nothing_and_nobody_knows_is_said(judged: Callable[[Any], Store]) -> None:
    store = judged(lineage("cc0-1.0", "finetune", "", "finetune", "mit"))
    assert concluded(store, "ann/model-0")["concluded"] == "CC0-1.0"
    assert concluded(store, "ann/model-0")["verdict"] is None
    assert concluded(store, "ann/model-1")["concluded"] == "NOASSERTION"
    assert concluded(store, "ann/model-2")["obligations"] == []


def test_a_model_whose_source_was_not_asked_is_unknown_not_silent(
    judged: Callable[[Any], Store],
) -> None:
    rows = lineage("mit", "finetune", "")
    rows["models"][1]["asked"] = 0  # type: ignore[index]
    store = judged(rows)
    assert concluded(store, "ann/model-1")["code"] == "LIC054"
    assert concluded(store, "ann/model-1")["declared"] is None


def test_no_message_speaks_of_law_breaking(judged: Callable[[Any], Store]) -> None:
    steps = ("llama3.1", "finetune", "mit", "finetune", "gpl-3.0", "finetune", "", "adapter", "mit")
    rows = judged(lineage(*steps)).arrow("findings").to_pylist()
    assert len(rows) > 4
    for row in rows:
        assert not {"illegal", "violation", "violates", "infringes"} & set(row["message"].split())


def marked(*cards: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "models": [
            model("meta/llama", license=["llama3.1"]),
            *(model(name, license=["llama3.1"]) for name, _ in cards),
        ],
        "edges": [edge(name, "meta/llama", "finetune") for name, _ in cards],
        "cards": [
            {"model_id": name, "text": text, "source": "x", "row": row}
            for row, (name, text) in enumerate(cards)
            if text is not None
        ],
    }


def test_a_mark_is_looked_for_in_cards_that_are_known(judged: Callable[[Any], Store]) -> None:
    rows = marked(
        ("ann/Llama-silent", "# A model\n\nMade with care."),
        ("ann/Llama-marked", "Proudly **built with\n[Llama](https://llama.com)**."),
        ("ann/Llama-unknown", None),
        ("ann/other-name", "Built with Llama"),
    )
    notes = found_notes(judged(rows))
    assert set(notes) == {"ann/Llama-silent", "ann/other-name"}
    assert "Built with Llama" in notes["ann/Llama-silent"]
    assert "begin with" not in notes["ann/Llama-silent"]
    assert "begin with" in notes["ann/other-name"]
    assert "shown" not in notes["ann/other-name"]


def test_a_name_and_a_card_may_both_be_wanting(judged: Callable[[Any], Store]) -> None:
    (note,) = found_notes(judged(marked(("ann/other", "# Hello")))).values()
    assert "begin with" in note
    assert "shown" in note


def found_notes(store: Store) -> dict[str, str]:
    rows = store.arrow("license_verdict").to_pylist()
    return {r["child"]: r["why"] for r in rows if r["code"] == "LIC043"}
