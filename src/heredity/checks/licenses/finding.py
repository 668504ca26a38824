"""Findings on licenses, from the verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from heredity.checks.licenses.judging import READS, Judged, judged
from heredity.checks.registry import Tables
from heredity.knowledge.licenses.pairs import codes
from heredity.pedigree.obligations.merging import CLASH
from heredity.pedigree.obligations.verdicts import CIRCLE
from heredity.store.columns import Ints, at
from heredity.store.expr import Table
from heredity.store.schema import Column, TableSpec

TRUST: Final = {"high": 0.9, "medium": 0.6, "low": 0.3}
"""Confidence of a finding by that of its verdict."""

NAMED: Final = 3
"""Models that a message names before it counts the others."""

TOGETHER: Final = frozenset({"LIC050"})
"""Warnings that speak of the model above: told once there, however many derive from it."""

APART: Final = frozenset({"LIC032", "LIC057", "LIC070"})
"""Information that speaks of one model alone."""

INHERITED: Final = "LIC090"

FOUND: Final = TableSpec(
    "found_licenses",
    "One finding on a license.",
    tuple(
        Column(name, kind, name)
        for name, kind in (
            ("severity", "string"), ("confidence", "float64"), ("model_id", "string"),
            ("parent_id", "string"), ("message", "string"), ("evidence", "string"),
        )
    ),
)  # fmt: skip


def findings(tables: Tables, code: str) -> Table:
    """The findings of a code.

    A warning or an error is told of each model that it speaks of. Information is told once of the
    model above, with the number of models that it concerns: on a whole hub there are millions.
    """
    made = judged(tables)
    number = made.codes.index(code) if code in made.codes else -1
    rows = np.flatnonzero(made.code == number)
    severity = np.array(made.table.column("severity").take(rows).to_pylist(), np.str_)
    apart = (severity != "info") if code not in TOGETHER else np.zeros(len(rows), bool)
    apart |= (code in APART) | (made.above[rows] < 0)
    told = [*_each(made, rows[apart], code), *_grouped(made, rows[~apart], code)]
    columns = {name: [row[name] for row in told] for name in FOUND.names}
    return tables.load(FOUND, columns)


def _said(made: Judged, rows: Ints) -> list[dict[str, Any]]:
    wanted = [
        "child", "ancestor", "generations", "relation", "upstream_raw", "upstream_id",
        "downstream_raw", "verdict", "cause", "severity", "confidence", "clause", "why", "change",
        "lineage", "first_change", "inherited_from",
    ]  # fmt: skip
    found: list[dict[str, Any]] = made.table.select(wanted).take(rows).to_pylist()
    return found


def _each(made: Judged, rows: Ints, code: str) -> Iterator[dict[str, Any]]:
    for row, nodes in zip(_said(made, rows), _inheriting(made, rows), strict=True):
        later = f" Descendants that inherit this: {nodes}." if nodes else ""
        yield _finding(
            row,
            row["child"],
            row["ancestor"],
            f"{_sides(row)}: {_reason(row)}{later}",
            {
                "ancestor": row["ancestor"],
                "generations": row["generations"],
                "relation": row["relation"],
                "upstream": row["upstream_raw"],
                "downstream": row["downstream_raw"],
                "lineage": row["lineage"],
                "descendants": nodes,
            },
        )


def _inheriting(made: Judged, rows: Ints) -> list[int]:
    """How many descendants inherit what each row says; 0 where it did not begin there."""
    columns = made.table.select(["first_change", "cause"]).take(rows).to_pydict()
    began = np.array(columns["first_change"], bool)
    began &= np.array(columns["cause"], np.str_) != CLASH
    child = made.nodes[rows]
    counts: list[int] = np.where(began, made.descendants[child], 0).tolist()
    return counts


def _sides(row: Mapping[str, Any]) -> str:
    own = f"Declares {row['downstream_raw'] or 'no license'}"
    if row["cause"] == CIRCLE.code:
        return f"{own}, and is in a circle with {row['ancestor']}"
    if row["generations"] is None:
        return own
    asks = row["upstream_raw"] or "no license"
    far = row["generations"]
    who = "its parent" if far == 1 else f"{far} generations up,"
    return f"{own}, where {who} {row['ancestor']} declares {asks}"


def _reason(row: Mapping[str, Any]) -> str:
    clause = f" ({row['clause']})" if row["clause"] else ""
    change = f" Smallest change: {row['change']}." if row["change"] else ""
    return f"{row['why']}{clause}.{change} Confidence: {row['confidence']}."


def _grouped(made: Judged, rows: Ints, code: str) -> Iterator[dict[str, Any]]:
    """One finding for all rows that speak of the same model above."""
    if not len(rows):
        return
    about = made.first[rows] if code == INHERITED else made.above[rows]
    order = np.lexsort((made.nodes[rows], about))
    about, rows = about[order], rows[order]
    first = np.flatnonzero(np.r_[True, about[1:] != about[:-1]])
    ends = np.r_[first[1:], len(rows)]
    shown = np.minimum(ends - first, NAMED)
    names = _names(made, rows, first, shown)
    models = at(made.ids, about[first]).to_pylist()
    signal = codes()[code].signal
    for row, model, some, count in zip(
        _said(made, rows[first]), models, names, (ends - first).tolist(), strict=True
    ):
        more = f" and {count - len(some)} more" if count > len(some) else ""
        yield _finding(
            row,
            model,
            None,
            f"{signal} Models below that it concerns, {count} in all: {', '.join(some)}{more}. Of "
            f"the first: {_reason(row)}",
            {"models": count, "such_as": some, "license": row["upstream_raw"]},
        )


def _names(made: Judged, rows: Ints, first: Ints, shown: Ints) -> Iterator[list[str]]:
    for start, size in zip(first.tolist(), shown.tolist(), strict=True):
        found: list[str] = at(made.ids, made.nodes[rows[start : start + size]]).to_pylist()
        yield found


def _finding(
    row: Mapping[str, Any],
    model: str,
    parent: str | None,
    message: str,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "severity": row["severity"],
        "confidence": TRUST[row["confidence"]],
        "model_id": model,
        "parent_id": parent,
        "message": message,
        "evidence": json.dumps(
            {"tables": list(READS), "rule": row["cause"], "clause": row["clause"], **facts}
        ),
    }
