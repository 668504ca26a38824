"""The rows of `naming_drift`: how versions, sizes, bits and conventions move along edges."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np

from heredity.analyses.along import ANY, Along
from heredity.analyses.clusters import Floats
from heredity.analyses.names.edges import Counted, by_relation, by_year, edge_rows
from heredity.analyses.names.named import NUMBERS, Named
from heredity.analyses.names.shares import Bootstrap
from heredity.analyses.population import NONE
from heredity.knowledge.names import CONVENTIONS
from heredity.store.columns import Ints

ALIKE: Final = 0.01
"""Relative difference up to which two numbers are the same."""

_DIGITS: Final = re.compile(r"\d+")


def drift_rows(along: Along, named: Named, bootstrap: Bootstrap) -> list[dict[str, Any]]:
    """All rows of the table, without what was drawn."""
    counted = moves(along, named)
    groups = [(relation, ANY, edges) for relation, edges in by_relation(along).items()]
    groups += [(ANY, year, edges) for year, edges in by_year(along.population, along)]
    return [
        row | {"relation": relation, "year": year}
        for relation, year, edges in groups
        for row in edge_rows(along, edges, counted, bootstrap, ("field", "change"))
    ]


def moves(along: Along, named: Named) -> Counted:
    """What moved on each edge, by field and change."""
    counted: dict[tuple[str, str], Any] = {}
    for name in NUMBERS:
        values = named.numbers[name]
        counted |= _ordered(name, values[along.parent], values[along.child], ALIKE)
    ranks = np.append(ranks_of_versions(named.states["version"]), np.nan)
    held = ranks[named.fields["version"]]
    told = named.fields["version"] != NONE
    counted |= _ordered(
        "version", held[along.parent], held[along.child], 0.0,
        (told[along.parent], told[along.child]),
    )  # fmt: skip
    for name in ("quant", "format"):
        codes = named.fields[name]
        counted |= _texts(name, codes[along.parent], codes[along.child])
    before, after = named.convention[along.parent], named.convention[along.child]
    for one, old in enumerate(CONVENTIONS):
        for other, new in enumerate(CONVENTIONS):
            counted["convention", f"{old} to {new}"] = (
                (before == one) & (after == other),
                before == one,
            )
    return counted


def ranks_of_versions(versions: list[str]) -> Floats:
    """Versions in the order of their numbers; NaN for one without a number."""
    keys = [_numbers(version) for version in versions]
    order = {key: at for at, key in enumerate(sorted({key for key in keys if key}))}
    return np.array([order.get(key, np.nan) for key in keys], np.float64)


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version; trailing zeros do not matter, and none at all is no version."""
    found = [int(part) for part in _DIGITS.findall(version)]
    while len(found) > 1 and found[-1] == 0:
        found.pop()
    return tuple(found)


def _ordered(
    field: str, before: Floats, after: Floats, alike: float, told: Any = None
) -> dict[tuple[str, str], Any]:
    """Moves of what has an order; NaN has no place in it.

    Args:
        field: Name of the field.
        before: The parents' values.
        after: The children's.
        alike: Relative difference up to which they are the same.
        told: Which parents and which children state a value; by default those that have one.
    """
    had, has = told or (np.isfinite(before), np.isfinite(after))
    ranked = np.isfinite(before) & np.isfinite(after)
    with np.errstate(invalid="ignore"):
        same = ranked & (np.abs(after - before) <= alike * np.abs(before))
        up, down = ranked & ~same & (after > before), ranked & ~same & (after < before)
    changes = {"same": same, "up": up, "down": down, "dropped": had & ~has}
    if told:
        changes["other"] = had & has & ~ranked
    counted: dict[tuple[str, str], Any] = {
        (field, name): (held, had) for name, held in changes.items()
    }
    counted[field, "added"] = (~had & has, ~had)
    return counted


def _texts(field: str, before: Ints, after: Ints) -> dict[tuple[str, str], Any]:
    had, has = before != NONE, after != NONE
    return {
        (field, "same"): (had & (before == after), had),
        (field, "other"): (had & has & (before != after), had),
        (field, "dropped"): (had & ~has, had),
        (field, "added"): (~had & has, ~had),
    }
