"""Practice of names, name by name and edge by edge, in the plainest way."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from heredity.knowledge.names import FOLDED

Row = Mapping[str, Any]
Outcome = tuple[float, int]


def fold(codes: Iterable[str]) -> set[str]:
    """The survey's codes for ours."""
    return {FOLDED.get(code, code) for code in codes}


def shares(names: Sequence[Row]) -> dict[tuple[str, str, str], float]:
    """Shares of names that hold a code, follow a convention, or have so many codes."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in names:
        for kind, codes in (("ours", set(row["codes"])), ("survey", fold(row["codes"]))):
            found.update(("element", kind, code) for code in codes)
            found["mean codes per name", kind, "mean"] += len(codes)
            many = str(len(codes)) if len(codes) < 5 else "5 or more"
            found["codes per name", kind, many] += 1
            found["set", kind, ",".join(sorted(codes)) or "none"] += 1
        found["convention", "language pair", row["convention"]] += 1
    return {key: count / len(names) for key, count in found.items()}


def said(row: Row) -> dict[str, set[str]]:
    """What a name says by code."""
    found: dict[str, set[str]] = {}
    for one in row["elements"]:
        text = one["value"] if one["value"] is not None else one["text"]
        found.setdefault(one["code"], set()).add(text.lower())
    return found


def inherited(pairs: Sequence[tuple[Row, Row]]) -> dict[tuple[str, str], Outcome]:
    """What became of each code on edges of parent's and child's name: how often, of how many."""
    happened: Counter[tuple[str, str]] = Counter()
    could: Counter[tuple[str, str]] = Counter()
    for parent, child in pairs:
        before, after = said(parent), said(child)
        for code in "ASDCVFLTRNHPOQXBMKI":
            old, new = before.get(code, set()), after.get(code, set())
            if old:
                outcome = "dropped" if not new else "kept" if old <= new else "changed"
                happened[code, outcome] += 1
                for one in ("kept", "changed", "dropped"):
                    could[code, one] += 1
            else:
                happened[code, "added"] += bool(new)
                could[code, "added"] += 1
            if old or new:
                happened[code, "shared"] += len(old & new) / len(old | new)
                could[code, "shared"] += 1
        both = [{(c, v) for c, values in side.items() for v in values} for side in (before, after)]
        if both[0] | both[1]:
            happened["elements", "shared"] += len(both[0] & both[1]) / len(both[0] | both[1])
            could["elements", "shared"] += 1
        for outcome, so in around(parent["model_id"], child["model_id"]).items():
            happened["name", outcome] += so
            could["name", outcome] += 1
    return {key: (happened[key], could[key]) for key in could}


def bare(model_id: str) -> str:
    return re.sub("[-_. ]+", "-", model_id.rsplit("/", 1)[-1].lower())


def around(parent_id: str, child_id: str) -> dict[str, bool]:
    """How the two names lie in each other."""
    prefix, suffix = affixes(parent_id, child_id)
    inside = prefix is not None
    return {
        "same": inside and not prefix and not suffix,
        "contains": inside,
        "begins": inside and not prefix and bool(suffix),
        "ends": inside and bool(prefix) and not suffix,
    }


def affixes(parent_id: str, child_id: str) -> tuple[str | None, str | None]:
    parent, child = bare(parent_id), bare(child_id)
    words = child.split("-")
    wanted = parent.split("-")
    for start in range(len(words) - len(wanted) + 1):
        if words[start : start + len(wanted)] == wanted and parent:
            return "-".join(words[:start]), "-".join(words[start + len(wanted) :])
    return None, None


def drift(pairs: Sequence[tuple[Row, Row]], field: str) -> dict[str, Outcome]:
    """How a field moves on edges."""
    happened: Counter[str] = Counter()
    had = sum(parent[field] is not None for parent, _ in pairs)
    for parent, child in pairs:
        old, new = parent[field], child[field]
        if old is None:
            happened["added"] += new is not None
        elif new is None:
            happened["dropped"] += 1
        else:
            happened[_move(field)(old, new)] += 1
    names = {"quant": "same other dropped", "format": "same other dropped",
             "version": "same up down other dropped"}  # fmt: skip
    changes = names.get(field, "same up down dropped").split()
    found = {name: (happened[name], had) for name in changes if had}
    if had < len(pairs):
        found["added"] = (happened["added"], len(pairs) - had)
    return found


def _move(field: str) -> Callable[[Any, Any], str]:
    if field in {"quant", "format"}:
        return lambda old, new: "same" if old == new else "other"
    if field == "version":
        return _version
    return lambda old, new: (
        "same" if abs(new - old) <= 0.01 * abs(old) else "up" if new > old else "down"
    )


def _version(old: str, new: str) -> str:
    one, other = (_numbers(text) for text in (old, new))
    if not one or not other:
        return "other"
    return "same" if one == other else "up" if other > one else "down"


def _numbers(text: str) -> list[int]:
    found = [int(part) for part in re.findall("[0-9]+", text)]
    while len(found) > 1 and found[-1] == 0:
        del found[-1]
    return found
