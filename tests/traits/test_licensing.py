"""License values as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.traits.licensing import (
    NO_STATES,
    read_classes,
    read_licenses,
    tagged_classes,
    tagged_licenses,
)


@pytest.mark.parametrize(
    ("values", "name", "licenses"),
    [
        (["MIT"], "", ["mit"]),
        (["apache-2.0", "mit"], "", ["apache-2.0", "mit"]),
        (["other"], "gemma-terms-of-use", ["gemma-terms-of-use"]),
        (["other"], "Gemma Terms  of Use", ["gemma-terms-of-use"]),
        (["Other", "mit"], "llama3", ["llama3", "mit"]),
        (["mit"], "never-read", ["mit"]),
        (["other"], "", []),
        (["other"], "other", []),
        (["unknown"], "named", []),
        ([""], "", []),
        (["license"], "named", []),
        ([], "", []),
    ],
)
def test_what_a_record_names(values: list[str], name: str, licenses: list[str]) -> None:
    assert read_licenses(values, name) == licenses


@given(st.lists(st.text()), st.text())
def test_any_text_gives_distinct_sorted_ids(values: list[str], name: str) -> None:
    found = read_licenses(values, name)
    assert found == sorted(set(found))
    assert not set(found) & NO_STATES


def test_the_published_reading_is_what_follows_the_prefix() -> None:
    assert tagged_licenses(["license:mit", "license:Other", "license:", "license:mit"]) == [
        "Other",
        "mit",
    ]


def test_classes_follow_the_licenses_named() -> None:
    assert read_classes(["Other", "MIT"], "Qwen Research") == ["non-commercial", "permissive"]
    assert read_classes(["unknown"], "") == []
    assert tagged_classes(["license:gemma", "license:other", "en"]) == ["commercial"]
