"""The benchmark of the anatomy runs, and its arithmetic is right."""

import math
from pathlib import Path

import pytest

from benchmarks.anatomy.__main__ import main
from benchmarks.anatomy.timing import STEPS, Timed, exponent, growth, rows, total, verdict
from benchmarks.measure import Measured
from heredity.hub.simulated import simulate
from heredity.study import Study


def timed(*seconds: float) -> list[Timed]:
    steps = STEPS[-len(seconds) :]
    return [Timed(s, Measured(t, 2**30)) for s, t in zip(steps, seconds, strict=True)]


def test_linear_cost_has_exponent_one() -> None:
    assert exponent([10, 100, 1000], [0.2, 2, 20]) == pytest.approx(1)
    assert exponent([10, 100, 1000], [1, 100, 10_000]) == pytest.approx(2)
    assert math.isnan(exponent([10], [1]))


def test_the_cosine_cells_alone_are_not_counted_twice() -> None:
    assert total(timed(5, 20, 50)) == Measured(55, 2**30)


def test_rows_tell_edit_distances_goals_and_sums() -> None:
    text = "\n".join(rows(2_000_000, timed(5, 20, 70)))
    assert "similarity | 70.00" in text
    assert "60 s: MISSED" in text
    assert "8 s: met" in text
    assert "its cosine cells | 50.00" in text
    assert "at most 60 s; measured 20.0 s: met" in text
    assert "together | 75.00" in text


def test_a_missed_goal_says_by_how_much() -> None:
    assert verdict("all", 130.25, 120, "s").endswith("measured 130.2 s: MISSED by 10.2 s")


def test_growth_names_every_step() -> None:
    text = "\n".join(growth({100: timed(1, 2, 3), 1000: timed(10, 20, 30)}))
    assert "similarity: 1.00" in text
    assert "together: 1.00" in text


def test_a_tiny_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(150, 1, tmp_path / "hub", cards=False)
    study = Study(tmp_path / "150" / "study", create=True)
    study.import_([tmp_path / "hub"])
    study.link()
    study.describe()
    main(["--sizes", "150", "--only", "overview", "--folder", str(tmp_path), "--peer-models", "0"])
    said = capsys.readouterr().out
    assert "| 150 | overview |" in said
    assert "exponent" not in said
