"""The section on licenses, and the chart of matrices."""

from pathlib import Path
from xml.etree import ElementTree

from heredity.analyses.registry import ANALYSES
from heredity.checks import check_stages
from heredity.export.report.charts.matrix import Matrix, Spot, matrices
from heredity.export.report.page import Section
from heredity.export.report.reader import reading
from heredity.export.report.sections import licenses
from heredity.store import Context
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model


def built(folder: Path, labels: list[str], analyzed: bool = True) -> Section:
    """The section of a study of one lineage with these labels."""
    models = [model(f"o/m{at}", license=[label]) for at, label in enumerate(labels)]
    edges = [edge(f"o/m{at + 1}", f"o/m{at}", {"finetune"}) for at in range(len(labels) - 1)]
    store = fabricate(folder, models, edges)
    if analyzed:
        run_stage(store, ANALYSES.get("licenses").stage, Context(store, {"resamples": 20}))
        (check,) = (stage for stage in check_stages() if stage.name == "check licenses")
        run_stage(store, check, Context(store))
    with reading(store) as reader:
        return licenses.build(reader)


def test_the_section_says_what_the_tables_hold(tmp_path: Path) -> None:
    section = built(tmp_path / "s", ["llama3.1", "mit", "mit", "llama3.1"])
    figures = {figure.slug: figure for figure in section.figures}
    assert list(figures) == [
        "license-classes", "license-verdicts", "license-lost", "license-survival",
        "license-clauses", "license-examples",
    ]  # fmt: skip
    assert figures["license-classes"].says.startswith("33.3")
    assert figures["license-lost"].says.startswith("Of 1")
    assert "arXiv 2509.09873" in figures["license-lost"].notes[0]
    assert "Llama 3.1" in figures["license-clauses"].says
    (row,) = figures["license-examples"].numbers[0].grid.rows
    assert [cell.text for cell in row[:5]] == ["LIC023", "1", "o/m0", "llama3.1", "o/m1"]
    for figure in figures.values():
        if figure.picture:
            ElementTree.fromstring(str(figure.picture))


def test_without_tables_or_edges_it_says_so(tmp_path: Path) -> None:
    assert built(tmp_path / "a", ["mit"], analyzed=False).advice == "heredity analyze licenses"
    section = built(tmp_path / "b", ["mit"])
    assert not section.figures
    assert section.notes


def test_a_square_grows_with_its_share_and_hostile_names_are_only_text() -> None:
    spots = (Spot(0, 0, 1.0, 0.0, "all"), Spot(0, 1, 0.25, 0.25, "<script>"))
    drawn = str(matrices("m", "title", "desc", [Matrix("<b>", ("one", "<i>"), spots)] * 4))
    assert "<script>" not in drawn
    assert "<i>" not in drawn
    root = ElementTree.fromstring(drawn)
    marks = [node for node in root.iter() if node.get("class") in {"tone-ink", "severity-error"}]
    sides = [float(node.get("width") or 0) for node in marks][:3]
    assert sides == [22.0, 11.0, 11.0]
