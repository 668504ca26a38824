"""What two texts have in common, and how it is drawn."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import UserError
from heredity.export.differences import (
    MOST,
    RECORD,
    Piece,
    compare,
    difference,
    readable,
    record_text,
)
from heredity.export.differing import diff
from heredity.export.report.charts.difference import as_html, as_svg, cells, drawn, lines, runs
from tests.fabricated import fabricate, model

NASTY = st.text(st.sampled_from("ab<>&\"'\x00\x1b\u202e\n\r\t é模🤗"), max_size=40)


def distance(one: str, other: str) -> int:
    """Levenshtein's, by the textbook."""
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        last, row[0] = row[0], at
        for to, twin in enumerate(other, 1):
            last, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, last + (char != twin))
    return row[-1]


@given(NASTY, NASTY)
def test_pieces_lead_from_one_text_to_the_other_the_shortest_way(one: str, other: str) -> None:
    found = difference("card", ("a/b", "c/d"), (one, other))
    for pieces in (found.pieces, readable(found.pieces)):
        assert "".join(piece.before for piece in pieces) == one
        assert "".join(piece.after for piece in pieces) == other
    steps = distance(one, other)
    assert found.deleted + found.inserted + found.substituted == steps
    longest = max(len(one), len(other))
    assert found.similarity == pytest.approx(1 - steps / longest if longest else 1)


@given(NASTY, NASTY)
def test_pictures_are_well_formed_and_hold_nothing_that_acts(one: str, other: str) -> None:
    found = difference("card", ("<b>/x", "c/d"), (one, other))
    for text in (as_svg([found, found]), drawn("n", "t", found), as_html([found])[16:]):
        ElementTree.fromstring(text)
        assert not {"\x00", "\x1b", "\u202e"} & set(text)
        assert "<b>" not in text


@given(NASTY, NASTY, st.integers(3, 20))
def test_lines_are_no_wider_than_asked(one: str, other: str, columns: int) -> None:
    pieces = difference("card", ("a", "b"), (one, other)).pieces
    page = lines(runs(pieces), columns)
    assert all(sum(cells(text) for _, text in line) <= columns for line in page)


def test_short_common_runs_join_the_changes_around_them() -> None:
    pieces = [Piece("deleted", "x", ""), Piece("equal", "ab", "ab"), Piece("inserted", "", "y")]
    assert readable(pieces) == [Piece("substituted", "xab", "aby")]
    assert readable([Piece("equal", "a", "a"), *pieces[:1]])[0].kind == "equal"


def test_the_middle_of_long_common_runs_is_left_out() -> None:
    found = difference("card", ("a", "b"), ("x" * 1_000 + "y", "x" * 1_000 + "z"))
    shown = list(runs(found.pieces))
    assert [kind for kind, _ in shown] == ["equal", "gap", "equal", "replaced", "substituted"]
    assert "820 equal characters" in shown[1][1]


def test_texts_are_cut_where_they_grow_too_long() -> None:
    found = difference("card", ("a", "b"), ("x" * (MOST + 5), "x" * MOST))
    assert found.cut
    assert found.lengths == (MOST, MOST)


def test_a_record_is_a_literal_in_the_order_of_the_hub() -> None:
    row = dict.fromkeys((column for _, column in RECORD), None) | {
        "model_id": "o'x/m", "likes": 3, "trending_score": 2.0, "private": False,
        "tags": ["a", 'b"'], "created_at": datetime(2024, 1, 2, 3, 4, 5, 6_000, UTC),
    }  # fmt: skip
    assert record_text(row) == (
        "{'id': \"o'x/m\", 'likes': 3, 'trendingScore': 2, 'private': False, "
        "'tags': ['a', 'b\"'], 'createdAt': '2024-01-02T03:04:05.006Z', 'modelId': \"o'x/m\"}"
    )


def test_a_study_is_compared(tmp_path: Path) -> None:
    cards = [{"model_id": "a/b", "text": "one"}, {"model_id": "e/f", "text": None}]
    models = [model("a/b", likes=1), model("c/d", likes=2), model("e/f")]
    store = fabricate(tmp_path / "study", models, cards=cards)
    (found,) = compare(store, "a/b", "c/d", ["metadata"])
    assert found.similarity > 0.5
    with pytest.raises(UserError, match="no card with a text of 'c/d'"):
        compare(store, "a/b", "c/d", ["card"])
    with pytest.raises(UserError, match="no record of 'gone/away'"):
        compare(store, "a/b", "gone/away", ["metadata"])
    found_, notes = diff(store, "a/b", "a/b", "both", tmp_path / "new" / "same.svg")
    assert [one.similarity for one in found_] == [1.0, 1.0]
    assert not notes
    assert (tmp_path / "new" / "same.svg").read_text().startswith("<svg")
    with pytest.raises(UserError, match="No picture"):
        diff(store, "a/b", "c/d", "both", tmp_path / "x.png")
    store.close()
