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
ORDER BY adjusted_p, families DESC, source_state, target_state LIMIT 20
"""
PARTS = """
SELECT parted_by, part, string_agg(state, ' → ' ORDER BY rank) AS states,
  any_value(transitions) AS transitions
FROM ranks
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat AND parted_by <> 'all'
GROUP BY parted_by, part ORDER BY parted_by DESC, part
"""
ARROWS = """
SELECT source_state, target_state, observed, expected, ratio, families, p, adjusted_p,
  count(*) OVER () AS tested,
  count(*) FILTER (WHERE adjusted_p <= 0.05 AND ratio > 1) OVER () AS more,
  count(*) FILTER (WHERE adjusted_p <= 0.05 AND ratio < 1) OVER () AS fewer
FROM arrows
WHERE trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat AND adjusted_p IS NOT NULL
  AND among = '{among}'
ORDER BY abs(z) DESC, source_state, target_state LIMIT 15
"""
EXCHANGES = (
    ("all", "If children exchanged their states within each relation", "Arrows against exchange"),
    (
        "changed",
        "If only those that changed did so, and each still differed from its parent",
        "Arrows against exchange among the changed",
    ),
)
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
    pairs = _asked(reader, "pair_tests", PAIRS, trait, edge_set)
    said = [_pairs_in_words(pairs)] if pairs else []
    numbers = [_pair_numbers(trait, pairs)] if pairs else []
    order = _asked(reader, "order_tests", ORDER, trait, edge_set)
    places = _asked(reader, "ranks", PLACES, trait, edge_set)
    if order and places:
        said = [_against_chance(row) for row in order if row["turned"] == "families"] + said
        numbers = [
            tabulate(order, ORDER_HEADS, _order_cells, "Against chance"),
            tabulate(places, PLACE_HEADS, partial(_place_cells, trait), "How firm each place is"),
            *numbers,
        ]
    moved = _asked(reader, "ranks", PARTS, trait, edge_set)
    if moved:
        numbers.append(tabulate(moved, PART_HEADS, partial(_part_cells, trait), "By part"))
    return Tested(tuple(numbers), tuple(said))


def _asked(reader: Reader, table: str, sql: str, trait: str, edge_set: str) -> Answer | None:
    """The rows of a query on a table; None where there are none."""
    if not reader.has(table):
        return None
    answer = reader.ask(sql.format(trait=trait, edge_set=edge_set))
    return answer if len(answer) else None


def _pair_numbers(trait: str, pairs: Answer) -> Numbers:
    return tabulate(pairs, PAIR_HEADS, partial(_pair_cells, trait), "Pairs against chance")


def expected(reader: Reader, trait: str, edge_set: str) -> Tested:
    """Arrows against what there would be if children's states were exchangeable."""
    numbers, notes = [], []
    for among, said, title in EXCHANGES:
        found = _asked(reader, "arrows", ARROWS.replace("{among}", among), trait, edge_set)
        if not found:
            continue
        top = found.first
        notes.append(
            f"{said}, {count(top['more'])} of {plural(top['tested'], 'arrow')} would be rarer than "
            f"they are and {count(top['fewer'])} more frequent, at a false discovery rate of "
            f"5{NBSP}% (score over families)."
        )
        numbers.append(tabulate(found, ARROW_HEADS, partial(_arrow_cells, trait), title))
    return Tested(tuple(numbers), tuple(notes))


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

PART_HEADS = ("by", "part", "order, from upstream", "transitions")
ARROW_HEADS = ("from", "to", "observed", "expected", "ratio", "families", "p", "adjusted p")


def _part_cells(trait: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    names = [state_in_full(trait, name) for name in row["states"].split(" → ")]
    return (
        words(row["parted_by"]),
        words(row["part"]),
        state(" → ".join(names)),
        figure(row["transitions"], measure(row["transitions"])),
    )


def _arrow_cells(trait: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        *(state(state_in_full(trait, row[f"{end}_state"])) for end in ("source", "target")),
        figure(row["observed"], count(row["observed"])),
        figure(row["expected"], measure(row["expected"])),
        figure(row["ratio"], f"{row['ratio']:.2f}"),
        figure(row["families"], count(row["families"])),
        *(figure(row[key], p_value(row[key])) for key in ("p", "adjusted_p")),
    )


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
