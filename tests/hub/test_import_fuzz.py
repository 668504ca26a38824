"""Whatever a file holds: no crash, and every row is accounted for."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heredity.core.errors import HeredityError
from heredity.hub.importers import IMPORTERS
from heredity.hub.ingest import import_files
from heredity.store import Store
from tests.hub.importers.making import API_ROW, accounted

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
CARD_KEYS = [
    "license",
    "licence",
    "language",
    "datasets",
    "base_model",
    "base_model_relation",
    "tags",
]
API_KEYS = [
    *API_ROW, "cardData", "config", "gguf", "safetensors", "baseModels", "base_models", "siblings",
    "card", "gated", "sha", "lastModified", "spaces",
]  # fmt: skip
card_data = st.dictionaries(st.sampled_from(CARD_KEYS), values, max_size=4)
cards = st.text(max_size=30) | st.builds(
    "---\n{}\n---\n{}".format, st.text(max_size=20), st.text(max_size=5)
)
ids = st.sampled_from(["a/b", "a/c", "", "gpt2"])
changed = st.builds(
    lambda changes, data: API_ROW | changes | data,
    st.dictionaries(st.sampled_from(API_KEYS), values, max_size=4),
    st.fixed_dictionaries({}, optional={"cardData": card_data, "card": cards, "id": ids}),
)
# Python writes NaN and Infinity, which JSON lacks.
rows = changed.map(json.dumps)
lines = rows | values.map(json.dumps) | st.text(max_size=40) | rows.map(lambda text: text[:-5])


def imported(base: Path, name: str, data: bytes, **options: object) -> None:
    path = base / name
    path.write_bytes(data)
    study = base / f"study of {name}"
    store = Store(study, create=True)
    try:
        result = import_files(store, [path], force=True, **options)
    except HeredityError as error:
        assert error.what  # noqa: PT017
        assert error.hint  # noqa: PT017
        return
    assert accounted(result) == result.rows
    for table in ("models", "cards", "history", "links", "rejects"):
        store.arrow(table).validate(full=True)
    assert store.rows("models") + store.rows("history") >= result.models_added


quiet = settings(max_examples=15, suppress_health_check=list(HealthCheck))


@quiet
@given(st.lists(lines, max_size=8), st.booleans())
def test_rows_of_the_api(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], array: bool
) -> None:
    text = "[" + ",".join(rows) + "]" if array else "\n".join(rows)
    data = (json.dumps(API_ROW) + "\n" if not array else "").encode() + text.encode(
        "utf-8", "surrogatepass"
    )
    imported(tmp_path_factory.getbasetemp(), "fuzz.json", data, format="hub-api")


@quiet
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["id", "license", "languages", "likes", "tags", "card", "created_at", "extra"]
            ),
            values,
        ),
        max_size=8,
    )
)
def test_rows_of_a_table(tmp_path_factory: pytest.TempPathFactory, rows: list[dict]) -> None:
    data = "\n".join(
        map(json.dumps, [{"id": "a/b", "likes": 1, "tags": [], "license": "", "card": ""}, *rows])
    )
    imported(tmp_path_factory.getbasetemp(), "fuzz.jsonl", data.encode(), format="table")


cells = (
    st.text(max_size=15)
    | st.lists(st.text(max_size=5), max_size=3).map(repr)
    | st.floats().map(str)
)


@quiet
@given(st.lists(st.lists(cells, min_size=4, max_size=6), max_size=6), st.booleans())
def test_cells_of_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoted: bool
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    body = "".join(",".join(map(cell, row)) + "\n" for row in rows)
    head = "model_id,likes,tags,finetune_parent,modelCard\na/b,1,[],[],x\n"
    data = (head + body).encode("utf-8", "surrogatepass")
    for name in ("modelbiome", "table"):
        imported(tmp_path_factory.getbasetemp(), f"{name}.csv", data, format=name)


@quiet
@given(st.binary(max_size=200), st.sampled_from([None, *IMPORTERS]))
def test_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, named: str | None
) -> None:
    imported(tmp_path_factory.getbasetemp(), "any.bin", data, format=named)


@quiet
@given(st.lists(st.lists(st.none() | st.text(max_size=10), min_size=3, max_size=3), max_size=6))
def test_links(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str | None]]) -> None:
    names = ("child", "parent", "relation")
    data = "\n".join(
        json.dumps(dict(zip(names, row, strict=True))) for row in [["a", "b", None], *rows]
    )
    imported(tmp_path_factory.getbasetemp(), "links.jsonl", data.encode(), format="links")
