import json

import pytest

from heredity.cli.output import plain as as_json
from heredity.export.trust import ancestry, plain, trust
from heredity.study import Study
from tests.export.trust.conftest import Reports

BEFORE = {
    "model_id", "in_snapshot", "facts", "parents", "guesses", "children", "children_by_relation",
    "top_children", "ancestors", "descendants", "founders", "more_founders", "generation",
    "traits", "findings",
}  # fmt: skip


@pytest.mark.parametrize("model_id", ["me/Tale-7B-chat", "gone/away", "me/blend", "a/round"])
def test_the_document_holds_what_it_always_held(reports: Reports, studied: Study, model_id: str):
    told = plain(reports[model_id])
    assert set(told) >= BEFORE
    assert json.loads(json.dumps(as_json(told)))["model_id"] == model_id
    assert studied.show(model_id) == told


def test_a_lineage_with_its_relations(reports: Reports):
    report = reports["you/Tale-7B-chat-13B-GGUF"]
    assert [(one.model_id, one.generations, one.founder) for one in report.lineage] == [
        ("me/Tale-7B-chat", 1, False),
        ("acme/Tale-7B", 2, True),
    ]
    assert [(one.child, one.parent, one.relations) for one in report.joins] == [
        ("me/Tale-7B-chat", "acme/Tale-7B", ("finetune",)),
        ("you/Tale-7B-chat-13B-GGUF", "me/Tale-7B-chat", ("quantized",)),
    ]
    assert report.path == ("acme/Tale-7B", "me/Tale-7B-chat", "you/Tale-7B-chat-13B-GGUF")
    assert report.lineage[1].license == ["llama3.1"]
    assert report.lineage[1].owner == "acme"


def test_the_answer_of_a_conflict_names_where_it_came_in(reports: Reports):
    report = reports["you/Tale-7B-chat-13B-GGUF"]
    text = " ".join(report.answer)
    assert "a quantized copy of me/Tale-7B-chat" in text
    assert "conflict LIC090 with acme/Tale-7B, which came in at me/Tale-7B-chat" in text
    assert report.license.came_in_at == "me/Tale-7B-chat"
    assert report.license.concluded == "LicenseRef-HF-llama3.1 AND Apache-2.0"
    assert report.license.change
    assert report.license.clause


def test_a_founder_whose_terms_stand(reports: Reports):
    text = " ".join(reports["acme/Tale-7B"].answer)
    assert "names no parent" in text
    assert "Nothing speaks against its label, community" in text


def test_a_stub_gets_a_clear_answer(reports: Reports):
    report = reports["gone/away"]
    assert not report.in_snapshot
    assert "no record in this study: 1 model names it" in report.answer[0]
    assert report.answer[1] == "Nothing is known of its terms."
    assert report.duties == []
    assert report.name_claims == []


def test_a_silent_model_gets_a_clear_answer(reports: Reports):
    assert reports["me/silent"].answer[-1].startswith("Without a declared license")


def test_a_merge_of_a_hundred(reports: Reports):
    report = reports["me/blend"]
    assert len(report.lineage) == 100
    assert "a merge of 100 models" in report.answer[0]
    assert [(duty.license, duty.open) for duty in report.duties] == [
        ("cc-by-nc-4.0", True),
        ("mit", False),
    ]


def test_nothing_is_out_of_date(reports: Reports):
    assert reports["gpt2"].notes == ()


def test_of_very_many_the_nearest_and_the_founders(studied: Study, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ancestry, "MOST", 1)
    report = trust(studied.store, "you/Tale-7B-chat-13B-GGUF")
    assert [one.model_id for one in report.lineage] == ["me/Tale-7B-chat", "acme/Tale-7B"]
    blend = trust(studied.store, "me/blend")
    assert (len(blend.lineage), blend.more_ancestors) == (1, 99)
    assert "its 100 ancestors" in blend.answer[1]
    assert blend.duties[0].open


def test_circles_end(reports: Reports):
    for model_id in ("a/round", "b/round"):
        report = reports[model_id]
        assert len(report.lineage) <= 1
    joins = reports["b/round"].joins + reports["a/round"].joins
    assert any(one.cut for one in joins)
