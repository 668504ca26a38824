"""What `heredity analyze structure` says: the counts, the largest families, the tails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.analyses.structure.links import KEPT, SKIPPED
from heredity.store import Store
from heredity.store.expr import Table, desc
from heredity.store.plain import plain_rows

SHOWN: Final = {
    "edges": "edges",
    "models with a parent": "with a parent",
    "models with several parents": "several",
    "isolated models": "isolated",
    "families": "families",
    "families and isolated models": "components",
    "dangling parents": "dangling",
}
NAMED: Final = ("all", "no-merges")


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """The counts of every edge set, the largest families, and whether tails are power laws."""
    if not all(store.has(name) for name in ("structure", "structure_families", "tails")):
        return
    rows = store.table("structure")
    rows = rows.filter(rows.compat == compat)
    for stubs in (SKIPPED, KEPT) if compat else (KEPT,):
        yield _counts(store, rows.filter(rows.stubs == stubs), compat, stubs)
    if compat:
        yield from (_published(store, rows, name) for name in NAMED)
        yield _lists(store, rows)
        return
    yield from (_families(store, name) for name in NAMED)
    yield _tails(store)


def _counts(store: Store, rows: Table, compat: bool, stubs: str) -> Said:
    rows = rows.filter(rows.section == "counts").order_by("edge_set")
    found: dict[str, dict[str, float]] = {}
    for edge_set, item, value in plain_rows(store.run(rows.select("edge_set", "item", "value"))):
        found.setdefault(edge_set, {})[item] = value
    shown = tuple((name, *(int(held[item]) for item in SHOWN)) for name, held in found.items())
    form = "published form" if compat else "our form"
    title = f"Counts by edge set ({form}, parents without a record {stubs})"
    return Said(title, ("edge set", *SHOWN.values()), shown, _said(found, form))


def _said(found: dict[str, dict[str, float]], form: str) -> str:
    if "all" not in found:
        return ""
    held = found["all"]
    models = held["models"] or 1
    said = (
        f"Of {held['models']:,.0f} models, {held['models with a parent']:,.0f} "
        f"({held['models with a parent'] / models:.1%}) have a parent and "
        f"{held['isolated models']:,.0f} ({held['isolated models'] / models:.1%}) neither parent "
        f"nor child; the others form {held['families']:,.0f} families (edge set all, {form})."
    )
    if "self-loops refused" in held:
        said += (
            f" Refused: {held['self-loops refused']:,.0f} self-loops; cut to open cycles: "
            f"{held['edges cut to open cycles']:,.0f} edges."
        )
    return said


_COLUMNS: Final = ("founder_id", "models", "depth", "width", "trees", "wiener", "virality")


def _families(store: Store, edge_set: str) -> Said:
    rows = store.table("structure_families")
    rows = rows.filter((rows.edge_set == edge_set) & ~rows.compat)
    rows = rows.order_by([desc("models"), "family_id"]).limit(10)
    found = plain_rows(store.run(rows.select(*_COLUMNS)))
    heads = ("founder", "members", "depth", "width", "trees", "Wiener index", "virality")
    sentence = ""
    if found:
        top = found[0]
        sentence = (
            f"The largest family of edge set {edge_set} is that of {top[0]}: {top[1]:,} members "
            f"over {top[2]} generation{'s' * (top[2] != 1)}, {top[3]:,} in the widest; two are "
            f"{_number(top[6])} edges apart on average (forest of primary parents)."
        )
    return Said(f"Largest families, edge set {edge_set}", heads, tuple(found), sentence)


def _number(value: float | None) -> str:
    return "no" if value is None else f"{value:.3f}"


def _tails(store: Store) -> Said:
    rows = store.table("tails").order_by(["edge_set", "alternative"])
    columns = ("edge_set", "xmin", "tail", "alpha", "sigma", "ks", "alternative", "ratio", "p",
               "better")  # fmt: skip
    found = plain_rows(store.run(rows.select(*columns)))
    heads = ("edge set", "from", "parents", "alpha", "±", "KS", "against", "ratio", "p", "better")
    return Said("Tails of children counts", heads, tuple(found), " ".join(_judged(found)))


def _judged(found: list[tuple[Any, ...]]) -> Iterator[str]:
    own = [row for row in found if row[0] == "all"]
    if not own:
        yield "Too few parents to fit a tail (edge set all)."
        return
    _, least, tail, alpha, sigma = own[0][:5]
    yield (
        f"Edge set all: the power law that fits the {tail:,} parents with {least} or more children "
        f"best has the exponent {alpha:.3f} ± {sigma:.3f}."
    )
    for better in ("power law", "undecided"):
        named = [row[6] for row in own if row[9] == better]
        if named:
            word = (
                "It fits better than" if better == "power law" else "The data cannot tell it from"
            )
            yield f"{word}: {', '.join(named)}."
    worse = [row[6] for row in own if row[9] not in {"power law", "undecided"}]
    if worse:
        yield f"These fit better: {', '.join(worse)}."


def _published(store: Store, rows: Table, edge_set: str) -> Said:
    found = _ranking(store, rows, edge_set, "families")
    sentence = (
        f"Families of edge set {edge_set} bear the name that the first listed parents of their "
        "smallest member lead to."
    )
    title = f"Largest families, edge set {edge_set} (published form)"
    return Said(title, ("name", "members"), found, sentence)


def _lists(store: Store, rows: Table) -> Said:
    found = _ranking(store, rows, "all", "parents")
    sentence = "A model with two parents counts for the pair of them, for neither alone."
    return Said("Lists of parents by models (published form)", ("list", "models"), found, sentence)


def _ranking(store: Store, rows: Table, edge_set: str, section: str) -> tuple[tuple[Any, ...], ...]:
    own = rows.filter(
        (rows.edge_set == edge_set) & (rows.section == section) & (rows.stubs == SKIPPED)
    )
    found = plain_rows(store.run(own.order_by("rank").limit(10).select("item", "value")))
    return tuple((item, int(value)) for item, value in found)
