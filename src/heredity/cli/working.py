"""Commands that do the work: link, describe, analyze, check, run, demo."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from heredity.cli.house import analyses, open_study, sample, takes
from heredity.cli.options import (
    Names,
    engine_option,
    force_option,
    format_option,
    seed_option,
    study_option,
)
from heredity.cli.output import grid, hint, print_json, show
from heredity.cli.progress import watching

if TYPE_CHECKING:
    from heredity.analyses import Said
    from heredity.store import StageResult
    from heredity.study import Study

LEVELS = ("error", "warn", "info", "never")


def _settings(pairs: tuple[str, ...]) -> dict[str, int | list[str]]:
    """Parameters as numbers, or else as lists of words."""
    found: dict[str, int | list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals and value):
            raise click.BadParameter(f"'{pair}' is not NAME=VALUE.", param_hint="--set")
        found[name] = int(value) if value.isdecimal() else value.split(",")
    return found


def _told(results: Sequence[StageResult], form: str) -> None:
    """Print what stages did."""
    if form == "json":
        print_json(results)
    elif form == "human":
        rows = [
            [r.stage, "unchanged" if r.skipped else f"{r.seconds:.2f} s", name, count]
            for r in results
            for name, count in r.rows.items()
        ]
        show(grid(["stage", "time", "table", "rows"], rows))


@click.command(
    epilog="""\b
Examples:
  heredity link
  heredity link --edges finetune,adapter
  heredity link --infer
  heredity lineage TheBloke/Llama-2-7B-GGUF --edges all+inferred
""",
)
@click.option(
    "--edges",
    "edge_sets",
    multiple=True,
    metavar="SET",
    help="Edge set whose families are stored too, beside `all` and `finetune`; may repeat.",
)
@click.option(
    "--infer",
    is_flag=True,
    help="Then infer parents that nobody declared, from names, cards, tags and configurations. "
    "They count only in edge sets that end in +inferred.",
)
@click.option(
    "--confident",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="P",
    help="Probability from which an inferred parent counts.  [default: 0.9]",
)
@study_option
@engine_option
@force_option
@format_option()
def link(
    edge_sets: tuple[str, ...],
    infer: bool,
    confident: float | None,
    study: Path,
    engine: str,
    force: bool,
    form: str,
) -> None:
    """Link models to their parents and gather them into families."""
    if confident is not None and not infer:
        raise click.UsageError("--confident is about inferred parents; it goes with --infer.")
    with watching(form) as progress:
        house = open_study(study, engine=engine, progress=progress)
        results = [house.link(edge_sets=edge_sets, force=force)]
        if infer:
            results.append(house.infer(confident=confident, force=force))
    _told(results, form)
    if infer and form == "human":
        _inferred(house)


def _inferred(house: Study) -> None:
    """Say what came of inference."""
    rows = house.select(
        "SELECT count(DISTINCT child) AS children, count(*) FILTER (confident) AS confident, "
        "count(DISTINCT child) FILTER (confident) AS given FROM inferred"
    )
    found = rows[0]
    hint(
        f"{found['confident']:,} confident parents of {found['given']:,} models that declare none; "
        f"candidates for {found['children']:,}."
    )
    hint(
        "They count in edge sets such as all+inferred: heredity lineage MODEL --edges all+inferred"
    )


@click.command(epilog="\b\nExample:\n  heredity describe --format json")
@study_option
@engine_option
@force_option
@format_option()
def describe(study: Path, engine: str, force: bool, form: str) -> None:
    """Give each model the states of its traits."""
    with watching(form) as progress:
        _told([open_study(study, engine=engine, progress=progress).describe(force=force)], form)


@click.command(
    epilog="""\b
Examples:
  heredity analyze
  heredity analyze mutation --edges finetune --edges adapter
  heredity analyze mutation --compat paper
  heredity analyze mutation --set traits=license,author --set k=10
