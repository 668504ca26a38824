"""Numbers: drift against chance, where somebody has tested it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from heredity.export.report.labels import state_in_full
from heredity.export.report.page import Cell, Numbers, figure, state, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, NBSP, count, measure, percent, plural

UNTESTED = (
    "An ordering fitted to coin flips also agrees with far more than half of its pairs. The shares "
    "tell how well the order describes these edges; they are no test of drift. The command "
    "“heredity analyze direction” makes one, and adds it here."
)

ORDER = """
SELECT "null" AS turned, share, chance, chance_most, p, draws, families FROM order_tests
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat ORDER BY turned
"""
PLACES = """
SELECT rank, state, low, high FROM ranks
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat AND parted_by = 'all'
ORDER BY rank
"""
PAIRS = """
SELECT source_state, target_state, n, reverse, families, votes, p, adjusted_p,
  count(*) OVER () AS pairs, count(*) FILTER (WHERE adjusted_p <= 0.05) OVER () AS firm
FROM pair_tests
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat AND adjusted_p IS NOT NULL
ORDER BY adjusted_p, families DESC, source_state, target_state LIMIT 60
"""
TURNED = {"families": "families as wholes", "pairs": "pairs of states"}


@dataclass(frozen=True, slots=True)
class Tested:
    """What tests say of one ordering.

    Attributes:
        numbers: Their tables.
        notes: What they say, in words.
    """

    numbers: tuple[Numbers, ...] = ()
    notes: tuple[str, ...] = ()


def tested(reader: Reader, trait: str, edge_set: str) -> Tested:
    """The tests of one ordering; nothing where nobody has made any.

    Args:
        reader: The study.
        trait: A plain name, see `is_name`.
        edge_set: Another.
    """
    if not reader.has("order_tests", "ranks", "pair_tests"):
        return Tested()
    order, places, pairs = (
        reader.ask(sql.format(trait=trait, edge_set=edge_set)) for sql in (ORDER, PLACES, PAIRS)
    )
    if not len(order):
        return Tested()
    said = [_against_chance(row) for row in order if row["turned"] == "families"]
    said += [_pairs_in_words(pairs)] if len(pairs) else []
    return Tested(
        numbers=(
            tabulate(order, ORDER_HEADS, _order_cells, "Against chance"),
            tabulate(places, PLACE_HEADS, partial(_place_cells, trait), "How firm each place is"),
            tabulate(pairs, PAIR_HEADS, partial(_pair_cells, trait), "Pairs against chance"),
        ),
        notes=tuple(said),
    )


def _against_chance(row: Mapping[str, Any]) -> str:
    return (
        "Against chance, which turns the flows of whole families round in "
        f"{plural(row['draws'], 'draw')}: {percent(row['share'])} of the transitions go "
        f"downstream, by chance {percent(row['chance'])} on average and "
        f"{percent(row['chance_most'])} at most; p = {p_value(row['p'])}, "
        f"{plural(row['families'], 'family', 'families')}."
    )


def _pairs_in_words(pairs: Answer) -> str:
    top = pairs.first
    return (
        f"Of {plural(top['pairs'], 'pair')} of states with enough families to vote, "
        f"{count(top['firm'])} drift one way at the level of 5{NBSP}% (sign test over families, "
        "adjusted for the number of pairs)."
    )


def p_value(p: float | None) -> str:
    """A p-value as print shows it."""
    if p is None:
        return DASH
    return f"{p:.3f}" if p >= 0.001 else f"{p:.1e}"


ORDER_HEADS = (
    "chance turns round", "downstream", "by chance", "at most by chance", "p", "draws", "families",
)  # fmt: skip
PLACE_HEADS = ("place", "state", "lower end (95 %)", "upper end")
PAIR_HEADS = ("from", "to", "there", "back", "families voting", "votes", "p", "adjusted p")


def _order_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(TURNED.get(row["turned"], row["turned"])),
        *(figure(row[key], percent(row[key], 2)) for key in ("share", "chance", "chance_most")),
        figure(row["p"], p_value(row["p"])),
        figure(row["draws"], count(row["draws"])),
        figure(row["families"], count(row["families"])),
    )


def _place_cells(trait: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        figure(row["rank"], str(row["rank"])),
        state(state_in_full(trait, row["state"])),
        *(
            figure(row[key], DASH if row[key] is None else measure(row[key]))
            for key in ("low", "high")
        ),
    )


def _pair_cells(trait: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        *(state(state_in_full(trait, row[f"{end}_state"])) for end in ("source", "target")),
        *(figure(row[key], measure(row[key])) for key in ("n", "reverse")),
        *(figure(row[key], count(row[key])) for key in ("families", "votes")),
        *(figure(row[key], p_value(row[key])) for key in ("p", "adjusted_p")),
    )
