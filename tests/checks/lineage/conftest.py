"""One rule run on a tiny study."""

from collections.abc import Callable

import pytest

from heredity.checks import CHECKS, FAMILIES
from heredity.checks.registry import Tables
from heredity.checks.stages import findings_of
from heredity.store import Store


@pytest.fixture
def found(study: Callable[..., Store]) -> Callable[..., list[dict]]:
    """The findings of one rule, in the order of their keys."""

    def run(code: str, rows: dict) -> list[dict]:
        store = study(rows)
        expr = findings_of(CHECKS.get(code), Tables(store), FAMILIES.get("lineage"))
        return store.run(expr.order_by(["model_id", "parent_id", "message"])).to_pylist()

    return run
