import json
from pathlib import Path

from heredity.cli.output import plain as as_json
from heredity.export.trust import compare, plain_comparison, write_comparison
from heredity.export.trust.page import comparison_page
from heredity.study import Study
from tests.export.trust.hub import HOSTILE


def test_every_field_of_both(studied: Study):
    found = compare(studied.store, "acme/Tale-7B", "me/Tale-7B-chat")
    assert [one.name for one in found.fields] == [one.name for one in found.first.fields]
    by_name = {one.name: one for one in found.fields}
    assert by_name["declared"].differs
    assert (by_name["declared"].first.value, by_name["declared"].second.value) == (
        ["llama3.1"],
        ["apache-2.0"],
    )
    assert not by_name["parameters"].differs
    assert studied.compare("acme/tale-7b", "me/Tale-7B-chat").kinship == found.kinship


def test_the_license_both_ways(studied: Study):
    found = compare(studied.store, "acme/Tale-7B", "me/Tale-7B-chat")
    down, up = found.licenses
    assert (down.upstream, down.downstream, down.descends) == (
        "acme/Tale-7B",
        "me/Tale-7B-chat",
        True,
    )
    assert (down.verdict, down.code, down.source) == ("conflict", "LIC023", "license_verdict")
    assert (up.descends, up.source, up.relations) == (False, "rules", ("finetune",))


def test_both_ways_are_turned_with_the_models(studied: Study):
    there = compare(studied.store, "acme/Tale-7B", "you/Tale-7B-chat-13B-GGUF")
    back = compare(studied.store, "you/Tale-7B-chat-13B-GGUF", "acme/Tale-7B")
    assert there.licenses == back.licenses[::-1]
    assert there.licenses[0].relations == ("finetune", "quantized")
    assert [one.differs for one in there.fields] == [one.differs for one in back.fields]


def test_results_with_all_keys_equal(studied: Study):
    (row,) = compare(studied.store, "me/Tale-7B-chat", "me/odd").results
    assert (row.first, row.second) == ((55.0, "Open LLM Leaderboard"), (61.5, "the author"))


def test_a_stub_is_not_a_silent_model(studied: Study):
    found = compare(studied.store, "gone/away", "me/silent")
    assert {(one.verdict, one.code) for one in found.licenses} == {("unknown", "LIC053")}
    assert found.texts == []
    assert "no record" in found.notes[0]


def test_a_model_with_itself(studied: Study):
    found = compare(studied.store, "gpt2", "gpt2")
    assert not any(one.differs for one in found.fields)
    assert found.texts[0].similarity == 1.0


def test_as_json_and_as_a_page(studied: Study, tmp_path: Path):
    found = compare(studied.store, "me/Tale-7B-chat", "me/odd")
    told = json.loads(json.dumps(as_json(plain_comparison(found))))
    assert told["kinship"]["kind"] == "siblings"
    assert told["first"]["model_id"] == "me/Tale-7B-chat"
    text = comparison_page(found)
    assert "<script>" not in text
    assert HOSTILE not in text
    assert "are siblings" in text
    assert write_comparison(found, tmp_path / "both.html") > 10_000
