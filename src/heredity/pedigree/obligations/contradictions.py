"""Models whose card and tags name different licenses: a record holds the tags, the card counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from heredity.knowledge.licenses import Declared, read_card
from heredity.store import Store
from heredity.store.expr import BooleanValue, StringValue, Table, literal
from heredity.store.jsontext import json_field
from heredity.store.render import to_json

DISAGREE: Final = "LIC057"
_WRITTEN: Final = ('"license":"', '"license": "')
"""How the front matter's license begins in JSON text, with and without a space."""


def contradicted(store: Store) -> Iterator[tuple[int, Declared]]:
    """The nodes of such models, and what their cards declare, the disagreement noted.

    Args:
        store: A study that has been linked; without cards there are none.
    """
    if not store.has("cards"):
        return
    for row in store.run(_suspects(store).order_by("node")).to_pylist():
        card = json.loads(row["metadata"])
        found = read_card(card, row["tags"] or []) if isinstance(card, dict) else None
        if found and DISAGREE in found.codes:
            yield row["node"], found


def _suspects(store: Store) -> Table:
    """Models whose front matter names another license than their record, by their spelling."""
    models = store.table("models").select("model_id", "license", "tags")
    models = models.filter(models.license.length() > 0)
    cards = store.table("cards").select("model_id", "metadata")
    cards = cards.filter(cards.metadata.notnull())
    rows = models.inner_join(cards, "model_id")
    # To look for a text is much quicker than to take JSON apart, and nearly always it is there.
    rows = rows.filter(~_plainly(rows.metadata, rows.license[0]) | (rows.license.length() > 1))
    rows = rows.mutate(said=json_field(rows.metadata, "license"))
    written = literal("") + to_json(rows.license)
    other = (rows.said != rows.license[0]) & (rows.said != written)
    rows = rows.filter(rows.said.notnull() & (rows.said != "") & other)
    return rows.inner_join(store.table("nodes").select("model_id", "node"), "model_id")


def _plainly(metadata: StringValue, name: StringValue) -> BooleanValue:
    """Whether the front matter has this license and no other, as far as its text shows."""
    one, other = (metadata.contains(literal(start) + name + '"') for start in _WRITTEN)
    found: Any = one | other
    return found
