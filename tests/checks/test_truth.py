"""Findings on a simulated hub, judged by the mess that was planted in it."""

from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from heredity.checks import check_stages
from heredity.hub.ingest import import_files
from heredity.hub.simulated import simulate
from heredity.pedigree.link import LINK
from heredity.store import Context, Store
from heredity.store.stage import run_stage

MODELS = 20_000
Sets = dict[str, set[str]]


def gathered(path: Path, by: str) -> Sets:
    sets: Sets = defaultdict(set)
    for row in pq.read_table(path, columns=[by, "model_id"]).to_pylist():
        sets[row[by]].add(row["model_id"])
    return sets


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a simulated hub and a study of it that was checked."""
    folder = tmp_path_factory.mktemp("truth")
    simulate(MODELS, 5, folder / "hub", cards=False)
    store = Store(folder / "study", create=True)
    import_files(store, [folder / "hub"])
    for stage in (LINK, *check_stages()):
        run_stage(store, stage, Context(store))
    store.close()
    return folder


@pytest.fixture(scope="module")
def judged(hub: Path) -> tuple[Sets, Sets]:
    """Models by planted mess, and models by the code of their findings."""
    planted = gathered(hub / "hub" / "truth" / "mess.parquet", "kind")
    return planted, gathered(hub / "study" / "findings.parquet", "code")


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("LIN002", ["self_loop"]),
        ("LIN006", ["local_path"]),
        ("LIN007", ["relation_contradicted"]),
        ("LIN008", ["card_parent_case", "parent_case"]),
    ],
)
def test_exactly_what_was_planted_is_found(
    judged: tuple[Sets, Sets], code: str, kinds: list[str]
) -> None:
    planted, found = judged
    wanted = set().union(*(planted[kind] for kind in kinds))
    assert wanted
    assert found[code] == wanted


def test_every_missing_parent_is_found(judged: tuple[Sets, Sets]) -> None:
    planted, found = judged
    assert planted["dangling_parent"] <= found["LIN001"]


def test_cards_that_differ_are_found_and_few_others(judged: tuple[Sets, Sets]) -> None:
    planted, found = judged
    kinds = [f"card_parent_{how}" for how in ("ancestor", "extra", "only", "renamed")]
    wanted = set().union(*(planted[kind] for kind in kinds))
    assert wanted <= found["LIN004"]
    assert len(found["LIN004"] - wanted) <= 0.01 * len(wanted)


def test_every_cycle_is_found_at_one_of_its_members(judged: tuple[Sets, Sets]) -> None:
    planted, found = judged
    assert planted["two_cycle"]
    assert found["LIN003"] <= planted["two_cycle"]
    assert len(found["LIN003"]) * 2 == len(planted["two_cycle"])


def test_relations_that_are_right_are_hardly_doubted(judged: tuple[Sets, Sets]) -> None:
    assert len(judged[1]["LIN005"]) <= 0.002 * MODELS


def test_no_finding_is_written_twice(judged: tuple[Sets, Sets], hub: Path) -> None:
    table = pq.read_table(hub / "study" / "findings.parquet")
    keys = table.select(["code", "model_id", "parent_id", "message"]).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == len(keys)
