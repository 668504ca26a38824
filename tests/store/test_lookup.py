import pytest

from heredity.core.errors import StudyError
from heredity.store.lookup import ALONE, TOGETHER, looking
from tests.pedigree.conftest import Make, make

__all__ = ["make"]

MODELS = {f"a/m{n:04}": {"downloads": n} for n in range(TOGETHER + 20)}


def test_rows_by_key(make: Make):
    with looking(make(MODELS, linked=False)) as lookup:
        assert lookup.row("models", "model_id", "a/m0003", ["downloads"]) == {"downloads": 3}
        assert lookup.row("models", "model_id", "a/nobody") is None
        found = lookup.rows("models", "model_id", list(MODELS), ["model_id", "downloads"])
        assert {row["model_id"]: row["downloads"] for row in found} == {
            name: columns["downloads"] for name, columns in MODELS.items()
        }
        assert lookup.rows("models", "model_id", []) == []


@pytest.mark.parametrize("count", [1, 2, ALONE, ALONE + 1])
def test_few_keys_and_many_give_the_same(make: Make, count: int):
    keys = list(MODELS)[:count]
    with looking(make(MODELS, linked=False)) as lookup:
        rows = lookup.rows("models", "model_id", [*keys, keys[0], "a/nobody"], ["model_id"])
    assert sorted(row["model_id"] for row in rows) == keys


def test_what_is_not_there(make: Make):
    with looking(make(MODELS, linked=False)) as lookup:
        assert lookup.rows("edges", "child", [1]) == []
        assert not lookup.has("models", "edges")
        assert lookup.row("models", "model_id", "a/m0000", ["no_such", "downloads"]) == {
            "downloads": 0
        }
        with pytest.raises(StudyError, match="no table 'edges'"):
            lookup.ask(["edges"], "SELECT * FROM edges")
        with pytest.raises(StudyError, match="another version"):
            lookup.ask(["models"], "SELECT no_such FROM models")


def test_foreign_text_is_a_value(make: Make):
    with looking(make({"a/x'; DROP": {}}, linked=False)) as lookup:
        assert lookup.row("models", "model_id", "a/x'; DROP", ["name"]) == {"name": "x'; DROP"}


def test_a_damaged_file(make: Make):
    store = make(MODELS, linked=False)
    store.path("models").write_bytes(b"no parquet")
    with looking(store) as lookup, pytest.raises(StudyError, match="not a readable table"):
        lookup.row("models", "model_id", "a/m0000")
