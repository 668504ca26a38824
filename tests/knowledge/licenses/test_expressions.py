"""Texts that are nearly SPDX expressions never break anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.licenses import normalize
from heredity.knowledge.licenses.expressions import parse

WORDS = st.sampled_from(
    ["MIT", "GPL-2.0", "AND", "OR", "WITH", "and", "(", ")", "()", "+", "Classpath-exception-2.0",
     "NOT", "&", "|", ":", "DocumentRef-a:LicenseRef-b", "é", "\n", "true", "1", ","]
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "MIT AND ( OR GPL",
        "AND",
        "MIT OR",
        "(MIT",
        "MIT)",
        "()",
        "MIT WITH",
        "WITH MIT",
        "MIT WITH AND",
    ],
)
def test_what_does_not_parse_says_so(text: str) -> None:
    assert parse(text) == (None, "an expression that does not parse")
    found = normalize(text)
    assert (found.state, found.raw) == ("unresolved", text)


@given(st.lists(WORDS, max_size=9).map(" ".join) | st.lists(WORDS, max_size=9).map("".join))
def test_anything_like_an_expression_is_read(text: str) -> None:
    found = normalize(text)
    assert found.state in {"declared", "family_only", "named_other", "unresolved", "absent"}
