"""Traits are added by one decorated function."""

import pytest

from heredity.traits import TRAITS
from heredity.traits.registry import trait


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind 'color'"):
        trait("hue", kind="color", doc="A hue.", source="nowhere", missing="always")
    assert "hue" not in TRAITS


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        trait("license", kind="set", doc="It.", source="x", missing="y")(TRAITS.get("task").read)
