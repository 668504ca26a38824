"""Studies of simulated hubs: made, or taken from a folder, up to where analyses begin."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.measure import heredity

SEED = "1"


def study_of(models: int, folder: Path, cards: bool) -> Path:
    """A linked and described study; one that is there is used again."""
    place = folder / f"{models}{'-cards' if cards else ''}"
    study, hub = place / "study", place / "hub"
    if not (study / "models.parquet").exists():
        place.mkdir(parents=True, exist_ok=True)
        flag = "--cards" if cards else "--no-cards"
        heredity(
            "simulate", "--models", str(models), "--seed", SEED, flag, "--out", str(hub), *QUIET
        )
        files = [str(path) for path in sorted(hub.glob("*.jsonl.zst"))]
        heredity("import", *files, *on(study))
    heredity("link", *on(study))
    heredity("describe", *on(study))
    return study


def copied(study: Path, target: Path) -> Path:
    """The tables of a study under another folder, without copying a byte where links work."""
    target.mkdir(parents=True, exist_ok=True)
    for path in study.iterdir():
        # A linked lock would be one lock for both.
        if path.is_file() and path.name[0] != "." and not (target / path.name).exists():
            try:
                os.link(path, target / path.name)
            except OSError:
                shutil.copy2(path, target / path.name)
    return target


QUIET = ("--format", "quiet")


def on(study: Path) -> tuple[str, ...]:
    """Words that name the study and keep the command quiet."""
    return ("--study", str(study), *QUIET)
