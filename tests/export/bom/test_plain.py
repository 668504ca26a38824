"""Text from a hub never breaks a document."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.export.bom import plain


@given(st.text())
def test_a_line_is_one_line_that_can_be_written(text: str) -> None:
    shown = plain.line(text + "\ud800\x00\x1b")
    shown.encode()
    assert shown == " ".join(shown.split())
    assert len(shown) <= plain.SHORT
    assert "\x1b" not in plain.block(text + "\x1b")
    plain.block(text + "\udfff").encode()


@given(st.text())
def test_an_address_is_one_or_nothing(text: str) -> None:
    found = plain.address(f"https://example.org/{text}")
    assert found == "" or json.dumps(found) == f'"{found}"'


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://a.org", True), ("http://a.org:8080/x?y=z#w", True), ("https://a.org/%41", True),
        ("https://a.org/%zz", False), ("ftp://a.org", False), ("https://", False), ("a.org", False),
        ("https://a b.org", False), ("https://a.org/\x00", False), (7, False), (None, False),
        ("https://a.org/" + "x" * 3000, False), ("https://[::1]/", False), ("https://ä.org", False),
    ],
)  # fmt: skip
def test_addresses(value: object, kept: bool) -> None:
    assert plain.address(value) == (value if kept else "")


def test_commits_hashes_and_names() -> None:
    assert plain.commit(" " + "AB" * 20) == "ab" * 20
    assert plain.commit("main") == plain.commit("ab" * 21) == plain.commit(None) == ""
    assert plain.sha256("AB" * 32) == "ab" * 32
    assert plain.sha256("ab" * 31) == plain.sha256(5) == ""
    assert plain.repository("owner/name.v1") == "owner/name.v1"
    for bad in ("a/b/c", "a//b", "../x", "a b", "ä/x", "", None, "-a", "x" * 300):
        assert plain.repository(bad) == ""


def test_what_was_lost_is_told() -> None:
    assert plain.unsaid("main", "") == "main"
    assert plain.unsaid("main", "main") == plain.unsaid(None, "") == ""
