"""Phrases of SQL that all importers speak: how a cell is read as what its field needs.

The SQL is DuckDB's, run by the workbench on one block of rows at a time.
"""

from __future__ import annotations

from typing import Final

from heredity.store.workbench import Workbench, quoted

SIMPLE_LIST: Final = r"\['[^'\\]*'(, '[^'\\]*')*\]"
"""A Python list of texts without quotes and backslashes in them: it can be cut at its commas."""

PHRASES: Final = {
    "trimmed(x)": "trim(x, ' ' || chr(9) || chr(10) || chr(13))",
    # What is no date in the ISO order is none of ours: `epoch`, `infinity`, 01/02/2024 are not.
    "as_time(x)": r"""CASE WHEN regexp_matches(x, '^[12]\d{3}-\d\d-\d\d')
        THEN TRY_CAST(x AS TIMESTAMPTZ) END""",
    "as_day(x)": r"""CASE
        WHEN regexp_matches(x, '^[12]\d{3}-\d\d-\d\d') THEN TRY_CAST(left(x, 10) AS DATE)
        WHEN regexp_full_match(x, '[12]\d{3}-\d\d') THEN TRY_CAST(x || '-01' AS DATE) END""",
    # 12.0 and 1e3 are whole numbers, 12.5 and -1 are no counts.
    "as_count(x)": r"""CASE
        WHEN regexp_full_match(x, '\d{1,18}') THEN CAST(x AS BIGINT)
        WHEN regexp_full_match(x, '[\d.eE+]+')
          AND TRY_CAST(x AS DOUBLE) = floor(TRY_CAST(x AS DOUBLE))
        THEN TRY_CAST(TRY_CAST(x AS DOUBLE) AS BIGINT) END""",
    "as_number(x)": "CASE WHEN isfinite(TRY_CAST(x AS DOUBLE)) THEN TRY_CAST(x AS DOUBLE) END",
    "as_flag(x)": """CASE lower(x)
        WHEN 'true' THEN true WHEN 'false' THEN false WHEN '1' THEN true WHEN '0' THEN false END""",
    # A cell of a table; what programs write for nothing is nothing.
    "as_given(x)": """CASE
        WHEN trimmed(x) IN ('', 'nan', 'NaN', 'None', 'null', 'NULL', '<NA>') THEN NULL
        ELSE trimmed(x) END""",
    # A list in one cell: a Python literal, a JSON array, or values between semicolons. `items` are
    # the values where nothing but a full reading of the literal tells them.
    "as_list(x, items)": f"""CASE
        WHEN x = '[]' THEN []
        WHEN NOT starts_with(x, '[') THEN list_filter(
          list_transform(string_split(x, ';'), lambda v: trimmed(v)), lambda v: v <> '')
        WHEN regexp_full_match(x, {quoted(SIMPLE_LIST)})
        THEN string_split(substr(x, 3, length(x) - 4), ''', ''')
        WHEN json_valid(x) THEN list_filter(from_json(x, '["VARCHAR"]'), lambda v: v <> '')
        ELSE items END""",
    "once_each(x)": """CASE WHEN len(x) < 2 THEN x
        ELSE list_filter(x, lambda v, i: list_position(x, v) = i) END""",
    "tagged(x, prefix)": """list_transform(
        list_filter(x, lambda v: starts_with(v, prefix) AND length(v) > length(prefix)),
        lambda v: substr(v, length(prefix) + 1))""",
    "a_bit(given, bit)": "CASE WHEN given IS NULL THEN 0 ELSE bit END",
}


def prepare(bench: Workbench) -> None:
    """Make the phrases known to a workbench and all that are forked from it."""
    for name, meaning in PHRASES.items():
        bench.run(f"CREATE OR REPLACE MACRO {name} AS {meaning}")
