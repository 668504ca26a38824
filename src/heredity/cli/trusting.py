"""Commands that say whether models may be relied on: show, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.house import comparison_of, trust_of
from heredity.cli.options import engine_option, format_option, study_option
from heredity.cli.output import console, hint, print_json
from heredity.cli.screens import screen
from heredity.cli.sides import sides

if TYPE_CHECKING:
    from heredity.export.trust import TrustReport


@click.command(
    epilog="""\b
Examples:
  heredity show Qwen/Qwen2.5-7B-Instruct
  heredity show https://huggingface.co/gpt2 --format json
  heredity show gpt2 --all                        every field with its source
  heredity show gpt2 --page gpt2.html             one page to keep or print
  heredity show gpt2 --format json | jq .license.concluded
"""
)
@click.argument("model")
@click.option("--all", "every", is_flag=True, help="Show every field, with its source and date.")
@click.option(
    "--page",
    type=click.Path(path_type=Path),
    help="HTML page to write instead; it loads nothing.",
)
@study_option
@engine_option
@format_option()
def show(model: str, every: bool, page: Path | None, study: Path, engine: str, form: str) -> None:
    """Say what MODEL is, and what to know before using it.

    MODEL is an id (owner/name), an old bare name (gpt2) or a pasted address.

    The answer comes first; then lineage, license and duties, what the name claims, risks, and how
    much of what people look for is stated. What the study cannot tell is said to be not checkable,
    with the command that would tell; nothing is guessed, and there is no overall score.
    """
    report = trust_of(study, model, engine=engine, page=page)
    if form == "json":
        print_json(_document(report))
    elif form == "quiet":
        click.echo(report.model_id)
    elif page is None:
        out = console()
        for part in screen(report, every, min(out.width, 100)):
            out.print(part)
        if not every:
            hint("Every field with its source: --all. One page: --page FILE.html")
    if page is not None and form != "quiet":
        hint(f"Page: {page}")


def _document(report: TrustReport) -> dict[str, Any]:
    from heredity.export.trust import plain

    return plain(report)


@click.command(
    epilog="""\b
Examples:
  heredity compare Qwen/Qwen2.5-7B Qwen/Qwen2.5-7B-Instruct
  heredity compare gpt2 distilgpt2 --all
  heredity compare gpt2 distilgpt2 --page both.html
  heredity compare gpt2 distilgpt2 --format json | jq .kinship
"""
)
@click.argument("first")
@click.argument("second")
@click.option("--all", "every", is_flag=True, help="Show every field, not only those that differ.")
@click.option(
    "--page",
    type=click.Path(path_type=Path),
    help="HTML page to write instead; it loads nothing.",
)
@study_option
@format_option()
def compare(
    first: str, second: str, every: bool, page: Path | None, study: Path, form: str
) -> None:
    """Put FIRST and SECOND side by side.

    How they are related in the pedigree; the license of each against that of the other, both ways;
    every field of their trust reports that differs; results on the same data set, split and metric
    that differ; and how far their records and cards are the same text.
    """
    found = comparison_of(study, (first, second), page=page)
    if form == "json":
        from heredity.export.trust import plain_comparison

        print_json(plain_comparison(found))
    elif form == "quiet":
        click.echo(found.kinship.kind)
    elif page is None:
        out = console()
        for part in sides(found, every, min(out.width, 100)):
            out.print(part)
        hint(
            f"Character by character: heredity diff {found.first.model_id} {found.second.model_id}"
        )
    if page is not None and form != "quiet":
        hint(f"Page: {page}")
