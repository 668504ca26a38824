"""JSON made by the engine, and rows given away."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import HeredityError
from heredity.store import Store
from heredity.store.engine import open_engine
from heredity.store.expr import literal
from heredity.store.give import stream, write_lines, write_parquet_rows
from heredity.store.render import json_object, listed, struct, to_json

ROWS = {"text": ['a"b', None, "\x00\n<é"], "list": [["x"], [], None], "number": [1, None, -5]}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("render") / "study", create=True)
    yield store
    store.close()


def objects(engine: Store) -> list[dict]:
    rows = engine.engine.load(pa.table(ROWS))
    line = json_object(
        text=rows.text,
        list=rows.list,
        number=rows.number,
        inner=struct(places=listed(struct(at=rows.number), struct(at=literal(7)))),
    )
    found = engine.run(rows.select(line=line)).column("line").to_pylist()
    return sorted(map(json.loads, found), key=str)


def expected() -> list[dict]:
    rows = [dict(zip(ROWS, values, strict=True)) for values in zip(*ROWS.values(), strict=True)]
    made = [row | {"inner": {"places": [{"at": row["number"]}, {"at": 7}]}} for row in rows]
    return sorted(made, key=str)


def test_objects_keep_every_member(store: Store) -> None:
    assert objects(store) == expected()


@pytest.mark.spark
def test_objects_are_the_same_on_spark(tmp_path: Path) -> None:
    try:
        open_engine("spark", tmp_path / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark cannot run here: {error}")
    assert objects(Store(tmp_path / "study", engine="spark", create=True)) == expected()


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_json(store: Store, text: str) -> None:
    rows = store.engine.load(pa.table({"text": [text]}))
    assert json.loads(store.run(rows.select(j=to_json(rows.text))).column("j")[0].as_py()) == text


@pytest.mark.parametrize("rows", [0, 1, 3, 200_000])
def test_lines_are_separated_and_ended(store: Store, rows: int) -> None:
    table = store.engine.load(pa.table({"line": [f"é{n}" for n in range(rows)], "n": range(rows)}))
    sink = io.BytesIO()
    assert write_lines(store, table.order_by("n"), sink, between=",\n") == rows
    text = sink.getvalue().decode()
    assert text == (",\n".join(f"é{n}" for n in range(rows)) + "\n" if rows else "")


def test_parquet_and_streams_keep_types(store: Store) -> None:
    table = pa.table({"n": pa.array([1, 2], pa.int64()), "t": pa.array(["x", None], pa.string())})
    sink = io.BytesIO()
    expr = store.engine.load(table).order_by("n")
    assert write_parquet_rows(store, expr, sink) == 2
    assert pq.read_table(io.BytesIO(sink.getvalue())).to_pylist() == table.to_pylist()
    assert stream(store, expr).read_all().schema == table.schema
