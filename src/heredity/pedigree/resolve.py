"""Which model a written text stands for."""

from __future__ import annotations

from heredity.core.edgesets import TYPED
from heredity.core.ids import normalize_id
from heredity.knowledge.legacy import bare_names, present_ids
from heredity.pedigree.evidence import relation_texts
from heredity.pedigree.trust import read_relations
from heredity.store import Store
from heredity.store.arrow import Table as Rows
from heredity.store.columns import rows_of
from heredity.store.expr import Table, coalesce, union

CANDIDATES = {
    "value": "string",
    "cleaned": "string",
    "present": "string",
    "bare_name": "string",
    "reason": "string",
}


def resolve(store: Store, declared: Table) -> Rows:
    """What the texts stand for that are no ids of the snapshot.

    In this order: the cleaned text, if it is an id of the snapshot; the id that a legacy name has
    today, or had then if the snapshot is old; the one id of the snapshot that differs in case
    alone; else the cleaned text itself, a model that no record describes.

    Args:
        store: The study.
        declared: Columns child and value, as written.

    Returns:
        Columns value, target, reason, bare, as `evidence.judged` takes them.
    """
    ids = store.table("models").select("model_id")
    texts = declared.select("value")
    if store.has("links"):  # else every child is a model of the snapshot
        texts = union(texts, declared.select(value="child"))
    texts = texts.distinct()
    odd = store.run(texts.anti_join(ids, texts.value == ids.model_id))
    cleaned = store.engine.load(clean(odd.column("value").to_pylist()))
    return store.run(_looked_up(cleaned, ids))


def clean(values: list[str]) -> Rows:
    """Bring texts to the form of ids, with what legacy names may stand for."""
    now, then = present_ids(), bare_names()
    rows = []
    for value in values:
        found = normalize_id(value)
        model = found.id or ""
        rows.append((value, found.id, now.get(model), then.get(model), found.reason))
    return rows_of(CANDIDATES, rows)


def _looked_up(cleaned: Table, ids: Table) -> Table:
    plain = ids.select(plain_id=ids.model_id)
    old = ids.select(old_id=ids.model_id)
    lower = cleaned.cleaned.lower()
    # Ids that differ in case alone are different models: such a form says nothing.
    folded = ids.mutate(folded=ids.model_id.lower())
    folded = folded.semi_join(cleaned.select(lower=lower), folded.folded == lower)
    folded = folded.group_by("folded").agg(
        times=folded.model_id.count(), folded_id=folded.model_id.min()
    )
    folded = folded.filter(folded.times == 1)
    found = cleaned.mutate(lower=lower)
    found = found.left_join(plain, found.cleaned == plain.plain_id)
    found = found.left_join(old, found.bare_name == old.old_id)
    found = found.left_join(folded, found.lower == folded.folded)
    known = coalesce(found.plain_id, found.old_id, found.present, found.folded_id)
    bare = known.isnull() & found.cleaned.notnull() & ~found.cleaned.contains("/")
    return found.select("value", target=coalesce(known, found.cleaned), reason="reason", bare=bare)


def relation_words(store: Store, cards: Table) -> tuple[Rows, list[str]]:
    """What the relation texts of a study say.

    Returns:
        Rows text, named (number of a relation, from 1), several for a text that names several; and
        the texts that are not understood.
    """
    rows: list[tuple[str, int]] = []
    unreadable: list[str] = []
    texts = {*store.run(relation_texts(store, cards)).column("relation").to_pylist(), *TYPED}
    for text in sorted(texts):
        named = read_relations(text)
        if named is None:
            unreadable.append(text)
        rows += [(text, TYPED.index(name) + 1) for name in named or ()]
    return rows_of({"text": "string", "named": "int64"}, rows), unreadable
