"""Names that look like those of popular models of other owners."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from heredity.checks.examples import edge, model
from heredity.checks.naming.gathering import FOUND
from heredity.checks.registry import Example, Tables, check
from heredity.core.findings import Severity
from heredity.knowledge.lookalikes import (
    SHORTEST,
    confusable,
    difference,
    plain,
    reuploaders,
    skeleton,
)
from heredity.store.expr import StringValue, Table, coalesce, desc, union
from heredity.store.schema import Column, TableSpec

POPULAR: Final = 5_000
"""How many of the most downloaded models others may look like."""

LEAST: Final = 1_000
"""Fewest downloads of a popular model."""

OWNER: Final = "the owner, which looks alike"
FEWER: Final = 0.1
"""Share of the popular model's downloads up to which another one has clearly fewer."""

_FOUND = TableSpec(
    "found", "One finding on a name.", tuple(Column(n, k, n) for n, k in FOUND.items())
)
Row = dict[str, Any]
CODE, CHECK = "NAM014", "LOOK"


@check(
    CODE,
    title="Name looks like that of a popular model",
    severity=Severity.WARN,
    confidence="0.8 where characters look alike, 0.6 for one letter; a warning where the model is "
    "newer, has far fewer downloads and names no parent, else 0.4 (information).",
    reason="A look-alike is loaded by a slip of the finger. Declared descendants, known "
    "re-uploaders, other versions, sizes and words are left out.",
    reference="src/heredity/knowledge/lookalikes.toml",
    reads=("models", "edges"),
    hit=Example(
        "One letter is missing in the name, and the model names no parent.",
        {
            "models": [
                model("openai/whisper-large-v3", downloads=4_000_000),
                model("ann/whsper-large-v3", downloads=3),
            ]
        },
    ),
    passes=Example(
        "A declared descendant; another version; another size; the same name; a plural.",
        {
            "models": [
                model("openai/whisper-large-v3", downloads=4_000_000),
                model("ann/whlsper-large-v3", downloads=3),
                model("bob/whisper-large-v2", downloads=3),
                model("bob/whisper-large-v3", downloads=3),
                model("bob/whispers-large-v3", downloads=3),
            ],
            "edges": [edge("ann/whlsper-large-v3", "openai/whisper-large-v3", "finetune")],
        },
    ),
)
def look_alike(tables: Tables) -> Table:
    """A name, or an owner beside the same name, that could be taken for a popular model's."""
    store = tables.store
    # Held in memory, since eight joins would otherwise read and fold all names eight times.
    names = store.engine.load(store.run(_described(tables["models"])))
    most = names.filter(names.downloads >= LEAST).order_by([desc("downloads"), "model_id"])
    popular = store.engine.load(store.run(most.limit(POPULAR)))
    near = _near(names, popular)
    near = near.filter(near.bones.levenshtein(near.other_bones) <= 1)
    pairs = store.run(near.union(_same(names, popular), distinct=True))
    kin = _kin(tables, pairs)
    found = [row for row in pairs.to_pylist() if (row["model_id"], row["other"]) not in kin]
    rows = _told(_sifted(found))
    return tables.load(_FOUND, {name: [row[name] for row in rows] for name in FOUND})


def _described(models: Table) -> Table:
    short = models.name.lower().re_replace("[^a-z0-9]", "")
    bones: StringValue = short
    for one, other in confusable():
        bones = bones.replace(one, other)
    rows = models.select(
        "model_id",
        "owner",
        "name",
        "created_at",
        plain=short,
        bones=bones,
        downloads=coalesce(models.downloads_all_time, models.downloads, 0),
    )
    return rows.filter((rows.plain.length() >= SHORTEST) & rows.owner.notnull())


def _near(names: Table, popular: Table) -> Table:
    """Pairs of skeletons at most one edit apart, and others: they share one half."""
    parts = []
    for more in (-1, 0, 1):
        for half in ("head", "tail"):
            theirs = popular.mutate(size=popular.bones.length())
            theirs = theirs.mutate(key=_half(theirs, half))
            mine = names.mutate(size=names.bones.length() + more)
            mine = mine.mutate(key=_half(mine, half))
            parts.append(_paired(mine, theirs, ["size", "key"]))
    return union(*parts, distinct=True)


