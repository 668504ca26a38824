"""Tiny studies: tables of facts written from dictionaries, ready to be linked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from heredity.core.errors import OutsideError, UserError
from heredity.pedigree.link import LINK
from heredity.store import Context, Store
from heredity.store.engine import open_engine
from heredity.store.stage import run_stage
from tests.fabricated import model, write

Rows = Sequence[Mapping[str, Any]]
Make = Callable[..., Store]


def full_links(links: Rows) -> list[dict[str, Any]]:
    """Links with a source and a row each."""
    day = date(2026, 8, 22)
    return [
        {"relation": None, "source": "links.csv", "row": at, "snapshot": day} | dict(row)
        for at, row in enumerate(links, 1)
    ]


def full_models(models: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Models by id, with a row each."""
    return [
        model(model_id, **({"row": at} | dict(columns)))
        for at, (model_id, columns) in enumerate(models.items(), 1)
    ]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make a study of models by id, with links and cards; link it unless told not to."""
    made: list[Store] = []

    def build(
        models: Mapping[str, Mapping[str, Any]],
        links: Rows = (),
        cards: Rows = (),
        *,
        edge_sets: Sequence[str] = ("all", "finetune"),
        engine: str = "duckdb",
        linked: bool = True,
    ) -> Store:
        store = Store(tmp_path / f"study-{len(made)}", engine=engine, create=True)
        made.append(store)
        tables: dict[str, Rows] = {"models": full_models(models)}
        if links:
            tables["links"] = full_links(links)
        if cards:
            tables["cards"] = cards
        write(store, "import", **tables)
        if linked:
            run_stage(store, LINK, Context(store, {"edge_sets": list(edge_sets)}))
        return store

    yield build
    for store in made:
        store.close()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of the Spark engine, where it starts."""
    try:
        open_engine("spark", tmp_path_factory.mktemp("scratch")).close()
    except (OutsideError, UserError) as error:
        pytest.skip(f"Spark cannot start: {error.what}")
    return "spark"


def edges_of(store: Store) -> dict[tuple[str, str], dict[str, Any]]:
    """The edges by child and parent."""
    rows = store.arrow("edges").to_pylist()
    return {(row["child_id"], row["parent_id"]): row for row in rows}


def rejects_of(store: Store) -> list[tuple[Any, ...]]:
    """Model, field, value and reason of each reject, in the order of the table."""
    columns = ("model_id", "field", "value", "reason")
    return [tuple(row[c] for c in columns) for row in store.arrow("rejects").to_pylist()]


def carried(edge: Mapping[str, Any]) -> set[str]:
    """The relations that an edge carries."""
    names = ("finetune", "adapter", "quantized", "merge", "unspecified")
    return {name for name in names if edge[name]}
