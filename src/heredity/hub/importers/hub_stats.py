"""`hub-stats`: the daily public dump of the hub in Parquet, or a cut of its columns.

A column that the file has was asked for, so that null means that the model has none. A row that
lacks what the hub gives for every model (dates, counts, tags) was gathered elsewhere: of such a row
only what it states is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heredity.core.errors import InputError
from heredity.hub.importers.cells import TEXT, check_kind, given, kind_of, layered
from heredity.hub.importers.fields import bits
from heredity.hub.importers.grid import BATCH, Cells, Wanted, cells, show
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Block, Given, Source, importer
from heredity.hub.importers.table import card_data
from heredity.store.workbench import Workbench

PLAIN: Final[dict[str, str]] = {
    "id": "model_id",
    "_id": "hub_id",
    "createdAt": "created_at",
    "lastModified": "last_modified",
    "downloads": "downloads",
    "downloadsAllTime": "downloads_all_time",
    "likes": "likes",
    "trendingScore": "trending_score",
    "tags": "tags",
    "pipeline_tag": "task",
    "library_name": "library",
    "sha": "sha",
    "private": "private",
    "disabled": "disabled",
    "gated": "gated",
    "cardData": "card_data",
    "gguf": "gguf",
    "config": "config",
}
NESTED: Final[dict[str, str]] = {
    "safetensors": "parameters",
    "baseModels": "base_models",
    "siblings": "files",
}
_EVERY_ROW_HAS: Final = ("createdAt", "lastModified", "downloads", "likes", "tags")
_SIGNS: Final = (
    "createdAt",
    "lastModified",
    "cardData",
    "baseModels",
    "downloadsAllTime",
    "trendingScore",
)


def _knows(peek: Peek) -> bool:
    return peek.container == "parquet" and peek.has("id") and peek.has_any(*_SIGNS)


@importer(
    "hub-stats",
    "The daily public dump of the hub (Parquet), whole or a cut of its columns.",
    extensions=(".parquet",),
    knows=_knows,
)
class HubStats:
    """Reads the dump."""

    notes: Sequence[str] = ()

    def __init__(self, source: Source) -> None:
        if source.peek.container != "parquet" or not source.peek.has("id"):
            raise InputError(
                f"{source.path} is not the dump: it is no Parquet file with a column 'id'.",
                "Try: --as table",
            )
        self._source = source
        self._wanted = {
            c: Wanted(c, kind_of(source.peek.types[c]) == TEXT, c == "tags")
            for c in (*PLAIN, *NESTED)
            if c in source.peek.types
        }
        self._fields = self._given()

    def pieces(self) -> Iterator[Cells]:
        """The columns in pieces."""
        return cells(self._source, list(self._wanted), BATCH)

    def block(self, piece: Cells, bench: Workbench) -> Block:
        """The columns as fields."""
        shown = show(piece, bench, self._wanted)
        query, fields = layered(shown.query, self._fields)
        return Block(query, fields, shown.rows, shown.rejects)

    def _given(self) -> dict[str, Given]:
        types, path = self._source.peek.types, self._source.path
        found: dict[str, Given] = {}
        for column in self._wanted:
            if field := PLAIN.get(column):
                found[field] = given(
                    field, f'"{column}"', check_kind(path, column, field, types[column])
                )
            else:
                found[NESTED[column]] = self._nested(column, types[column])
        if "card_data" in found:
            found["card_data"] = card_data(found["card_data"].value)
        if "gguf" in found and "parameters" in found:
            found["parameters"] = _with_gguf(found["parameters"])
        every = [f"{c} IS NULL" for c in _EVERY_ROW_HAS if c in self._wanted]
        found["partial"] = Given(" OR ".join(every) or "false")
        found["asked"] = Given(str(bits(*(f for f in found if f in _ANSWERED))))
        return found

    def _nested(self, column: str, type_name: str) -> Given:
        make = _NESTED[column]
        if type_name.startswith("string"):  # some cuts hold structs as JSON text
            text = f"CASE WHEN json_valid({column}) THEN {column} END"
            return make(f"json_transform({text}, '{_STRUCTURES[column]}')")
        if not type_name.startswith(_TYPES[column]):
            raise InputError(
                f"{self._source.path}, column '{column}': holds {type_name[:60]}, and the dump has "
                f"{_TYPES[column]}… there.",
                "Leave the column out, or try: --as table",
            )
        return make(column)


_ANSWERED: Final = frozenset({
    "tags", "task", "library", "downloads", "likes", "created_at", "last_modified", "sha",
    "card_data", "base_models", "parameters", "files", "config", "gated",
})  # fmt: skip


def _parameters(struct: str) -> Given:
    total = f"CAST(({struct}).total AS VARCHAR)"
    return Given(f"as_count({total})", total, "not a count")


def _with_gguf(parameters: Given) -> Given:
    total = "json_extract_string(CASE WHEN json_valid(gguf) THEN gguf END, '$.total')"
    return Given(
        f"coalesce({parameters.value}, as_count({total}))",
        f"coalesce({parameters.text}, {total})",
        parameters.reason,
    )


def _base_models(struct: str) -> Given:
    return Given(
        f"list_transform(({struct}).models, "
        f"lambda m: {{'relation': ({struct}).relation, 'model_id': m.id}})"
    )


def _files(items: str) -> Given:
    return Given(f"list_transform({items}, lambda s: s.rfilename)")


_NESTED: Final = {"safetensors": _parameters, "baseModels": _base_models, "siblings": _files}
_TYPES: Final = {
    "safetensors": "struct<",
    "baseModels": "struct<relation",
    "siblings": "list<element: struct<rfilename",
}
_STRUCTURES: Final = {
    "safetensors": '{"total": "VARCHAR"}',
    "baseModels": '{"relation": "VARCHAR", "models": [{"id": "VARCHAR"}]}',
    "siblings": '[{"rfilename": "VARCHAR"}]',
}
