"""`hub-api`: models as the hub's API serves them, in lists or one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from heredity.hub.importers import repair
from heredity.hub.importers.fields import LONGEST_VALUE, bits
from heredity.hub.importers.jsonrows import Rows, json_rows
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Block, Given, Reject, Source, importer
from heredity.store.columns import rows_of
from heredity.store.rowtexts import text_table
from heredity.store.workbench import Workbench

TEXT, COUNT, NUMBER, FLAG = "VARCHAR", "UBIGINT", "DOUBLE", "BOOLEAN"
_NUMBERS: Final = {"UBIGINT", "BIGINT", "DOUBLE"}


def _gated(value: Any) -> Any:
    return value if isinstance(value, bool) else repair.text(value)


def _files(value: Any) -> list[dict[str, Any]]:
    given = [v if isinstance(v, dict) else {"rfilename": v} for v in repair.a_list(value)]
    return [
        {"rfilename": repair.text(one.get("rfilename")), "lfs": _lfs(one.get("lfs"))}
        for one in given
    ]


def _lfs(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    size = value.get("size")
    return {
        "sha256": value.get("sha256") if isinstance(value.get("sha256"), str) else None,
        "size": size if isinstance(size, int) and not isinstance(size, bool) else None,
    }


_FILE: Final = {"rfilename": TEXT, "lfs": {"sha256": TEXT, "size": COUNT}}

# Key: how it is read, the types in which it is served, and how another is judged.
_Key = tuple[Any, set[str], Callable[[Any], Any]]
KEYS: Final[dict[str, _Key]] = {
    "_id": (TEXT, {TEXT}, repair.text),
    "id": (TEXT, {TEXT}, repair.text),
    "modelId": (TEXT, {TEXT}, repair.text),
    "sha": (TEXT, {TEXT}, repair.text),
    "createdAt": (TEXT, {TEXT}, repair.text),
    "lastModified": (TEXT, {TEXT}, repair.text),
    "private": (FLAG, {FLAG}, repair.flag),
    "disabled": (FLAG, {FLAG}, repair.flag),
    "gated": (TEXT, {TEXT, FLAG}, _gated),
    "pipeline_tag": (TEXT, {TEXT}, repair.text),
    "library_name": (TEXT, {TEXT}, repair.text),
    "tags": ([TEXT], {"ARRAY"}, repair.texts),
    "downloads": (COUNT, {COUNT}, repair.count),
    "downloadsAllTime": (COUNT, {COUNT}, repair.count),
    "likes": (COUNT, {COUNT}, repair.count),
    "trendingScore": (NUMBER, _NUMBERS, repair.number),
    "cardData": ("JSON", {"OBJECT"}, repair.mapping),
    "config": ("JSON", {"OBJECT"}, repair.mapping),
    "gguf": ("JSON", {"OBJECT"}, repair.mapping),
    "safetensors": ("JSON", {"OBJECT"}, repair.mapping),
    "baseModels": ("JSON", {"OBJECT"}, repair.parents),
    "base_models": ("JSON", {"OBJECT"}, repair.parents),
    "siblings": ([_FILE], {"ARRAY"}, _files),
    "card": (TEXT, {TEXT}, repair.text),
}

_ALWAYS: Final = {
    "tags": "tags",
    "downloads": "downloads",
    "likes": "likes",
    "createdAt": "created_at",
    "lastModified": "last_modified",
    "sha": "sha",
    "siblings": "files",
    "gated": "gated",
    "card": "card",
}
_SOMETIMES: Final = {
    "pipeline_tag": "task",
    "library_name": "library",
    "cardData": "card_data",
    "config": "config",
    "safetensors": "parameters",
    "gguf": "parameters",
    "baseModels": "base_models",
    "base_models": "base_models",
}
ALWAYS: Final = bits(*_ALWAYS.values())
"""Fields that are served with every row that was asked for them. Of the others the hub leaves out
those that are empty: rows alike in these bits were asked the same, so what one shows, all were
asked for."""

_STRUCTURE: Final = json.dumps({key: kind for key, (kind, _, _) in KEYS.items()})
_PATHS: Final = ["$", *(f"$.{key}" for key in KEYS), "$.spaces"]
_CARD_ONLY: Final = {"id", "modelId", "_id", "card", "sha", "lastModified"}


def _knows(peek: Peek) -> bool:
    if not peek.container.startswith("json"):
        return False
    if peek.has("modelId") and not peek.has("model_id"):
        return True
    api = (
        "_id",
        "createdAt",
        "lastModified",
        "cardData",
        "siblings",
        "pipeline_tag",
        "trendingScore",
    )
    return peek.has("id") and (peek.has_any(*api) or set(peek.types) <= _CARD_ONLY)


@importer(
    "hub-api",
    "Models as the hub's API serves them: lists or single bodies, JSON or JSON lines.",
    extensions=(".json", ".jsonl", ".ndjson"),
    knows=_knows,
)
class HubApi:
    """Reads rows of the API; a row of nothing but id and card brings its card only."""

    notes: Sequence[str] = ()

    def __init__(self, source: Source) -> None:
        self._source = source

    def pieces(self) -> Iterator[Rows]:
        """The file's rows as texts."""
        return json_rows(self._source)

    def block(self, piece: Rows, bench: Workbench) -> Block:
        """The rows by key, those of other types than the API serves mended or refused."""
        bench.show("lines", piece.table)
        blank, rejects = _sort_out(bench)
        rows = piece.table.num_rows - blank + len(piece.rejects)
        return Block(_QUERY, GIVEN, rows, piece.rejects + rejects, alike=ALWAYS)


