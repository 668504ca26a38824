"""Measure the anatomy of simulated hubs: every analysis, its growth, and the published procedure.

    python -m benchmarks.anatomy [--models N] [--cards] [--folder DIR] [--study DIR] …

In one run: each analysis as a whole process at the largest size, cards off; the exponent of cost
over three sizes; and the published procedure, done literally, beside ours. With `--cards` also a
hub whose models have cards. Needs the development environment (networkx, pandas, scikit-learn).
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.anatomy import published, timing
from benchmarks.anatomy.studies import copied, study_of

MODELS, PEER_MODELS = 2_000_000, 100_000
SHARES = (200, 20, 1)
"""The sizes that growth is fitted over are the largest one by these: 10,000, 100,000, 2 million."""

CARDS = 1_250_000 / 2_000_000
"""Share of the simulated models that have a card; see the page of the simulation."""


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def parsed(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the words."""
    parser = argparse.ArgumentParser(prog="benchmarks.anatomy", description=__doc__)
    parser.add_argument("--models", type=int, default=MODELS, help="largest size")
    parser.add_argument("--sizes", help="all sizes, by commas, instead of three shares of it")
    parser.add_argument("--cards", action="store_true", help="also a hub with cards")
    parser.add_argument("--card-models", type=int, help="size of that hub; else the largest size")
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary folder")
    parser.add_argument("--study", type=Path, help="a study of the largest size to begin with")
    parser.add_argument("--only", default="", help="analyses, by commas; else all")
    parser.add_argument("--peer-models", type=int, default=PEER_MODELS, help="0 for no peer")
    return parser.parse_args(words)


def run(chosen: argparse.Namespace, folder: Path) -> None:
    """Everything, size by size from the smallest."""
    sizes = [int(n) for n in (chosen.sizes or "").split(",") if n]
    sizes = sorted(sizes or {max(chosen.models // share, 1) for share in SHARES})
    wanted = [name for name in chosen.only.split(",") if name]
    steps = timing.known(timing.STEPS, wanted)
    if chosen.study:
        copied(chosen.study, folder / f"{sizes[-1]}" / "study")
    head()
    found: dict[int, list[timing.Timed]] = {}
    for models in sizes:
        study = study_of(models, folder, cards=False)
        found[models] = list(timing.measured(study, steps))
        for line in timing.rows(models, found[models]):
            say(line)
        for line in timing.bounds(models, found[models]):
            say(line)
    all_of_it = timing.total(found[sizes[-1]])
    say("")
    if sizes[-1] == timing.GOAL_SIZE:
        say(timing.verdict("all without cards", all_of_it.seconds, timing.TOTAL_GOAL, "s"))
        peak = all_of_it.peak / timing.MIB
        say(timing.verdict("memory without cards", peak, timing.MEMORY_GOAL, "MiB"))
    if len(sizes) > 1:
        for line in timing.growth(found):
            say(line)
    if chosen.cards:
        with_cards(chosen.card_models or sizes[-1], folder, wanted)
    if chosen.peer_models:
        study = study_of(chosen.peer_models, folder, cards=False)
        for line in published.compared(study, folder, chosen.peer_models):
            say(line)


def with_cards(models: int, folder: Path, wanted: Sequence[str]) -> None:
    """The same, and the cards, where models have cards."""
    say(f"\nwith cards ({CARDS:.0%} of the models or so have one):\n")
    head()
    study = study_of(models, folder, cards=True)
    timed = list(timing.measured(study, timing.known(timing.CARD_STEPS, wanted)))
    for line in timing.rows(models, timed, cards=True):
        say(line)
    whole = timing.total(timed)
    if models == timing.GOAL_SIZE:
        say(timing.verdict("all with cards", whole.seconds, timing.CARDS_GOAL, "s"))
    else:
        more = timing.GOAL_SIZE / models
        say(
            f"{CARDS:.0%} of {timing.GOAL_SIZE:,} models are 1,250,000 cards: {more:.3g} times as "
            f"many; if cost grew in proportion, {whole.seconds * more:,.0f} s by the clock and "
            f"{whole.processor * more:,.0f} s of processor time (goal {timing.CARDS_GOAL:,.0f} s "
            "by the clock): an extrapolation, not a measurement"
        )


def head() -> None:
    """The head of a table."""
    say("| models | step | seconds | processor s | models/s | peak MiB | goal |")
    say("| ---: | --- | ---: | ---: | ---: | ---: | --- |")


def main(words: Sequence[str] | None = None) -> None:
    """Read the words and measure."""
    chosen = parsed(words)
    say(
        f"Python {platform.python_version()}, {platform.machine()}, whole processes, one run each\n"
    )
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="heredity-anatomy-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run(chosen, folder)
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
