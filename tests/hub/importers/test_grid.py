import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.hub.importers.grid import read_literal
from heredity.hub.importers.phrases import prepare
from heredity.store.columns import rows_of
from heredity.store.workbench import Workbench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    made = Workbench(tmp_path_factory.mktemp("bench"))
    prepare(made)
    return made


def as_list(bench: Workbench, text: str) -> list[str] | None:
    """What the fast path makes of a cell, with the slow path behind it."""
    bench.show(
        "cell", rows_of({"x": "string", "items": "list<string>"}, [(text, read_literal(text))])
    )
    ((found,),) = bench.rows("SELECT as_list(as_given(x), items) FROM cell")
    return found


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@given(st.lists(words.filter(bool)))
def test_python_lists_are_read_back(bench: Workbench, values: list[str]) -> None:
    assert as_list(bench, repr(values)) == values


@given(st.lists(words.filter(bool)))
def test_json_lists_are_read_back(bench: Workbench, values: list[str]) -> None:
    assert as_list(bench, json.dumps(values)) == values


@given(words)
def test_any_cell_is_a_list_or_refused(bench: Workbench, text: str) -> None:
    found = as_list(bench, text)
    assert found is None or all(isinstance(item, str) for item in found)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("mit", ["mit"]),
        (" a ; b ;; c", ["a", "b", "c"]),
        ("[]", []),
        ("('a', 'b')", ["('a', 'b')"]),
        ("['a', 1, None]", ["a", "1"]),
        ("", None),
        ("nan", None),
        ("[open('x')]", None),
        ("['a'*9]", None),
        ("[" * 5000, None),
        ("[{'a': 1}]", None),
        ('["\\ud800"]', ["?"]),
        (r"['C:\dir', 'it\'s']", ["C:\\dir", "it's"]),
    ],
)
def test_cells(bench: Workbench, text: str, items: list[str] | None) -> None:
    assert as_list(bench, text) == items


@pytest.mark.parametrize(
    ("phrase", "said", "meant"),
    [
        ("as_count", "12", 12),
        ("as_count", "12.0", 12),
        ("as_count", "1e3", 1000),
        ("as_count", "12.5", None),
        ("as_count", "-1", None),
        ("as_count", "1e30", None),
        ("as_count", "99999999999999999999", None),
        ("as_count", "0x10", None),
        ("as_flag", "True", True),
        ("as_flag", "no", None),
        ("as_number", "inf", None),
        ("as_number", "1.5", 1.5),
        ("as_day", "2026-08", "2026-08-01"),
        ("as_day", "2026-02-30", None),
        ("as_day", "2026-08-22T10:00:00Z", "2026-08-22"),
        ("as_time", "2024-12-01T06:00:34+02:00", "2024-12-01 04:00:34+00"),
        ("as_time", "2024-12-01", "2024-12-01 00:00:00+00"),
        ("as_time", "epoch", None),
        ("as_time", "infinity", None),
        ("as_time", "12/01/2024", None),
        ("as_time", "2024-99-01", None),
    ],
)
def test_phrases(bench: Workbench, phrase: str, said: str, meant: object) -> None:
    ((found,),) = bench.rows(f"SELECT CAST({phrase}($1) AS VARCHAR)", [said])
    ((wanted,),) = bench.rows("SELECT CAST($1 AS VARCHAR)", [meant])
    assert found == wanted
