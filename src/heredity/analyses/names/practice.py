"""The rows of `naming`: what names of models hold, and which convention they follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from heredity.analyses.names.named import Named, conventions_as
from heredity.analyses.names.reading import SORTED, members
from heredity.analyses.names.shares import Bootstrap, Column
from heredity.analyses.names.strata import SCOPES, Part, owner_clusters, parts, scoped
from heredity.analyses.population import Population
from heredity.knowledge.names import CODES, CONVENTIONS, FOLDED, LanguageAsTask
from heredity.knowledge.published import published_value
from heredity.store.columns import Ints

SURVEY: Final = tuple(code for code in CODES if code not in FOLDED)
"""The thirteen codes of the survey."""

LANGUAGES: Final[tuple[LanguageAsTask, ...]] = ("never", "pair", "always")
SETS: Final = 20
"""Sets of codes that are listed."""

MANY: Final = 5
"""Number of codes from which on names are counted together."""

MISSING: Final = "every model has a name; a span with several readings counts with the likeliest"
INTERVAL: Final = (
    "cluster bootstrap over owners, 95 %; Wilson's at the effective number of owners where all or "
    "none do"
)

Key = tuple[str, str, str]


def folded(mask: Ints) -> Ints:
    """The survey's codes, as bits, for ours."""
    found = mask.copy()
    for ours, theirs in FOLDED.items():
        held = found >> SORTED.index(ours) & 1
        found |= held << SORTED.index(theirs)
        found &= ~(np.int64(1) << SORTED.index(ours))
    return found


def naming_rows(population: Population, named: Named, bootstrap: Bootstrap) -> list[dict[str, Any]]:
    """All rows of the table, without what was drawn."""
    own = named.mask[population.models]
    masks = {"ours": own, "survey": folded(own)}
    conventions = {
        f"language {name}": (
            named.convention[population.models]
            if name == "pair"
            else conventions_as(population, named, name)
        )
        for name in LANGUAGES
    }
    owner = owner_clusters(population)
    every = list(parts(population))
    rows: list[dict[str, Any]] = []
    for scope, inside in scoped(population).items():
        for part in every:
            kept = part.rows[inside[part.rows]]
            if not len(kept):
                continue
            whole = part.grouping == "all"
            chosen = dict(_columns(masks, conventions, kept, whole))
            found = bootstrap.shares(owner[kept], list(chosen.values()))
            rows += [found.row(at) | _key(scope, part, key) for at, key in enumerate(chosen)]
    return rows


def _columns(
    masks: dict[str, Ints], conventions: dict[str, Ints], rows: Ints, whole: bool
) -> Iterator[tuple[Key, Column]]:
    """What is counted of some models, by measure, codes and item."""
    for codes, every in masks.items():
        mask = every[rows]
        shown = SORTED if codes == "ours" else SURVEY
        bits = {code: (mask >> SORTED.index(code) & 1) == 1 for code in shown}
        yield from ((("element", codes, code), held) for code, held in bits.items())
        count = np.bitwise_count(mask)
        yield ("mean codes per name", codes, "mean"), count.astype(np.float64)
        if codes == "survey" or whole:
            yield from _numbers(codes, count)
        if whole:
            yield from _sets(codes, mask)
    for codes, kind in conventions.items():
        if whole or codes == "language pair":
            yield from (
                (("convention", codes, name), kind[rows] == at)
                for at, name in enumerate(CONVENTIONS)
            )


def _numbers(codes: str, count: Any) -> Iterator[tuple[Key, Column]]:
    for number in range(MANY):
        yield ("codes per name", codes, str(number)), count == number
    yield ("codes per name", codes, f"{MANY} or more"), count >= MANY


def _sets(codes: str, mask: Ints) -> Iterator[tuple[Key, Column]]:
    """The commonest sets of codes; ties in the order of their bits."""
    distinct, counts = np.unique(mask, return_counts=True)
    for one in distinct[np.argsort(-counts, kind="stable")[:SETS]].tolist():
        yield ("set", codes, ",".join(members(one)) or "none"), mask == one


def _key(scope: str, part: Part, key: Key) -> dict[str, Any]:
    measure, codes, item = key
    as_theirs = codes in {"survey", "language pair"}
    wanted, practiced = beside(measure, codes, item)
    return {
        "scope": scope,
        "grouping": part.grouping,
        "part": part.name,
        "measure": measure,
        "codes": codes,
        "item": item,
        "compat": as_theirs and scope == SCOPES[1],
        "wanted": wanted,
        "practiced": practiced,
        "missing": MISSING,
        "interval": INTERVAL,
    }


def beside(measure: str, codes: str, item: str) -> tuple[float | None, float | None]:
    """What the survey's people want, and what it found in names."""
    if measure == "element" and codes == "survey":
        return _published(item, "share wanted"), _published(item, "share practiced")
    if measure == "convention":
        wanted = _published(item, "convention share wanted")
        said = codes.removeprefix("language ")
        if said == "pair":
            return wanted, _published(item, "convention share practiced")
        return wanted, _published(item, f"convention share practiced, language {said} a task")
    if measure == "codes per name" and codes == "survey":
        found = _published(item, "count with so many codes")
        named = _published("names with elements", "count")
        return None, found / named if found and named else None
    if measure == "mean codes per name" and codes == "survey":
        return None, _published("codes", "mean")
    return None, None


def _published(item: str, measure: str) -> float | None:
    found = published_value("naming", item, measure)
    return found.value if found else None
