"""Candidates that a model's own texts name: its card, its configuration, its tags.

A row is a child, the model as written, the place of its kind in `KINDS`, and the relation. All of
it is column expressions that give the same rows on every engine; regular expressions run in it.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Final

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.inference import ITEM, NAMED, Sentence, sentences
from heredity.pedigree.infer.kinds import KINDS
from heredity.store import Store
from heredity.store.expr import StringValue, Table, literal, union

_HUB: Final = r"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/"
_ADAPTER_BASE: Final = '"base_model_name_or_path" ?: ?"([^"]+)"'
_LOADED_FROM: Final = '"_name_or_path" ?: ?"([^"]+)"'


def stated(store: Store, children: Table) -> Table:
    """What texts of children name: child, value, kind, relation (its place in `RELATIONS`).

    Args:
        store: A linked study.
        children: Columns node and model_id.
    """
    models = store.table("models").select("model_id", "tags", "config")
    models = models.join(children, "model_id")
    config = models.filter(models.config.notnull())
    said = [
        _tagged(models),
        _said(config, config.config.re_extract(_ADAPTER_BASE, 1), "config:adapter_base", "adapter"),
        _said(config, config.config.re_extract(_LOADED_FROM, 1), "config:name_or_path", "finetune"),
    ]
    if store.has("cards"):
        said += _on_cards(store, children)
    found = union(*said)
    found = found.filter(found.value.notnull() & found.value.re_search(NAMED))
    return found.mutate(value=found.value.re_replace(_HUB, "")).distinct()


def _tagged(models: Table) -> Table:
    """Tags that have the form of an id, which tools for merging write for each model merged."""
    one = models.select("node", tag=models.tags.unnest())
    one = one.filter(one.tag.contains("/") & ~one.tag.contains(":"))
    return _said(one, one.tag, "tag:id", "merge")


def _on_cards(store: Store, children: Table) -> list[Table]:
    """What the sentences of cards name."""
    cards = store.table("cards").join(children, "model_id")
    texts = cards.filter(cards.text.notnull()).select("node", "text")
    kinds = [each.kind for each in sentences()]
    found = texts.select(
        "node",
        **{each.kind: texts.text.re_extract(each.regex, 1).nullif("") for each in sentences()},
    )
    some = reduce(or_, [found[kind].notnull() for kind in kinds])
    # Held, so that the cards are gone through once and not for each sentence.
    held = store.engine.load(store.run(found.filter(some)))
    return [_named(held, each) for each in sentences()]


def _named(found: Table, sentence: Sentence) -> Table:
    kind = f"card:{sentence.kind}"
    some = found.filter(found[sentence.kind].notnull())
    if not sentence.listed:
        return _said(some, some[sentence.kind], kind, sentence.relation)
    lines = some.select("node", line=some[sentence.kind].split("\n").unnest())
    return _said(lines, lines.line.re_extract(ITEM, 1), kind, sentence.relation)


def _said(rows: Table, value: StringValue, kind: str, relation: str) -> Table:
    return rows.select(
        child="node",
        value=value,
        kind=literal(KINDS.index(kind), "int64"),
        relation=literal(RELATIONS.index(relation), "int64"),
    )
