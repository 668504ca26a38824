"""The runner of transcripts tells apart what it should."""

from pathlib import Path

import pytest

from tests.transcripts import matches, play, steps

TEXT = """
```console
$ echo one; echo two
one
…
$ exit 3
[exit 3]
```

```python
$ not a command
```
"""


def test_it_finds_commands_outputs_and_exit_codes() -> None:
    first, second = steps(TEXT)
    assert (first.command, first.shown, first.code) == ("echo one; echo two", ["one", "…"], 0)
    assert (second.command, second.shown, second.code) == ("exit 3", [], 3)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", "…"], ["a", "b", "c"], True),
        (["…", "c"], ["a", "b"], False),
        (["took … s"], ["took 0.3 s"], True),
        (["(a.b*)"], ["(a.b*)"], True),
        (["(a.b*)"], ["(axb*)"], False),
    ],
)
def test_matching(shown: list[str], printed: list[str], same: bool) -> None:
    assert matches(shown, printed) is same


def test_a_wrong_document_fails(tmp_path: Path) -> None:
    document = tmp_path / "wrong.md"
    document.write_text("```console\n$ echo one\ntwo\n```\n")
    with pytest.raises(AssertionError, match="echo one"):
        play(document, tmp_path)
    document.write_text("```console\n$ exit 4\n```\n")
    with pytest.raises(AssertionError, match="exit 4"):
        play(document, tmp_path)
