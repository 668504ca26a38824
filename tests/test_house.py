"""The rules of the house: floors, sizes, and rooms whose registries forget no file."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "src" / "heredity"
FILES = sorted(HOUSE.rglob("*.py"))

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
BAGS = {"utils", "util", "helpers", "helper", "common", "misc"}

# Rooms whose members register themselves when they are imported, from the lowest floor up, so that
# no room is loaded by another before its turn.
REGISTRY_ROOMS = ["hub.importers", "traits", "analyses", "checks", "export"]

LOADED = """
import importlib, json, sys
loaded = {}
for room in json.loads(sys.argv[1]):
    importlib.import_module(room)
    loaded[room] = sorted(name for name in sys.modules if name.startswith(room + "."))
print(json.dumps(loaded))
"""


def path_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def modules_of(room: str) -> set[str]:
    folder = HOUSE.joinpath(*room.split("."))
    names = {file.relative_to(HOUSE).with_suffix("").as_posix() for file in folder.rglob("*.py")}
    return {f"heredity.{name.removesuffix('/__init__').replace('/', '.')}" for name in names} - {
        f"heredity.{room}"
    }


def test_imports_go_down_the_floors() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stop_at_400_lines() -> None:
    lines = {path_of(file): len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert {name: n for name, n in lines.items() if n > MOST_LINES_OF_A_FILE} == {}


def test_functions_stop_at_60_lines() -> None:
    long = {
        f"{path_of(file)}:{node.lineno} {node.name}": length
        for file in FILES
        for node in functions(file)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_no_bags_of_odds_and_ends() -> None:
    assert [path_of(file) for file in FILES if BAGS & {file.stem, file.parent.name}] == []


def test_registry_rooms_import_every_module_of_theirs() -> None:
    rooms = [room for room in REGISTRY_ROOMS if HOUSE.joinpath(*room.split(".")).is_dir()]
    if not rooms:
        pytest.skip("no room with a registry exists yet")
    names = json.dumps([f"heredity.{room}" for room in rooms])
    done = subprocess.run(
        [sys.executable, "-c", LOADED, names], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    forgotten = {room: sorted(modules_of(room) - set(loaded[f"heredity.{room}"])) for room in rooms}
    assert {room: names for room, names in forgotten.items() if names} == {}