""",
)
@click.argument("names", nargs=-1, type=Names("ANALYSIS", analyses))
@click.option(
    "--edges",
    "edge_sets",
    multiple=True,
    metavar="SET",
    help="Edge set to measure; may repeat.  [default: all and finetune]",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Parameter of an analysis, see its reference; lists by commas; may repeat.",
)
@click.option(
    "--compat",
    type=click.Choice(["paper"]),
    help="Print the numbers under the published definitions, quirks included.",
)
@seed_option
@study_option
@engine_option
@force_option
@format_option()
def analyze(
    names: tuple[str, ...],
    edge_sets: tuple[str, ...],
    settings: tuple[str, ...],
    compat: str | None,
    seed: int,
    study: Path,
    engine: str,
    force: bool,
    form: str,
) -> None:
    """Turn tables into tables of numbers: all analyses, or those named."""
    with watching(form) as progress:
        house = open_study(study, engine=engine, seed=seed, progress=progress)
        params = _settings(settings)
        if compat and takes(names, "compat"):
            params.setdefault("compat", ["both"])
        results = house.analyze(*names, edge_sets=edge_sets, params=params, force=force)
    said = house.said(*names, compat=bool(compat))
    if form == "json":
        print_json([to_builtins(r) | {"says": said.get(r.stage, [])} for r in results])
    else:
        _told(results, form)
    if form == "human":
        for one in chain.from_iterable(said.values()):
            _say(one, in_full=bool(names))
    if not names or "mutation" in names:
        _rates(house.mutation(compat=bool(compat)), form)


def _say(one: Said, in_full: bool) -> None:
    """Print what an analysis says: its numbers only where somebody asked for that analysis."""
    if in_full and one.columns:
        show(grid(one.columns, one.rows, one.title))
    if one.sentence:
        click.echo(one.sentence)


def _rates(rows: list[dict[str, object]], form: str) -> None:
    if form == "human":
        columns = ["trait", "edge_set", "relation", "edges", "mutated", "rate", "low", "high"]
        show(grid(columns, [[row[c] for c in columns] for row in rows], "Mutation"))


@click.command(
    epilog="""\b
Examples:
  heredity check
  heredity check --fail-on warn --format sarif > findings.sarif
  heredity check --format json | jq '.[].code'
""",
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="error",
    show_default=True,
    help="Leave with exit code 1 if a finding is at least this severe.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Findings to print for people; 0 for all.",
)
@study_option
@engine_option
@force_option
@format_option("sarif")
@click.pass_context
def check(
    context: click.Context,
    fail_on: str,
    limit: int,
    study: Path,
    engine: str,
    force: bool,
    form: str,
) -> None:
    """Look for findings: signals with their reasons and evidence.

    Exit code 1 if there are findings at or above --fail-on, else 0.
    """
    with watching(form) as progress:
        house = open_study(study, engine=engine, progress=progress)
        house.check(force=force)
    if form == "sarif":
        house.export("sarif", None)
    elif form == "json":
        print_json(house.findings())
    elif form == "human":
        _findings(house.findings_by_code(), house.findings(limit or None), limit)
    context.exit(1 if house.fails(fail_on) else 0)


def _findings(counts: list[dict[str, object]], rows: list[dict[str, object]], limit: int) -> None:
    if not counts:
        click.echo("No findings.")
        return
    total = sum(int(str(row["findings"])) for row in counts)
    show(grid(list(counts[0]), [list(row.values()) for row in counts], f"{total:,} findings"))
    columns = ["code", "severity", "confidence", "model_id", "message"]
    show(grid(columns, [[row[c] for c in columns] for row in rows], limit=100))
    if limit and total > limit:
        hint(f"{total - limit:,} more: heredity check --limit 0, or heredity sql.")


@click.command(
    epilog="""\b
Examples:
  heredity run
  heredity run models.jsonl.zst --study hub
""",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@seed_option
@study_option
@engine_option
@force_option
@format_option()
def run(
    paths: tuple[Path, ...], seed: int, study: Path, engine: str, force: bool, form: str
) -> None:
    """Link, describe, analyze and check; import PATHS first if there are any."""
    with watching(form) as progress:
        house = open_study(study, engine=engine, seed=seed, create=bool(paths), progress=progress)
        if paths:
            house.import_(list(paths))
        results = house.run(force=force)
    _told(results, form)
    if form == "human":
        hint(f"Next: heredity report --study {study} --out report.html")


@click.command(epilog="\b\nExamples:\n  heredity demo\n  heredity demo --out somewhere")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder of the study and of the report.",
)
@format_option()
def demo(out: Path, form: str) -> None:
    """Study the sample of real models that comes with Heredity, and write the report."""
    began = time.perf_counter()
    with watching(form) as progress:
        house = open_study(out, create=True, progress=progress)
        if form == "human":
            click.echo("Importing the real models that come with Heredity …")
        house.import_(sample())
        if form == "human":
            click.echo("Linking, describing, analyzing, checking …")
        results = house.run()
        house.report(out / "report.html")
    facts = house.headlines()
    if form == "json":
        print_json(
            {
                "study": str(out),
                "report": str(out / "report.html"),
                "found": facts,
                "stages": results,
            }
        )
    elif form == "human":
        show(grid(["found", ""], [[name, value] for name, value in facts.items()]))
        _rates(house.mutation(relation="any"), form)
        click.echo(f"Report: {out / 'report.html'}  ({time.perf_counter() - began:.1f} s in all)")
        _next(out)


def _next(out: Path) -> None:
    """Say what to try, with the command as it can be called here."""
    word = "heredity" if shutil.which("heredity") else sys.argv[0]
    hint("\nTry next:")
    for line in (
        f"show Qwen/Qwen2.5-7B-Instruct --study {out}",
        f"lineage Qwen/Qwen3-0.6B-Base --down --study {out}",
        f"check --study {out} --fail-on never",
        f"tables --study {out}",
    ):
        hint(f"  {word} {line}")
