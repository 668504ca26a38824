"""Charts are valid, escaped, and say in numbers what they show."""

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from heredity.export.report.charts.bars import Bar, Part, Whole, bars, cell_bar, stacked
from heredity.export.report.charts.drift import ROW, Flow, State, drift_graph, middle, spoken
from heredity.export.report.charts.intervals import Interval, axis_top, intervals
from heredity.export.report.charts.pedigree import (
    APART,
    REACH,
    SIDE,
    Leaf,
    lay_out,
    numbered,
    pedigree,
)
from heredity.export.report.charts.svg import element

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "\"'&amp;", "\u202etxet", "w" * 96, "שלום", "\x00\x1b[31m"]


def parse(chart: Markup) -> ET.Element:
    root = ET.fromstring(str(chart))
    assert root.tag == f"{SVG}svg"
    return root


def described(root: ET.Element) -> None:
    assert root.get("role") == "img"
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text


def some_charts(labels: list[str]) -> list[Markup]:
    leaves = [Leaf(labels[0], -1, "", len(labels), 3)]
    leaves += [Leaf(label, 0, "finetune", 1, 0) for label in labels]
    return [
        bars("a", "A", "d", [Bar(label, 1.0, "1") for label in labels]),
        stacked(
            "b", "B", "d", [Whole(v, "1", (Part(v, 1, "1", "status-present"),)) for v in labels]
        ),
        intervals("c", "C", "d", [Interval(label, 0.5, 0.4, 0.6, "50 %", 0.5) for label in labels]),
        drift_graph("d", "D", "d", [State(v, 1) for v in labels], [Flow(0, 0, 1, 1)][:0]),
        pedigree("e", "E", "d", leaves),
    ]


@pytest.mark.parametrize("at", range(5))
def test_hostile_names_stay_text(at: int) -> None:
    root = parse(some_charts(HOSTILE)[at])
    described(root)
    assert {child.tag.removeprefix(SVG) for child in root.iter()} <= {
        "svg", "title", "desc", "g", "text", "rect", "line", "circle", "path",
    }  # fmt: skip
    words = "".join(root.itertext())
    assert "\u202e" not in words
    assert "\x00" not in words


@given(st.text(min_size=1))
def test_any_name_gives_valid_xml(name: str) -> None:
    for chart in some_charts([name]):
        parse(chart)


def test_empty_charts_are_valid() -> None:
    parse(bars("a", "A", "", []))
    parse(stacked("a", "A", "", []))
    parse(intervals("a", "A", "", []))
    parse(drift_graph("a", "A", "", [], []))
    parse(pedigree("a", "A", "", [Leaf("only", -1, "", 0, 0)]))
    assert spoken([], []) == "No states."


def test_attributes_are_escaped() -> None:
    made = element("text", 'x"<', class_='a"><script>', x=1 / 3)
    root = ET.fromstring(made)
    assert root.get("class") == 'a"><script>'
    assert root.get("x") == "0.33"
    assert root.text == 'x"<'


def test_bars_are_as_long_as_their_values() -> None:
    root = parse(bars("a", "A", "", [Bar("x", 50, "50"), Bar("y", 20, "20"), Bar("z", 0, "0")]))
    drawn = [r.get("width") for r in root.iter(f"{SVG}rect") if r.get("class") == "tone-ink"]
    assert drawn == ["100%", "40%", "0%"]


def test_parts_stand_one_after_another() -> None:
    parts = (Part("a", 0.25, "25", "p"), Part("b", 0, "0", "q"), Part("c", 0.75, "75", "r"))
    root = parse(stacked("a", "A", "", [Whole("w", "", parts)]))
    drawn = [(r.get("x"), r.get("width")) for r in root.iter(f"{SVG}rect")]
    assert drawn == [("0%", "25%"), ("25%", "75%")]


def test_a_cell_bar_never_leaves_its_cell() -> None:
    widths = [[r.get("width") for r in ET.fromstring(cell_bar(x)).iter()][-1] for x in (-1, 0.5, 7)]
    assert widths == ["0%", "50%", "100%"]


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=5))
def test_the_axis_holds_every_bound(highs: list[float]) -> None:
    rows = [Interval("x", high / 2, 0.0, high, "") for high in highs]
    top = axis_top(rows)
    assert max(highs) <= top * (1 + 1e-9) <= 1 + 1e-9
    assert top <= max(highs) * 2.01 or math.isclose(top, 1)


