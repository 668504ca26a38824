"""Commands that bring data in: import, simulate."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from heredity.cli.house import importers, open_study
from heredity.cli.house import simulate as write_hub
from heredity.cli.options import Names, force_option, format_option, seed_option, study_option
from heredity.cli.output import grid, hint, print_json, show
from heredity.cli.progress import watching


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if pair.count("=") != 1 or pair.startswith("=") or pair.endswith("="):
            raise click.BadParameter(f"'{pair}' is not COLUMN=FIELD.", param_hint="--map")
    return dict(pair.split("=") for pair in pairs)


@click.command(
    "import",
    epilog="""\b
Examples:
  heredity import models.jsonl.zst
  heredity import dump.parquet --as hub-stats --study hub
  heredity import mine.csv --map repo=model_id --map parent=card_base_models
  heredity import monday/ tuesday/        (the newer record of a model wins)
""",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as", "form_in", type=Names("FORMAT", importers), help="Format; sniffed if not given."
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="For tables: which column holds which field; may repeat.",
)
@click.option(
    "--snapshot",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day that the files describe; else their own dates tell.",
)
@study_option
@force_option
@format_option()
def import_(
    paths: tuple[Path, ...],
    form_in: str | None,
    pairs: tuple[str, ...],
    snapshot: datetime | None,
    study: Path,
    force: bool,
    form: str,
) -> None:
    """Import models from PATHS into the study.

    Several imports add up: the newer record of a model wins, and the older is kept as history.
    Rows and values that cannot be used go to the table `rejects`, each with its reason.
    """
    with watching(form) as progress:
        house = open_study(study, create=True, progress=progress)
        result = house.import_(
            list(paths),
            format=form_in,
            mapping=_mapping(pairs),
            snapshot=snapshot.date() if snapshot else None,
            force=force,
        )
    if form == "json":
        print_json(result)
    elif form == "human":
        facts = asdict(result)
        told = [*facts.pop("notes"), *facts.pop("skipped")]
        show(grid(["", ""], [[k.replace("_", " "), v] for k, v in facts.items()]))
        for line in told:
            hint(line)
        hint(f"Next: heredity run --study {study}")


@click.command(
    epilog="""\b
Examples:
  heredity simulate --models 10000 --seed 1 --out hub
  heredity simulate --models 2000000 --no-cards --out big && heredity import big
""",
)
@click.option(
    "--models",
    type=click.IntRange(min=0),
    default=10_000,
    show_default=True,
    help="How many models.",
)
@seed_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("hub"),
    show_default=True,
    help="Folder to write; it must be new or empty.",
)
@click.option("--cards/--no-cards", default=True, show_default=True, help="Write model cards too.")
@format_option()
def simulate(models: int, seed: int, out: Path, cards: bool, form: str) -> None:
    """Write a hub that never existed, as a real one serves it, with the truth beside it."""
    with watching(form) as progress:
        truth = write_hub(models, seed, out, cards=cards, progress=progress)
    if form == "json":
        print_json(truth)
    elif form == "human":
        click.echo(
            f"{models:,} models of seed {seed} in {out}; what is true of them in {out}/truth"
        )
        hint(f"Next: heredity import {out}")
