"""The validator: schemas from the package alone, faults with their place."""

import json
import tomllib
from hashlib import sha256
from importlib.resources import files

import pytest

from heredity.export.bom import validating
from heredity.export.bom.cyclonedx import faults, listed_ids

SCHEMAS = files("heredity").joinpath("data", "schemas")


def test_a_fault_has_its_place() -> None:
    license_ = {"license": {"id": "LicenseRef-HF-gemma"}}
    one = {"type": "machine-learning-model", "name": "x", "licenses": [license_]}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one]}
    (fault,) = faults(document, "1.6")
    assert fault.startswith("components/0/licenses: ")


def test_formats_are_held_to(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = {"type": "website", "url": "http://a b"}
    one = {"type": "file", "name": "x", "externalReferences": [reference]}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one]}
    assert faults(document, "1.6")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "_schema", lambda _: {"$ref": "http://localhost:9/x.json"})
    with pytest.raises(Exception, match=r"x\.json"):
        validating.faults({}, "nowhere.json", {})


def test_the_schemas_are_those_that_were_taken() -> None:
    told = tomllib.loads(SCHEMAS.joinpath("PROVENANCE.toml").read_text("utf-8"))["file"]
    named = {name for one in told for name in one["names"]}
    assert named == {one.name for one in SCHEMAS.iterdir() if one.name.endswith(".json")}
    (spdx,) = [one for one in told if "sha256" in one]
    data = SCHEMAS.joinpath(*spdx["names"]).read_bytes()
    assert sha256(data).hexdigest() == spdx["sha256"]
    assert json.loads(data)


def test_ids_that_may_stand_as_ids() -> None:
    assert {"MIT", "Apache-2.0", "GPL-2.0-only"} <= listed_ids()
    assert "LicenseRef-HF-gemma" not in listed_ids()
