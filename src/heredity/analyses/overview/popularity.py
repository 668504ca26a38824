"""Downloads, likes and tags: the models that have most, and how they are distributed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from heredity.analyses.overview.marks import Holders, Usual, marked
from heredity.analyses.overview.table import Row
from heredity.store.expr import Table, desc
from heredity.store.store import Store

COUNTED: Final = ("downloads", "likes")
POWERS: Final = 10
"""Powers of ten that are told apart; the last bin holds everything above."""

_NOBODY: Final = Holders(0, 0, 0, 0, 0)


def popularity_rows(store: Store, top: int) -> Iterator[Row]:
    """Rankings and distributions of downloads and likes, and the most frequent tags.

    Args:
        store: The study's tables.
        top: Length of each ranking.
    """
    if store.has("traits"):
        for name in COUNTED:
            yield from _distribution(store, name)
            yield from _largest(store, name, top)
    yield from _tags(store, top)


def _distribution(store: Store, name: str) -> Iterator[Row]:
    """Models by powers of ten of a count."""
    rows, models = store.table("traits"), store.rows("traits")
    sums = {f"p{at}": (rows[name] >= 10**at).ifelse(1, 0).sum() for at in range(POWERS + 1)}
    found: dict[str, Any] = store.run(rows.aggregate(known=rows[name].count(), **sums)).to_pylist()[
        0
    ]
    known = found["known"] or 0
    least = [known, *(found[f"p{at}"] or 0 for at in range(POWERS + 1)), 0]
    last = max((at for at, value in enumerate(least) if value), default=0)
    for at in range(last + 1):
        yield Row(
            f"{name} bins", _bin(at), least[at] - least[at + 1], "models", "traits",
            f"models without a count of {name} are left out", known, models, trait=name,
        )  # fmt: skip


def _bin(at: int) -> str:
    """The words of a bin: 0, then 1 to 9, 10 to 99 and so on."""
    if at == 0:
        return "0"
    low = 10 ** (at - 1)
    return f"{low:,} and more" if at > POWERS else f"{low:,} to {10 * low - 1:,}"


def _largest(store: Store, name: str, top: int) -> Iterator[Row]:
    rows = store.table("traits")
    held = rows.filter(rows[name] > 0).select("model_id", n=rows[name])
    ranked = held.order_by([desc("n"), "model_id"]).limit(top)
    total = store.run(held.aggregate(n=held.n.sum())).column("n")[0].as_py() or 0
    for row in store.run(ranked).to_pylist():
        yield Row(
            name, row["model_id"], row["n"], name, "traits",
            f"models without a count of {name} are left out", int(total), trait=name,
        )  # fmt: skip


def _tags(store: Store, top: int) -> Iterator[Row]:
    """The most frequent tags that have no prefix."""
    models = store.table("models")
    asked = store.run(models.aggregate(n=models.tags.count())).column("n")[0].as_py() or 0
    for row in store.run(_ranked_tags(models, top)).to_pylist():
        yield Row(
            "tags", row["tag"], row["n"], "models", "models",
            "models whose tags were not asked for are left out; so are tags with a prefix such as "
            "`license:`", asked, store.rows("models"),
            **marked("tags", row["tag"], _NOBODY, Usual(0.0, 9999, 12)),
        )  # fmt: skip


def _ranked_tags(models: Table, top: int) -> Table:
    tags = models.select(tag=models.tags.unnest())
    counted = tags.group_by("tag").aggregate(n=tags.count())
    plain = counted.filter(~counted.tag.contains(":"))
    return plain.order_by([desc("n"), "tag"]).limit(top)
