"""Writing a simulated hub."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.core.errors import OutsideError, UserError
from heredity.core.progress import Silent
from heredity.hub import simulated
from heredity.hub.simulated import MOST_MODELS, simulate
from heredity.store.streams import read_lines

ALL = {"models.jsonl.zst", "cards.jsonl.zst", "truth"}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        simulate(1500, 3, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_hub(tmp_path: Path) -> None:
    simulate(300, 1, tmp_path / "one")
    simulate(300, 2, tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.keys() == two.keys()
    assert one["models.jsonl.zst"] != two["models.jsonl.zst"]


def test_cards_leave_the_rows_as_they_are(tmp_path: Path) -> None:
    with_cards = simulate(1200, 5, tmp_path / "with", cards=True)
    without = simulate(1200, 5, tmp_path / "without", cards=False)
    one, two = contents(tmp_path / "with"), contents(tmp_path / "without")
    assert "cards.jsonl.zst" not in two
    assert one["models.jsonl.zst"] == two["models.jsonl.zst"]
    assert with_cards.cards == pytest.approx(0.67036 * 1200, abs=1)
    assert without.cards == 0


def test_the_cut_into_ranges_moves_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(900, 4, tmp_path / "whole", cards=False)
    monkeypatch.setattr(simulated, "_CHUNK", 100)
    simulate(900, 4, tmp_path / "cut", cards=False)
    one, two = (
        [json.loads(line)["id"] for line in read_lines(tmp_path / name / "models.jsonl.zst")]
        for name in ("whole", "cut")
    )
    assert one == two
    whole, cut = contents(tmp_path / "whole"), contents(tmp_path / "cut")
    assert whole["truth/rates.parquet"] == cut["truth/rates.parquet"]


@given(models=st.integers(0, 70), seed=st.integers(0, 2**31))
@settings(max_examples=40)
def test_any_small_hub_can_be_made(
    tmp_path_factory: pytest.TempPathFactory, models: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("small") / "hub"
    truth = simulate(models, seed, folder)
    rows = [json.loads(line) for line in read_lines(folder / "models.jsonl.zst")]
    assert truth.models == len(rows) == len({row["id"].lower() for row in rows}) == models
    assert len({row["_id"] for row in rows}) == models
    assert {path.name for path in folder.iterdir()} == ALL


@pytest.mark.parametrize(
    ("models", "seed", "words"),
    [(-1, 0, "number of models"), (MOST_MODELS + 1, 0, "number of models"), (1, -1, "negative")],
)
def test_numbers_out_of_range_are_refused(
    tmp_path: Path, models: int, seed: int, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        simulate(models, seed, tmp_path / "hub")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(UserError, match="not empty"):
        simulate(10, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("keep me")
    with pytest.raises(UserError, match="is a file"):
        simulate(10, 1, tmp_path / "hub")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    simulate(10, 1, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == ALL


class Interrupting(Silent):
    """Progress that stops the work at its first step."""

    def advance(self, amount: float = 1) -> None:
        raise KeyboardInterrupt


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        simulate(50, 1, tmp_path / "hub", progress=Interrupting())
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_an_empty_folder_empty(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        simulate(50, 1, tmp_path, progress=Interrupting())
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".unfinished").mkdir()
    (tmp_path / ".unfinished" / "models.jsonl.zst").write_bytes(b"half")
    simulate(10, 1, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == ALL


@pytest.mark.skipif(os.name == "nt", reason="a full disk is simulated by a device of Unix")
def test_a_disk_that_refuses_is_an_outside_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutsideError, match="Could not write"):
        simulate(10, 1, tmp_path / "file" / "hub")
