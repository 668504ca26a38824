"""The answer: do siblings resemble each other more than their parent, after the controls?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.analyses.similarity.masks import MASKS
from heredity.store import Store

CONTROLS_SAID: Final = (
    "none", "other authors", "no bulk", "other authors, no bulk", "one per template",
)  # fmt: skip
"""The controls that the sentence weighs."""

MAIN: Final = "siblings, parent"
_COLUMNS: Final = ("mask", "control", "siblings", "parent", "difference", "low", "high", "verdict")


def answer(store: Store, compat: bool) -> Iterator[Said]:
    """For each DNA and edge set, the comparison under masks and controls, and a sentence."""
    if not store.has("similarity_controls"):
        return
    table = store.table("similarity_controls")
    rows = store.run(table.filter((table.contrast == MAIN) & (table.compat == compat))).to_pylist()
    for dna, edge_set in sorted({(row["dna"], row["edge_set"]) for row in rows}, reverse=True):
        of = [row for row in rows if (row["dna"], row["edge_set"]) == (dna, edge_set)]
        measure = _main(of)
        kept = [
            row for row in of
            if row["measure"] == measure
            and (row["control"] in CONTROLS_SAID or compat)
            and row["difference"] is not None
        ]  # fmt: skip
        kept.sort(key=lambda row: (row["mask"], CONTROLS_SAID.index(row["control"])))
        if kept:
            yield Said(
                f"Siblings against their parent: {dna}, {measure}, {edge_set}",
                _COLUMNS,
                tuple(_row(row, compat) for row in kept),
                (published_form if compat else sentence)(kept, dna, measure, edge_set)
                + _shift(store, kept[0], compat),
            )


def _main(rows: list[dict[str, Any]]) -> str:
    """The measure with the most controls; ties to the first name but one of the published."""
    measures = sorted({row["measure"] for row in rows})
    counted = {one: sum(row["measure"] == one for row in rows) for one in measures}
    best: str = max(measures, key=lambda one: (counted[one], one == "tfidf"))
    return best


def _row(row: Mapping[str, Any], compat: bool) -> tuple[Any, ...]:
    verdict = {"first": "siblings", "second": "parent"}.get(row["verdict"], "undecided")
    return (
        row["mask"], row["control"], row["first"], row["second"], row["difference"], row["low"],
        row["high"], "no interval" if compat else verdict,
    )  # fmt: skip


def published_form(rows: list[dict[str, Any]], dna: str, measure: str, edge_set: str) -> str:
    """What the comparison comes to in the published form, which has no interval over families.

    Args:
        rows: Rows of `similarity_controls` of one DNA, measure and edge set.
        dna: What is compared.
        measure: How.
        edge_set: The edge set.
    """
    above = sum(row["difference"] > 0 for row in rows)
    return (
        f"By {measure} of {dna}, edge set {edge_set}, in the published form (raw texts, patterns "
        f"weighed as published): siblings' mean is above their parent's under {above} of "
        f"{len(rows)} masks. These are the exact means that the published draws estimate, without "
        "an interval over families or a control; the draws themselves, with the published "
        f"intervals, are in the table similarity_sampled. {_strictest(rows)}"
    )


def sentence(rows: list[dict[str, Any]], dna: str, measure: str, edge_set: str) -> str:
    """What the comparison comes to, with its masks and controls.

    Args:
        rows: Rows of `similarity_controls` of one DNA, measure and edge set.
        dna: What is compared.
        measure: How.
        edge_set: The edge set.
    """
    verdicts = [row["verdict"] for row in rows]
    first, second = verdicts.count("first"), verdicts.count("second")
    masks = sorted({row["mask"] for row in rows})
    span = masks[0] if len(masks) == 1 else f"{masks[0]} to {masks[-1]}"
    over = f"By {measure} of {dna}, edge set {edge_set}"
    if first == len(rows):
        said = (
            f"siblings resemble each other more than they resemble their parent under every mask "
            f"({span}) and every control"
        )
    elif second == len(rows):
        said = (
            f"children resemble their parent more than each other under every mask ({span}) and "
            "every control"
        )
    else:
        said = (
            f"it depends on masks ({span}) and controls: siblings are nearer to each other in "
            f"{first} of {len(rows)} comparisons, nearer to their parent in {second}, undecided "
            f"in {len(rows) - first - second}"
        )
    few = any(row["note"] for row in rows)
    care = " Few families carry most pairs: take the intervals with care." if few else ""
    return f"{over}: {said}. {_strictest(rows)}{care}"


def _strictest(rows: list[dict[str, Any]]) -> str:
    """The comparison under the last mask and all controls at once."""
    chosen = [row for row in rows if row["control"] == "other authors, no bulk"] or rows
    row = chosen[-1]
    control = "all pairs" if row["control"] == "none" else row["control"]
    ends = ""
    if row["low"] is not None:
        ends = f" (95 % {row['low']:+.3f} to {row['high']:+.3f})"
    taken = MASKS[row["mask"]]
    return (
        f"Under {row['mask']} ({taken}) and {control}, siblings' mean is {row['first']:.3f} and "
        f"the parent's {row['second']:.3f}, a difference of {row['difference']:+.3f}{ends}."
    )


def _shift(store: Store, row: Mapping[str, Any], compat: bool) -> str:
    """How many families drift together, and how many scatter."""
    if not store.has("shift"):
        return ""
    table = store.table("shift")
    same = (table.compat == compat) & table.bulk & (table.authors == "all")
    for name in ("dna", "measure", "edge_set"):
        same &= table[name] == row[name]
    found = store.run(table.filter(same & (table.weighting == "macro"))).to_pylist()
    told = [
        f"under {one['mask']} {one['above']} of {one['above'] + one['below']} families drift "
        f"together (rho above one half)"
        for one in sorted(found, key=lambda one: str(one["mask"]))
        if one["mask"] in {"M0", "M4"} and one["above"] is not None
    ]
    return f" By their fans, {'; '.join(told)}; the others scatter." if told else ""
