"""Counts of the study as a whole: records, cards, sources, days, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator

from heredity.analyses.overview.table import COMPLETE, Row
from heredity.core.reasons import LOCAL_PATH, SELF_LOOP
from heredity.store.expr import Table, desc
from heredity.store.store import Store

CARDS = "models whose card was not asked for are left out"


def count_rows(store: Store, top: int) -> Iterator[Row]:
    """Totals of the tables of facts and of the pedigree.

    Args:
        store: The study's tables.
        top: Length of each ranking.
    """
    models = store.rows("models")
    yield Row("counts", "models", models, "models", "models")
    if store.has("traits"):
        traits = store.table("traits")
        known = traits.filter(traits.card_present.notnull())
        with_card = _size(store, traits.filter(traits.card_present))
        yield Row(
            "counts", "models with a card", with_card, "models", "traits", CARDS,
            _size(store, known), models,
        )  # fmt: skip
    yield from _linked(store)
    yield from _refused(store)
    yield from _tallies(store, top)


def _size(store: Store, rows: Table) -> int:
    found: int = store.run(rows.aggregate(n=rows.count())).column("n")[0].as_py()
    return found


def _linked(store: Store) -> Iterator[Row]:
    if not (store.has("nodes") and store.has("edges")):
        return
    nodes, edges = store.table("nodes"), store.table("edges")
    known = nodes.filter(nodes.in_snapshot)
    total = store.rows("edges")
    yield Row(
        "counts", "stubs", store.rows("nodes") - _size(store, known), "models", "nodes",
        "a model that an edge names and no record describes is a stub",
    )  # fmt: skip
    yield Row("counts", "edges and cut edges", total, "edges", "edges", edge_set="all")
    for item, chosen in (
        ("edges cut to open cycles", edges.filter(edges.cut)),
        ("edges on which the evidence disagrees", edges.filter(edges.disagreements.length() > 0)),
    ):
        yield Row(
            "counts", item, _size(store, chosen), "edges", "edges", population=total, edge_set="all"
        )


def _refused(store: Store) -> Iterator[Row]:
    if not store.has("rejects"):
        return
    rejects = store.table("rejects")
    yield Row("counts", "rejects", store.rows("rejects"), "rejects", "rejects")
    for item, reason in (
        ("self-loops refused", SELF_LOOP),
        ("local paths refused as parents", LOCAL_PATH),
    ):
        found = rejects.filter(rejects.reason == reason)
        yield Row("counts", item, _size(store, found), "rejects", "rejects")


def _tallies(store: Store, top: int) -> Iterator[Row]:
    """Rows by source, by day and by reason."""
    for section, table, column, unit in (
        ("sources", "models", "source", "models"),
        ("snapshots", "models", "snapshot", "models"),
        ("rejects", "rejects", "reason", "rejects"),
    ):
        if not store.has(table):
            continue
        rows, total = store.table(table), store.rows(table)
        tally = rows.group_by(item=rows[column].cast("string")).aggregate(n=rows.count())
        ranked = tally.order_by([desc("n"), "item"]).limit(top)
        for row in store.run(ranked).to_pylist():
            yield Row(section, row["item"], row["n"], unit, table, COMPLETE, total)
