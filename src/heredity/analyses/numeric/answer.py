"""What `heredity analyze numeric` says when it has run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.store import Store

_WANTED: Final = (
    "trait", "relation", "edges", "parent_mean", "child_mean", "mean_difference",
    "median_difference", "median_log_ratio", "share_increasing", "p",
)  # fmt: skip
_HEADS: Final = (
    "trait", "relation", "edges", "parents' mean", "children's mean", "mean difference",
    "median difference", "median ln ratio", "share increasing", "sign test p",
)  # fmt: skip


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """The changes along all edges, by trait and relation."""
    rows = store.table("numeric")
    chosen = rows.filter((rows.compat == compat) & (rows.edge_set == "all"))
    chosen = chosen.filter(chosen.generation == "any").order_by(["trait", "relation"])
    found: list[dict[str, Any]] = store.run(chosen).to_pylist()
    form = "published form: means alone" if compat else "families resampled for intervals"
    yield Said(
        "Numbers from parent to child",
        _HEADS,
        tuple(tuple(row[name] for name in _WANTED) for row in found if row["edges"]),
        f"Edge set all, {form}; 'created' is in days. {_sentence(found)}",
    )


def _sentence(found: list[dict[str, Any]]) -> str:
    torn = [
        row["trait"]
        for row in found
        if row["relation"] == "any"
        and (row["median_log_ratio"] or 0) * (row["mean_difference"] or 0) < 0
    ]
    if not torn:
        return "Means and medians point the same way for every number."
    return f"Mean and median ratio point in opposite directions for: {', '.join(torn)}."
