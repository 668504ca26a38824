"""The rejects of `link`: what was declared and makes no edge, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heredity.core.reasons import BLANK
from heredity.pedigree.evidence import FIELDS
from heredity.pedigree.trust import first_bit
from heredity.store import Store
from heredity.store.arrow import Table as Rows
from heredity.store.expr import Table, Value, cases, coalesce, literal, union

UNREADABLE = "a relation that is not understood; the link was kept without it"
LONGEST = 200
CURATED = FIELDS.index("parent")


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused, and where its place is to be found.

    Attributes:
        store: The study.
        notes: Refused statements: child, value, code, reason.
        resolved: What the texts stand for that are no ids of the snapshot.
        cards: What cards say that came apart from their models' records.
        unreadable: Texts that stand for a relation and are not understood.
    """

    store: Store
    notes: Rows
    resolved: Table
    cards: Table
    unreadable: Sequence[str]

    def rows(self) -> Rows:
        """The rows of the table `rejects` that are this stage's own."""
        found = [*self._parents(), *self._relations()]
        if self.store.has("links"):
            found += self._of_links()
        rows = union(*found)
        rows = rows.mutate(value=rows.value.substr(0, LONGEST), stage=literal("link"))
        return self.store.run(rows.distinct())

    def _parents(self) -> list[Table]:
        """Refused parents that models declare, with the place of the model's record."""
        models = self.store.table("models").select("model_id", "source", "row")
        notes = self.store.engine.load(self.notes)
        found = models.inner_join(notes, models.model_id == notes.child)
        rows = []
        for place, field in enumerate(FIELDS[:CURATED]):
            mine = found.filter(found.code % first_bit(place + 1) >= first_bit(place))
            rows.append(_row(mine, mine.model_id, field, mine.value, mine.reason))
        return rows

    def _of_links(self) -> list[Table]:
        """Refused ends of curated links, with the place in their list."""
        links = self.store.table("links")
        ends = self.resolved.select(
            written=self.resolved.value, target=self.resolved.target, fault=self.resolved.reason
        )
        links = links.left_join(ends, links.child == ends.written)
        links = links.mutate(child_id=coalesce(links.target, links.child))
        notes = self.store.engine.load(self.notes).select("value", "reason", whose="child")
        bad = links.inner_join(notes, [links.child_id == notes.whose, links.parent == notes.value])
        by_child = bad.fault.notnull()
        field = cases((by_child, "child"), else_="parent")
        value = cases((by_child, bad.child), else_=bad.parent)
        blank = links.filter(links.child.isnull() | links.parent.isnull())
        empty = cases((blank.child.isnull(), "child"), else_="parent")
        odd = links.filter(links.relation.isin(list(self.unreadable)))
        return [
            _row(bad, bad.child_id, field, value, bad.reason),
            _row(blank, blank.child, empty, literal(None, "string"), BLANK),
            _row(odd, odd.child_id, "relation", odd.relation, UNREADABLE),
        ]

    def _relations(self) -> list[Table]:
        """Relations of models that are not understood."""
        if not self.unreadable:
            return []
        models = self.store.table("models")
        own = models.select("model_id", "source", "row", relation="card_relation")
        apart = models.select("model_id", "source", "row")
        apart = apart.inner_join(self.cards, apart.model_id == self.cards.child)
        links = models.select("model_id", "source", "row", link=models.base_models.unnest())
        links = links.mutate(relation=links.link["relation"])
        fields = (("card_relation", own), ("card_relation", apart), ("base_models", links))
        rows = []
        for field, said in fields:
            odd = said.filter(said.relation.isin(list(self.unreadable)))
            rows.append(_row(odd, odd.model_id, field, odd.relation, UNREADABLE))
        return rows


def _row(t: Table, model_id: Value, field: Value | str, value: Value, reason: Value | str) -> Table:
    """One reject for each row; a plain text is the same in all."""
    given = {"model_id": model_id, "field": field, "value": value, "reason": reason}
    made = {k: literal(v, "string") if isinstance(v, str) else v for k, v in given.items()}
    return t.select("source", "row", **made)
