"""What `heredity analyze cards` says when it has run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.store import Store

_OURS: Final = ("characters", "body_words", "generated", "template", "languages")
_PAPER: Final = ("characters", "exists", "generated", "generated, all edges", "languages")
_COLUMNS: Final = (
    "measure", "relation", "edges", "parent_mean", "child_mean", "mean_difference",
    "median_difference", "mean_log_ratio", "share_increasing", "p",
)  # fmt: skip
_HEADS: Final = (
    "measure", "relation", "edges", "parents' mean", "children's mean", "mean difference",
    "median difference", "mean ln ratio", "share increasing", "sign test p",
)  # fmt: skip


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """The largest templates, then the changes along all edges."""
    templates = store.table("card_templates")
    largest: list[dict[str, Any]] = store.run(templates.order_by("rank").limit(8)).to_pylist()
    if largest and not compat:
        yield _templates(store, largest)
    rows = store.table("card_changes")
    chosen = rows.filter((rows.compat == compat) & (rows.edge_set == "all"))
    chosen = chosen.filter(chosen.measure.isin(_PAPER if compat else _OURS))
    found: list[dict[str, Any]] = store.run(chosen.order_by(["measure", "relation"])).to_pylist()
    yield Said(
        "Cards from parent to child",
        _HEADS,
        tuple(tuple(row[name] for name in _COLUMNS) for row in found if row["edges"]),
        _sentence(found, compat),
    )


def _templates(store: Store, largest: list[dict[str, Any]]) -> Said:
    columns = ("rank", "cards", "share", "owners", "generated", "example")
    first = largest[0]
    return Said(
        "Texts that many cards share",
        columns,
        tuple(tuple(row[name] for name in columns) for row in largest),
        f"{store.rows('card_templates'):,} templates of at least five near-duplicate cards; the "
        f"largest has {first['cards']:,} of {first['population']:,} cards.",
    )


def _sentence(rows: list[dict[str, Any]], compat: bool) -> str:
    lengths = [r for r in rows if r["measure"] == "characters" and r["relation"] == "any"]
    if not lengths or not lengths[0]["edges"]:
        return "No edge joins two cards."
    row = lengths[0]
    change = row["child_mean"] / row["parent_mean"] - 1 if row["parent_mean"] else 0.0
    said = (
        f"Along {row['edges']:,} edges with two cards (edge set all) the mean length changes by "
        f"{change:+.0%}"
    )
    if compat:
        relative = row["mean_relative"]
        return f"{said}; the mean of the relative changes is {relative:+.0%} (published form)."
    return (
        f"{said}; the median ratio says {_ratio(row['median_log_ratio'])}, and the card grows "
        f"along {row['share_increasing']:.0%} of them."
    )


def _ratio(log: float) -> str:
    return f"{2.718281828459045**log - 1:+.0%}"
