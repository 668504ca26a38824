"""Commands that set two models side by side: diff."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heredity.cli.house import open_study
from heredity.cli.options import engine_option, format_option, study_option
from heredity.cli.output import console, hint, print_json

if TYPE_CHECKING:
    from rich.text import Text

    from heredity.export.differences import Difference

STYLES = {
    "deleted": "red strike",
    "inserted": "green",
    "replaced": "yellow strike",
    "substituted": "bold yellow",
    "gap": "dim",
}
MARKS = {
    "deleted": ("[-", "-]"),
    "inserted": ("{+", "+}"),
    "replaced": ("[-", "-]"),
    "substituted": ("{+", "+}"),
}
"""What stands for the colors where there are none."""


@click.command(
    epilog="""\b
Examples:
  heredity diff Qwen/Qwen1.5-72B abideen/MegaQwen-120B
  heredity diff gpt2 distilgpt2 --what card
  heredity diff gpt2 distilgpt2 --out difference.svg
"""
)
@click.argument("first")
@click.argument("second")
@click.option(
    "--what",
    type=click.Choice(["metadata", "card", "both"]),
    default="both",
    show_default=True,
    help="Compare the listing records, the cards, or both.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Picture to write, .svg or .html, instead of text.",
)
@study_option
@engine_option
@format_option()
def diff(
    first: str, second: str, what: str, out: Path | None, study: Path, engine: str, form: str
) -> None:
    """Show what FIRST and SECOND have in common, character by character.

    What only the first has is [-deleted-], what only the second has is {+inserted+}; in a terminal
    with colors they are red and green, and yellow where one stands in place of the other.
    """
    found, notes = open_study(study, engine=engine).diff(first, second, what=what, out=out)
    for note in notes:
        hint(note)
    if form == "json":
        print_json(found)
    elif form == "quiet":
        for one in found:
            click.echo(f"{one.what} {one.similarity:.6f}")
    elif out is not None:
        hint(f"Picture: {out}")
    else:
        _show(found)


def _show(found: list[Difference]) -> None:
    from heredity.export.report.charts.difference import caption

    screen = console()
    colored = screen.is_terminal and not os.environ.get("NO_COLOR")
    for one in found:
        screen.print(_marked(one, colored), soft_wrap=True)
        click.echo(caption(one).replace("\N{NO-BREAK SPACE}", " "))


def _marked(found: Difference, colored: bool) -> Text:
    """The difference with colors or marks; what would steer the terminal is written out."""
    from rich.text import Text

    from heredity.export.report.charts.difference import lines, runs

    shown = Text()
    for line in lines(runs(found.pieces), columns=1_000_000):
        for kind, characters in line:
            opened, closed = ("", "") if colored else MARKS.get(kind, ("", ""))
            shown.append(f"{opened}{characters}{closed}", STYLES.get(kind, "") if colored else "")
        shown.append("\n")
    return shown
