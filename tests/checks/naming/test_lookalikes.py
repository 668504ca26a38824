"""Look-alikes of popular models."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from heredity.checks.examples import edge, model
from heredity.checks.naming.lookalikes import look_alike
from heredity.checks.registry import Tables
from heredity.store import Store

POPULAR = model(
    "meta-llama/Llama-3.2-1B", downloads=9_000_000, created_at=datetime(2024, 9, 1, tzinfo=UTC)
)


def found(store: Store) -> dict[str, str]:
    rows = store.run(look_alike(Tables(store))).to_pylist()
    return {row["model_id"]: row["severity"] for row in rows}


@pytest.mark.parametrize(
    "name",
    [
        "ann/Lllma-3.2-1B",
        "ann/L1ama-3.2-1B",
        "ann/LIama-3.2-1B",
        "meta-l1ama/Llama-3.2-1B",
        "ann/Llamma_3.2_1B",
    ],
)
def test_what_deceives_the_eye_is_found(study: Callable[..., Store], name: str) -> None:
    assert found(study({"models": [POPULAR, model(name, downloads=2)]})) == {name: "warn"}


@pytest.mark.parametrize(
    "name",
    [
        "ann/Llama-3.1-1B",
        "ann/Llama-3.2-3B",
        "ann/llama-3.2-1b",
        "ann/Llama-3.2-1B",
        "ann/Llava-3.2-1B",
        "ann/Llamas-3.2-1B",
        "ann/Alama-3.2-1B",
        "unsloth/Lllma-3.2-1B",
        "meta-llama/Lllma-3.2-1B",
        "ann/Llama-3.2-1B-GGUF",
    ],
)
def test_what_says_something_is_passed(study: Callable[..., Store], name: str) -> None:
    assert found(study({"models": [POPULAR, model(name, downloads=2)]})) == {}


def test_declared_descendants_are_passed(study: Callable[..., Store]) -> None:
    rows = {
        "models": [POPULAR, model("ann/Lllma-3.2-1B")],
        "edges": [edge("ann/Lllma-3.2-1B", "meta-llama/Llama-3.2-1B", "finetune")],
    }
    assert found(study(rows)) == {}


def test_an_older_or_popular_model_is_only_information(study: Callable[..., Store]) -> None:
    old = model("ann/Lllma-3.2-1B", downloads=2, created_at=datetime(2023, 1, 1, tzinfo=UTC))
    liked = model("bob/Llamma-3.2-1B", downloads=8_000_000)
    assert found(study({"models": [POPULAR, old, liked]})) == {
        "ann/Lllma-3.2-1B": "info",
        "bob/Llamma-3.2-1B": "info",
    }
