"""`modelbiome`: the table of the paper on the anatomy of 2 million models, with or without cards.

Its list columns are Python literals, `[]` where a model has none; its languages are English names.
Its parents, licenses and datasets were read from the tags, which it carries too: parents come from
the tags alone, unless the column of tags was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heredity.core.errors import InputError
from heredity.hub.importers.cells import given, layered
from heredity.hub.importers.fields import FIELDS, bits
from heredity.hub.importers.grid import BATCH, Cells, Wanted, cells, show
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Block, Given, Source, importer
from heredity.store.workbench import Workbench

COLUMNS: Final[dict[str, str]] = {
    "model_id": "model_id",
    "likes": "likes",
    "trendingScore": "trending_score",
    "private": "private",
    "downloads": "downloads",
    "tags": "tags",
    "pipeline_tag": "task",
    "library_name": "library",
    "createdAt": "created_at",
    "licenses": "license",
    "datasets": "datasets",
    "languages": "languages",
    "modelCard": "card",
}
PARENTS: Final = {
    "finetune_parent": "finetune",
    "quantized_parent": "quantized",
    "adapter_parent": "adapter",
    "merge_parent": "merge",
    "parent_model": None,
}
_FAILED: Final = "exception_raised"


def _knows(peek: Peek) -> bool:
    return peek.container == "csv" and peek.has("model_id") and peek.has_any(*PARENTS)


@importer(
    "modelbiome",
    "The published table of 2 million models (CSV), with or without their cards.",
    extensions=(".csv",),
    knows=_knows,
)
class Modelbiome:
    """Reads the published table."""

    notes: Sequence[str] = ()

    def __init__(self, source: Source) -> None:
        if not _knows(source.peek):
            raise InputError(
                f"{source.path} is not the published table; its columns: "
                f"{', '.join(source.peek.types)}.",
                "Try: --as table",
            )
        self._source = source
        types = source.peek.types
        self._wanted = {
            field: Wanted(column, list=FIELDS[field].endswith("[]"), verbatim=field == "card")
            for column, field in COLUMNS.items()
            if column in types
        }
        if "tags" not in self._wanted:
            self._wanted |= {c: Wanted(c, list=True) for c in PARENTS if c in types}
        if _FAILED in types:
            self._wanted[_FAILED] = Wanted(_FAILED)
        self._fields = self._given()

    def pieces(self) -> Iterator[Cells]:
        """The wanted columns in pieces."""
        return cells(self._source, [c.name for c in self._wanted.values()], BATCH)

    def block(self, piece: Cells, bench: Workbench) -> Block:
        """Cells read as fields."""
        shown = show(piece, bench, self._wanted)
        query, fields = layered(shown.query, self._fields)
        return Block(query, fields, shown.rows, shown.rejects)

    def _given(self) -> dict[str, Given]:
        found = {
            field: given(field, f'"{field}"', "text") for field in self._wanted if field in FIELDS
        }
        parents = [column for column in PARENTS if column in self._wanted]
        if parents:
            found["base_models"] = _base_models(parents)
        asked = bits(*(f for f in found if f in _ANSWERED))
        # A card whose download failed is unknown, not absent.
        failed = f"coalesce(as_flag({_FAILED}), false)" if _FAILED in self._wanted else "false"
        card = f"CASE WHEN {failed} THEN 0 ELSE {bits('card')} END" if "card" in found else "0"
        return found | {"asked": Given(f"{asked} | {card}")}


_ANSWERED: Final = frozenset({
    "likes", "downloads", "tags", "task", "library", "created_at", "license", "datasets",
    "languages", "base_models",
})  # fmt: skip


def _base_models(columns: list[str]) -> Given:
    """Parents with their relation; those without one only where no column gives one."""
    typed = [
        f'list_transform(as_list({c}, "{c} items"), '
        f"lambda p: {{'relation': '{relation}', 'model_id': p}})"
        for c in columns
        if (relation := PARENTS[c])
    ]
    known = f"list_concat({', '.join(f'coalesce({t}, [])' for t in typed)}, [])" if typed else "[]"
    if "parent_model" not in columns:
        return Given(known)
    plain = f"""list_transform(list_filter(as_list(parent_model, "parent_model items"),
        lambda p: NOT list_contains(list_transform({known}, lambda k: k.model_id), p)),
        lambda p: {{'relation': NULL::VARCHAR, 'model_id': p}})"""
    return Given(f"list_concat({known}, coalesce({plain}, []))")
