"""The models of a study as columns in the order of its nodes."""

from pathlib import Path

import numpy as np
import pytest

from heredity.analyses.population import Population
from heredity.core.errors import StudyError
from heredity.hub.simulated import simulate
from heredity.store.columns import coded, spread, texts
from heredity.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("population")
    simulate(2_000, 5, folder / "hub", cards=False)
    study = Study(folder / "study", create=True)
    study.import_([folder / "hub"])
    study.link()
    study.describe()
    return study


def test_every_column_stands_where_a_join_on_ids_puts_it(study: Study) -> None:
    population = Population(study.store)
    rows = study.select(
        "SELECT n.model_id, t.author, t.task, t.created, t.likes, f.family_id, m.tags "
        "FROM nodes n LEFT JOIN traits t USING (model_id) LEFT JOIN models m USING (model_id) "
        "JOIN members f ON f.model_id = n.model_id AND f.edge_set = 'all' ORDER BY node"
    )
    author, task = population.coded("author"), population.coded("task")
    likes, known = population.numbers("likes")
    tags = population.text("models", "tags")
    assert len(rows) == population.nodes > len(population.models) > 0
    for node, row in enumerate(rows):
        for column, coded_ in (("author", author), ("task", task)):
            code = coded_.codes[node]
            assert row[column] == (None if code < 0 else coded_.names[int(code)].as_py())
        assert row["likes"] == (int(likes[node]) if known[node] else None)
        assert row["family_id"] == population.family_ids[int(population.family[node])].as_py()
        assert row["tags"] == tags[node].as_py()
        born = row["created"]
        assert population.year[node] == (-1 if born is None else born.year)
        month = -1 if born is None else (born.year - 1970) * 12 + born.month - 1
        assert population.month[node] == month


def test_names_are_found_again(study: Study) -> None:
    task = Population(study.store).coded("task")
    assert [task.code(name) for name in task.names.to_pylist()] == list(range(len(task.names)))
    assert task.code("no such task") == -1


def test_models_imported_after_linking_are_noticed(study: Study, tmp_path: Path) -> None:
    newer = Study(tmp_path / "study", create=True)
    for table in study.store.folder.glob("*.parquet"):
        (newer.store.folder / table.name).write_bytes(table.read_bytes())
    simulate(50, 6, tmp_path / "more", cards=False)
    newer.import_([tmp_path / "more"])
    with pytest.raises(StudyError, match="speak of different models"):
        Population(newer.store).text("models", "tags")


def test_texts_as_numbers_in_binary_order() -> None:
    codes, names = coded(texts(["b", None, "a", "b", "Z", "é"]))
    assert names.to_pylist() == ["Z", "a", "b", "é"]
    assert codes.tolist() == [2, -1, 1, 2, 0, 3]


def test_spread_leaves_null_where_nothing_belongs() -> None:
    there = np.array([False, True, False, True])
    assert spread(texts(["a", "b"]), there).to_pylist() == [None, "a", None, "b"]
    assert spread(texts([]), np.zeros(2, bool)).to_pylist() == [None, None]
