"""Figure: how children are shared out among parents, with the fitted tail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.points import Dot, Line, decades, points
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count, listing, percent, plural

SHARES = """
SELECT edge_set, degree, parents, at_least, population, ccdf, power_law, lognormal
FROM out_degrees WHERE NOT compat AND edge_set IN ('all', {relations})
QUALIFY row_number() OVER (
    PARTITION BY edge_set, floor(10 * log10(degree)) ORDER BY degree) = 1
  OR row_number() OVER (PARTITION BY edge_set ORDER BY degree DESC) = 1
ORDER BY edge_set, degree
"""
TAILS = """
SELECT edge_set, alternative, population, xmin, tail, alpha, low, high, ks, ratio, p, better,
  settled
FROM tails WHERE NOT compat ORDER BY edge_set, alternative
"""
_SETTLED = (
    "The log-likelihood ratio is that of the power law to the alternative. Where an alternative "
    "turned into a power law at the end of its range, the two cannot be told apart."
)


def tails(reader: Reader) -> tuple[Figure, ...]:
    """The figure; none where nothing has children."""
    relations = ", ".join(f"'{name}'" for name in RELATIONS)
    answer = reader.ask(SHARES.format(relations=relations))
    if not len(answer):
        return ()
    fitted = reader.ask(TAILS)
    title = "How children are shared out"
    says = _in_words(answer, fitted)
    used = [name for name in RELATIONS if any(row["edge_set"] == name for row in answer)]
    least = min(row["ccdf"] for row in answer)
    most = max(row["degree"] for row in answer)
    axes = (
        decades("children", 1, most),
        decades("share of parents with so many or more", least, 1, _PERCENT),
    )
    legend = [Key("tone-ink", "all relations"), *(Key(f"rel-{name}", name) for name in used)]
    drawn = Figure(
        slug="children-tail",
        title=title,
        means=(
            "Both axes are logarithmic: each step is ten times the last. A point says which share "
            "of all parents has at least so many children. A straight line is a power law; the "
            "whole line is the one fitted to the tail of all relations, the dashed one the "
            "lognormal fitted to the same tail."
        ),
        says=says,
        basis=Basis(
            ("out_degrees", "tails"),
            f"{plural(_population(answer), 'parent')}, stubs included; models without children "
            "left out",
            "edges that closed a cycle are left out",
            "all and each relation",
            "95 % interval of the exponent by its likelihood, parents taken for independent",
        ),
        numbers=(
            tabulate(fitted, _TAIL_HEADS, _tail_cells, "Fitted tails"),
            tabulate(answer, _SHARE_HEADS, _share_cells, "Shares, ten steps to each power of ten"),
        ),
        picture=points("children-tail-chart", title, says, axes, _dots(answer), _lines(answer)),
        legend=tuple(legend),
        notes=(_SETTLED,) if any(not row["settled"] for row in fitted) else (),
    )
    return (drawn,)


_PERCENT = {0: "100 %", -1: "10 %", -2: "1 %", -3: "0.1 %", -4: "0.01 %", -5: "0.001 %"}


def _population(answer: Answer) -> int:
    return next((row["population"] for row in answer if row["edge_set"] == "all"), 0)


def _dots(answer: Answer) -> list[Dot]:
    dots = []
    for row in answer:
        whole = row["edge_set"] == "all"
        label = f"{row['edge_set']}: {plural(row['at_least'], 'parent')} with {row['degree']:,}+"
        tone = "tone-ink" if whole else f"rel-{row['edge_set']}"
        dots.append(Dot(row["degree"], row["ccdf"], label, 3.4 if whole else 2.2, tone))
    return dots


def _lines(answer: Answer) -> list[Line]:
    laws = (("power_law", "fitted power law", ""), ("lognormal", "fitted lognormal", "5 4"))
    return [
        Line(
            tuple(
                (row["degree"], row[column])
                for row in answer
                if row["edge_set"] == "all" and row[column]
            ),
            label,
            dashes,
        )
        for column, label, dashes in laws
    ]


def _in_words(answer: Answer, fitted: Answer) -> str:
    own = [row for row in answer if row["edge_set"] == "all"]
    single = next((row for row in own if row["degree"] > 1), None)
    said = ""
    if single and own[0]["degree"] == 1:
        alone = 1 - own[0]["parents"] / own[0]["population"]
        said = f"{percent(1 - alone)} of parents have a single child. "
    laws = [row for row in fitted if row["edge_set"] == "all"]
    if not laws:
        return said + "Too few parents to fit a tail."
    top = laws[0]
    said += (
        f"From {plural(top['xmin'], 'child', 'children')} on, a power law with exponent "
        f"{top['alpha']:.2f} comes nearest ({plural(top['tail'], 'parent')})."
    )
    worse = [row["alternative"] for row in laws if row["better"] == "power law"]
    even = [row["alternative"] for row in laws if row["better"] == "undecided"]
    nearer = [row["alternative"] for row in laws if row["better"] == row["alternative"]]
    for names, verdict in (
        (worse, "is ruled out"), (even, "cannot be told apart from it"), (nearer, "fits better"),
    ):  # fmt: skip
        if names:
            said += f" {listing(names).capitalize()}: {verdict}."
    return said


_TAIL_HEADS = (
    "edge set", "from", "parents in the tail", "exponent", "interval", "distance", "against",
    "log ratio", "p", "nearer",
)  # fmt: skip
_SHARE_HEADS = ("edge set", "children", "parents", "with so many or more", "share", "power law",
                "lognormal")  # fmt: skip


def _tail_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["edge_set"], kind="code"),
        figure(row["xmin"], count(row["xmin"])),
        figure(row["tail"], count(row["tail"])),
        figure(row["alpha"], f"{row['alpha']:.3f}"),
        words(f"{row['low']:.3f}{DASH}{row['high']:.3f}"),
        figure(row["ks"], f"{row['ks']:.4f}"),
        words(row["alternative"]),
        figure(row["ratio"], f"{row['ratio']:,.2f}"),
        figure(row["p"], f"{row['p']:.3g}"),
        words(row["better"]),
    )


def _share_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["edge_set"], kind="code"),
        figure(row["degree"], count(row["degree"])),
        figure(row["parents"], count(row["parents"])),
        figure(row["at_least"], count(row["at_least"])),
        figure(row["ccdf"], percent(row["ccdf"], 3)),
        *(figure(row[law], percent(row[law], 3)) for law in ("power_law", "lognormal")),
    )
