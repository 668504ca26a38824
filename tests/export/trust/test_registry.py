"""Every field and every risk keeps the contract, whatever the model."""

import re
from datetime import date

import pytest

from heredity.export.trust.registry import FIELDS, GROUPS, MAKERS, in_order
from heredity.export.trust.risks import RISKS
from heredity.store.facts import ASKED
from heredity.store.schema import TABLES
from tests.export.trust.conftest import Reports
from tests.export.trust.hub import ROWS

MODELS = [row["id"] for row in ROWS if not row["id"].startswith("many/")] + [
    "many/m000", "gone/away",
]  # fmt: skip


@pytest.mark.parametrize("spec", in_order(), ids=lambda spec: spec.name)
def test_a_field_says_what_it_reads(spec):
    assert spec.doc.endswith((".", ")."))
    assert spec.group in GROUPS
    assert set(spec.asked) <= set(ASKED)
    for place in spec.reads:
        table, column = place.split(".")
        assert column in TABLES.get(table).names
        assert MAKERS[table].startswith("heredity ")


@pytest.mark.parametrize("spec", RISKS.members(), ids=lambda spec: spec.name)
def test_a_risk_says_what_it_reads(spec):
    assert spec.doc.endswith(".")
    assert spec.title
    assert spec.lacking
    for place in spec.reads:
        if place != "(commits)":
            table, column = place.split(".")
            assert column in TABLES.get(table).names


@pytest.mark.parametrize("model_id", MODELS)
def test_every_field_of_every_model(reports: Reports, model_id: str):
    report = reports[model_id]
    assert [one.name for one in report.fields] == [spec.name for spec in in_order()]
    for one in report.fields:
        assert (one.status == "present") == (one.value is not None), one
        assert one.status in {"present", "absent", "not_checkable"}
        assert one.evidence or one.status == "present", one
        assert (one.date is None) == (one.status == "not_checkable"), one
    assert {one.name for one in report.risks} == set(RISKS)
    for risk in report.risks:
        assert (risk.state == "clear") == (not risk.says), risk
        assert (risk.date is None) == (risk.state == "not_checkable"), risk


def test_groups_are_counted_from_the_fields(reports: Reports):
    report = reports["acme/Tale-7B"]
    for counted in report.completeness:
        mine = [f for f in report.fields if f.group == counted.group and f.wanted]
        assert counted.present == sum(f.status == "present" for f in mine)
        assert counted.applicable == sum(f.status != "not_checkable" for f in mine)
        assert counted.not_checkable == len(mine) - counted.applicable
        assert set(counted.missing) == {f.name for f in mine if f.status == "absent"}


def test_no_word_of_a_score(reports: Reports):
    text = " ".join([*reports["acme/Tale-7B"].answer, *(s.doc for s in FIELDS.members())])
    assert not re.search(r"score|grade|illegal", text, re.IGNORECASE)
    assert isinstance(reports["acme/Tale-7B"].date, date)
