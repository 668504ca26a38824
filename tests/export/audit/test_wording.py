"""The one or two sentences that stand above every audit."""

from typing import Any

import pytest

from heredity.export.audit.listing import listing_of
from heredity.export.audit.wording import headline, missing_rows
from tests.export.audit.conftest import Make


@pytest.mark.parametrize(
    ("models", "filters", "says"),
    [
        (
            ("acme/x",),
            {},
            (
                "4 findings on 1 model and its 2 ancestors: 2 errors, 1 warning and 1 note, 2 of "
                "them inherited. Not counted: 1 told of these ancestors for other descendants."
            ),
        ),
        (
            ("acme/x",),
            {"origin": "own", "codes": ("LIC020",)},
            (
                "1 finding on 1 model and its 2 ancestors: 1 error, none of them inherited. Not "
                "counted: 3 filtered out and 1 told of these ancestors for other descendants."
            ),
        ),
        (("org/base",), {}, "1 finding on 1 model, which has no ancestors: 1 note."),
        (
            ("org/base", "other/z"),
            {"codes": ("NAM",)},
            "No findings on 2 models, which have no ancestors. Not counted: 2 filtered out.",
        ),
        (
            (),
            {},
            "7 findings on the whole study of 6 models: 2 errors, 3 warnings and 2 notes.",
        ),
        (
            ("acme/clean",),
            {},
            "1 finding on 1 model and its 1 ancestor: 1 warning, none of them inherited.",
        ),
    ],
)
def test_headlines(
    audit: Make, models: tuple[str, ...], filters: dict[str, Any], says: str
) -> None:
    assert headline(audit(*models, **filters)) == says


def test_what_is_missing_says_why(audit: Make) -> None:
    found = audit(listing=listing_of(b"acme/x\nacme/xx\ngone/away\n", "ids.txt"))
    (first, second) = missing_rows(found)
    assert first[:2] == ("acme/xx", "2")
    assert "did you mean acme/x" in first[2]
    assert second == ("gone/away", "3", "no record: only named as a parent")
