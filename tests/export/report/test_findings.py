"""Evidence in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report.sections.findings import evidence

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"declared_by": ["tag", "card"], "held": 385}', "declared by: tag, card; held: 385"),
        ('{"declared_as": [], "note": null, "cut": true}', "cut: true"),
        ("no JSON", "no JSON"),
        ("[1, 2]", "[1, 2]"),
        ("", ""),
    ],
)
def test_evidence_reads_as_words(text: str, words: str) -> None:
    assert evidence(text) == words


@given(VALUES)
def test_any_evidence_can_be_said(value: object) -> None:
    assert len(evidence(json.dumps(value), most=80)) <= 81
