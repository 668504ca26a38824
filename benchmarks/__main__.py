"""Measure the main job on simulated hubs of growing size.

    python -m benchmarks [--models N]... [--folder DIR] [--no-peers]

For each size it prints, per step: seconds of the whole process, models per second, peak memory,
and the seconds of a stated peer or bound measured in the same run.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Measured, heredity, python
from benchmarks.peers import SAYS

SIZES = (10_000, 100_000, 2_000_000)
SEED = "1"
HELPS = 11


def steps(folder: Path, models: int) -> dict[str, list[str]]:
    """The commands of the main job, in order."""
    study = ["--study", str(folder / "study"), "--format", "quiet"]
    hub = str(folder / "hub")
    return {
        "simulate": [
            "simulate",
            "--models",
            str(models),
            "--seed",
            SEED,
            "--no-cards",
            "--out",
            hub,
            "--format",
            "quiet",
        ],
        "import": ["import", f"{hub}/models.jsonl.zst", *study],
        "link": ["link", *study],
        "describe": ["describe", *study],
        "mutation and drift": ["analyze", "mutation", *study],
        "overview": ["analyze", "overview", *study],
        "check": ["check", "--fail-on", "never", *study],
        "report": ["report", "--out", str(folder / "report.html"), *study],
    }


def run(models: int, folder: Path, peers: bool) -> None:
    """Measure every step at one size and print a row for each."""
    for name, words in steps(folder, models).items():
        ours = heredity(*words)
        peer = python("benchmarks.peers", name, str(folder)) if peers and name in SAYS else None
        say(row(models, name, ours, peer))


def row(models: int, name: str, ours: Measured, peer: Measured | None) -> str:
    """One line of the table."""
    cells = [
        f"{models:,}",
        name,
        f"{ours.seconds:.2f}",
        f"{models / ours.seconds:,.0f}",
        f"{ours.peak / 2**20:,.0f}",
        f"{peer.seconds:.2f} s, {peer.peak / 2**20:,.0f} MiB: {SAYS[name]}" if peer else "",
    ]
    return "| " + " | ".join(cells) + " |"


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the words and measure."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--models", type=int, action="append", help="size; may repeat")
    parser.add_argument(
        "--folder", type=Path, help="where to work; a temporary folder if not given"
    )
    parser.add_argument("--no-peers", action="store_true", help="measure our own steps only")
    chosen = parser.parse_args()
    say(
        f"Python {platform.python_version()}, {platform.machine()}, whole processes, one run each\n"
    )
    helps = sorted(heredity("--help").seconds for _ in range(HELPS))
    say(f"heredity --help: median of {HELPS} runs {1000 * helps[HELPS // 2]:.0f} ms\n")
    say("| models | step | seconds | models/s | peak MiB | peer or bound |")
    say("| ---: | --- | ---: | ---: | ---: | --- |")
    for models in chosen.models or SIZES:
        folder = chosen.folder or Path(tempfile.mkdtemp(prefix="heredity-bench-"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            run(models, folder, not chosen.no_peers)
        finally:
            if chosen.folder is None:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main()
