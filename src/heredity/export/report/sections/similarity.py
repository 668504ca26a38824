"""Section: how much relatives resemble each other, and what masks and controls leave of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.duels import Duel, duels
from heredity.export.report.page import Cell, Figure, Key, Section, figure, words
from heredity.export.report.reader import Answer, Reader, is_name, tabulate
from heredity.export.report.sections.kinship import NAMES, basis_of, number, panels, slug_of
from heredity.export.report.sections.shifting import drifters, moved_terms, spread
from heredity.export.report.text import count

SLUG, TITLE = "similarity", "Similarity"
LEAD = (
    "How much do relatives resemble each other in what their records and cards say? Siblings all "
    "carry their parent's name, which the parent itself does not: so each number stands beside "
    "what is left of it when names, dates and counts are taken out."
)
NEEDED = ("similarity", "similarity_controls", "shift", "shift_families", "shift_terms")

SETS = """
SELECT dna, measure, edge_set, count(*) AS n FROM similarity_controls WHERE NOT compat
GROUP BY ALL ORDER BY dna DESC, edge_set, n DESC, measure DESC
"""
MEASURED = """
SELECT DISTINCT dna, measure FROM similarity WHERE NOT compat AND edge_set = '{edge_set}'
ORDER BY dna DESC, list_position(['tfidf', 'bow', 'balanced', 'levenshtein'], measure)
"""
DUELS = """
SELECT mask, control, first, second, difference, low, high, macro, macro_low, macro_high, families,
  verdict, note, missing, interval
FROM similarity_controls
WHERE dna = '{dna}' AND measure = '{measure}' AND edge_set = '{edge_set}' AND NOT compat
  AND contrast = 'siblings, parent' AND difference IS NOT NULL
ORDER BY list_position(['none', 'other authors', 'no bulk', 'other authors, no bulk',
  'one per template', 'pseudo-parent', 'same author'], control), mask
"""
NULLS = """
SELECT mask, control, pattern, between, mean, low, high, p, pairs, sampled, missing, interval
FROM similarity
WHERE dna = '{dna}' AND measure = '{measure}' AND edge_set = '{edge_set}' AND NOT compat
  AND ((pattern = 'edge' AND pair = 1) OR (pattern = 'fork2' AND pair = 2))
  AND control IN ('none', 'matched strangers', 'matched strangers, one author',
    'permuted children', 'pseudo-parent') AND mean IS NOT NULL
ORDER BY mask, pattern, list_position(['none', 'matched strangers',
  'matched strangers, one author', 'permuted children', 'pseudo-parent'], control)
