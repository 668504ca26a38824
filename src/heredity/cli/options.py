"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

Command = TypeVar("Command", bound=Callable[..., Any])


class Names(click.ParamType[str]):
    """A choice whose names are looked up only when they are needed, so that help stays quick.

    Args:
        kind: What a name stands for, as help shows it.
        load: Gives the known names.
    """

    def __init__(self, kind: str, load: Callable[[], Iterable[str]]) -> None:
        self.name = kind
        self._load = load

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value, if it is a known name."""
        known = sorted(self._load())
        if value in known:
            return str(value)
        return self.fail(f"'{value}' is not one of {', '.join(known)}.", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Known names that begin so."""
        return [CompletionItem(n) for n in sorted(self._load()) if n.startswith(incomplete)]


def study_option(command: Command) -> Command:
    """`--study DIR`."""
    return click.option(
        "--study",
        type=click.Path(path_type=Path, file_okay=True),
        default=Path("study"),
        envvar="HEREDITY_STUDY",
        show_default=True,
        show_envvar=True,
        help="Folder of the study.",
    )(command)


def engine_option(command: Command) -> Command:
    """`--engine NAME`."""
    return click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        envvar="HEREDITY_ENGINE",
        help="Engine for relational work; spark wants heredity[spark].",
    )(command)


def format_option(*more: str) -> Callable[[Command], Command]:
    """`--format human|json|quiet` and any further formats."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["human", "json", "quiet", *more]),
        default="human",
        show_default=True,
        help="How results are printed; JSON stands alone on stdout.",
    )


def edges_option(default: str | None = "all") -> Callable[[Command], Command]:
    """`--edges SET`."""
    return click.option(
        "--edges",
        default=default,
        show_default=bool(default),
        metavar="SET",
        help="Edge set: all, typed, no-merges, finetune, adapter, quantized, merge, unspecified, "
        "or several joined by commas; +inferred adds parents that nobody declared.",
    )


def force_option(command: Command) -> Command:
    """`--force`."""
    return click.option("--force", is_flag=True, help="Run even if nothing has changed.")(command)


def seed_option(command: Command) -> Command:
    """`--seed N`."""
    return click.option(
        "--seed", type=int, default=0, show_default=True, help="Seed of random numbers."
    )(command)
