"""SPDX 2.3, reduced: valid by its schema, with every ancestor."""

from typing import Any

import jsonschema
from hypothesis import given, settings

from heredity.export.bom.facts import Gathered
from heredity.export.bom.registry import Request
from heredity.export.bom.spdx import build, faults
from heredity.export.bom.validating import _schema
from tests.export.bom.makers import (
    AT,
    HASH,
    SHA,
    UNTIMED,
    full,
    gathered,
    licensing,
    lineages,
    model,
    parent,
)


def made(facts: Gathered) -> dict[str, Any]:
    document = build(facts, UNTIMED["2.3"])
    assert faults(document, "2.3") == []
    return document


@settings(max_examples=25)
@given(lineages())
def test_every_document_is_valid(facts: Gathered) -> None:
    document = made(facts)
    ids = [one["SPDXID"] for one in document["packages"]]
    assert len(ids) == len(set(ids))
    ends = {one[end] for one in document["relationships"] for end in ENDS}
    assert ends <= {*ids, "SPDXRef-DOCUMENT"}


ENDS = ("spdxElementId", "relatedSpdxElement")


def test_what_is_kept() -> None:
    line = {"a/q": [parent("a/x", "quantized")], "a/x": [parent("b/y", "adapter")]}
    said = licensing(["gemma"], "LicenseRef-HF-gemma")
    facts = gathered(line, "a/q", models=[full("a/x"), model("b/y", licensing=said)])
    document = made(facts)
    jsonschema.Draft7Validator(_schema("spdx-2.3.schema.json")).validate(document)
    package = document["packages"][1]
    assert (package["name"], package["versionInfo"]) == ("a/x", SHA)
    assert package["checksums"][0]["checksumValue"] == HASH
    assert package["licenseDeclared"] == package["licenseConcluded"] == "MIT"
    kinds = [one["relationshipType"] for one in document["relationships"]]
    told = ["DESCRIBES", "DESCENDANT_OF", "VARIANT_OF", "DESCENDANT_OF", "DEPENDS_ON", "OTHER"]
    assert kinds == told
    (custom,) = document["hasExtractedLicensingInfos"]
    assert custom["licenseId"] == "LicenseRef-HF-gemma"


def test_time_is_all_that_differs_between_two_writings() -> None:
    facts = gathered({"a/x": [parent("b/y")]}, "a/x", models=[full("a/x")])
    timed, plain = (build(facts, Request("2.3", at)) for at in (AT, None))
    assert timed["creationInfo"]["created"] == "2026-01-02T03:04:05Z"
    assert timed["documentNamespace"] == plain["documentNamespace"]