def test_an_interval_lies_where_its_bounds_say() -> None:
    root = parse(intervals("a", "A", "", [Interval("x", 0.25, 0.2, 0.4, "")], top=0.5))
    span = next(line for line in root.iter(f"{SVG}line") if "span" in line.get("class", ""))
    assert (span.get("x1"), span.get("x2")) == ("40%", "80%")
    assert next(root.iter(f"{SVG}circle")).get("cx") == "50%"


STATES = [State("a", 100), State("b", 25), State("c", 0)]


def test_flows_bend_right_along_the_order_and_left_against_it() -> None:
    root = parse(drift_graph("a", "A", "", STATES, [Flow(0, 2, 8, 10), Flow(1, 0, 2, 6)]))
    groups = {g.get("class"): g for g in root.iter(f"{SVG}g") if g.get("class")}
    xs = {
        side: [float(part.split(",")[0].strip("MC")) for part in g[1].get("d", "").split()]
        for side, g in groups.items()
    }
    assert max(xs["down"]) > 296
    assert min(xs["up"]) < 104
    width = {side: float(g[1].get("stroke-width", "")) for side, g in groups.items()}
    assert width["down"] == pytest.approx(4 * width["up"])
    assert groups["down"][0].text == "a → c: net 8 of 10"


def test_bubbles_have_areas_like_appearances() -> None:
    root = parse(drift_graph("a", "A", "", STATES, []))
    radii = [float(c.get("r", "")) for c in root.iter(f"{SVG}circle")]
    assert (radii[0] / radii[1]) ** 2 == pytest.approx(4, rel=0.01)


@given(st.integers(2, 20), st.data())
def test_flows_keep_to_the_side_of_their_states(size: int, data: st.DataObject) -> None:
    places = st.integers(0, size - 1)
    pairs = data.draw(
        st.lists(
            st.tuples(places, places).filter(lambda p: p[0] < p[1]),
            max_size=30,
            unique=True,
        )
    )
    flows = [
        Flow(
            *(pair if data.draw(st.booleans()) else pair[::-1]), data.draw(st.floats(0.01, 99)), 99
        )
        for pair in pairs
    ]
    root = parse(drift_graph("a", "A", "", [State(str(n), 1) for n in range(size)], flows))
    for group in root.iter(f"{SVG}g"):
        if group.get("class") in {"down", "up"}:
            words = (group[0].text or "").split(":")[0].split(" → ")
            ys = [float(p.split(",")[1]) for p in group[1].get("d", "").replace("C", " ").split()]
            for state, y in zip(words, (ys[0], ys[-1]), strict=True):
                assert abs(y - middle(int(state))) < ROW / 2


def tree(draw: st.DrawFn) -> list[Leaf]:
    size = draw(st.integers(1, 40))
    leaves = [Leaf("root", -1, "", size - 1, draw(st.integers(0, 40_000)))]
    for at in range(1, size):
        parent = draw(st.integers(0, at - 1))
        leaves.append(Leaf(f"m{at}", parent, "adapter", draw(st.integers(0, 9)), 0))
    return leaves


trees = st.composite(tree)()


@given(trees)
def test_generations_stand_on_their_rings(leaves: list[Leaf]) -> None:
    layout = lay_out(leaves)
    assert layout.radius == sorted(layout.radius)
    assert layout.radius[-1] == pytest.approx(REACH) or len(layout.radius) == 1
    for at, leaf in enumerate(leaves):
        assert layout.ring[at] == (0 if leaf.parent < 0 else layout.ring[leaf.parent] + 1)
        assert all(0 <= xy <= SIDE for xy in layout.at(at))


@given(trees)
def test_no_two_models_stand_in_one_place(leaves: list[Leaf]) -> None:
    layout = lay_out(leaves)
    places = {(round(x, 6), round(y, 6)) for x, y in map(layout.at, range(len(leaves)))}
    assert len(places) == len(leaves)


@given(trees)
def test_numbers_do_not_touch(leaves: list[Leaf]) -> None:
    layout = lay_out(leaves)
    points = [layout.at(at) for at in numbered(leaves)]
    for i, point in enumerate(points):
        assert all(math.dist(point, other) >= APART for other in points[:i])


def test_what_is_not_drawn_is_counted() -> None:
    leaves = [Leaf("root", -1, "", 5000, 4998), Leaf("a", 0, "finetune", 0, 0)]
    words = "".join(parse(pedigree("a", "A", "", leaves)).itertext())
    assert "4,998" in words
    assert "more children of root" in words


def test_drift_graph_shows_published_places() -> None:
    root = parse(drift_graph("a", "A", "", [State("mit", 3, 11), State("other", 2)], []))
    said = [text for text in root.itertext() if text.strip()]
    assert "11" in said
    assert "place in the published ordering" in said
