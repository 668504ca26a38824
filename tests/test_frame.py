"""The frame around the house: locks, make targets, the script that sets up."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def normalized(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> dict[str, set[str]]:
    """Versions by package; a package may have one version per environment."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^(\S+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE):
        versions.setdefault(normalized(name), set()).add(version)
    return versions


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_neither_hosts_nor_paths(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert re.findall(r".*(?:://|file:|--index|--extra-index|--find-links|^/).*", text) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_locks_agree_so_that_one_environment_serves_all(lock: Path) -> None:
    widest = locked(ROOT / "requirements" / "dev.lock")
    mine = locked(lock)
    differing = {name for name in mine.keys() & widest.keys() if mine[name] != widest[name]}
    assert differing == set()


def test_the_runtime_lock_holds_every_runtime_dependency() -> None:
    wanted = {normalized(requirement) for requirement in PROJECT["dependencies"]}
    assert wanted - locked(ROOT / "requirements" / "runtime.lock").keys() == set()


def test_make_help_lists_the_targets() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    done = subprocess.run([make, "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert listed >= {"setup", "demo", "test", "lint", "bench", "docs", "lock", "sample", "clean"}


def run_bootstrap(folder: Path, level: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "scripts/bootstrap.sh", level],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what the set-up script reads, and no environment."""
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def fake_python(folder: Path, *, new_enough: bool, modules: frozenset[str] = frozenset()) -> Path:
    """A Python that answers what the script asks and records that it was told to do more."""
    program = folder / "python3"
    known = "|".join(f"*'import {name}'*" for name in sorted(modules)) or "no-such"
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        f"  *sys.exit*) exit {0 if new_enough else 1} ;;\n"
        '  *"print("*) echo python3.11-venv ;;\n'
        "  --version) echo Python 3.11.2 ;;\n"
        f"  {known}) exit 0 ;;\n"
        '  "-c import "*) exit 1 ;;\n'
        f'  *) echo "$*" >> {folder}/told; exit 9 ;;\n'
        "esac\n"
    )
    program.chmod(0o755)
    return program


def test_bootstrap_refuses_an_unknown_level(checkout: Path) -> None:
    done = run_bootstrap(checkout, "everything")
    assert done.returncode == 1
    assert "the levels are runtime, dev and docs" in done.stderr


def test_bootstrap_refuses_an_old_python(checkout: Path) -> None:
    old = fake_python(checkout, new_enough=False)
    done = run_bootstrap(checkout, "runtime", PYTHON=str(old))
    assert done.returncode == 1
    assert f"PYTHON={old} is not a working Python 3.11 or newer" in done.stderr


def test_bootstrap_says_what_to_do_when_no_environment_can_be_made(checkout: Path) -> None:
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sh", "cat", "cksum", "dirname", "grep", "date", "rm", "mkdir", "id"):
        (tools / name).symlink_to(shutil.which(name) or pytest.skip(f"{name} is not installed"))
    bare = fake_python(checkout, new_enough=True)
    done = run_bootstrap(checkout, "runtime", PYTHON=str(bare), PATH=str(tools))
    assert done.returncode == 1
    assert "apt-get install python3.11-venv" in done.stderr
    assert not (checkout / "told").exists()


@pytest.mark.parametrize("tool", ["virtualenv", "pip"])
def test_bootstrap_takes_another_tool_where_ensurepip_is_missing(checkout: Path, tool: str) -> None:
    python = fake_python(checkout, new_enough=True, modules=frozenset({tool}))
    done = run_bootstrap(checkout, "runtime", PYTHON=str(python))
    assert done.returncode != 0
    assert "this Python has no ensurepip" in done.stdout
    first = (checkout / "told").read_text().splitlines()[0]
    assert (
        first
        == {
            "virtualenv": "-m virtualenv --quiet .venv",
            "pip": "-m venv --without-pip .venv",
        }[tool]
    )


def test_bootstrap_builds_an_unfinished_environment_anew(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "unfinished").touch()
    (checkout / ".venv" / "leftover").touch()
    python = fake_python(checkout, new_enough=True, modules=frozenset({"ensurepip"}))
    done = run_bootstrap(checkout, "runtime", PYTHON=str(python))
    assert "building it anew" in done.stdout
    assert not (checkout / ".venv" / "leftover").exists()
    assert (checkout / ".venv" / "unfinished").exists()
