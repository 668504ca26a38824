"""A name judged before an upload: lint-name."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.options import format_option
from heredity.cli.output import grid, hint, print_json, show

if TYPE_CHECKING:
    from heredity.checks.naming.linting import Linted


@click.command(
    "lint-name",
    epilog="""\b
Examples:
  heredity lint-name acme/Llama-3.1-8B-Instruct-AWQ --policy policy.toml
  heredity lint-name acme/Great-7B --files ./great --fail-on warn
  heredity lint-name acme/Great-7B --facts answer.json --format json
  ls models | heredity lint-name - --policy policy.toml --format quiet

\b
Exit codes: 0 clean, 1 findings at or above --fail-on, 2 your mistake.
""",
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What a name must hold, and what is silenced: a TOML file (docs/naming.md).",
)
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the model's files: config.json, adapter_config.json, headers of weights.",
)
@click.option(
    "--facts",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON file with what GET /api/models/ID answered.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warn", "info", "never"]),
    default="error",
    show_default=True,
    help="Mildest severity that gives exit code 1.",
)
@format_option()
def lint_name(
    names: Sequence[str],
    policy: Path | None,
    files: Path | None,
    facts: Path | None,
    fail_on: str,
    form: str,
) -> int:
    """Judge each NAME: against a policy, and against what is known of the model.

    `-` reads names from standard input, one a line. With --files or --facts, one NAME.
    """
    given = list(_given(names))
    if (files or facts) and len(given) != 1:
        raise click.UsageError(f"--files and --facts speak of one model, not of {len(given)}.")
    found = _linted(given, policy, files, facts)
    _print(found, form)
    return _code(found, fail_on)


def _given(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        lines = sys.stdin if name == "-" else [name]
        yield from (line.strip() for line in lines if line.strip())


def _linted(
    names: Sequence[str], policy: Path | None, files: Path | None, facts: Path | None
) -> list[Linted]:
    from heredity.checks.naming.facts import from_answer, from_folder
    from heredity.checks.naming.linting import lint
    from heredity.knowledge.policy import read_policy

    rules = read_policy(policy) if policy else None
    for one in rules.expired() if rules else ():
        hint(f"{policy}: {one} expired on {one.expires} and silences no more.")
    known: dict[str, Any] = {}
    parents: list[str] = []
    counts: dict[str, float] = {}
    if facts:
        known, parents = from_answer(facts)
    if files:
        seen, more, counted = from_folder(files)
        known |= {key: value for key, value in seen.items() if value is not None}
        parents = parents or more
        if counted:
            kinds = ("stored", "logical", "unique", "active")
            counts = {k: float(n) for k in kinds if (n := getattr(counted, k)) is not None}
    return [lint(name, known, parents, counts, rules) for name in names]


def _code(found: Sequence[Linted], fail_on: str) -> int:
    from heredity.core.findings import Severity, exit_code

    level = None if fail_on == "never" else Severity.parse(fail_on)
    counts = dict.fromkeys(Severity, 0)
    for one in found:
        for complaint in one.complaints:
            counts[complaint.severity] += 1
    return exit_code(counts, level)


def _print(found: Sequence[Linted], form: str) -> None:
    if form == "json":
        print_json(found)
    elif form == "quiet":
        for one in found:
            for c in one.complaints:
                click.echo(f"{one.name}: {c.severity.value}: {c.code}: {c.message}")
    else:
        for one in found:
            _tell(one)


def _tell(one: Linted) -> None:
    if one.complaints:
        rows = [(c.severity.value, c.code, c.message) for c in one.complaints]
        show(grid(["severity", "rule", "what"], rows, title=one.name, limit=0))
    else:
        settled = sum(outcome == "ok" for outcome in one.outcomes.values())
        unknown = sum(outcome == "unknown" for outcome in one.outcomes.values())
        click.echo(f"{one.name}: nothing to object; {settled} checks passed, {unknown} unknown.")
    for check, reason in one.silenced.items():
        click.echo(f"{check} is silenced: {reason}")
    if one.proposal:
        click.echo(f"Better: {one.proposal}")
