"""The tutorial notebook runs, and prints what it holds."""

import nbformat
import pytest

from scripts.run_notebook import NOTEBOOKS, differences

BOOKS = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_is_a_notebook() -> None:
    assert BOOKS


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_it_runs_and_prints_what_it_holds(path) -> None:
    assert differences(path) == []


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_it_holds_outputs_and_no_place_of_the_machine_that_made_them(path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in cells) > len(cells) / 2
    assert "/tmp" not in path.read_text("utf-8")
