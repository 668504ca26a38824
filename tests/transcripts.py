"""Run what a document shows: commands after `$ `, then what they print.

A `console` block of Markdown is a transcript:

    ```console
    $ heredity tables --study demo --format quiet
    cards
    …
    [exit 0]
    ```

A line `…` stands for any number of lines, and `…` within a line for any text. Output shown is
stdout and stderr together; a command without output shown must still leave as it says, with exit
code 0 if it says nothing. Commands run in the shell, one folder for all of a document.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^```(\w*).*$")
EXIT = re.compile(r"^\[exit (\d+)\]$")
ANY = "…"


@dataclass
class Step:
    """One command with what is shown of its output."""

    command: str
    line: int
    shown: list[str] = field(default_factory=list)
    code: int = 0


def steps(text: str) -> list[Step]:
    """The commands of a document's console blocks."""
    found: list[Step] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if fence:
            inside = not inside and fence.group(1) == "console"
        elif inside and line.startswith("$ "):
            found.append(Step(line[2:], number))
        elif inside and found and found[-1].command.endswith("\\"):
            found[-1].command = found[-1].command[:-1] + line.strip()
        elif inside and found:
            code = EXIT.match(line)
            if code:
                found[-1].code = int(code.group(1))
            else:
                found[-1].shown.append(line)
    return found


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether printed lines are what was shown, `…` standing for anything."""
    pattern = ""
    for line in shown:
        if line.strip() == ANY:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split(ANY)) + r"\n"
    text = "".join(f"{line.rstrip()}\n" for line in printed)
    return re.fullmatch(pattern, text) is not None


def play(document: Path, folder: Path) -> None:
    """Run a document's commands in a folder and compare.

    Raises:
        AssertionError: A command left otherwise, or printed something else.
    """
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment.pop("HEREDITY_STUDY", None)
    for step in steps(document.read_text()):
        done = subprocess.run(
            step.command,
            shell=True,
            cwd=folder,
            env=environment,
            text=True,
            timeout=300,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        where = f"{document.name}:{step.line}: {step.command}"
        assert done.returncode == step.code, f"{where}\n[exit {done.returncode}]\n{done.stdout}"
        shown = [line for line in step.shown if line.strip()]
        printed = [line for line in done.stdout.splitlines() if line.strip()]
        if shown:
            assert matches(shown, printed), f"{where}\n{done.stdout}"
