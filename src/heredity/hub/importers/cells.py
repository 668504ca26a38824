"""How a column of a table becomes a field, by what the file says the column holds.

Text is read as what the field needs; a cell that cannot be is refused, the rest of its row stays.
A column that can never be what its field needs is the user's mistake, and said so at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from heredity.core.errors import InputError
from heredity.hub.importers.fields import FIELDS
from heredity.hub.importers.registry import Given

TEXT = "text"
_NUMBER, _FLAG, _TIME, _LIST = "a number", "true or false", "a time", "a list of texts"
_NEEDS: Final = {
    "VARCHAR": {TEXT},
    "VARCHAR[]": {_LIST, TEXT},
    "BIGINT": {_NUMBER, TEXT},
    "DOUBLE": {_NUMBER, TEXT},
    "BOOLEAN": {_FLAG, TEXT},
    "TIMESTAMPTZ": {_TIME, TEXT},
    "DATE": {_TIME, TEXT},
}
_ALSO: Final = {"gated": {_FLAG, TEXT}}


def kind_of(type_name: str) -> str:
    """What a column holds, from its Arrow type as text; columns of CSV and JSON have none: text."""
    name = type_name.removeprefix("dictionary<values=").split(",")[0]
    if name in {"", "null"} or name.startswith(("string", "large_string", "string_view")):
        return TEXT
    if name.startswith(("int", "uint", "float", "double", "halffloat", "decimal")):
        return _NUMBER
    if name == "bool":
        return _FLAG
    if name.startswith(("timestamp", "date")):
        return _TIME
    if type_name.startswith(("list<", "large_list<")) and "string>" in type_name:
        return _LIST
    return type_name


def given(field: str, alias: str, kind: str) -> Given:
    """Where a field is, if it is in a column.

    Args:
        field: A key of `FIELDS`.
        alias: SQL name of the column; its texts as `grid` gives them.
        kind: What the column holds, from `kind_of`.
    """
    need = FIELDS[field]
    make = _MAKERS[need]
    return make(alias, kind)


def check_kind(path: Path, column: str, field: str, type_name: str) -> str:
    """What a column holds, if its field can be made of it.

    Raises:
        InputError: It cannot.
    """
    kind = kind_of(type_name)
    needs = _ALSO.get(field, _NEEDS.get(FIELDS[field], set()))
    if kind not in needs:
        raise InputError(
            f"{path}, column '{column}': holds {kind}, and '{field}' needs "
            f"{' or '.join(sorted(needs))}.",
            f"Mend the file, or say which column holds the field: --map COLUMN={field}",
        )
    return kind


def layered(query: str, fields: Mapping[str, Given]) -> tuple[str, dict[str, Given]]:
    """Work fields out once, in a query of their own, however often they are looked at.

    Args:
        query: SQL for the rows, with their number in `row`.
        fields: Where each field is in them.

    Returns:
        SQL for the rows with a column for each field, and where the fields are in that.
    """
    columns, found = ["row"], {}
    for name, field in fields.items():
        columns.append(f'{field.value} AS "{name}"')
        if field.text:
            columns.append(f'{field.text} AS "{name} said"')
        found[name] = Given(f'"{name}"', f'"{name} said"' if field.text else "", field.reason)
    return f"SELECT {', '.join(columns)} FROM ({query})", found


def _text(alias: str, kind: str) -> Given:
    return Given(f"lower(CAST({alias} AS VARCHAR))" if kind == _FLAG else alias)


def _texts(alias: str, kind: str) -> Given:
    if kind == _LIST:
        return Given(f"list_filter({alias}, lambda v: v <> '')")
    return Given(f'as_list({alias}, "{alias[1:-1]} items")', alias, "not a list of texts")


def _count(alias: str, kind: str) -> Given:
    if kind == TEXT:
        return Given(f"as_count({alias})", alias, "not a count")
    whole = f"{alias} >= 0 AND {alias} < 9.2e18 AND {alias} = floor({alias})"
    said = f"CASE WHEN isnan(CAST({alias} AS DOUBLE)) THEN NULL ELSE {alias} END"
    return Given(f"CASE WHEN {whole} THEN CAST({alias} AS BIGINT) END", said, "not a count")


def _number(alias: str, kind: str) -> Given:
    return Given(f"as_number({alias})", alias if kind == TEXT else "", "not a number")


def _flag(alias: str, kind: str) -> Given:
    return Given(f"as_flag({alias})", alias, "not true or false") if kind == TEXT else Given(alias)


def _time(alias: str, kind: str) -> Given:
    if kind == _TIME:
        return Given(f"CAST({alias} AS TIMESTAMPTZ)")
    return Given(f"as_time({alias})", alias, "no date and time")


def _day(alias: str, kind: str) -> Given:
    if kind == _TIME:
        return Given(f"CAST({alias} AS DATE)")
    return Given(f"as_day({alias})", alias, "no date")


_MAKERS: Final[dict[str, Callable[[str, str], Given]]] = {
    "VARCHAR": _text,
    "VARCHAR[]": _texts,
    "BIGINT": _count,
    "DOUBLE": _number,
    "BOOLEAN": _flag,
    "TIMESTAMPTZ": _time,
    "DATE": _day,
}
