"""A hub that never existed, written as a real one serves it, with the truth beside it."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path

from heredity.core.errors import OutsideError, UserError
from heredity.core.progress import Progress, Silent
from heredity.hub.simulated.cards import cards_of
from heredity.hub.simulated.front import front_of
from heredity.hub.simulated.plan import generator
from heredity.hub.simulated.rows import rows_of
from heredity.hub.simulated.truth import Truth, write_truth
from heredity.hub.simulated.world import World, imagine
from heredity.store.streams import open_output
from heredity.store.texts import content

__all__ = ["MOST_MODELS", "Truth", "simulate"]

MOST_MODELS = 20_000_000
"""Largest hub that is made: the pedigree is held in memory, about 0.5 GB for a million models."""

_CHUNK = 25_000
_ROUGH = ".unfinished"


def simulate(
    models: int, seed: int, out: Path, cards: bool = True, progress: Progress | None = None
) -> Truth:
    """Write a simulated hub into a new or empty folder.

    The same numbers give the same bytes. All files appear at the end, or none does.

    Args:
        models: Number of models.
        seed: Seed of all random numbers.
        out: The folder: `models.jsonl.zst`, `cards.jsonl.zst` and `truth/`.
        cards: Whether to write the cards' texts.
        progress: Where to report progress.

    Returns:
        Where it is, and its counts.

    Raises:
        UserError: A number is out of range, or the folder holds something.
        OutsideError: The disk refused.
    """
    _check(models, seed, out)
    rough, fresh = out / _ROUGH, not out.exists()
    try:
        shutil.rmtree(rough, ignore_errors=True)
        rough.mkdir(parents=True)
        truth = _write(models, seed, out, rough, cards, progress or Silent())
        for entry in sorted(rough.iterdir(), reverse=True):
            entry.replace(out / entry.name)
    except OSError as error:
        raise OutsideError(
            f"Could not write the simulated hub to {out}: {error.strerror or error}.",
            "Free some space or name another folder, and run the command again.",
        ) from error
    finally:
        shutil.rmtree(rough, ignore_errors=True)
        if fresh and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
    return truth


def _check(models: int, seed: int, out: Path) -> None:
    if not 0 <= models <= MOST_MODELS:
        raise UserError(
            f"{models} is no number of models that can be simulated.",
            f"Take one from 0 to {MOST_MODELS:,}.",
        )
    if seed < 0:
        raise UserError(f"The seed {seed} is negative.", "Take 0 or more.")
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file.", "Name a folder: --out DIR")
    if out.is_dir() and any(entry.name != _ROUGH for entry in out.iterdir()):
        raise UserError(f"{out} is not empty.", "Name a new or an empty folder: --out DIR")


def _write(
    models: int, seed: int, out: Path, rough: Path, cards: bool, progress: Progress
) -> Truth:
    progress.start("imagine the hub", unit="")
    world = imagine(models, seed)
    progress.finish()
    progress.start("write its models", total=models, unit="models")
    written = _write_rows(world, rough, cards, progress)
    progress.finish()
    progress.start("write the truth", unit="")
    truth = write_truth(world, rough / "truth", out, written)
    progress.finish()
    return truth


def _write_rows(world: World, rough: Path, cards: bool, progress: Progress) -> int:
    """Write rows and cards, a range of models at a time.

    Returns:
        Number of cards.
    """
    written = 0
    texts = open_output(rough / "cards.jsonl.zst") if cards else nullcontext()
    with open_output(rough / "models.jsonl.zst") as rows, texts as bodies:
        for first in range(0, world.models, _CHUNK):
            last = min(first + _CHUNK, world.models)
            front = front_of(world, first, last, generator(world.seed, f"front {first}"))
            lines = rows_of(world, front, first, last, generator(world.seed, f"rows {first}"))
            rows.write(content(lines))
            if bodies is not None:
                rng = generator(world.seed, f"cards {first}")
                lines = cards_of(world, front, first, last, rng)
                bodies.write(content(lines))
                written += len(lines)
            progress.advance(last - first)
    return written
