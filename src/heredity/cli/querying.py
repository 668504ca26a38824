"""Commands that query: sql, tables."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from heredity.cli.house import open_study
from heredity.cli.options import format_option, study_option
from heredity.cli.output import grid, hint, print_json, print_json_rows, show


@click.command(
    epilog="""\b
Examples:
  heredity sql "SELECT model_id, downloads FROM models ORDER BY downloads DESC LIMIT 5"
  heredity sql "FROM findings" --format csv > findings.csv
  heredity sql "FROM edges WHERE merge" --out merges.parquet
  echo "SELECT count(*) FROM models" | heredity sql -
""",
)
@click.argument("statement")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file ending in .parquet or .csv.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Rows to print for people; 0 for all.",
)
@click.option("--no-truncate", is_flag=True, help="Print long values whole.")
@study_option
@format_option("csv", "parquet")
def sql(
    statement: str, out: Path | None, limit: int, no_truncate: bool, study: Path, form: str
) -> None:
    """Run one read-only SQL STATEMENT over the study's tables (`-` reads it from stdin).

    It can write nothing, and read no file but the study's tables.
    """
    from heredity.store.sql import (
        query,
        save,
        write_csv,
        write_parquet,
    )  # 400 ms that --help does not need

    text = sys.stdin.read() if statement == "-" else statement
    with query(open_study(study).store, text) as reader:
        if out is not None:
            rows = save(reader, out)
            hint(f"{rows:,} rows in {out}")
        elif form == "csv":
            write_csv(reader, sys.stdout.buffer)
        elif form == "parquet":
            if sys.stdout.isatty():
                raise click.UsageError("Parquet is no text for a terminal: --out FILE.parquet")
            with tempfile.TemporaryFile() as file:
                write_parquet(reader, file)
                file.seek(0)
                shutil.copyfileobj(file, sys.stdout.buffer)
        elif form == "json":
            print_json_rows(batch.to_pylist() for batch in reader)
        elif form == "quiet":
            for batch in reader:
                for row in batch.to_pylist():
                    click.echo("\t".join(str(value) for value in row.values()))
        else:
            held: list[dict[str, Any]] = []
            more = 0
            for batch in reader:
                room = max(limit - len(held), 0) if limit else batch.num_rows
                held += batch.slice(0, room).to_pylist()
                more += max(batch.num_rows - room, 0)
            names = reader.schema.names
            show(grid(names, [list(r.values()) for r in held], limit=0 if no_truncate else 60))
            if more:
                hint(f"{more:,} more rows: --limit 0")


@click.command(epilog="\b\nExamples:\n  heredity tables\n  heredity tables edges")
@click.argument("name", required=False)
@study_option
@format_option()
def tables(name: str | None, study: Path, form: str) -> None:
    """List the study's tables, or the columns of one."""
    rows = open_study(study).tables(name)
    if form == "json":
        print_json(rows)
    elif form == "quiet":
        for row in rows:
            click.echo(next(iter(row.values())))
    elif rows:
        show(grid(list(rows[0]), [list(row.values()) for row in rows], limit=100))
