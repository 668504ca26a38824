"""Published orderings beside ours."""

import pytest

from heredity.export.report.sections.orderings import place_of, printed, published_places


def test_places_and_shares_of_a_published_ordering() -> None:
    places = published_places("license", "finetune")
    assert place_of(places, "gemma", "gemma") == 1
    assert place_of(published_places("language", "finetune"), "en", "English") == 20
    assert place_of(places, "none", "none") is None
    row = printed("license", "finetune")
    assert row is not None
    assert (row["compatible"], row["pairs"], row["net"]) == (113, 121, 30729)
    assert row["compatible_share"] == pytest.approx(0.9339, abs=5e-5)
    assert row["gap"] is None


def test_nothing_where_nothing_was_published() -> None:
    assert published_places("license", "merge") == {}
    assert printed("license", "merge") is None
