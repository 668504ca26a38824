"""Candidates from names: a model whose name is what is left of another one's.

A row is a child, a possible parent, the place of its kind in `KINDS`, and the relation that the
name states. All of it is column expressions that give the same rows on every engine.
"""

from __future__ import annotations

from typing import Final

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.inference import follows_regex, suffix_regex
from heredity.pedigree.infer.kinds import KINDS
from heredity.pedigree.infer.subjects import name_of, normal
from heredity.store import Store
from heredity.store.expr import (
    IntegerValue,
    StringValue,
    Table,
    cases,
    coalesce,
    desc,
    ifelse,
    literal,
    row_number,
    union,
    window,
)

MOST_RIVALS: Final = 8
"""Candidates of one key that are weighed; of more, those with the most declared children, then
downloads."""

_SHORTEST: Final = 4
_MOST_TOKENS: Final = 12


def by_name(store: Store, children: Table) -> Table:
    """Candidates from names: child, parent, kind, relation (its place in `RELATIONS`), tokens.

    Args:
        store: A linked study.
        children: Columns node and model_id.
    """
    known = store.engine.load(store.run(_known(store)))
    wanted = store.engine.load(store.run(_stems(children)))
    return union(*_copies(wanted, known), _longest(wanted, known))


def _known(store: Store) -> Table:
    """Every node that a name may point at: node, key, full, children, fame."""
    edges, models = store.table("edges"), store.table("models")
    edges = edges.filter(~edges.cut)
    counts = edges.group_by("parent").agg(children=edges.count())
    nodes = store.table("nodes").select("node", "model_id")
    nodes = nodes.left_join(counts, nodes.node == counts.parent).drop("parent")
    nodes = nodes.left_join(models.select("model_id", "downloads"), "model_id")
    nodes = name_of(nodes)
    plain = normal(nodes.name)
    kept = nodes.mutate(plain=plain, made=plain.re_search(suffix_regex("quantized", hard=True)))
    kept = kept.filter(~kept.made)
    key = kept.plain.re_replace(suffix_regex("none"), "")
    full = ifelse(kept.owner == "", literal(""), normal(kept.owner) + "-" + key)
    return kept.select(
        "node",
        key=key,
        full=full,
        bare=key.re_replace(suffix_regex("quantized"), ""),
        children=coalesce(kept.children, literal(0, "int64")),
        downloads=coalesce(kept.downloads, literal(-1, "int64")),
    )


def _stems(children: Table) -> Table:
    """What is left of the names of children: node, stems, base, and what was taken off."""
    named = name_of(children)
    plain = normal(named.name)
    hard = plain.re_replace(suffix_regex("quantized", hard=True), "")
    stem = hard.re_replace(suffix_regex("quantized"), "")
    base = stem.re_replace(suffix_regex("adapter"), "")
    rows = named.select("node", plain=plain, hard=hard, stem=stem, base=base)
    ending = suffix_regex("none")
    return rows.select(
        "node",
        unpacked=rows.hard != rows.plain,
        quantized=rows.stem != rows.plain,
        adapter=rows.base != rows.stem,
        hard=rows.hard.re_replace(ending, ""),
        stem=rows.stem.re_replace(ending, ""),
        base=rows.base.re_replace(ending, ""),
    )


def _copies(wanted: Table, known: Table) -> list[Table]:
    """Quantized copies and adapters: their stem is a model's name, or owner and name."""
    keys = union(
        known.select("node", "children", "downloads", key="key", spelled=literal("name:stem")),
        known.select("node", "children", "downloads", key="full", spelled=literal("name:full")),
        # Originals, too, may name the type of their numbers.
        known.filter(known.bare != known.key).select(
            "node", "children", "downloads", key="bare", spelled=literal("name:stem")
        ),
    )
    keys = keys.filter(keys.key.length() >= _SHORTEST)
    hard = wanted.filter(wanted.unpacked).select(child="node", key="hard")
    copies = _matched(hard, keys, "quantized")
    # The type of numbers is part of the name where that names a model, and else a word too many.
    rest = wanted.filter(wanted.quantized & (wanted.stem != wanted.hard))
    rest = rest.anti_join(copies, rest.node == copies.child).select(child="node", key="stem")
    bases = wanted.filter(wanted.adapter).select(child="node", key="base")
    return [copies, _matched(rest, keys, "quantized"), _matched(bases, keys, "adapter")]


def _matched(children: Table, keys: Table, relation: str) -> Table:
    keys = keys.semi_join(children, "key")
    order = window(
        group_by=[keys.key, keys.spelled],
        order_by=[desc(keys.children), desc(keys.downloads), keys.node],
    )
    # One place more, since a child may meet itself among its rivals.
    best = keys.mutate(place=row_number().over(order))
    best = best.filter(best.place <= MOST_RIVALS)
    rows = children.join(best, "key")
    rows = rows.filter(rows.child != rows.node)
    kind = ifelse(rows.spelled == "name:full", KINDS.index("name:full"), KINDS.index("name:stem"))
    return rows.select(
        "child",
        parent="node",
        kind=kind.cast("int64"),
        relation=literal(RELATIONS.index(relation), "int64"),
        tokens=literal(0, "int64"),
    )


def _longest(wanted: Table, known: Table) -> Table:
    """The models with children whose name is the longest beginning of a child's name."""
    bases = known.filter((known.children > 0) & (known.key.length() >= _SHORTEST))
    bases = bases.filter(bases.key.re_search("[0-9-]"))
    # A copy's own name says little of its parent's parents.
    names = wanted.filter(~wanted.quantized).select(child="node", parts=wanted.base.split("-"))
    many = names.parts.length()
    names = names.mutate(many=ifelse(many > _MOST_TOKENS, literal(_MOST_TOKENS), many))
    counts = union(*[
        names.filter(names.many > taken).select(
            "child",
            key=names.parts[:taken].join("-"),
            taken=literal(taken, "int64"),
            left=(names.many - taken).cast("int64"),
            word=names.parts[taken],
        )
        for taken in range(1, _MOST_TOKENS)
    ])  # fmt: skip
    found = counts.semi_join(bases, "key")
    longest = found.group_by("child").agg(taken=found.taken.max())
    found = found.join(longest, ["child", "taken"])
    order = window(
        group_by=bases.key, order_by=[desc(bases.children), desc(bases.downloads), bases.node]
    )
    best = bases.mutate(place=row_number().over(order))
    best = best.filter(best.place <= MOST_RIVALS)
    rows = found.join(best, "key")
    rows = rows.filter(rows.child != rows.node)
    return rows.select(
        "child",
        parent="node",
        kind=literal(KINDS.index("name:begins"), "int64"),
        relation=literal(RELATIONS.index("finetune"), "int64"),
        tokens=rows.taken * 100 + rows.left + _following(rows.word),
    )


def _following(word: StringValue) -> IntegerValue:
    """What the word behind a name means, in ten thousands: 1 another variant, 2 training."""
    return cases(
        (word.re_search(follows_regex("variant")), 10_000),
        (word.re_search(follows_regex("trained")), 20_000),
        else_=0,
    )
