"""Bills from studies: the right models, whole files or none, the same bytes twice."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from heredity.checks import check_stages
from heredity.core.errors import StudyError, UnknownModel, UserError
from heredity.export.bom import bom, making
from heredity.export.bom.lineage import LOOKUPS
from heredity.store import Context, Store
from heredity.store.facts import ASKED
from heredity.store.stage import run_stage
from tests.export.bom.makers import assert_cyclonedx, closure, nested, parent
from tests.fabricated import edge, model, write

EPOCH = "1700000000"
ROWS: dict[str, Any] = {
    "models": [
        model("a/base", license=["llama3.1"], sha="0" * 40, files=["model.safetensors"]),
        model("a/lora", license=["mit"], task="text-generation", datasets=["org/data"]),
        model("a/loop", license=[]),
        model("gpt2", license=["mit"]),
    ],
    "edges": [
        edge("a/lora", "a/base", ["adapter"], parent_in_snapshot=True),
        edge("a/loop", "a/lora", ["finetune"], parent_in_snapshot=True),
        edge("a/lora", "a/loop", ["finetune"], parent_in_snapshot=True, cut=True),
        edge("a/base", "z/gone", ["finetune"], parent_in_snapshot=False),
    ],
}


@pytest.fixture
def store(study: Callable[..., Store]) -> Store:
    return study(ROWS)


def subjects(document: dict[str, Any]) -> list[str]:
    kind = "machine-learning-model"
    return [one["bom-ref"] for one in document["components"] if one["type"] == kind]


def test_a_model_with_its_lineage(store: Store) -> None:
    made = bom(store, ["a/loop"], timestamp=False)
    assert_cyclonedx(made.document)
    assert nested(made.document["components"][0]) == {"a/lora", "a/base", "z/gone"}
    assert made.notes == ["Licenses were not concluded; run: heredity check"]


def test_concluded_licenses_and_their_age(store: Store) -> None:
    stage = next(one for one in check_stages() if one.name == "check licenses")
    run_stage(store, stage, Context(store))
    made = bom(store, ["a/lora"], timestamp=False)
    assert made.notes == []
    component = made.document["components"][0]
    told = {one["name"].removeprefix("heredity:"): one["value"] for one in component["properties"]}
    assert told["license:inherited"] == "LicenseRef-HF-llama3.1 (a/base)"
    assert told["license:complete"] == "false"
    names = [one["license"].get("name") for one in component["licenses"]]
    assert "LicenseRef-HF-llama3.1" in names
    write(store, "import", models=[*ROWS["models"], model("a/new")])
    older = bom(store, ["a/lora"], timestamp=False)
    assert older.notes == ["Licenses were concluded before the study changed; run: heredity check"]


def test_several_models_each_once_in_their_order(store: Store) -> None:
    made = bom(store, ["gpt2", "a/lora", "https://huggingface.co/gpt2"], timestamp=False)
    assert subjects(made.document) == ["model:gpt2", "model:a/lora", "model:a/base"]
    assert [one.model_id for one in made.completeness] == ["gpt2", "a/lora"]


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_a_stub_has_a_bill_as_well(store: Store, form: str) -> None:
    assert bom(store, ["z/gone"], format=form).document


def test_a_model_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(UnknownModel, match="a/lorra"):
        bom(store, ["a/lorra"])


def test_formats_and_versions_that_are_not_there(store: Store) -> None:
    with pytest.raises(UserError, match="format of bills of materials 'swid'"):
        bom(store, ["gpt2"], format="swid")
    with pytest.raises(UserError, match=r"no cyclonedx 1\.4"):
        bom(store, ["gpt2"], spec="1.4")
    with pytest.raises(UserError, match="No model"):
        bom(store, [])


def test_a_study_that_was_not_linked_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no table"):
        bom(Store(tmp_path / "new", create=True), ["gpt2"])


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_the_same_facts_give_the_same_bytes(
    store: Store, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    texts = [bom(store, ["a/loop"], format=form).text() for _ in range(2)]
    assert texts[0] == texts[1]
    assert "2023-11-14T22:13:20Z" in texts[0]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    out = tmp_path / "new" / "bom.json"
    plain = bom(store, ["a/loop"], format=form, timestamp=False, out=out)
    assert (
        out.read_text()
        == plain.text()
        == bom(store, ["a/loop"], format=form, timestamp=False).text()
    )


def test_a_time_that_is_none_is_a_mistake(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UserError, match="SOURCE_DATE_EPOCH"):
        bom(store, ["gpt2"])


def test_a_file_appears_whole_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="is a folder"):
        bom(store, ["gpt2"], out=tmp_path)
    out = tmp_path / "bom.json"
    out.write_text("old")
    real = making.FORMATS.get("cyclonedx")
    broken = type(real)(
        real.name, real.versions, real.doc, lambda *_: {"bomFormat": "CycloneDX"},
        real.faults, real.version_of, real.contents,
    )  # fmt: skip
    monkeypatch.setattr(making.FORMATS, "get", lambda _: broken)
    with pytest.raises(making.OutsideError, match="not valid, and was not written"):
        bom(store, ["gpt2"], out=out)
    assert out.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".bom")] == []


def test_a_lineage_longer_than_single_lookups(study: Callable[..., Store]) -> None:
    names = [f"m/{at:03}" for at in range(LOOKUPS + 30)]
    pairs = list(pairwise(names))
    rows = {
        "models": [model(name) for name in names],
        "edges": [edge(c, p, ["finetune"], parent_in_snapshot=True) for c, p in pairs],
    }
    document = bom(study(rows), [names[0]], timestamp=False).document
    line = {child: [parent(above)] for child, above in pairs}
    assert nested(document["components"][0]) == closure(line, names[0]) == set(names[1:])


def test_copies_on_request(study: Callable[..., Store]) -> None:
    rows = {
        "models": [model(name) for name in ("a/x", "a/x-gguf", "a/x-ft")],
        "edges": [
            edge("a/x-gguf", "a/x", ["quantized"], parent_in_snapshot=True),
            edge("a/x-ft", "a/x", ["finetune"], parent_in_snapshot=True),
        ],
    }
    store = study(rows)
    found = bom(store, ["a/x"], variants=True).document["components"][0]
    assert [one["name"] for one in found["pedigree"]["variants"]] == ["x-gguf"]
    assert "pedigree" not in bom(store, ["a/x"]).document["components"][0]


def test_a_hostile_record_is_no_reason_to_fail(study: Callable[..., Store]) -> None:
    card = {
        "model_id": "a/x", "characters": 10, "words": 1, "source": "s", "row": 1,
        "metadata": json.dumps({"model-index": [{"results": [{"metrics": [{"type": "\ud800"}]}]}]}),
        "text": "# x\n\x1b[31m" + "## Limitations\nNone [More Information Needed]\n" * 50_000,
    }  # fmt: skip
    rows = {
        "models": [
            model(
                "a/x", license=["\x00", "a\nb"], license_link="http://[bad url", sha="main",
                datasets=["", "x y\x07", "a" * 9000], tags=["arxiv:not one", "arxiv:"],
                config="{", gguf="[]", task="\u202ekcatta", files=["a.bin", "\x00.bin", "b.bin"],
                asked=sum(ASKED.values()),
            )
        ],
        "cards": [card | {"snapshot": model("a/x")["snapshot"]}],
    }  # fmt: skip
    store = study(rows)
    made = bom(store, ["a/x"]).document
    assert_cyclonedx(made)
    assert bom(store, ["a/x"], format="spdx").document
    dropped = {p["name"]: p["value"] for p in made["components"][0]["properties"]}
    assert dropped["heredity:dropped:revision"] == "main"
    assert dropped["heredity:dropped:license_link"] == "http://[bad url"
    assert dropped["heredity:dropped:papers"] == "not one"
    assert "\x1b" not in json.dumps(made)