"""


def build(reader: Reader) -> Section:
    """The section, or advice where similarity has not been measured."""
    if not reader.has(*NEEDED):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze similarity")
    known = [row for row in reader.ask(SETS) if _named(row)]
    if not known:
        return Section(SLUG, TITLE, LEAD, notes=("No two models of this study are related.",))
    edge_set = known[0]["edge_set"]
    figures: list[Figure | None] = []
    for dna in dict.fromkeys(row["dna"] for row in known):
        main = next(row for row in known if row["dna"] == dna)
        where = {"dna": dna, "measure": main["measure"], "edge_set": edge_set}
        figures += [_duel(reader, where), _nulls(reader, where)]
        figures += [
            panels(reader, where | {"measure": row["measure"]})
            for row in reader.ask(MEASURED.format(edge_set=edge_set))
            if row["dna"] == dna and is_name(row["measure"])
        ]
        figures += [spread(reader, where), drifters(reader, where), moved_terms(reader, where)]
    return Section(SLUG, TITLE, LEAD, tuple(one for one in figures if one is not None))


def _named(row: Mapping[str, Any]) -> bool:
    return all(is_name(row[name]) for name in ("dna", "measure", "edge_set"))


def _duel(reader: Reader, where: dict[str, str]) -> Figure | None:
    answer = reader.ask(DUELS.format(**where))
    if not len(answer):
        return None
    slug = slug_of("controls", where)
    title = f"Siblings against their parent: {NAMES[where['dna']]}"
    rows = [
        Duel(
            "all pairs" if row["control"] == "none" else row["control"],
            row["mask"], row["first"], row["second"], row["verdict"],
            f"siblings {row['first']:.3f}, parent {row['second']:.3f}",
        )
        for row in answer
    ]  # fmt: skip
    says = _verdict(answer)
    notes = sorted({row["note"] for row in answer if row["note"]})
    return Figure(
        slug=slug,
        title=title,
        means=(
            "Over the same forks: mean similarity among siblings (filled) and to their parent "
            "(hollow). Masks take out more from M0 to M4: M1 the parent's name, M2 the own name, "
            "M3 counts and dates, M4 all but what the model states. Each control changes which "
            "pairs count."
        ),
        says=says,
        basis=basis_of(answer, where, "similarity_controls", f"{len(answer)} comparisons"),
        numbers=(
            tabulate(
                answer,
                ("control", "mask", "siblings", "parent", "difference", "low", "high",
                 "family vote", "low", "high", "families", "nearer"),
                _duel_row,
            ),
        ),
        picture=duels(f"{slug}-chart", title, says, rows),
        legend=(
            Key("tone-ink", "siblings nearer to each other"),
            Key("rel-adapter", "nearer to their parent"),
            Key("side-unknown", "the interval does not say"),
        ),
        notes=tuple(f"Take intervals with care where there are {note}." for note in notes),
        span=2,
    )  # fmt: skip


def _verdict(answer: Answer) -> str:
    verdicts = [row["verdict"] for row in answer if row["control"] != "pseudo-parent"]
    first, second = verdicts.count("first"), verdicts.count("second")
    masked = [r["verdict"] for r in answer if r["mask"] == "M4" and r["control"] != "pseudo-parent"]
    after = (
        f" Under the strictest mask, M4, {masked.count('first')} of {len(masked)} find siblings "
        f"nearer to each other, {masked.count('second')} nearer to their parent."
        if masked
        else ""
    )
    return (
        f"Of {len(verdicts)} comparisons under masks and controls, {first} find siblings nearer to "
        f"each other, {second} nearer to their parent, "
        f"{len(verdicts) - first - second} do not say.{after}"
    )


def _duel_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    nearer = {"first": "siblings", "second": "parent"}.get(row["verdict"], "undecided")
    keys = ("first", "second", "difference", "low", "high", "macro", "macro_low", "macro_high")
    return (
        words("all pairs" if row["control"] == "none" else row["control"]),
        words(row["mask"]),
        *(number(row[key]) for key in keys),
        figure(row["families"], count(row["families"])),
        words(nearer),
    )


def _nulls(reader: Reader, where: dict[str, str]) -> Figure | None:
    answer = reader.ask(NULLS.format(**where))
    if not len(answer):
        return None
    return Figure(
        slug=slug_of("nulls", where),
        title=f"What relatives are set against: {NAMES[where['dna']]}",
        means=(
            "Matched strangers agree with the pair's child in library, task and month of creation "
            "but belong to other families. Permuted children are dealt out anew among parents of "
            "like size. A pseudo-parent is a founder like the parent, in its place."
        ),
        says="Relatives are alike for other reasons too: compare each with its strangers.",
        basis=basis_of(answer, where, "similarity", "edges, and pairs of siblings"),
        numbers=(
            tabulate(
                answer,
                ("mask", "pairs", "between", "mean", "low", "high", "p", "number"),
                lambda row: (
                    words(row["mask"]),
                    words("as they are" if row["control"] == "none" else row["control"]),
                    words(row["between"]),
                    *(number(row[key]) for key in ("mean", "low", "high", "p")),
                    figure(row["pairs"], count(row["pairs"])),
                ),
            ),
        ),
        folded=True,
    )
