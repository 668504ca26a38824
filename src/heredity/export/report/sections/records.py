"""Figure: the records of one parent and its child, character by character."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.differences import Difference, difference, record_text
from heredity.export.report.charts.difference import drawn
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, model, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.text import count, percent

HEADS = ("side", "model", "likes", "downloads", "tags", "task", "library")
PAPERS = ("Qwen/Qwen1.5-72B", "abideen/MegaQwen-120B")

PAIR = f"""
WITH pair AS (
  SELECT e.parent_id, e.child_id FROM edges e
  JOIN models p ON p.model_id = e.parent_id JOIN models c ON c.model_id = e.child_id
  WHERE NOT e.cut AND NOT e.merge
  ORDER BY (e.parent_id = '{PAPERS[0]}' AND e.child_id = '{PAPERS[1]}') DESC,
    (p.owner IS DISTINCT FROM c.owner) DESC, e.finetune DESC, (len(c.tags) >= 5) DESC,
    c.downloads DESC NULLS LAST, e.child_id, e.parent_id LIMIT 1)
SELECT m.model_id = pair.parent_id AS parent, m.hub_id, m.model_id, m.likes, m.trending_score,
  m.private, m.downloads, m.tags, m.task, m.library, m.created_at
FROM models m JOIN pair ON m.model_id IN (pair.parent_id, pair.child_id) ORDER BY parent DESC
"""  # noqa: S608 - constants of this file


def record_difference(reader: Reader) -> Figure | None:
    """One pair's records; nothing where no edge joins two records."""
    if not reader.has("edges", "models"):
        return None
    answer = reader.ask(PAIR)
    if len(answer) != 2:
        return None
    parent, child = answer.rows
    names = parent["model_id"], child["model_id"]
    found = difference("metadata", names, (record_text(parent), record_text(child)))
    title = "A record and its child's"
    says = (
        f"{percent(found.similarity)} alike: of {count(found.lengths[0])} characters "
        f"{count(found.deleted)} go, {count(found.inserted)} come, and "
        f"{count(found.substituted)} are replaced."
    )
    return Figure(
        slug="record-difference",
        title=title,
        means=(
            "The parent's listing record, turned into the child's by the fewest insertions, "
            "deletions and replacements of characters; common runs of one or two characters "
            "between changes are drawn as changed. Similarity is 1 less the number of changes by "
            "the length of the longer record (Levenshtein)."
        ),
        says=says,
        basis=Basis(
            ("edges", "models"),
            _rule(names),
            "keys without a value are left out of a record",
            "edges that carry no merge",
        ),
        numbers=(tabulate(answer, HEADS, _row),),
        picture=drawn("record-difference-chart", title, found),
        legend=_legend(found),
        span=3,
    )  # fmt: skip


def _rule(names: tuple[str, str]) -> str:
    if names == PAPERS:
        return "the pair of the published figure"
    return (
        "one pair by rule: different owners, finetune, five tags, then the child with the most "
        "downloads"
    )


def _legend(found: Difference) -> tuple[Key, ...]:
    return (
        Key("diff-deleted", f"struck out: only in {found.first}"),
        Key("diff-inserted", f"only in {found.second}"),
        Key("diff-substituted", "replaced"),
    )


def _row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words("parent" if row["parent"] else "child"),
        model(row["model_id"]),
        figure(row["likes"], "" if row["likes"] is None else count(row["likes"])),
        figure(row["downloads"], "" if row["downloads"] is None else count(row["downloads"])),
        words(", ".join(row["tags"] or [])),
        words(row["task"] or ""),
        words(row["library"] or ""),
    )