def _half(rows: Table, which: str) -> StringValue:
    cut = (rows.size / 2).floor().cast("int64")
    text: StringValue = rows.bones
    return text.left(cut) if which == "head" else text.right(rows.size - cut)


def _same(names: Table, popular: Table) -> Table:
    return _paired(names, popular, ["plain"])


def _paired(mine: Table, theirs: Table, on: list[str]) -> Table:
    other = theirs.select(
        *on,
        other="model_id",
        other_owner="owner",
        other_name="name",
        other_downloads="downloads",
        other_created="created_at",
        **({} if "bones" in on else {"other_bones": theirs.bones}),
    )
    rows = mine.join(other, on)
    rows = rows.filter((rows.owner != rows.other_owner) & (rows.downloads < rows.other_downloads))
    return rows.select(*_COLUMNS)


_COLUMNS: Final = (
    "model_id", "owner", "name", "downloads", "created_at", "bones",
    "other", "other_owner", "other_name", "other_downloads", "other_created", "other_bones",
)  # fmt: skip


def _kin(tables: Tables, pairs: Any) -> set[tuple[str, str]]:
    """Pairs of which one declares the other, or a model of that name, as its parent."""
    edges = tables["edges"]
    suspects = tables.store.engine.load(pairs.select(["model_id", "other", "other_name"]))
    both = suspects.join(edges, suspects.model_id == edges.child_id)
    named = both.parent_id.lower().endswith(both.other_name.lower())
    rows = both.filter((both.parent_id == both.other) | named).select("model_id", "other")
    found = tables.store.run(rows.distinct()).to_pylist()
    return {(row["model_id"], row["other"]) for row in found}


def _sifted(rows: list[Row]) -> list[Row]:
    """Pairs whose difference may deceive, each model with its most popular double."""
    words = {r["other_name"].lower() for r in rows}
    found: dict[str, Row] = {}
    for row in rows:
        how = _how(row)
        if how is None or (how != OWNER and row["name"].lower() in words):
            continue
        best = found.get(row["model_id"])
        if best is None or best["other_downloads"] < row["other_downloads"]:
            found[row["model_id"]] = row | {"how": how}
    return [found[key] for key in sorted(found)]


def _how(row: Row) -> str | None:
    if row["owner"].lower() in reuploaders():
        return None
    if plain(row["name"]) == plain(row["other_name"]):
        owner, other = row["owner"], row["other_owner"]
        close = plain(owner) != plain(other) and len(plain(other)) >= 5
        alike = skeleton(owner) == skeleton(other)
        return OWNER if close and alike else None
    return difference(row["name"], row["other_name"])


def _told(rows: Iterable[Row]) -> list[Row]:
    return [_finding(row) for row in rows]


def _finding(row: Row) -> Row:
    mine, theirs = row["created_at"], row["other_created"]
    newer = None if mine is None or theirs is None else mine > theirs
    fewer = row["downloads"] <= FEWER * row["other_downloads"]
    strong = fewer and newer is not False
    trust = 0.6 if row["how"] == "one letter" else 0.8
    evidence = {
        "tables": ["models", "edges"],
        "check": CHECK,
        "claim": row["name"],
        "seen": {
            "popular": row["other"],
            "its downloads": row["other_downloads"],
            "downloads": row["downloads"],
            "newer": newer,
            "declared parent": None,
            "difference": row["how"],
        },
        "tier": 0,
        "rule": "a name must differ from a popular model's by more than the eye passes over",
        "settle": "The card, the files, and who the owner is.",
    }
    return {
        "severity": Severity.WARN.value if strong else Severity.INFO.value,
        "confidence": trust if strong else 0.4,
        "model_id": row["model_id"],
        "parent_id": None,
        "message": f"Could be taken for {row['other']}: the names differ by {row['how']}.",
        "evidence": json.dumps(evidence, ensure_ascii=False),
    }
