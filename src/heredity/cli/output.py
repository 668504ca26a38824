"""How results look: tables and trees for people, JSON for programs."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def console(stderr: bool = False) -> Console:
    """A rich console that obeys NO_COLOR and never wraps what a pipe reads."""
    from rich.console import Console  # 50 ms that --help does not need

    class Ours(Console):
        """Rich would end the program with a failure where a reader leaves."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 160
    return Ours(stderr=stderr, width=width, highlight=False, emoji=False, markup=False)


def show(*parts: RenderableType) -> None:
    """Print for people on stdout."""
    out = console()
    for part in parts:
        out.print(part)


def hint(text: str) -> None:
    """Print advice on stderr, where programs do not look."""
    click.echo(text, err=True)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return plain(msgspec.to_builtins(value, str_keys=True))


def print_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def print_json_rows(batches: Iterable[list[dict[str, Any]]]) -> None:
    """Print a JSON list on stdout, row by row, so that it may be longer than memory."""
    first = True
    click.echo("[", nl=False)
    for batch in batches:
        for row in batch:
            click.echo("\n  " if first else ",\n  ", nl=False)
            click.echo(json.dumps(plain(row), ensure_ascii=False), nl=False)
            first = False
    click.echo("]" if first else "\n]")


def text(value: Any, limit: int = 60) -> str:
    """A value as a cell of a table for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}".replace(",", " ")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value) or "(none)"
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return shown if limit == 0 or len(shown) <= limit else shown[: limit - 1] + "…"


def short(number: float) -> str:
    """A number of parameters, tokens or the like as people say it: `7.62 B`."""
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K")):
        if abs(number) >= size:
            return f"{number / size if unit != 'K' else number / 1e3:.3g} {unit}"
    return f"{number:g}"


def grid(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "", limit: int = 60
) -> RenderableType:
    """A table for people; numbers stand to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    held = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for at, name in enumerate(columns):
        numeric = any(isinstance(r[at], int | float) and not isinstance(r[at], bool) for r in held)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in held:
        table.add_row(*(Text(text(cell, limit)) for cell in row))
    return table
