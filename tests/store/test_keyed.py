"""Rows by key: the same as reading the whole table."""

from collections.abc import Callable
from typing import Any

import pytest

from heredity.core.errors import StudyError
from heredity.store import Store
from heredity.store.keyed import MANY, Keyed
from heredity.store.schema import TABLES
from tests.fabricated import model
from tests.tiny import study

__all__ = ["study"]


@pytest.fixture
def keyed(study: Callable[..., Store]) -> Keyed:
    names = [f"o/m{at:03}" for at in range(MANY * 3)]
    return Keyed(study({"models": [model(name, downloads=at) for at, name in enumerate(names)]}))


@pytest.mark.parametrize("count", [1, 2, MANY, MANY + 1, MANY * 3])
def test_rows_of_few_and_of_many_keys(keyed: Keyed, count: int) -> None:
    wanted = [f"o/m{at:03}" for at in range(count)]
    rows = keyed.rows("models", "model_id", [*wanted, wanted[0], "o/none"], ["model_id"])
    assert sorted(row["model_id"] for row in rows) == wanted


def test_no_keys_and_numbers(keyed: Keyed) -> None:
    assert keyed.rows("models", "model_id", []) == []
    (row,) = keyed.rows("models", "downloads", [7])
    assert (row["model_id"], row["hashes"]) == ("o/m007", None)
    assert list(row) == TABLES.get("models").names


def test_a_value_is_bound_and_never_read_as_sql(keyed: Keyed) -> None:
    assert keyed.rows("models", "model_id", ["' OR 1=1 --"]) == []


def test_a_table_that_is_not_there(keyed: Keyed) -> None:
    with pytest.raises(StudyError, match="no table 'cards'"):
        keyed.rows("cards", "model_id", ["o/m001"])


def test_a_table_that_nobody_registered_is_read_as_it_stands(
    keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    members: dict[str, Any] = dict(TABLES._members)
    members.pop("models")
    monkeypatch.setattr(TABLES, "_members", members)
    (row,) = keyed.rows("models", "model_id", ["o/m001"])
    assert row["downloads"] == 1
    keyed.close()
