"""A reader that leaves early, as `| head` does, is no error."""

import subprocess
import sys
from pathlib import Path

import pytest

MANY = {
    "license": "mit,finetune,apache-2.0\n" * 20_000,
    "name": "acme/Llama-3.1-8B\n" * 20_000,
}
HEREDITY = [sys.executable, "-m", "heredity"]


def left_early(words: list[str], given: str, folder: Path) -> tuple[int, str]:
    """Exit code and complaints of a command whose reader takes ten bytes and leaves."""
    (folder / "given").write_text(given)
    with (folder / "given").open() as stdin:
        process = subprocess.Popen(
            [*HEREDITY, *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        assert len(process.stdout.read(10)) == 10
        process.stdout.close()
        complaints = process.stderr.read().decode()
        process.stderr.close()
        return process.wait(timeout=120), complaints


@pytest.mark.parametrize("form", ["human", "json"])
@pytest.mark.parametrize("command", sorted(MANY))
def test_many_lines(command: str, form: str, tmp_path: Path) -> None:
    words = [command, "-", "--format", form]
    assert left_early(words, MANY[command], tmp_path) == (0, "")


def test_a_reader_that_leaves_before_the_last_line() -> None:
    """What still waits in the buffer when the command has ended finds nobody either."""
    process = subprocess.run(
        f"{sys.executable} -m heredity license mit finetune mit | true; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.stdout.strip() == "0"
    assert process.stderr == ""
