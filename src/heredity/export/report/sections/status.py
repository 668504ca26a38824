"""Figure: what is known of each trait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Part, Whole, stacked
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, listing, percent, plural, prose
from heredity.traits import STATUSES

STATUS = """
SELECT trait, item, value, share, population FROM overview
WHERE section = 'status' ORDER BY trait, rank
"""


def status(reader: Reader) -> list[Figure]:
    """The figure; none where models have not been described."""
    answer = reader.ask(STATUS)
    return [_status(answer)] if len(answer) else []


def _status(answer: Answer) -> Figure:
    by_trait: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in answer:
        by_trait.setdefault(row["trait"], {})[row["item"]] = row
    by_trait = {trait.replace("_", " "): found for trait, found in by_trait.items()}
    ranked = sorted(by_trait, key=lambda t: (-(_share(by_trait[t], "present")), t))
    rows = [_whole(trait, by_trait[trait]) for trait in ranked]
    says = _known_in_short(ranked, by_trait)
    return Figure(
        slug="status",
        title="What is known of each trait",
        means=_glossary(),
        says=says,
        basis=Basis(
            tables=("overview", "traits"),
            population=f"{plural(answer.first['population'] or 0, 'model')}",
            missing="absent and unknown are counted, and never treated as a value",
        ),
        numbers=(tabulate(answer, ("trait", "status", "models", "share"), _status_cells),),
        picture=stacked("status-chart", "Status of each trait", says, rows),
        legend=tuple(Key(f"status-{name}", name) for name in STATUSES),
        tall=True,
    )


def _glossary() -> str:
    said = "; ".join(f"{status}: {meaning}" for status, meaning in STATUSES.items())
    return prose(f"{said[0].upper()}{said[1:]}.")


def _share(statuses: Mapping[str, Mapping[str, Any]], name: str) -> float:
    return float(statuses[name]["share"] or 0.0) if name in statuses else 0.0


def _whole(trait: str, statuses: Mapping[str, Mapping[str, Any]]) -> Whole:
    shares = [(name, _share(statuses, name)) for name in STATUSES]
    parts = tuple(Part(name, share, percent(share), f"status-{name}") for name, share in shares)
    return Whole(trait, f"{percent(shares[0][1])} present", parts)


def _known_in_short(
    ranked: list[str], by_trait: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> str:
    rare = [trait for trait in ranked if _share(by_trait[trait], "present") < 0.5]
    if not rare:
        return "Every trait is stated by at least half of the models."
    return (
        f"Fewer than half of the models state {listing(rare)}: what follows about "
        f"{'it' if len(rare) == 1 else 'them'} speaks of those that do."
    )


def _status_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["trait"]),
        words(row["item"]),
        figure(row["value"], count(row["value"])),
        figure(row["share"], percent(row["share"]), row["share"]),
    )
