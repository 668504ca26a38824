"""Slopes and ratios: places, labels that do not meet, and well-formed pictures."""

from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report.charts.ratios import Mark, Ratios, ends, ratios
from heredity.export.report.charts.slopes import Slope, slopes, spread_out


@given(st.lists(st.floats(40, 200), min_size=1, max_size=7))
def test_labels_stand_apart_in_their_order(places: list[float]) -> None:
    moved = spread_out(places, 34, 230)
    order = sorted(range(len(places)), key=lambda at: places[at])
    kept = [moved[at] for at in order]
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(kept))
    assert kept[-1] <= 230


@given(st.lists(st.floats(1e-7, 1e5), min_size=1))
def test_the_axis_holds_all_values_but_extremes(values: list[float]) -> None:
    low, high = ends([*values, 1.0])
    assert low <= 1 <= high
    assert low <= max(min(values), 1e-6) * 1.0002
    assert high >= min(max(values), 1e4) * 0.9998


def test_slopes_draw_both_ends_and_what_was_published() -> None:
    rows = [
        Slope("finetune", 10, 5, ("10", "5"), "rel-finetune", (12.0, 4.0)),
        Slope("<merge>", 0, 0, ("0", "0"), "rel-merge"),
    ]
    drawn = slopes("n", "title", "desc", rows)
    ElementTree.fromstring(drawn)
    assert drawn.count("<circle") == 4
    assert drawn.count('class="other"') == 2
    assert "<merge>" not in drawn
    ElementTree.fromstring(slopes("n", "title", "desc", []))


def test_ratios_draw_each_mark_once() -> None:
    marks = (
        Mark("dot", 0.5, 0.4, 0.6, "median"),
        Mark("ring", 0.9, None, None, "mean"),
        Mark("diamond", 3.0, None, None, "mean of ratios"),
    )
    drawn = ratios("n", "title", "desc", [Ratios("any", "0.5", marks, "tone-ink")])
    ElementTree.fromstring(drawn)
    assert drawn.count("<circle") == 2
    assert drawn.count('class="other"') == 2
    assert drawn.count('class="tone-ink span"') == 1
