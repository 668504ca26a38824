"""The completeness of facts: weights, fractions, and where to look."""

import pytest

from heredity.export.bom.completeness import FACTS, WEIGHTS, completeness
from tests.export.bom.makers import full, model


def test_the_weights_are_the_public_ones() -> None:
    assert WEIGHTS == {
        "required": 20, "metadata": 20, "component": 20, "model card": 30, "references": 10,
    }  # fmt: skip
    assert {fact.group for fact in FACTS} == set(WEIGHTS)
    assert len({fact.name for fact in FACTS}) == len(FACTS)


def test_everything_known_is_a_hundred() -> None:
    said = completeness(full("a/x"))
    assert (said.score, said.missing) == (100.0, ())
    assert len(said.lines()) == 1


def test_a_stub_has_little_and_says_where_the_rest_is() -> None:
    said = completeness(model("a/x", known=False))
    assert said.score == pytest.approx(20 + 20 * 2 / 5 + 20 / 6, abs=0.01)
    first, *rest = said.lines()
    assert first.startswith("a/x: completeness 31.3 of 100 (required 4/4, metadata 2/5")
    assert any("parameters; look in the weights; heredity headers MODEL" in line for line in rest)
    assert all(one.where for one in said.missing)
