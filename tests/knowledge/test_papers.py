"""Which ids no paper can have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.artifacts import KINDS, artifacts
from heredity.knowledge.papers import flaw
from heredity.traits import TRAITS


@pytest.mark.parametrize(
    "paper",
    ["1910.09700", "2501.12948", "0704.0001", "1412.6980", "1501.00001", "cs/0112017",
     "math.gt/0309136", "hep-th/9108001", "hep-th/0703999", "2608.01234"],
)  # fmt: skip
def test_real_ids_pass(paper: str) -> None:
    assert flaw(paper, 2026, 8) == ""


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        ("2501.99999", "40,000"),
        ("2609.00001", "later"),
        ("2013.00001", "month does not exist"),
        ("2000.00001", "month does not exist"),
        ("0703.0001", "no paper of its month"),
        ("1412.69801", "digits"),
        ("1501.0001", "digits"),
        ("2101.00000", "begin at 1"),
        ("hep-th/9913001", "month does not exist"),
        ("hep-th/0704001", "no paper of its month"),
        ("2101.xxxxx", "form"),
        ("", "form"),
        ("९९०१.१२३४५", "form"),
    ],
)
def test_impossible_ids_say_why(paper: str, why: str) -> None:
    assert why in flaw(paper, 2026, 8)


@given(st.text(alphabet="0123456789./-acs ", max_size=14))
def test_any_text_has_a_verdict_and_only_the_two_forms_pass(text: str) -> None:
    if flaw(text, 2026, 8) == "":
        assert re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+(\.[a-z]{2})?/\d{7}", text)


def test_artifacts_speak_of_traits_or_tags() -> None:
    for (trait, state), artifact in artifacts().items():
        assert trait == "tags" or TRAITS.get(trait).kind in ("set", "category")
        assert artifact.kind in KINDS
        assert artifact.reason
        assert state == state.lower()
