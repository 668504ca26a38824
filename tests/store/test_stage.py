"""Stages write whole tables or nothing, are skipped when nothing changed, and leave a record."""

import multiprocessing
from pathlib import Path

import pytest

from heredity.core.errors import StudyLocked
from heredity.store import Context, Stage, Store
from heredity.store.lock import write_lock
from heredity.store.stage import run_stage

LINK = {
    "child": ["a"],
    "parent": ["b"],
    "relation": ["merge"],
    "source": ["s"],
    "row": [1],
    "snapshot": [None],
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "study", create=True)


def stage(calls: list[str], **more) -> Stage:
    def run(context: Context):
        calls.append("run")
        return {"links": LINK}

    return Stage("test", reads=("models",), writes=("links",), run=run, **more)


def test_an_unchanged_stage_is_skipped(store: Store) -> None:
    calls: list[str] = []
    first = run_stage(store, stage(calls), Context(store))
    again = run_stage(store, stage(calls), Context(store))
    assert (first.skipped, again.skipped, calls) == (False, True, ["run"])
    assert again.rows == {"links": 1}
    assert store.rows("runs") == 1


def test_parameters_force_and_lost_tables_run_it_again(store: Store) -> None:
    calls: list[str] = []
    run_stage(store, stage(calls), Context(store))
    run_stage(store, stage(calls), Context(store, {"k": 1}))
    run_stage(store, stage(calls), Context(store, {"k": 1}), force=True)
    store.path("links").unlink()
    run_stage(store, stage(calls), Context(store, {"k": 1}))
    assert calls == ["run"] * 4


def test_the_seed_counts_only_where_random_numbers_are_drawn(store: Store) -> None:
    calls: list[str] = []
    run_stage(store, stage(calls), Context(store, seed=1))
    run_stage(store, stage(calls), Context(store, seed=2))
    assert calls == ["run"]
    run_stage(store, stage(calls, random=True), Context(store, seed=1))
    run_stage(store, stage(calls, random=True), Context(store, seed=2))
    assert calls == ["run"] * 3


def test_the_record_says_what_ran(store: Store) -> None:
    run_stage(store, stage([], random=True), Context(store, {"k": 20}, seed=7))
    run = store.arrow("runs").to_pylist()[0]
    assert (run["stage"], run["seed"], run["parameters"]) == ("test", 7, '{"k": 20}')
    assert run["rows"] == '{"links": 1}'
    assert run["seconds"] >= 0
    assert run["peak_memory"] > 1_000_000
    assert run["inputs"] == '{"models": {}}'


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_a_broken_stage_leaves_the_study_as_it_was(store: Store, fault) -> None:
    def rows():
        raise fault
        yield

    def run(context: Context):
        return {"links": LINK, "nodes": rows()}

    broken = Stage("test", (), ("links", "nodes"), run)
    with pytest.raises(fault):
        run_stage(store, broken, Context(store))
    left = sorted(p.name for p in store.folder.iterdir() if not p.name.startswith(".lock"))
    assert left == ["heredity.json"]


def test_a_stage_keeps_its_promise(store: Store) -> None:
    wrong = Stage("test", (), ("links", "nodes"), lambda context: {"links": LINK})
    with pytest.raises(ValueError, match="nodes"):
        run_stage(store, wrong, Context(store))


def _hold(folder: Path, held, done) -> None:
    with write_lock(folder, "link"):
        held.set()
        done.wait(30)


def test_two_processes_do_not_write_at_once(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(store.folder, held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(StudyLocked, match=r"Another process works on the study .*link"):
            run_stage(store, stage([]), Context(store))
    finally:
        done.set()
        other.join()
    assert not run_stage(store, stage([]), Context(store)).skipped
