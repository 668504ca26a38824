"""`table`: any table of models, its columns known by name or named by the user.

A column of parents says what somebody noted about the model, not what the hub resolved: its parents
count like those of a card's front matter, and only where the row's own `base_model:` tags do not
state them already, so that a column that was made from the tags is no second witness. To count
them as the hub's own, map the column: `--map COLUMN=base_models`.

An empty cell or an empty list means that the model has none, where the column is of a field that a
model may lack (license, task, tags, ...); where every model has one (downloads, dates, ...), it
means that the table does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from heredity.core.errors import InputError, UserError
from heredity.hub.importers.cells import TEXT, check_kind, given, layered
from heredity.hub.importers.fields import FIELDS, bits
from heredity.hub.importers.grid import BATCH, BATCH_WITH_CARDS, Cells, Wanted, cells, show
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Block, Given, Source, importer
from heredity.store.workbench import Workbench

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "model_id": ("model_id", "modelId", "id", "repo_id", "model"),
    "task": ("task", "pipeline_tag"),
    "library": ("library", "library_name"),
    "license": ("license", "licenses", "licence"),
    "license_name": ("license_name",),
    "license_link": ("license_link",),
    "languages": ("languages", "language"),
    "datasets": ("datasets", "dataset"),
    "tags": ("tags",),
    "downloads": ("downloads",),
    "downloads_all_time": ("downloads_all_time", "downloadsAllTime"),
    "likes": ("likes",),
    "trending_score": ("trending_score", "trendingScore"),
    "created_at": ("created_at", "createdAt"),
    "last_modified": ("last_modified", "lastModified"),
    "parameters": ("parameters", "num_parameters", "extra.parameters"),
    "sha": ("sha",),
    "hub_id": ("hub_id", "_id"),
    "private": ("private",),
    "disabled": ("disabled",),
    "gated": ("gated", "extra.gated"),
    "card_base_models": ("card_base_models", "base_models", "base_model", "baseModels"),
    "card_relation": ("card_relation", "base_model_relation"),
    "files": ("files",),
    "config": ("config",),
    "gguf": ("gguf",),
    "card_data": ("card_data", "cardData"),
    "card": ("card", "card_text", "modelCard", "model_card"),
    "snapshot": ("snapshot", "snapshot_date"),
}
"""Names under which tables keep each field, best first. `extra.x` is key x of JSON text `extra`."""

PARENTS, RESOLVED = "card_base_models", "base_models"
MAPPABLE: Final = (*KNOWN, RESOLVED)

# Fields that a model may lack: a table that has the column was asked for it.
_MAY_LACK: Final = (
    "tags",
    "task",
    "library",
    "license",
    "languages",
    "datasets",
    "card_data",
    "card",
)
# Fields that every model has: an empty cell is no answer.
_EVERY_HAS: Final = (
    "downloads",
    "likes",
    "created_at",
    "last_modified",
    "parameters",
    "sha",
    "gated",
    "files",
    "config",
)
_RELATIONS: Final = ("", "finetune:", "adapter:", "quantized:", "merge:")


def _knows(peek: Peek) -> bool:
    return peek.has_any(*KNOWN["model_id"]) and len(peek.types) > 1


@importer(
    "table",
    "Any table of models: CSV, JSON, JSON lines or Parquet, its columns known by name or by --map.",
    extensions=(".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet"),
    knows=_knows,
    rank=9,
)
class Table:
    """Reads a table of models."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kinds: dict[str, str] = {}
        self._wanted = _columns(source, self._kinds)
        self._fields = {
            field: given(PARENTS if field == RESOLVED else field, f'"{field}"', self._kinds[field])
            for field in self._wanted
        }
        self.notes: Sequence[str] = self._notes()

    def _notes(self) -> list[str]:
        if PARENTS not in self._wanted:
            return []
        beside = ", where the row's base_model tags do not state them already"
        column = self._wanted[PARENTS].name
        where = beside if "tags" in self._wanted else ""
        return [f"parents in column '{column}' count like those of a card{where}"]

    def pieces(self) -> Iterator[Cells]:
        """The wanted columns in pieces."""
        batch = BATCH_WITH_CARDS if "card" in self._wanted else BATCH
        names = list(dict.fromkeys(c.name for c in self._wanted.values()))
        return cells(self._source, names, batch)

    def block(self, piece: Cells, bench: Workbench) -> Block:
        """Cells read as fields."""
        shown = show(piece, bench, self._wanted)
        query, fields = layered(shown.query, self._fields)
        query, fields = layered(query, _combined(fields))
        return Block(query, fields, shown.rows, shown.rejects)


