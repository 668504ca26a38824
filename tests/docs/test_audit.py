"""The page on audits tells the truth: its transcript runs, its examples for CI call what exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from heredity.cli.app import cli
from heredity.knowledge.policy import read_policy
from tests.transcripts import play, steps

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "audit.md"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
NEXT = re.compile(r"\s*(?:&&|\|\||[|;]|>>?)\s*")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def parsed(words: list[str]) -> click.Context:
    """The command line as click takes it; a wrong name or option raises."""
    assert words[0] == "heredity"
    command = cli.commands[words[1]]
    return command.make_context(words[1], list(words[2:]))


def workflow() -> dict[str, Any]:
    return next(doc for text in blocks("yaml") if "jobs" in (doc := yaml.safe_load(text)))


def calls() -> Iterator[list[str]]:
    """Every call of heredity in the workflow."""
    for step in workflow()["jobs"]["audit"]["steps"]:
        for line in step.get("run", "").splitlines():
            words = shlex.split(NEXT.split(line.strip())[0])
            if words and words[0] == "heredity":
                yield words


def test_its_commands_run(tmp_path: Path) -> None:
    assert len(steps(PAGE.read_text())) >= 8
    play(PAGE, tmp_path)


def test_the_workflow_calls_what_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("models.parquet", "models.txt", "policy.toml"):
        (tmp_path / name).touch()
    found = [parsed(words) for words in calls()]
    assert [context.info_name for context in found] == [
        "import", "link", "describe", "check", "audit", "audit", "audit",
    ]  # fmt: skip
    fail_on = [c.params["fail_on"] for c in found if "fail_on" in c.params]
    assert fail_on == ["never", "never", "never", "error"]
    assert workflow()[True]["schedule"]  # YAML reads the key `on` as true
    assert "security-events" in workflow()["permissions"]


def test_the_hooks_call_what_exists() -> None:
    assert set(HOOKS) == {"heredity-lint-name", "heredity-audit"}
    (example,) = (doc for text in blocks("yaml") if "repos" in (doc := yaml.safe_load(text)))
    (repository,) = example["repos"]
    for hook in repository["hooks"]:
        own = HOOKS[hook["id"]]
        assert own["language"] == "python"
        assert own["pass_filenames"] is False
        context = parsed([*shlex.split(own["entry"]), *hook["args"]])
        assert context.info_name == hook["id"].removeprefix("heredity-")


def test_a_hook_runs_when_its_files_change() -> None:
    files = re.compile(HOOKS["heredity-audit"]["files"])
    assert files.search("models.txt")
    assert files.search("ml/policy.toml")
    assert not files.search("my-models.txt")


def test_suppressions_of_the_page_are_read(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    (tmp_path / "policy.toml").write_text(text)
    (found,) = read_policy(tmp_path / "policy.toml").suppressions
    assert found.expires is not None
    assert found.silences("acme/chat-GGUF", "SIZE", "NAM001")
