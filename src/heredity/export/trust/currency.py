"""Whether what a report rests on was made from the records that the study holds now."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from heredity.store.lookup import Lookup

RESTS_ON: Final = {
    "edges": "heredity link",
    "traits": "heredity describe",
    "names": "heredity analyze names",
    "concluded": "heredity check",
    "findings": "heredity check",
}
"""Tables that stages make, and the command that makes each anew."""


def outdated(lookup: Lookup) -> list[str]:
    """What to know of tables that were made before something they rest on has changed.

    Returns:
        A sentence for each command that would make some of them anew, in the order of the work.
    """
    if not lookup.has("runs"):
        return []
    keys = cache(lookup.store.keys)
    runs = lookup.ask(["runs"], "SELECT key, inputs FROM runs")
    inputs: dict[str, dict[str, Any]] = {row["key"]: json.loads(row["inputs"]) for row in runs}
    old: dict[str, list[str]] = {}
    for table, command in RESTS_ON.items():
        read = [inputs.get(key, {}) for key in keys(table).values()]
        if any(keys(name) != held for one in read for name, held in one.items()):
            old.setdefault(command, []).append(table)
    return [
        f"The study has changed since the table{'s' if len(tables) > 1 else ''} "
        f"{' and '.join(tables)} {'were' if len(tables) > 1 else 'was'} made; "
        f"what rests on {'them' if len(tables) > 1 else 'it'} may be out of date: {command}"
        for command, tables in old.items()
    ]