def _columns(source: Source, kinds: dict[str, str]) -> dict[str, Wanted]:
    """Where the file has each field: as the user says, else by the names that we know.

    Args:
        source: The file.
        kinds: Takes up what each column holds.
    """
    types, loose = source.peek.types, source.peek.container.startswith("json")
    found: dict[str, Wanted] = {}

    def take(field: str, name: str, key: str) -> None:
        like = "card_data" if key else PARENTS if field == RESOLVED else field
        kinds[field] = kind = check_kind(source.path, name, like, types.get(name, ""))
        several = FIELDS[field].endswith("[]")
        found[field] = Wanted(name, kind == TEXT, several and not key, key, field == "card")

    for column, field in source.mapping.items():
        if field not in MAPPABLE:
            raise UserError(f"'{field}' is no field of a model.", f"Fields: {', '.join(MAPPABLE)}.")
        name, _, key = (column, "", "") if column in types else column.partition(".")
        if name not in types and not loose:
            raise InputError(
                f"{source.path} has no column '{column}'.", f"Its columns: {', '.join(types)}."
            )
        take(field, name, key)
    taken = {column.name for column in found.values() if not column.key}
    for field, names in KNOWN.items():
        if field in found or (field == PARENTS and RESOLVED in found):
            continue
        places = (full.partition(".") for full in names)
        free = ((n, k) for n, _, k in places if n in types and n not in taken)
        for name, key in list(free)[:1]:
            take(field, name, key)
    if "model_id" not in found:
        raise InputError(
            f"{source.path} has no column that names the model; its columns: {', '.join(types)}.",
            "Say which it is: --map COLUMN=model_id",
        )
    return found


def _combined(fields: dict[str, Given]) -> dict[str, Given]:
    """What follows from several fields of a row."""
    found = dict(fields)
    if RESOLVED in found:
        relation = found.pop("card_relation", Given("NULL::VARCHAR")).value
        value = f"list_transform({RESOLVED}, lambda p: {{'relation': {relation}, 'model_id': p}})"
        found[RESOLVED] = Given(value, found[RESOLVED].text, found[RESOLVED].reason)
    elif PARENTS in found and "tags" in found:
        stated = " OR ".join(f"list_contains(tags, 'base_model:{r}' || p)" for r in _RELATIONS)
        left = f"list_filter({PARENTS}, lambda p: NOT ({stated}))"
        value = f"CASE WHEN len(tags) > 0 THEN {left} ELSE {PARENTS} END"
        found[PARENTS] = Given(value, found[PARENTS].text, found[PARENTS].reason)
        if "card_relation" in found:
            found["card_relation"] = Given(f"CASE WHEN len({value}) > 0 THEN card_relation END")
    if "card_data" in found:
        found["card_data"] = card_data("card_data")
    return found | {"asked": Given(_asked(fields))}


def card_data(said: str) -> Given:
    """Front matter as JSON text; what is no object is refused."""
    value = f"CASE WHEN json_valid({said}) AND json_type({said}) = 'OBJECT' THEN {said} END"
    return Given(value, said, "card data that is no JSON object")


def _asked(fields: Mapping[str, Given]) -> str:
    """SQL: bits of the fields that the table answers for."""
    fixed = bits(*(field for field in (*_MAY_LACK, RESOLVED) if field in fields))
    each = [f"a_bit({field}, {bits(field)})" for field in _EVERY_HAS if field in fields]
    return " + ".join([str(fixed), *each])
