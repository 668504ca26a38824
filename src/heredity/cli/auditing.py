"""The work list of a team: audit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heredity.cli.house import listing, open_study
from heredity.cli.options import edges_option, engine_option, format_option, study_option
from heredity.cli.output import grid, hint
from heredity.cli.output import show as print_parts
from heredity.cli.progress import watching

if TYPE_CHECKING:
    from heredity.export.audit import Audit

LEVELS: Final = ("error", "warn", "info")
WRITTEN: Final = ("json", "quiet", "sarif", "markdown", "html")
"""Formats that are written by the study; the one for people is printed here."""

ENDINGS: Final = {
    ".json": "json", ".sarif": "sarif", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".txt": "quiet",
}  # fmt: skip


@click.command(
    epilog="""\b
Examples:
  heredity audit acme/chat-7b
  heredity audit --owner acme --severity warn --out audit.html
  heredity audit --file models.txt --policy policy.toml --fail-on warn
  heredity audit --file models.txt --format sarif > audit.sarif
  heredity audit --owner acme --new-since last-week.json --format markdown
  heredity audit --format json > whole-study.json

\b
Exit codes:
  0  no finding at or above --fail-on
  1  such findings: listed ones only, neither suppressed, filtered out, nor there before
  2  your mistake: a MODEL or an owner that the study does not hold, a file that names none
     that it holds, a wrong option; with --strict also a line that is no model of the study, and
     checks that have not run or are older than the study
  3  something outside failed: disk, permissions
Expired and unused suppressions, and without --strict what it would refuse, are told; they do not
change the exit code.
""",
)
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--owner", "owners", multiple=True, metavar="ORG", help="All its models; may repeat.")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Models, one a line, # for comments; - reads standard input. Lines that name no model of "
    "the snapshot are listed.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Every line of --file must be a model of the study, and all checks must have run on the "
    "study as it is.",
)
@click.option(
    "--code", "codes", multiple=True, metavar="CODE",
    help="Only this rule, or all whose codes begin so (LIC, NAM01); may repeat.",
)  # fmt: skip
@click.option("--severity", type=click.Choice(LEVELS), help="Only findings at least this severe.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="P",
    help="Only findings of at least this confidence.",
)
@click.option(
    "--stage", "stages", multiple=True, metavar="CHECK",
    help="Only findings of this check: lineage, naming, licenses, architecture; may repeat.",
)  # fmt: skip
@click.option(
    "--origin",
    type=click.Choice(["own", "inherited"]),
    help="Only findings of the models themselves, or only those of their ancestors.",
)
@edges_option()
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Suppressions with reasons and last days: a TOML file (docs/audit.md).",
)
@click.option("--show-suppressed", is_flag=True, help="List what is suppressed too, marked so.")
@click.option(
    "--new-since",
    type=click.Path(path_type=Path, exists=True),
    metavar="FILE|STUDY",
    help="Only findings that are not in this earlier JSON output, or in this other study.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*LEVELS, "never"]),
    default="error",
    show_default=True,
    help="Leave with exit code 1 if a listed finding is at least this severe.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Findings to print for people; 0 for all.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its ending (.json, .sarif, .md, .html, .txt) says the format.",
)
@study_option
@engine_option
@format_option(*WRITTEN[2:])
@click.pass_context
def audit(
    context: click.Context,
    /,
    models: tuple[str, ...],
    owners: tuple[str, ...],
    file: Path | None,
    out: Path | None,
    study: Path,
    engine: str,
    form: str,
    fail_on: str,
    limit: int,
    **asked: Any,
) -> None:
    """List the findings of MODELs and of their ancestors, the worst and surest first.

    Each finding says whose it is: of a model that was asked for, or inherited from an ancestor, how
    many generations up, and by which relations. Without MODEL, --owner and --file the whole study
    is audited. Lists everything that `heredity check` found; run that first.
    """
    form = _form(context, form, out)
    with watching(form) as progress:
        house = open_study(study, engine=engine, progress=progress)
        found = house.audit(*models, owners=owners, listing=listing(file), **asked)
        if out is not None:
            hint(f"{found.write(form, out):,} findings in {out}")
        elif form in WRITTEN:
            found.write_to(form, sys.stdout.buffer)
        else:
            _show(found, limit)
    for note in found.notes if form != "quiet" else ():
        hint(note)
    context.exit(1 if found.fails(fail_on) else 0)


def _form(context: click.Context, form: str, out: Path | None) -> str:
    """The format: as it was asked for, or else as the file's ending says."""
    if out is None:
        return form
    given = context.get_parameter_source("form")
    ends = out.name.removesuffix(".gz").removesuffix(".zst")
    by_name = ENDINGS.get(Path(ends).suffix.lower())
    if given is not None and given.name == "DEFAULT" and by_name:
        return by_name
    if form not in WRITTEN:
        known = ", ".join(ENDINGS)
        raise click.UsageError(f"--out wants a format: name --format, or end the file in {known}.")
    return form


def _show(found: Audit, limit: int) -> None:
    """Print the audit for people."""
    from heredity.export.audit.wording import headline, missing_rows

    click.echo(headline(found))
    rows = [_row(row) for row in found.rows(limit or None)]
    parts = []
    if rows:
        columns = ["severity", "code", "conf.", "whose", "finding"]
        parts.append(grid(columns, rows, limit=0))
    if missing := list(missing_rows(found)):
        parts.append(grid(["not in the snapshot", "line", "why"], missing, limit=0))
    if parts:
        print_parts(*parts)
    more = found.tally.listed - len(rows)
    if limit and more > 0:
        hint(f"{more:,} more: --limit 0, or --out audit.html")


def _row(row: dict[str, Any]) -> list[str]:
    said = row["message"]
    if row["suppressed"]:
        said = f"[suppressed: {row['suppressed']}] {said}"
    return [row["severity"], row["code"], f"{row['confidence']:.2f}", row["whose"], said]
