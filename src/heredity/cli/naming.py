"""What a name claims: name."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

import click

from heredity.cli.options import format_option
from heredity.cli.output import console, grid, hint

if TYPE_CHECKING:
    from rich.text import Text

    from heredity.knowledge.names import LanguageAsTask, ParsedName

STYLES = {
    "A": "bold cyan",
    "B": "cyan",
    "P": "bold green",
    "S": "green",
    "V": "yellow",
    "Q": "magenta",
    "X": "bright_magenta",
    "F": "blue",
    "M": "bright_blue",
    "T": "bold red",
    "L": "red",
    "D": "bright_yellow",
    "C": "bright_yellow",
    "K": "bright_green",
    "O": "dim",
}
BATCH = 20_000
WORKERS = 4
FIELDS = ("params", "active_params", "version", "quant", "bits", "format", "context", "convention")


@click.command(
    epilog="""\b
Examples:
  heredity name Qwen/Qwen2.5-VL-7B-Instruct-AWQ
  heredity name mixtral-8x7b-v0.1.Q4_K_M.gguf --format json
  heredity name llama-3.1-8b --total 8030261248
  cut -f1 names.tsv | heredity name - --format json
"""
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--total",
    type=click.FloatRange(min=0, min_open=True),
    help="Counted parameters, which decide what the numbers of a name are.",
)
@click.option("--adapter", is_flag=True, help="The total is an adapter's own count.")
@click.option(
    "--language-as-task",
    type=click.Choice(["never", "pair", "always"]),
    default="pair",
    show_default=True,
    help="Whether a language counts as a task in the convention; pair: only two, to translate.",
)
@click.option(
    "--chat-as-task/--no-chat-as-task",
    default=True,
    show_default=True,
    help="Whether Chat counts as an application in the convention.",
)
@format_option()
def name(
    names: tuple[str, ...],
    total: float | None,
    adapter: bool,
    language_as_task: str,
    chat_as_task: bool,
    form: str,
) -> None:
    """Read what each NAME claims; `-` reads names from standard input, one a line.

    A name is owner/name, a name alone, or the name of a GGUF file. Offsets count characters of the
    name as given, its owner included. The convention is I (implementation: a family is named, or a
    brand with a number of parameters), AT (application or task, no family), I+AT, or O (neither).
    """
    from heredity.knowledge.names import parse

    if form == "json" and total is None:
        _print_json(_given(names), cast("LanguageAsTask", language_as_task), chat_as_task)
        return
    for given in _given(names):
        parsed = parse(
            given,
            total=total,
            adapter=adapter,
            language_as_task=cast("LanguageAsTask", language_as_task),
            chat_as_task=chat_as_task,
        )
        if form == "json":
            click.echo(json.dumps(parsed.as_json()))
        elif form == "quiet":
            click.echo(f"{_safe(given)}\t{parsed.convention}")
        else:
            _show(parsed)


def _print_json(names: Iterator[str], language_as_task: LanguageAsTask, chat_as_task: bool) -> None:
    """One object a line; from the second batch on, worker processes help."""
    from heredity.knowledge.names import json_lines

    first = list(islice(names, BATCH))
    batches = chain([first], iter(lambda: list(islice(names, BATCH)), []))
    several = len(first) == BATCH
    for lines in json_lines(
        batches,
        processes=min(os.cpu_count() or 1, WORKERS) if several else 1,
        language_as_task=language_as_task,
        chat_as_task=chat_as_task,
    ):
        click.echo(lines, nl=False)


def _given(names: Iterable[str]) -> Iterator[str]:
    for one in names:
        if one != "-":
            yield one
            continue
        if sys.stdin.isatty():
            hint("Reading names from the terminal, one a line; end with Ctrl-D.")
        lines = (raw.decode("utf-8", errors="replace").strip() for raw in sys.stdin.buffer)
        yield from (line for line in lines if line)


def _show(parsed: ParsedName) -> None:
    from heredity.knowledge.names import MEANING

    screen = console()
    colored = screen.is_terminal and not os.environ.get("NO_COLOR")
    for line in _underlined(parsed, colored):
        screen.print(line, soft_wrap=True)
    rows = [
        [one.code, MEANING[one.code], one.text, one.value, round(one.confidence, 2)]
        for one in parsed.elements
    ]
    screen.print(grid(["code", "element", "text", "value", "confidence"], rows))
    said = [(field, getattr(parsed, field)) for field in FIELDS]
    shown = ", ".join(f"{field} {_field(value)}" for field, value in said if value is not None)
    screen.print(f"{shown}\n", soft_wrap=True)


def _field(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", " ")
    return str(value)


def _underlined(parsed: ParsedName, colored: bool) -> list[Text]:
    """The name, and under each span its code and a line; the same colors where there are any."""
    from rich.text import Text

    top, below = Text(), Text()
    at = 0
    for one in parsed.elements:
        style = STYLES.get(one.code, "") if colored else ""
        top.append(_safe(parsed.id[at : one.start]))
        top.append(_safe(one.text), style)
        below.append(" " * (one.start - at))
        below.append(one.code.ljust(one.end - one.start, "─")[: one.end - one.start], style)
        at = one.end
    top.append(_safe(parsed.id[at:]))
    return [top, below]


def _safe(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
