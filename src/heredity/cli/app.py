"""The command `heredity`: its group, its errors, its exit codes."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click

from heredity import __version__
from heredity.cli.assessing import assess
from heredity.cli.auditing import audit
from heredity.cli.boms import bom
from heredity.cli.comparing import diff
from heredity.cli.complete import completion
from heredity.cli.exporting import export, report
from heredity.cli.getting import import_, simulate
from heredity.cli.headers import headers
from heredity.cli.licensing import license_
from heredity.cli.linting import lint_name
from heredity.cli.looking import family, lineage
from heredity.cli.naming import name
from heredity.cli.querying import sql, tables
from heredity.cli.trusting import compare, show
from heredity.cli.working import analyze, check, demo, describe, link, run
from heredity.core.errors import HeredityError

EPILOG = """\b
Examples:
  heredity demo                         see it work on real models
  heredity import models.jsonl.zst      take a snapshot into ./study
  heredity run                          link, describe, analyze, check
  heredity show gpt2                    what is this model?
  heredity report --out report.html     the pictures

\b
Exit codes: 0 clean, 1 findings at or above --fail-on, 2 your mistake, 3 something outside failed.
"""


class ReaderLeftError(Exception):
    """Whoever read our output has left, as `| head` does; that is no error."""


class InOrder(click.Group):
    """A group that lists its commands in the order of the work."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that leaves is told apart before click takes it for a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeftError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names as they were added."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="heredity")
@click.option("--debug", is_flag=True, envvar="HEREDITY_DEBUG", help="Show tracebacks.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Study how open machine-learning models descend from one another."""
    context.obj = {"debug": debug}


for command in (
    demo,
    import_,
    simulate,
    run,
    link,
    describe,
    analyze,
    check,
    audit,
    show,
    compare,
    lineage,
    family,
    diff,
    license_,
    name,
    lint_name,
    headers,
    assess,
    sql,
    tables,
    report,
    bom,
    export,
    completion,
):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words or bool(os.environ.get("HEREDITY_DEBUG"))
    try:
        code = cli.main(words, prog_name="heredity", standalone_mode=False)
        _flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("Interrupted. What was finished is kept; run the same command again to go on.")
        code = 130
    except HeredityError as error:
        if debug:
            raise
        _complain(error)
        code = error.exit_code
    except (BrokenPipeError, ReaderLeftError):
        _let_go()
        code = 0
    except Exception as error:
        if debug:
            raise
        _say(f"Error: {type(error).__name__}: {error}")
        _say("This is a fault in Heredity. Run again with --debug before the command to see where.")
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _let_go() -> None:
    """Send what is still held for a reader that left to nowhere, so that the exit is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _complain(error: HeredityError) -> None:
    _say(f"Error: {error.what}")
    if error.hint:
        _say(error.hint)


def _say(text: str) -> None:
    click.echo(text, err=True)
