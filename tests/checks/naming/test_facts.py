"""Facts of one model are the same, however they came in."""

import json
from pathlib import Path

import pytest

from heredity.checks.naming.facts import from_answer, from_folder
from heredity.checks.naming.linting import lint
from heredity.checks.naming.records import COLUMNS, described
from heredity.core.errors import InputError
from heredity.core.findings import Severity
from heredity.hub.ingest import import_files
from heredity.store import Store

ANSWER = {
    "id": "ann/distilbert-base-7B",
    "tags": ["transformers", "safetensors", "roberta", "en"],
    "pipeline_tag": "fill-mask",
    "library_name": "transformers",
    "config": {
        "model_type": "roberta",
        "architectures": ["RobertaForMaskedLM"],
        "quantization_config": {"quant_method": "gptq", "bits": 4},
    },
    "safetensors": {"total": 124_000_000},
    "gguf": {"total": 1, "architecture": "llama", "context_length": 4096},
    "siblings": [{"rfilename": "config.json"}, {"rfilename": "model.safetensors"}],
    "cardData": {"language": ["en"], "base_model": "bob/base"},
    "gated": False,
}


def test_an_answer_gives_the_facts_that_an_import_gives(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(ANSWER))
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps([ANSWER]))
    store = Store(tmp_path / "study", create=True)
    import_files(store, [listed])
    (row,) = store.run(described(store.table("models"))).to_pylist()
    store.close()
    facts, parents = from_answer(file)
    assert parents == ["bob/base"]
    said = {name: facts.get(name) for name in COLUMNS if name in facts and name != "classes"}
    assert said == {name: row[name] for name in said}
    assert json.loads(facts["classes"]) == json.loads(row["classes"])


def test_a_folder_gives_files_configuration_and_base(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(
        json.dumps({"model_type": "bert", "num_hidden_layers": 12, "hidden_size": 768})
    )
    (tmp_path / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "a/b"}))
    facts, parents, counts = from_folder(tmp_path)
    assert (facts["type_config"], facts["layers"], facts["adapter"]) == ("bert", 12.0, True)
    assert parents == ["a/b"]
    assert counts is None
    name = "ann/bert_uncased_L-4_H-768_A-12"
    (found,) = [c for c in lint(name, facts, parents).complaints if c.check == "DIM"]
    assert found.severity is Severity.ERROR
    assert found.evidence["tier"] == 1


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_broken_files_are_the_users_mistake(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(text)
    with pytest.raises(InputError):
        from_answer(file)


def test_odd_values_are_no_facts(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    odd = {"config": [], "safetensors": "x", "gguf": 3, "tags": None, "cardData": [], "siblings": 1}
    file.write_text(json.dumps(odd))
    facts, parents = from_answer(file)
    assert parents == []
    assert lint("a/b", facts).complaints == ()