_CODE: Final = "CAST(hash(shape) >> 1 AS BIGINT)"
_QUERY: Final = f"""
SELECT row, asked, card_only, unnest(json_transform(line, '{_STRUCTURE}'))
FROM lines JOIN shapes USING (row) JOIN verdicts USING (code)
UNION ALL BY NAME
SELECT row, asked, card_only, unnest(json_transform(line, '{_STRUCTURE}'))
FROM mended JOIN verdicts USING (code)"""


def _sort_out(bench: Workbench) -> tuple[int, list[Reject]]:
    """Part the rows that are fine from those that must be mended.

    Makes the tables `shapes` (row, code) of the former, `mended` (row, line, code) of the latter,
    and `verdicts` on each code. The shape of a row are the JSON types of the keys that we know, its
    code is a hash of that; a file has few shapes.

    Returns:
        Number of blank lines, and what was refused.
    """
    _show_shapes(bench)
    if all(fine for _, fine, _, _ in _show_verdicts(bench)):
        return 0, []
    odd = bench.rows(
        "SELECT row, line FROM lines JOIN shapes USING (row) JOIN verdicts USING (code) "
        "WHERE NOT fine ORDER BY row"
    )
    better: list[tuple[int, str]] = []
    rejects = [r for row, line in odd if line.strip() for r in _mend(row, line, better)]
    bench.run("DELETE FROM shapes USING verdicts v WHERE shapes.code = v.code AND NOT v.fine")
    bench.show("better", text_table(better))
    bench.run(
        f"INSERT INTO mended SELECT row, line, shape, {_CODE} "
        f"FROM (SELECT row, line, json_type(line, {_PATHS}) AS shape FROM better)"
    )
    _show_verdicts(bench)
    return sum(not line.strip() for _, line in odd), rejects


def _show_shapes(bench: Workbench) -> None:
    table = f"CREATE OR REPLACE TEMP TABLE shapes AS SELECT row, shape, {_CODE} AS code FROM"
    if not bench.attempt(f"{table} (SELECT row, json_type(line, {_PATHS}) AS shape FROM lines)"):
        # Some line is no JSON: look before each step.
        shape = f"CASE WHEN json_valid(line) THEN json_type(line, {_PATHS}) ELSE [] END"
        bench.run(f"{table} (SELECT row, {shape} AS shape FROM lines)")
    bench.run(
        "CREATE OR REPLACE TEMP TABLE mended "
        "(row BIGINT, line VARCHAR, shape VARCHAR[], code BIGINT)"
    )


def _show_verdicts(bench: Workbench) -> list[tuple[int, bool, int, bool]]:
    """Table `verdicts` (code, fine, asked, card_only)."""
    shapes = bench.rows(
        "SELECT code, any_value(shape) FROM (SELECT code, shape FROM shapes "
        "UNION ALL SELECT code, shape FROM mended) GROUP BY code"
    )
    verdicts = [(code, *_judge(shape)) for code, shape in shapes]
    types = {"code": "int64", "fine": "bool", "asked": "int64", "card_only": "bool"}
    bench.show("verdicts", rows_of(types, verdicts))
    return verdicts


