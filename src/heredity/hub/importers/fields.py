"""Fields of a raw record, and how a block of a file's rows becomes the table of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heredity.hub.importers.registry import Block, Given, Reject
from heredity.store.facts import ASKED
from heredity.store.workbench import Workbench, quoted

FIELDS: Final[dict[str, str]] = {
    "row": "BIGINT",
    "model_id": "VARCHAR",
    "task": "VARCHAR",
    "library": "VARCHAR",
    "license": "VARCHAR[]",
    "license_name": "VARCHAR",
    "license_link": "VARCHAR",
    "languages": "VARCHAR[]",
    "datasets": "VARCHAR[]",
    "tags": "VARCHAR[]",
    "downloads": "BIGINT",
    "downloads_all_time": "BIGINT",
    "likes": "BIGINT",
    "trending_score": "DOUBLE",
    "created_at": "TIMESTAMPTZ",
    "last_modified": "TIMESTAMPTZ",
    "parameters": "BIGINT",
    "sha": "VARCHAR",
    "hub_id": "VARCHAR",
    "private": "BOOLEAN",
    "disabled": "BOOLEAN",
    "gated": "VARCHAR",
    "base_models": "STRUCT(relation VARCHAR, model_id VARCHAR)[]",
    "card_base_models": "VARCHAR[]",
    "card_relation": "VARCHAR",
    "files": "VARCHAR[]",
    "hashes": "STRUCT(file VARCHAR, sha256 VARCHAR, bytes BIGINT)[]",
    "config": "VARCHAR",
    "gguf": "VARCHAR",
    "card_data": "VARCHAR",
    "card": "VARCHAR",
    "snapshot": "DATE",
    "asked": "BIGINT",
    "partial": "BOOLEAN",
    "card_only": "BOOLEAN",
}
"""Fields of a raw record and their types. Beyond the columns of `models`:

- `card_data`: front matter as the source serves it, JSON text; `card`: the whole card.
- `asked`: bits of `ASKED`; null where the importer leaves them to be worked out from `partial`.
- `partial`: the source states some facts only, so that a field it leaves out is unknown.
- `card_only`: the row brings a card and says nothing else about the model.
"""

LONGEST_VALUE: Final = 200

# One or two parts of at most 96 characters; the grammar of ids in full is the pedigree's business.
_ID = r"[A-Za-z0-9_.-]{1,96}(/[A-Za-z0-9_.-]{1,96})?"
_NO_GOOD: Final = f"NOT coalesce(regexp_full_match(model_id, '{_ID}'), false)"
NO_ID: Final = "the row names no model"
BAD_ID: Final = "no model id"
WRONG_TYPE: Final = "not of the field's type"


def load_raw(bench: Workbench, block: Block) -> list[Reject]:
    """Make a block into the table `raw`: the `FIELDS` of its rows, where there is an id.

    Returns:
        Rows without a usable id, and values that are not of their field's type.
    """
    given = {"row": Given("row")} | dict(block.given)
    unknown = set(given) - set(FIELDS)
    if unknown:
        raise ValueError(f"no fields of a record: {sorted(unknown)}")
    columns = ", ".join(
        f'CAST({given[name].value if name in given else "NULL"} AS {kind}) AS "{name}"'
        for name, kind in FIELDS.items()
    )
    bench.run(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {columns}, {_refused(given)} AS refused "
        f"FROM ({block.query})"
    )
    rejects = bench.rows(
        f"""SELECT row, NULL, NULL, left(model_id, {LONGEST_VALUE}),
              CASE WHEN model_id IS NULL THEN '{NO_ID}' ELSE '{BAD_ID}' END
            FROM raw WHERE {_NO_GOOD} ORDER BY row"""
    )
    if rejects:
        bench.run(f"DELETE FROM raw WHERE {_NO_GOOD}")
    rejects += bench.rows(
        f"""SELECT row, model_id, r.field, left(r.said, {LONGEST_VALUE}), r.why
            FROM (SELECT row, model_id, unnest(refused) AS r FROM raw WHERE refused IS NOT NULL)
            WHERE r IS NOT NULL"""
    )
    return [Reject(*row) for row in rejects]


def _refused(given: Mapping[str, Given]) -> str:
    """SQL: what a row says of fields whose value is null nevertheless; null for most rows."""
    doubtful = {name: field for name, field in given.items() if field.text}
    wrong = {
        name: f"(({field.text}) IS NOT NULL AND ({field.value}) IS NULL)"
        for name, field in doubtful.items()
    }
    if not wrong:
        return "NULL::STRUCT(field VARCHAR, said VARCHAR, why VARCHAR)[]"
    each = ", ".join(
        f"CASE WHEN {wrong[name]} THEN {{'field': {quoted(name)}, "
        f"'said': CAST(({field.text}) AS VARCHAR), "
        f"'why': {quoted(field.reason or WRONG_TYPE)}}} END"
        for name, field in doubtful.items()
    )
    return f"CASE WHEN {' OR '.join(wrong.values())} THEN [{each}] END"


def bits(*names: str) -> int:
    """The bits of some fields, together."""
    total = 0
    for name in names:
        total |= ASKED[name]
    return total
