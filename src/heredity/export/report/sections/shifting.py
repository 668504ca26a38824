"""Figures: whether families drift together or scatter, and what they drift toward."""

from __future__ import annotations

from heredity.export.report.charts.duels import Spread, spreads
from heredity.export.report.page import Basis, Figure, figure, model, state, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.sections.kinship import NAMES, basis_of, number, slug_of
from heredity.export.report.text import count, listing, plural

SHIFTS = """
SELECT mask, families, fans, shift, noise, rho, low, high, above, below, share_above, sign_p, q10,
  q25, q50, q75, q90, shared, shared_low, shared_high, shared_p, note, missing, interval
FROM shift
WHERE dna = '{dna}' AND measure = '{measure}' AND edge_set = '{edge_set}' AND NOT compat
  AND weighting = 'macro' AND authors = 'all' AND bulk AND q50 IS NOT NULL ORDER BY mask
"""
FAMILIES = """
SELECT a.founder_id, a.family_id, a.fans, a.children, a.rho AS raw, b.rho AS masked, b.shift,
  b.noise, b.verdict, a.bulk
FROM shift_families a JOIN shift_families b USING (dna, measure, edge_set, family_id, compat)
WHERE a.dna = '{dna}' AND a.measure = '{measure}' AND a.edge_set = '{edge_set}' AND NOT compat
  AND a.mask = 'M0' AND b.mask = 'M4' ORDER BY a.children DESC, a.family_id LIMIT 25
"""
TERMS = """
SELECT mask, rank, term, shift, share, up, down, families FROM shift_terms
WHERE dna = '{dna}' AND measure = '{measure}' AND edge_set = '{edge_set}' AND NOT compat
  AND mask IN ('M0', 'M4') AND rank <= 15 ORDER BY mask, rank
"""


def spread(reader: Reader, where: dict[str, str]) -> Figure | None:
    """How many families drift together, and how far."""
    answer = reader.ask(SHIFTS.format(**where))
    if not len(answer):
        return None
    slug = slug_of("shift", where)
    title = f"Shift or scatter: {NAMES[where['dna']]}"
    rows = [
        Spread(
            row["mask"],
            (row["q10"], row["q25"], row["q50"], row["q75"], row["q90"]),
            f"{count(row['above'])} of {count(row['above'] + row['below'])} drift together",
        )
        for row in answer
    ]
    said = [
        f"under {row['mask']} {count(row['above'])} of {count(row['above'] + row['below'])}"
        for at, row in enumerate(answer)
        if at in {0, len(answer) - 1}
    ]
    says = f"Families in which children drift together rather than scatter: {listing(said)}."
    return Figure(
        slug=slug,
        title=title,
        means=(
            "Children may leave their parent together (shift) or each its own way (scatter). The "
            "share of the shift is above one half exactly where siblings are nearer to each other "
            "than to their parent. Line: 80 % of families; bar: half of them; dot: the median."
        ),
        says=says,
        basis=basis_of(
            answer, where, "shift", f"{plural(answer.first['families'], 'family', 'families')}"
        ),
        numbers=(
            tabulate(
                answer,
                ("mask", "shift", "scatter", "share", "low", "high", "families above one half",
                 "below", "sign test", "shared direction", "null to"),
                lambda row: (
                    words(row["mask"]),
                    *(number(row[key]) for key in ("shift", "noise", "rho", "low", "high")),
                    *(figure(row[key], count(row[key])) for key in ("above", "below")),
                    *(number(row[key]) for key in ("sign_p", "shared", "shared_high")),
                ),
            ),
        ),
        picture=spreads(f"{slug}-chart", title, says, rows),
    )  # fmt: skip


def drifters(reader: Reader, where: dict[str, str]) -> Figure | None:
    """The families with the most children, and what they do."""
    answer = reader.ask(FAMILIES.format(**where))
    if not len(answer):
        return None
    together = sum(row["verdict"] == "drifts together" for row in answer)
    return Figure(
        slug=slug_of("families", where),
        title=f"Which families drift together: {NAMES[where['dna']]}",
        means="The share of the shift of the families with the most children, as it stands and "
        "under M4; above one half a family drifts together, below it scatters.",
        says=f"Under M4 {together} of the {len(answer)} families shown drift together.",
        basis=Basis(
            ("shift_families",), f"{len(answer)} families with the most children",
            "fans of two or more children that take part", where["edge_set"],
            "complete count, no interval",
        ),
        numbers=(
            tabulate(
                answer,
                ("founder", "fans", "children", "share, M0", "share, M4", "under M4", "bulk"),
                lambda row: (
                    model(row["founder_id"] or row["family_id"]),
                    *(figure(row[key], count(row[key])) for key in ("fans", "children")),
                    *(number(row[key]) for key in ("raw", "masked")),
                    words(row["verdict"]),
                    words("one owner" if row["bulk"] else ""),
                ),
            ),
        ),
        span=2,
    )  # fmt: skip


def moved_terms(reader: Reader, where: dict[str, str]) -> Figure | None:
    """The terms that the mean shift is made of."""
    answer = reader.ask(TERMS.format(**where))
    if not len(answer):
        return None
    return Figure(
        slug=slug_of("terms", where),
        title=f"What the shift is made of: {NAMES[where['dna']]}",
        means="Terms of which children have more (+) or less (−) than their parent, averaged over "  # noqa: RUF001 - a minus
        "families; share: the part of each in the squared mean shift.",
        says=f"First comes “{answer.first['term']}”, with nothing taken out.",
        basis=Basis(
            ("shift_terms",), plural(answer.first["families"], "family", "families"),
            "fans of two or more children that take part", where["edge_set"],
            "complete count, no interval",
        ),
        numbers=(
            tabulate(
                answer,
                ("mask", "place", "term", "shift", "share", "families up", "down"),
                lambda row: (
                    words(row["mask"]),
                    figure(row["rank"], str(row["rank"])),
                    state(row["term"]),
                    figure(row["shift"], f"{row['shift']:+.4f}"),
                    figure(row["share"], f"{row['share']:.3f}", row["share"]),
                    *(figure(row[key], count(row[key])) for key in ("up", "down")),
                ),
            ),
        ),
        folded=True,
    )  # fmt: skip
