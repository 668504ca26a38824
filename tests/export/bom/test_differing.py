"""Two bills of materials: what differs, whatever their formats."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from heredity.core.errors import UserError
from heredity.export.bom import FORMATS, bom, bom_diff
from heredity.export.bom.differing import Change, compare
from heredity.export.bom.facts import Gathered
from heredity.store import Store
from tests.export.bom.makers import HASH, UNTIMED, full, gathered, licensing, lineages, parent
from tests.fabricated import model as record

PLACES = [("cyclonedx", "1.6"), ("cyclonedx", "1.7"), ("spdx", "3.0.1"), ("spdx", "2.3")]


def contents(facts: Gathered, name: str = "cyclonedx", spec: str = "1.6") -> Any:
    one = FORMATS.get(name)
    return one.contents(one.build(facts, UNTIMED[spec]))


def changes(first: Gathered, second: Gathered) -> list[Change]:
    return compare(contents(first), contents(second)).changes


@settings(max_examples=25)
@given(lineages())
def test_the_formats_say_the_same_of_ancestors(facts: Gathered) -> None:
    found = [contents(facts, *place) for place in PLACES]
    assert compare(found[0], found[0]).changes == []
    ancestors = [
        {name: found.parts["model", name].ancestors for name in facts.asked} for found in found
    ]
    assert ancestors == [ancestors[0]] * len(PLACES)


def test_the_formats_say_the_same_of_a_full_model() -> None:
    facts = gathered({"a/x": [parent("b/y")]}, "a/x", models=[full("a/x"), full("b/y")])
    found = [contents(facts, *place).parts["model", "a/x"] for place in PLACES]
    assert found == [found[0]] * len(PLACES)


def test_a_new_commit_license_hash_and_parent() -> None:
    line = {"a/x": [parent("b/y")]}
    old = gathered(line, "a/x", models=[full("a/x")])
    more = {"a/x": [parent("b/y"), parent("c/z", "merge")]}
    said = licensing(["apache-2.0"], "MIT AND Apache-2.0")
    weights = (full("a/x").weights[0].__class__("model.safetensors", "cd" * 32),)
    new = full("a/x", revision="f" * 40, licensing=said, weights=weights, datasets=())
    found = changes(old, gathered(more, "a/x", models=[new]))
    told = {(one.part, one.what, one.kind): (one.before, one.after) for one in found}
    assert told["a/x", "version", "changed"][1] == "f" * 40
    assert told["a/x", "declared", "changed"] == ("MIT", "Apache-2.0")
    assert told["a/x", "concluded", "added"] == (None, "Apache-2.0")
    assert told["a/x", "ancestors", "added"] == (None, "c/z")
    assert told["a/x", "hashes", "changed"] == (f"SHA256:{HASH}", f"SHA256:{'cd' * 32}")
    assert told["a/x", "datasets", "removed"] == ("org/data", None)
    assert told["org/data", "dataset", "removed"] == ("org/data", None)
    assert told["c/z", "model", "added"] == (None, "c/z")


def test_two_models_are_compared_with_each_other() -> None:
    first = gathered({"a/x": [parent("b/y")]}, "a/x", models=[full("a/x")])
    second = gathered({"a/v2": [parent("b/y")]}, "a/v2", models=[full("a/v2")])
    assert changes(first, second) == [Change("a/v2", "subject", "changed", "a/x", "a/v2")]


def test_several_subjects_come_and_go() -> None:
    found = changes(gathered({}, "a/x", "a/y"), gathered({}, "a/x"))
    assert [(one.part, one.what, one.kind) for one in found] == [
        ("a/y", "subject", "removed"),
        ("a/y", "model", "removed"),
    ]


def test_files_and_models_mixed(study: Callable[..., Store], tmp_path: Path) -> None:
    store = study({"models": [record("a/x", license=["mit"])], "edges": []})
    for name in ("x.json", "x.json.gz", "x.json.zst"):
        bom(store, ["a/x"], out=tmp_path / name)
        assert bom_diff(store, str(tmp_path / name), "a/x").changes == []
    spdx = tmp_path / "x.spdx.json"
    bom(store, ["a/x"], format="spdx", out=spdx)
    found = bom_diff(None, str(spdx), str(tmp_path / "x.json"))
    assert (found.first, found.second) == ("spdx 3.0.1", "cyclonedx 1.6")


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"bomFormat": "other"}', "[" * 9999])
def test_a_file_that_is_no_bill(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(UserError, match=r"x\.json"):
        bom_diff(None, str(path), str(path))
    with pytest.raises(UserError, match="no file"):
        bom_diff(None, "missing.json", str(path))


def test_neither_a_file_nor_a_model(study: Callable[..., Store]) -> None:
    store = study({"models": [record("a/tiny")], "edges": []})
    with pytest.raises(UserError, match="no file 'a/tinny', and no such model") as caught:
        bom_diff(store, "a/tinny", "a/tiny")
    assert "a/tiny" in caught.value.hint


def test_documents_of_others_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    odd: dict[str, Any] = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": 7},
        "components": [
            {"type": "machine-learning-model", "name": "x", "licenses": [{"expression": "MIT"}],
             "pedigree": {"ancestors": [7, {"name": "y"}]}, "hashes": "none"},
            {"type": "library", "name": "numpy"}, 7,
        ],
    }  # fmt: skip
    for document in (odd, odd | {"components": 7, "metadata": []}):
        path = tmp_path / "x.json"
        path.write_text(json.dumps(document))
        assert bom_diff(None, str(path), str(path)).changes == []
    found = FORMATS.get("cyclonedx").contents(odd)
    assert found.parts["model", "x"].declared == ("MIT",)
    assert found.parts["model", "x"].ancestors == ("y",)
