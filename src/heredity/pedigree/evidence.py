"""What models and curated lists declare about parents, gathered by child and parent as written.

Everything here is a column expression that gives the same rows on every engine.
"""

from __future__ import annotations

from heredity.core.edgesets import TYPED
from heredity.core.reasons import NOT_AN_ID, SELF_LOOP
from heredity.pedigree.trust import EVIDENCE, STATEMENTS, first_bit
from heredity.store import Store
from heredity.store.expr import Table, cases, coalesce, literal, null, union

FIELDS = ("base_models", "tags", "card_base_models", "parent")
"""Column in which each kind of evidence stands: three of `models`, the last of `links`."""

BARE = f"{NOT_AN_ID}: no owner, and no model of that name is known"

_TAG = "base_model:"


def statements(store: Store, cards: Table) -> Table:
    """All that is said, one statement a row.

    Args:
        store: The study.
        cards: What cards say whose front matter is not in the models' records: child, relation,
            value.

    Returns:
        Columns child, evidence (its place in `EVIDENCE`), relation and value: the parent, and in
        curated links the child too, as written.
    """
    models = store.table("models")
    said = [_resolved(models), _tagged(models), _in_records(models), _said(2, cards)]
    if store.has("links"):
        links = store.table("links")
        said.append(_said(3, links.select("relation", child=links.child, value=links.parent)))
    return union(*said).filter(lambda t: t.value.notnull() & t.child.notnull())


def _resolved(models: Table) -> Table:
    one = models.select("model_id", link=models.base_models.unnest())
    link = one.link
    return _said(0, one.select(child="model_id", relation=link["relation"], value=link["model_id"]))


def _tagged(models: Table) -> Table:
    one = models.select(child="model_id", tag=models.tags.unnest())
    one = one.filter(one.tag.startswith(_TAG))
    rest = one.tag.substr(len(_TAG))
    typed = [(name, rest.startswith(f"{name}:")) for name in TYPED]
    relation = cases(*[(holds, name) for name, holds in typed], else_=null("string"))
    value = cases(*[(holds, rest.substr(len(name) + 1)) for name, holds in typed], else_=rest)
    return _said(1, one.select("child", relation=relation, value=value))


def _in_records(models: Table) -> Table:
    parent = models.card_base_models.unnest()
    return _said(2, models.select(child="model_id", relation="card_relation", value=parent))


def _said(evidence: int, rows: Table) -> Table:
    kind = literal(evidence, "int64")
    return rows.select("child", "relation", "value", evidence=kind)


def relation_texts(store: Store, cards: Table) -> Table:
    """The distinct texts that stand for a relation anywhere: column `relation`."""
    models = store.table("models")
    one = models.select(link=models.base_models.unnest())
    said = [
        one.select(relation=one.link["relation"]),
        models.select(relation="card_relation"),
        cards.select("relation"),
    ]
    if store.has("links"):
        said.append(store.table("links").select("relation"))
    return union(*said).filter(lambda t: t.relation.notnull()).distinct()


def coded(said: Table, words: Table) -> Table:
    """All that is said of one parent, as written, by one child: columns child, value, code.

    Args:
        said: Statements.
        words: For each relation text, the number of each relation that it names (`text`, `named`).
    """
    found = said.left_join(words, said.relation == words.text)
    place = found.evidence * STATEMENTS + coalesce(found.named, literal(0, "int64"))
    bits = range(len(EVIDENCE) * STATEMENTS)
    found = found.select("child", "value", place=place)
    found = found.group_by("child", "value").agg(
        **{f"b{i}": (found.place == i).any() for i in bits}
    )
    code = sum((found[f"b{i}"].cast("int64") * (1 << i) for i in bits), literal(0, "int64"))
    return found.select("child", "value", code=code.cast("int64"))


def judged(declared: Table, resolved: Table) -> Table:
    """Find each parent, or the reason why there is none.

    Args:
        declared: What `coded` gives.
        resolved: For each text that is no id of the snapshot (`value`): the id that it stands for
            (`target`), or why it stands for none (`reason`), and whether that id is a bare name
            that nobody knows (`bare`).

    Returns:
        Columns child, value, code, parent, reason; child and parent are ids where there is no
        reason.
    """
    ends = resolved.select(written="value", child_id="target", fault="reason")
    found = declared.left_join(ends, declared.child == ends.written).drop("written")
    found = found.left_join(resolved, found.value == resolved.value).drop("value_right")
    child = coalesce(found.child_id, found.child)
    parent = coalesce(found.target, found.value)
    # Only a card's author writes a name without owner that the hub has never seen.
    only_on_cards = (found.code < first_bit(3)) & (found.code % first_bit(2) == 0)
    reason = cases(
        (found.fault.notnull(), found.fault),
        (found.reason.notnull(), found.reason),
        (found.bare.fill_null(False) & only_on_cards, BARE),
        (child == parent, SELF_LOOP),
        else_=null("string"),
    )
    return found.select("value", "code", child=child, parent=parent, reason=reason)
