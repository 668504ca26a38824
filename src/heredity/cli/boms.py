"""Commands for bills of materials: bom, and bom diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.house import bom_differences, bom_formats, bom_of
from heredity.cli.options import Names, format_option, study_option
from heredity.cli.output import grid, hint, print_json, text
from heredity.cli.output import show as print_parts

if TYPE_CHECKING:
    from heredity.export.bom import BomDifference


class WithDiff(click.Command):
    """A command that makes something, and under the word `diff` compares two of them."""

    commands: dict[str, click.Command]

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of this command, or of the one that the first word names."""
        if args and args[0] in self.commands:
            name, *rest = args
            return self.commands[name].make_context(f"{info_name} {name}", rest, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    cls=WithDiff,
    epilog="""\b
Examples:
  heredity bom Qwen/Qwen2.5-7B-Instruct --out model.cdx.json
  heredity bom gpt2 distilgpt2 --spec 1.7 --no-timestamp
  heredity bom gpt2 --format spdx --out gpt2.spdx.json
  heredity bom diff old.cdx.json new.cdx.json

\b
See also: heredity bom diff --help
""",
)
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option(
    "--format",
    "form",
    type=Names("FORMAT", bom_formats),
    default="cyclonedx",
    show_default=True,
    help="Format of the document: cyclonedx or spdx.",
)
@click.option(
    "--spec",
    metavar="VERSION",
    help="Version of the format: cyclonedx 1.6 or 1.7, spdx 3.0.1 or 2.3.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else stdout."
)
@click.option(
    "--no-timestamp",
    is_flag=True,
    help="Leave the time out, so that the same facts give the same bytes. With a time, "
    "SOURCE_DATE_EPOCH sets it.",
)
@click.option("--variants", is_flag=True, help="List quantized copies of the models, too.")
@click.option("-q", "--quiet", is_flag=True, help="No completeness and no hints on stderr.")
@study_option
def bom(
    models: tuple[str, ...],
    form: str,
    spec: str | None,
    out: Path | None,
    no_timestamp: bool,
    variants: bool,
    quiet: bool,
    study: Path,
) -> None:
    """Write a bill of materials of MODELs: what they are made of, down to the founders.

    Each model comes with its lineage, its declared and its concluded license, datasets, hashes and
    model card, as far as they are known; what is missing is told on stderr, with the place where
    it could be found. The document is validated before it is written.
    """
    made = bom_of(
        study, models, format=form, spec=spec, out=out, timestamp=not no_timestamp,
        variants=variants,
    )  # fmt: skip
    if out is None:
        click.echo(made.text(), nl=False)
    if quiet:
        return
    for one in made.completeness:
        for line in one.lines():
            hint(line)
    for note in made.notes:
        hint(note)
    if out is not None:
        hint(f"{made.format} {made.spec}, valid: {out}")


@click.command(
    "diff",
    epilog="""\b
Examples:
  heredity bom diff old.cdx.json new.cdx.json
  heredity bom diff release.spdx.json acme/tiny-chat --format json

\b
Exit codes: 0 they say the same, 1 they differ, 2 your mistake, 3 something outside failed.
""",
)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@study_option
@format_option()
def diff(first: str, second: str, study: Path, form: str) -> None:
    """Compare two bills of materials, A and B: files, or models of the study.

    What is told: models and datasets that came or went, versions, declared and concluded licenses,
    ancestors and hashes. Formats may differ; times and serial numbers do not count.
    """
    found = bom_differences(study, first, second)
    if form == "json":
        print_json(found)
    elif form == "quiet":
        for one in found.changes:
            click.echo(f"{one.kind} {one.what} {text(one.part, 0)}")
    else:
        _show(found)
    click.get_current_context().exit(int(bool(found.changes)))


bom.commands = {"diff": diff}


def _show(found: BomDifference) -> None:
    if not found.changes:
        click.echo("They say the same.")
        return
    columns = ["part", "what", "", "before", "after"]
    rows = [[one.part, one.what, one.kind, one.before, one.after] for one in found.changes]
    print_parts(grid(columns, rows, limit=70))
    hint(f"{len(found.changes):,} differences")
