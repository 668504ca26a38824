"""Parents in the front matter of cards that came apart from their models' records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from heredity.store import Store
from heredity.store.arrow import Table as Rows
from heredity.store.columns import rows_of
from heredity.store.expr import Table
from heredity.store.facts import ASKED

SAID = {"child": "string", "relation": "string", "value": "string"}


def on_cards(store: Store) -> Rows:
    """What the table `cards` says of parents where the model's record was not asked for card data.

    Returns:
        Columns child, relation, value; a parent in a list is a row of its own.
    """
    found: list[tuple[str, str | None, str]] = []
    records = _unasked(store.table("models"))
    if store.has("cards") and store.run(records.limit(1)).num_rows:
        for row in store.run(_unread(store.table("cards"), records)).to_pylist():
            found += _parents(row["model_id"], row["metadata"])
    return rows_of(SAID, found)


def _unasked(models: Table) -> Table:
    """Models whose records were not asked for card data."""
    # The bit without bitwise operators, which not every engine has.
    asked = (models.asked.cast("int64") // ASKED["card_data"]) % 2 == 1
    return models.filter(~asked).select("model_id")


def _unread(cards: Table, records: Table) -> Table:
    """Front matter that may name a parent, of some models."""
    cards = cards.filter(cards.metadata.contains('"base_model"'))
    return cards.semi_join(records, "model_id").select("model_id", "metadata").order_by("model_id")


def _parents(child: str, metadata: str) -> Iterator[tuple[str, str | None, str]]:
    """The parents that front matter names; nothing if it is no mapping."""
    try:
        card: Any = msgspec.json.decode(metadata)
    except msgspec.DecodeError:
        return
    if not isinstance(card, dict):
        return
    named, relation = card.get("base_model"), card.get("base_model_relation")
    for parent in named if isinstance(named, list) else [named]:
        if isinstance(parent, str):
            yield child, relation if isinstance(relation, str) else None, parent
