"""The section on the shape of the pedigree, and its charts."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from heredity.analyses.registry import ANALYSES
from heredity.export.report.charts.grove import Tree, grove
from heredity.export.report.charts.pedigree import Leaf
from heredity.export.report.charts.points import Dot, Line, decades, points, steps
from heredity.export.report.page import Figure, Section
from heredity.export.report.reader import reading
from heredity.export.report.sections import structure
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, link, model, write


def built(folder: Path, children: int, analyzed: bool = True) -> Section:
    """The section of a study of one star, one chain below it, and some models alone."""
    names = [f"o/m{at:03}" for at in range(children + 4)]
    edges = [edge(name, names[0], {"finetune"}) for name in names[1 : children + 1]]
    if children:
        edges.append(edge(names[children + 1], names[1], {"quantized"}))
    store = Store(folder, create=True)
    write(store, "import", models=[model(name) for name in names], links=())
    link(store, [model(name) for name in names], edges)
    if analyzed:
        run_stage(store, ANALYSES.get("structure").stage, Context(store))
    with reading(store) as reader:
        return structure.build(reader)


def by_slug(section: Section) -> dict[str, Figure]:
    return {figure.slug: figure for figure in section.figures}


def test_the_section_says_what_the_tables_hold(tmp_path: Path) -> None:
    figures = by_slug(built(tmp_path / "s", 20))
    assert list(figures) == [
        "who-has-parents", "counts-by-edge-set", "counts-published", "children-tail",
        "depth-and-virality", "shapes-all", "shapes-no-merges", "viral-families",
    ]  # fmt: skip
    assert "87.5" in figures["who-has-parents"].says  # 21 of 24
    counts = {row[0].text: row for row in figures["counts-by-edge-set"].numbers[0].grid.rows}
    assert [cell.text for cell in counts["finetune"][1:6]] == ["20", "20", "0", "3", "1"]
    assert figures["children-tail"].says.endswith("Too few parents to fit a tail.")
    shape = figures["shapes-all"].numbers[0].grid.rows[0]
    assert (shape[0].text, shape[1].value, shape[4].value) == ("o/m000", 22, 2)
    for figure in figures.values():
        if figure.picture:
            ElementTree.fromstring(str(figure.picture))


def test_without_tables_or_families_it_says_so(tmp_path: Path) -> None:
    assert built(tmp_path / "a", 3, analyzed=False).advice == "heredity analyze structure"
    section = built(tmp_path / "b", 0)
    assert not section.figures
    assert section.notes


def test_axes_hold_their_values_at_round_marks() -> None:
    across = decades("children", 1, 35_527)
    assert (across.low, across.high) == (1, 100_000)
    assert [words for _, words in across.ticks][-1] == "100,000"
    assert across.share(10) == pytest.approx(0.2)
    assert decades("alone", 1, 1).high == 10
    upward = steps("virality", 1, 3.7)
    assert upward.low <= 1
    assert upward.high >= 3.7
    assert upward.share(upward.low) == 0
    assert steps("flat", 2, 2).high > 2


def test_points_stand_where_their_values_are() -> None:
    axes = (decades("x", 1, 100), steps("y", 0, 4))
    line = Line(((1, 4), (100, 0)), "falling", "5 4")
    drawn = points("p", "Title", "What is seen", axes, [Dot(10, 2, "<middle>", name="m")], [line])
    svg = ElementTree.fromstring(str(drawn))
    (circle,) = svg.iter("{http://www.w3.org/2000/svg}circle")
    left, right, top, bottom = 58.0, 560 - 14.0, 12.0, 380 - 44.0
    assert float(circle.get("cx", 0)) == pytest.approx((left + right) / 2, abs=0.01)
    assert float(circle.get("cy", 0)) == pytest.approx((top + bottom) / 2, abs=0.01)
    path = re.search(r'd="M([^"]+)"', str(drawn))
    assert path is not None
    assert path[1] == f"{left:.0f},{top:.0f} L{right:.0f},{bottom:.0f}"


@pytest.mark.parametrize("families", [1, 4, 5])
def test_a_grove_holds_every_family(families: int) -> None:
    leaves = (Leaf("a", -1, "", 2, 1), Leaf("b", 0, "merge", 0, 0))
    trees = [Tree(f"<o/m{at}>", "2 members", leaves) for at in range(families)]
    svg = ElementTree.fromstring(str(grove("g", "Title", "Seen", trees)))
    inner = [one for one in svg.iter("{http://www.w3.org/2000/svg}svg") if one is not svg]
    assert len(inner) == families
    width = float((svg.get("viewBox") or "").split()[2])
    assert all(float(one.get("x", 0)) < width for one in inner)