def _judge(shape: list[str | None]) -> tuple[bool, int, bool]:
    """Whether rows of a shape are fine as they are, what they were asked for, card only or not."""
    if not shape or shape[0] != "OBJECT":
        return False, 0, False
    kinds = dict(zip([*KEYS, "spaces"], shape[1:], strict=True))
    fine = all(kinds[key] in {None, "NULL"} | allowed for key, (_, allowed, _) in KEYS.items())
    given = {key for key, kind in kinds.items() if kind is not None}
    asked = bits(*(name for key, name in (_ALWAYS | _SOMETIMES).items() if key in given))
    if {"modelId", "tags"} <= given:
        asked |= bits("task", "library")
    if "spaces" in given:  # only the body of one model has it, and that answers everything
        asked |= bits("task", "library", "card_data", "config", "parameters")
    return fine, asked, "card" in given and given <= _CARD_ONLY


def _mend(row: int, line: str, better: list[tuple[int, str]]) -> list[Reject]:
    """Add what is right in a row to `better`, and name what is not."""
    try:
        value = repair.load_object(line)
    except repair.WrongTypeError as error:
        return [Reject(row, None, None, line.strip()[:LONGEST_VALUE], str(error))]
    model_id = next((v for k in ("id", "modelId") if isinstance(v := value.get(k), str)), None)
    text, wrong = repair.repair(value, {key: check for key, (_, _, check) in KEYS.items()})
    if model_id is None:
        said = next((w[1] for w in wrong if w[0] in {"id", "modelId"}), None)
        return [Reject(row, None, None, said, "the row names no model")]
    better.append((row, text))
    return [Reject(row, model_id, key, said, reason) for key, said, reason in wrong]


def _count(key: str) -> Given:
    most = 2**63 - 1
    return Given(f"CASE WHEN {key} <= {most} THEN {key} END", key, "too large")


def _time(key: str) -> Given:
    return Given(f"as_time({key})", f"nullif({key}, '')", "no date and time")


_PARENTS: Final = "coalesce(baseModels, base_models)"
_HASHED: Final = (
    "list_filter(siblings, lambda s: regexp_full_match(s.lfs.sha256, '[0-9a-fA-F]{64}'))"
)
GIVEN: Final = {
    "model_id": Given("coalesce(nullif(id, ''), nullif(modelId, ''))"),
    "hub_id": Given("_id"),
    "task": Given("nullif(pipeline_tag, '')"),
    "library": Given("nullif(library_name, '')"),
    "tags": Given("tags"),
    "downloads": _count("downloads"),
    "downloads_all_time": _count("downloadsAllTime"),
    "likes": _count("likes"),
    "trending_score": Given("as_number(trendingScore)"),
    "created_at": _time("createdAt"),
    "last_modified": _time("lastModified"),
    "sha": Given("nullif(sha, '')"),
    "private": Given("private"),
    "disabled": Given("disabled"),
    "gated": Given("gated"),
    "parameters": Given(
        "coalesce(as_count(safetensors ->> '$.total'), as_count(gguf ->> '$.total'))",
        "coalesce(safetensors ->> '$.total', gguf ->> '$.total')",
        "not a count",
    ),
    "base_models": Given(
        f"""CASE json_type({_PARENTS}) WHEN 'OBJECT' THEN
              list_transform(json_extract_string({_PARENTS}, '$.models[*].id'),
                lambda i: {{'relation': {_PARENTS} ->> '$.relation', 'model_id': i}})
            WHEN 'ARRAY' THEN
              list_transform(from_json({_PARENTS}, '[{{"relation": "VARCHAR", "id": "VARCHAR"}}]'),
                lambda m: {{'relation': m.relation, 'model_id': m.id}}) END"""
    ),
    "files": Given("list_transform(siblings, lambda s: s.rfilename)"),
    "hashes": Given(
        f"""CASE WHEN len({_HASHED}) > 0 THEN list_transform({_HASHED}, lambda s:
             {{'file': s.rfilename, 'sha256': lower(s.lfs.sha256), 'bytes': s.lfs.size}}) END"""
    ),
    "config": Given("config"),
    "gguf": Given("gguf"),
    "card_data": Given("cardData"),
    "card": Given("card"),
    "asked": Given("asked"),
    "card_only": Given("card_only"),
}
