"""Panels: valid, within their frame, and as tall as their values."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report.charts.bars import Bar
from heredity.export.report.charts.panels import (
    Band,
    Line,
    Panel,
    Post,
    Tick,
    bar_panels,
    panels,
    posts,
    round_top,
)

SVG = "{http://www.w3.org/2000/svg}"
shares = st.floats(-0.5, 1.5)
points = st.lists(st.tuples(shares, shares), max_size=6).map(tuple)


@given(st.text(max_size=40), points, points, st.booleans(), st.integers(1, 5), st.integers(0, 7))
def test_any_panel_is_valid_and_stays_in_its_frame(
    name: str,
    drawn: tuple[tuple[float, float], ...],
    other: tuple[tuple[float, float], ...],
    steps: bool,
    columns: int,
    several: int,
) -> None:
    one = Panel(
        name, (Line(drawn, steps=steps),), (Band(drawn, other, name),), (Tick(0.5, name),),
        (Tick(1.0, name),), name[:5],
    )  # fmt: skip
    root = ElementTree.fromstring(str(panels("p", "t", "d", [one] * several, columns, 100, 600)))
    width = (600 - 26 * (columns - 1)) / columns
    for shape in ("polyline", "polygon"):
        for found in root.iter(f"{SVG}{shape}"):
            for pair in found.get("points", "").split():
                x, y = map(float, pair.split(","))
                assert -0.01 <= x <= width + 0.01
                assert 24 <= y <= 80


def test_steps_run_level_before_they_rise() -> None:
    one = Panel("a", (Line(((0.0, 0.0), (1.0, 1.0)), steps=True),))
    found = re.search(r'<polyline points="([^"]*)"', str(panels("p", "t", "d", [one], 1, 100, 600)))
    assert found
    assert found[1] == "0,80 600,80 600,24"


def test_posts_are_as_tall_as_their_values() -> None:
    drawn = posts("p", "t", "d", [Post(5, "a"), Post(10, "b")], (), (), 10, 144, 200)
    root = ElementTree.fromstring(str(drawn))
    heights = [float(one.get("height", "")) for one in root.iter(f"{SVG}rect")]
    assert heights == [50, 100]


@given(st.text(max_size=60), st.lists(st.floats(0, 1e12), max_size=9))
def test_bar_panels_are_valid(name: str, values: list[float]) -> None:
    rows = [Bar(name, value, name[:8]) for value in values]
    root = ElementTree.fromstring(str(bar_panels("p", "t", "d", [(name, rows)] * 3, 2, 800)))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "tone-ink"]
    assert len(bars) == 3 * len(values)
    assert all(0 <= float(bar.get("width", "")) <= 387.01 for bar in bars)


@given(st.floats(0, 1e15))
def test_a_round_top_is_not_far_above(value: float) -> None:
    top = round_top(value)
    assert top >= value * (1 - 1e-9)
    assert top <= max(2 * value, 1) * (1 + 1e-9)
