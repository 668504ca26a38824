"""The pictures of names, on a study written by hand and on none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from heredity.analyses.registry import ANALYSES
from heredity.export.report.charts.heat import Shade, heat
from heredity.export.report.charts.paired import Paired, paired
from heredity.export.report.page import Section
from heredity.export.report.reader import reading
from heredity.export.report.sections import naming
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model


def section(store: Store) -> Section:
    with reading(store) as reader:
        return naming.build(reader)


@pytest.fixture
def study(tmp_path: Path) -> Store:
    made = [
        model(
            f"o{n % 9}/Llama-{2 + n % 2}-7B-en-{n}",
            downloads=n,
            created_at=datetime(2023 + n % 3, 1, 1, tzinfo=UTC),
        )
        for n in range(60)
    ]
    parents = [row["model_id"] for row in made[:3]]
    copied = [row["model_id"] for row in made[:25]]
    made += [model(f"q/{name.split('/')[1]}-GGUF") for name in copied]
    edges = [edge(f"q/{name.split('/')[1]}-GGUF", name, ["quantized"]) for name in copied]
    edges += [edge(made[n]["model_id"], parents[n % 3], ["finetune"]) for n in range(3, 60)]
    store = fabricate(tmp_path / "s", made, edges)
    for name in ("names", "naming"):
        run_stage(store, ANALYSES.get(name).stage, Context(store, {"resamples": 50}))
    return store


def test_all_figures_are_drawn_and_say_something(study: Store) -> None:
    found = section(study)
    assert [one.slug for one in found.figures] == [
        "naming-wanted", "naming-conventions", "naming-years", "naming-kept", "naming-moved",
        "naming-added",
    ]  # fmt: skip
    assert all(one.says and one.basis.interval for one in found.figures)
    wanted, conventions, years, kept, _, added = found.figures
    assert "want" in wanted.says
    assert "2023 to 2025" in years.says
    assert "100\u00a0% of quantized edges" in kept.says
    assert "suffix “gguf” of quantized" in added.says
    rows = {row[0].text: row for row in wanted.numbers[0].grid.rows}
    assert rows["architecture"][2].value == pytest.approx(69 / 108, abs=1e-4)
    assert rows["architecture"][4].value == 1
    assert str(conventions.picture).count(">2023<") == 1


def test_where_nothing_was_measured_it_says_what_to_run(tmp_path: Path) -> None:
    assert section(Store(tmp_path / "s", create=True)).advice == "heredity analyze names naming"


def test_a_study_without_models_has_no_figure(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [])
    for name in ("names", "naming"):
        run_stage(store, ANALYSES.get(name).stage, Context(store))
    found = section(store)
    assert (found.figures, found.notes) == ((), ("The study holds no model.",))


def test_marks_stand_only_where_something_is_known() -> None:
    rows = [
        Paired("a", "all", 0.5, 0.4, 0.6, 0.3, 0.7),
        Paired("b", "none", None, None, None, None, None),
    ]
    drawn = str(paired("p", "t", "d", rows))
    assert drawn.count("<circle") == 2
    assert 'class="tone-ink span"' in drawn
    assert drawn.count("<path") == 1


def test_cells_that_are_not_given_stay_empty() -> None:
    cells = {("a", "x"): Shade(0.5, "half"), ("b", "y"): Shade(1.4, "more")}
    drawn = str(
        heat("h", "t", "d", ["a", "b"], ["x", "y"], cells, {"x": "tone-ink", "y": "tone-ink"})
    )
    assert drawn.count("<rect") == 4
    assert "50\u00a0%" in drawn
    assert "100\u00a0%" in drawn
