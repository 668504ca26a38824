"""Commands that give results away: export, report."""

from __future__ import annotations

from pathlib import Path

import click

from heredity.cli.house import exporters, open_study
from heredity.cli.options import Names, edges_option, format_option, study_option
from heredity.cli.output import hint, print_json
from heredity.cli.progress import watching


@click.command(
    epilog="""\b
Examples:
  heredity export csv --table edges --out edges.csv
  heredity export graphml --edges finetune --out finetunes.graphml
  heredity export newick --model gpt2 > gpt2.nwk
  heredity export sarif --out findings.sarif
""",
)
@click.argument("exporter", type=Names("EXPORTER", exporters))
@click.option("--table", help="Table to export, for csv, json and parquet.  [default: models]")
@edges_option()
@click.option("--model", help="Only this model's family.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else stdout."
)
@study_option
@format_option()
def export(
    exporter: str,
    table: str | None,
    edges: str,
    model: str | None,
    out: Path | None,
    study: Path,
    form: str,
) -> None:
    """Write a table, a graph or the findings with EXPORTER."""
    result = open_study(study).export(exporter, out, table=table, edges=edges, model=model)
    for note in result.notes:
        hint(note)
    if out is not None and form == "json":
        print_json(result)
    elif out is not None and form == "human":
        hint(f"{result.rows:,} rows in {out}")


@click.command(epilog="\b\nExample:\n  heredity report --out report.html")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="File to write.",
)
@study_option
@format_option()
def report(out: Path, study: Path, form: str) -> None:
    """Write one self-contained page with pictures of everything that the study found."""
    with watching(form) as progress:
        result = open_study(study, progress=progress).report(out)
    if form == "json":
        print_json(result)
    elif form == "human":
        click.echo(f"Report: {out}")
        for section, command in result.missing.items():
            hint(f"'{section}' is empty; it wants: {command}")
