"""Measure inferred parents against declared ones that were hidden.

    python -m benchmarks.infer [--data DIR] [--folder DIR] [--fit FILE] [--simulated MODELS]

Prints precision at coverage by class and kind of evidence with Wilson intervals, on children whose
owner and whose family are on another side than all that the weights were fitted on. With --fit it
fits the weights first and writes them to a file.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.infer.fit import crossed, fit
from benchmarks.infer.measure import (
    Trial,
    class_of,
    clustered,
    kind_of,
    sure,
    together,
    trial,
    wilson,
)
from benchmarks.infer.simulated import simulated
from benchmarks.infer.universe import FOLDS, Truth, build, hide, truth
from heredity.knowledge.inference import coefficients, threshold
from heredity.pedigree.infer.confidence import confidence
from heredity.pedigree.infer.features import CLASSES
from heredity.pedigree.infer.subjects import Floats
from heredity.store import Store
from heredity.store.columns import Flags, Ints

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LEVELS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97)
FAMOUS = 5


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.infer", description=__doc__)
    parser.add_argument("--data", type=Path, default=_data(), help="folder of real rows")
    parser.add_argument("--folder", type=Path, help="keep the studies here")
    parser.add_argument("--fit", type=Path, metavar="FILE", help="fit, and write the weights")
    parser.add_argument("--simulated", type=int, default=20_000, metavar="MODELS")
    given = parser.parse_args()
    if not given.data.is_dir():
        sys.exit(f"The folder of real rows is missing: {given.data} (--data DIR names another).")
    with _folder(given.folder) as folder:
        _measure(given.data, folder, given.fit)
        if given.simulated:
            _simulated(folder, given.simulated)


def _data() -> Path:
    named = os.environ.get("HEREDITY_SHARED_DATA")
    return Path(named) if named else DATA


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named is not None:
        named.mkdir(parents=True, exist_ok=True)
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="heredity-infer-") as made:
        yield Path(made)


def _measure(data: Path, folder: Path, out: Path | None) -> None:
    whole = (
        Store(folder / "whole") if (folder / "whole").exists() else build(data, folder / "whole")
    )
    facts = truth(whole)
    weights = coefficients()
    if out is not None:
        rest = _trial(whole, facts, facts.side(held_out=False), folder / "fit")
        weights = fit(rest)
        out.write_text(_toml(weights, rest), "utf-8")
    print(f"{whole.rows('models'):,} models, {whole.rows('edges'):,} declared edges")
    held = _trial(whole, facts, facts.side(held_out=True), folder / "held-out")
    scores = confidence(held.weighed, weights)
    say("Held out, by the weights that ship: other owners and other families than fitted on",
        held, scores)  # fmt: skip
    _everyone(whole, facts, folder)
    _founders(whole, facts, held, scores)


def _trial(whole: Store, facts: Truth, hidden: list[str], place: Path) -> Trial:
    store = Store(place) if place.exists() else hide(whole, hidden, place)
    return trial(store, facts, hidden)


def _everyone(whole: Store, facts: Truth, folder: Path) -> None:
    """Every child once, each by weights that never saw its owner or its family."""
    parts = []
    for number in range(FOLDS):
        hidden = [child for child, (owner, _) in facts.folds.items() if owner == number]
        parts.append(_trial(whole, facts, hidden, folder / f"fold-{number}"))
    of = together(parts)
    folds = np.array([facts.folds.get(each, (0, 0)) for each in of.ids])
    scores = crossed(of, *folds[of.found.child].T)
    say("Every child once, by weights that never saw its owner or its family", of, scores)
    cards = whole.arrow("cards", ["model_id", "text"])
    texts = zip(*(cards.column(c).to_pylist() for c in ("model_id", "text")), strict=True)
    carded = {model for model, text in texts if text} & set(facts.folds)
    shown = np.array([each in carded for each in of.ids])[of.found.child]
    some = replace(of, hidden=of.hidden & shown, children=len(carded))
    say("Of these the children whose card is at hand", some, scores)


def say(title: str, of: Trial, scores: Floats) -> None:
    """Print precision at coverage, then what is confident by kind of evidence."""
    print(f"\n{title}: {of.children:,} children")
    print(f"{'evidence':26s} {'least':>6s} {'parents':>8s} {'covers':>7s} {'open':>6s}  "
          f"{'in line':>7s} {'95 %':>13s}  {'declared':>8s} {'95 %':>13s}")  # fmt: skip
    for least in LEVELS:
        _line("stated and stem", of, sure(of, scores, least), least)
    rows = sure(of, scores, threshold())
    judged = rows[~of.open[rows]]
    if len(judged):
        low, high = clustered(of, judged, of.in_line)
        print(f"  confident: owners drawn instead of parents, in line {low:.3f}-{high:.3f}")
    for least in LEVELS:
        found = sure(of, scores, least)
        _line("exact", of, found[of.exact[found]], least)
    strict = rows[of.exact[rows]]
    if len(strict):
        low, high = clustered(of, strict, of.declared)
        print(f"  exact: owners drawn instead of parents, declared {low:.3f}-{high:.3f}")
    for name in CLASSES:
        _line(f"class {name}", of, _where(rows, [class_of(of, r) == name for r in rows]))
    kinds = np.array([kind_of(of, row) for row in rows])
    for name in dict.fromkeys(sorted(kinds.tolist())):
        _line(name, of, rows[kinds == name])
    best = _hints(of, scores)
    _line("hint only: name:begins", of, best, threshold())


def _hints(of: Trial, scores: Floats) -> Ints:
    """Candidates that only begin alike and would be confident if that sufficed."""
    begins = of.weighed.group == CLASSES.index("begins")
    return np.flatnonzero(begins & of.hidden & (scores >= threshold()))


def _where(rows: Ints, flags: list[bool]) -> Ints:
    return rows[np.array(flags, bool)] if len(rows) else rows


def _line(name: str, of: Trial, rows: Ints, least: float | None = None) -> None:
    if not len(rows):
        return
    covered = len(set(of.found.child[rows].tolist())) / max(of.children, 1)
    closed = rows[~of.open[rows]]
    print(f"{name:26s} {least or threshold():6.2f} {len(rows):8,d} {covered:7.1%} "
          f"{len(rows) - len(closed):6,d}  {_share(of.in_line[closed], 7)}  "
          f"{_share(of.declared[rows], 8)}")  # fmt: skip


def _share(hits: Flags, width: int) -> str:
    low, high = wilson(int(hits.sum()), len(hits))
    return f"{hits.sum() / max(len(hits), 1):{width}.3f} {low:6.3f}-{high:.3f}"


def _founders(whole: Store, facts: Truth, of: Trial, scores: Floats) -> None:
    """Models that many start from and that declare no parent: few of them should get one."""
    edges = whole.arrow("edges", ["parent_id"]).column("parent_id").to_pylist()
    counts: dict[str, int] = {}
    for parent in edges:
        counts[parent] = counts.get(parent, 0) + 1
    founders = {p for p, n in counts.items() if n >= FAMOUS and p not in facts.folds}
    everyone = replace(of, hidden=np.ones_like(of.hidden))
    given = {of.ids[of.found.child[row]]: of.ids[of.found.parent[row]]
             for row in sure(everyone, scores, threshold())}  # fmt: skip
    wrong = {child: given[child] for child in sorted(founders) if child in given}
    print(f"\nOf {len(founders):,} models with {FAMOUS} declared children or more and no declared "
          f"parent, {len(wrong):,} are given one")  # fmt: skip
    for child, parent in list(wrong.items())[:40]:
        print(f"  {child}  <-  {parent}")


def _simulated(folder: Path, models: int) -> None:
    print(f"\nSimulated hub of {models:,} models with cards, every declared parent hidden")
    for line in simulated(folder, models):
        print(line)


TOML = """\
# Weights of what speaks for and against an inferred parent, for each class of candidates.
# Written by `python -m benchmarks.infer --fit FILE`; see docs/decisions/0009.
#
# Fitted on {day} on {children:,} children of real models whose declared parents were
# hidden: {candidates:,} candidates, of 60 % of all owners and 60 % of all families.

# Confidence from which an inferred parent is marked confident.
confident = 0.9
"""


def _toml(weights: dict[str, dict[str, float]], of: Trial) -> str:
    day = datetime.now(UTC).date()
    text = TOML.format(day=day, children=of.children, candidates=int(of.hidden.sum()))
    for name, features in weights.items():
        text += f"\n[weights.{name}]\n"
        text += "".join(f"{key} = {value}\n" for key, value in features.items())
    return text


if __name__ == "__main__":
    main()
