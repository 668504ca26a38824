"""What the analyses `names` and `naming` say to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.knowledge.names import CONVENTIONS, MEANING
from heredity.store import Store

Rows = Sequence[Mapping[str, Any]]

_LANGUAGES: Final = ("language never", "language pair", "language always")


def names_said(store: Store, compat: bool) -> Iterable[Said]:
    """How many names claim what."""
    names = store.table("names")
    fields = ("params", "active_params", "version", "quant", "bits", "format", "context")
    counts = store.run(
        names.aggregate(models=names.count(), **{name: names[name].count() for name in fields})
    ).to_pylist()[0]
    models = counts["models"]
    shown = tuple((name, counts[name], _share(counts[name], models)) for name in fields)
    yield Said(
        "What names claim", ("field", "models", "share"), shown,
        f"{counts['params']:,} of {models:,} names claim a number of parameters, "
        f"{counts['version']:,} a version, {counts['quant']:,} a quantization.",
    )  # fmt: skip


def naming_said(store: Store, compat: bool) -> Iterable[Said]:
    """Wanted and practiced side by side, conventions, what children keep, and what moves."""
    rows: Rows = store.arrow("naming").to_pylist()
    scope = "over 50 downloads" if compat else "all models"
    every = [r for r in rows if r["grouping"] == "all"]
    yield _elements(every, scope)
    yield _conventions(every, scope)
    yield _inherited(store.arrow("naming_inherited").to_pylist())
    yield _drift(store.arrow("naming_drift").to_pylist())
    yield _trends([r for r in store.arrow("naming_trends").to_pylist() if r["scope"] == scope])


def _share(part: float | None, whole: float = 1.0) -> str:
    return "" if part is None or not whole else f"{part / whole:.1%}"


def _with_ends(row: Mapping[str, Any] | None) -> str:
    if row is None or row["value"] is None:
        return ""
    if row["low"] is None:
        return _share(row["value"])
    return f"{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})"


def _elements(rows: Rows, scope: str) -> Said:
    found = sorted(
        (r for r in rows if (r["measure"], r["codes"]) == ("element", "survey")
         and r["scope"] == scope),
        key=lambda r: -(r["wanted"] or 0),
    )  # fmt: skip
    heads = ("code", "element", "wanted", "found by the survey", "here", "low", "high")
    shown = tuple(
        (r["item"], MEANING[r["item"]], _share(r["wanted"]), _share(r["practiced"]),
         _share(r["value"]), _share(r["low"]), _share(r["high"]))
        for r in found
    )  # fmt: skip
    if not found:
        return Said(f"Elements of names, {scope}", heads, (), "There is no such model.")
    asked = [r for r in found if r["wanted"] is not None and r["value"] is not None]
    gap = max(asked, key=lambda r: r["wanted"] - r["value"])
    return Said(
        f"Elements of names, {scope}, the survey's thirteen codes", heads, shown,
        f"Of {found[0]['of']:,} names, {_with_ends(gap)} hold the element most missed: "
        f"{MEANING[gap['item']]}, which {gap['wanted']:.0%} of the people asked want.",
    )  # fmt: skip


def _conventions(rows: Rows, scope: str) -> Said:
    found = {
        (r["item"], r["codes"]): r
        for r in rows
        if r["measure"] == "convention" and r["scope"] == scope
    }
    heads = ("convention", "wanted", "found by the survey", *_LANGUAGES)
    shown = tuple(
        (
            name,
            _share(found[name, "language pair"]["wanted"]),
            _share(found[name, "language pair"]["practiced"]),
            *(_share(found[name, language]["value"]) for language in _LANGUAGES),
        )
        for name in CONVENTIONS
        if (name, "language pair") in found
    )
    if not shown:
        return Said(f"Conventions, {scope}", heads, (), "There is no such model.")
    both, one = found["I+AT", "language pair"], found["I", "language pair"]
    return Said(
        f"Conventions, {scope}: never, only a pair, or always a language counts as a task",
        heads, shown,
        f"{_share(both['wanted'])} want implementation with task; {_with_ends(both)} of the names "
        f"have both, {_with_ends(one)} the implementation alone.",
    )  # fmt: skip


def _inherited(rows: Rows) -> Said:
    found = {(r["relation"], r["item"], r["outcome"]): r for r in rows}
    relations = list(dict.fromkeys(r["relation"] for r in rows))
    wanted = (
        ("contains the parent's", "name", "contains"),
        ("elements shared", "elements", "shared"),
        ("architecture kept", "A", "kept"),
        ("version kept", "V", "kept"),
        ("parameters kept", "P", "kept"),
        ("quantization added", "Q", "added"),
    )
    shown = tuple(
        (
            relation,
            next(r["population"] for r in rows if r["relation"] == relation),
            *(
                _share((found.get((relation, i, o)) or {"value": None})["value"])
                for _, i, o in wanted
            ),
        )
        for relation in relations
    )
    heads = ("relation", "edges", *(head for head, _, _ in wanted))
    whole = found.get(("any", "name", "contains"))
    said = (
        f"On {_with_ends(whole)} of {whole['of']:,} edges the child's name contains the parent's "
        "(edge set all)." if whole else "There is no edge."
    )  # fmt: skip
    return Said("What children keep of their parent's name", heads, shown, said)


def _drift(rows: Rows) -> Said:
    found = [
        r
        for r in rows
        if (r["relation"], r["year"]) == ("any", "any") and r["field"] != "convention"
    ]
    heads = ("field", "change", "edges", "of", "share", "low", "high")
    shown = tuple(
        (r["field"], r["change"], int(r["count"]), r["of"], _share(r["value"]), _share(r["low"]),
         _share(r["high"]))
        for r in found
    )  # fmt: skip
    by = {(r["field"], r["change"]): r for r in found}
    up, down = by.get(("version", "up")), by.get(("version", "down"))
    said = (
        f"Where the parent's name has a version, the child's is higher on {_with_ends(up)} and "
        f"lower on {_with_ends(down)} of the edges (edge set all)."
        if up and down else "No parent's name has a version."
    )  # fmt: skip
    return Said("How claims move from parent to child", heads, shown, said)


def _trends(rows: Rows) -> Said:
    known = [r for r in rows if r["slope"] is not None and r["low"] is not None]
    heads = ("measure", "item", "points a year", "low", "high")
    shown = tuple(
        (r["measure"], r["item"], *(f"{100 * r[name]:+.2f}" for name in ("slope", "low", "high")))
        for r in sorted(known, key=lambda r: -abs(r["slope"]))
    )
    firm = [r for r in known if r["measure"] == "element" and (r["low"] > 0 or r["high"] < 0)]
    if not firm:
        return Said("Trends", heads, shown, "No element's share moves with the years for certain.")
    most, least = (pick(firm, key=lambda r: r["slope"]) for pick in (max, min))
    return Said(
        "Trends", heads, shown,
        f"By year, {MEANING[most['item']]} moves most upward, {100 * most['slope']:+.1f} points a "
        f"year, and {MEANING[least['item']]} least or most downward, {100 * least['slope']:+.1f}.",
    )  # fmt: skip
