"""Every command has help with an example; the first help is quick, importing nothing heavy."""

import subprocess
import sys

import click
import pytest

from heredity.cli.app import cli

HEAVY = {"duckdb", "ibis", "numpy", "pyarrow", "rich", "scipy", "heredity.study", "yaml"}


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = cli.commands[name]
    context = click.Context(command, info_name=f"heredity {name}")
    text = command.get_help(context)
    assert "Example" in text
    assert f"heredity {name}" in text.split("Example")[1]
    assert command.help
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom heredity.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(' '.join(sorted({HEAVY!r} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage: heredity" in done.stdout
    assert done.stderr == ""
