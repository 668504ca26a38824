"""Licenses as people really write them, from import to audit: each is told, none is lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heredity.checks.licenses import LICENSES
from heredity.checks.stages import stage_of
from heredity.store import Context
from heredity.store.stage import run_stage
from heredity.study import Study

APACHE = (Path(__file__).resolve().parents[3] / "LICENSE").read_text()
WRITTEN: dict[str, tuple[list[str], Any]] = {
    "unknown-id": (["license:my-own-9"], "my-own-9"),
    "expression": ([], "MIT AND ( OR GPL"),
    "list": (["license:mit", "license:cc-by-nc-4.0"], ["mit", "cc-by-nc-4.0"]),
    "contradiction": (["license:mit"], "cc-by-nc-4.0"),
    "text": ([], APACHE),
    "mapping": ([], {"name": "mit"}),
    "number": ([], 3),
    "spdx": ([], "MIT OR GPL-3.0-only"),
    "nothing": (["license:"], ""),
}
"""Tags and the card's license of a model by its name; each has a child under apache-2.0."""

PARENTS = ["apache-2.0", "mit", "cc-by-nc-4.0", "gpl-3.0", None]


def row(model_id: str, license_: Any, *tags: str, of: str = "") -> dict[str, Any]:
    parent = [f"base_model:finetune:{of}"] if of else []
    return {"id": model_id, "tags": [*tags, *parent], "cardData": {"license": license_}}


def hub() -> Iterator[dict[str, Any]]:
    for name, (tags, license_) in WRITTEN.items():
        yield row(f"bad/{name}", license_, *tags)
        yield row(f"kid/{name}", "apache-2.0", "license:apache-2.0", of=f"bad/{name}")
    for at in range(100):
        yield row(f"par/p{at:02}", PARENTS[at % 5])
    merge = [f"base_model:merge:par/p{at:02}" for at in range(100)]
    yield row("bad/merge", "apache-2.0", "license:apache-2.0", *merge)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("bad")
    rows = list(hub())
    (folder / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))
    made = Study(folder / "study", create=True)
    assert made.import_([folder / "rows.jsonl"]).models_added == len(rows)
    made.link()
    run_stage(made.store, stage_of(LICENSES), Context(made.store))
    return made


def told(study: Study, *models: str) -> dict[str, str]:
    """Messages of an audit by code; of a code's messages the last one that names a model here."""
    return {row["code"]: row["message"] for row in study.audit(*models).rows()}


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        (
            "unknown-id",
            "LIC054",
            "'my-own-9' (no row of the table has this id), cannot be resolved",
        ),
        ("expression", "LIC054", "'MIT AND ( OR GPL' (an expression that does not parse), cannot"),
        ("number", "LIC054", "'3' (no row of the table has this id), cannot be resolved"),
        ("list", "LIC056", "a list of licenses says neither 'and' nor 'or'"),
        ("contradiction", "LIC057", "the card says cc-by-nc-4.0, the tag mit"),
        ("mapping", "LIC050", "Upstream declares nothing"),
        ("nothing", "LIC050", "Upstream declares nothing"),
    ],
)
def test_it_is_told_of_the_model_and_of_its_child(
    study: Study, name: str, code: str, says: str
) -> None:
    assert says in told(study, f"bad/{name}")[code]
    assert says in told(study, f"kid/{name}")[code]


def test_what_can_be_read_is_read(study: Study) -> None:
    rows = study.select("SELECT model_id, declared_spdx, verdict FROM concluded")
    spdx = {one["model_id"]: one["declared_spdx"] for one in rows}
    assert spdx["bad/text"] == "Apache-2.0"
    assert spdx["bad/spdx"] == "GPL-3.0-only OR MIT"
    assert spdx["bad/contradiction"] == "CC-BY-NC-4.0"
    assert spdx["bad/expression"] == spdx["bad/unknown-id"] == spdx["bad/list"] == "NOASSERTION"
    assert told(study, "kid/text") == {}
    assert "LIC020" in told(study, "kid/contradiction")


def test_no_model_is_lost_and_what_is_dropped_is_kept_as_a_reject(study: Study) -> None:
    concluded = study.select("SELECT count(*) AS n FROM concluded")[0]["n"]
    assert concluded == study.store.rows("models") == len(list(hub()))
    rejects = study.select("SELECT model_id, field, reason FROM rejects")
    assert [one["model_id"] for one in rejects] == ["bad/mapping"]
    assert rejects[0]["field"] == "card.license"


def test_a_merge_of_a_hundred_names_every_parent_that_conflicts(study: Study) -> None:
    found = study.audit("bad/merge")
    assert found.scope.ancestors == 100
    parents = {row["parent_id"] for row in found.rows() if row["code"] in {"LIC010", "LIC020"}}
    assert parents == {f"par/p{at:02}" for at in range(100) if at % 5 in {2, 3}}
    assert sum(row["code"] == "LIC031" for row in found.rows()) == 1
    assert {row["model_id"] for row in found.rows() if row["code"] == "LIC050"} == {
        f"par/p{at:02}" for at in range(100) if at % 5 == 4
    }
