"""The analysis on a simulated hub: every table is filled, and its numbers hang together."""

from pathlib import Path

import pytest

from heredity.analyses.registry import ANALYSES
from heredity.analyses.similarity.gathering import SPECS
from heredity.analyses.similarity.settings import Settings
from heredity.core.errors import UserError
from heredity.hub.simulated import simulate
from heredity.store import Context
from heredity.store.stage import run_stage
from heredity.study import Study

PARAMS = {
    "pairs": 500, "resamples": 50, "permutations": 9, "permuted_edges": 500, "dna": ["metadata"],
    "masks": ["M0", "M4"], "measures": ["bow", "tfidf"], "edge_sets": ["finetune"],
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("similar")
    simulate(1_200, 5, folder / "hub", cards=False)
    made = Study(folder / "study", create=True)
    made.import_([folder / "hub"])
    made.link()
    made.describe()
    stage = ANALYSES.get("similarity").stage
    run_stage(made.store, stage, Context(made.store, PARAMS, seed=1))
    return made


def rows(study: Study, name: str) -> list[dict]:
    return study.store.arrow(name).to_pylist()


def test_every_table_is_filled(study: Study) -> None:
    assert all(study.store.rows(spec.name) for spec in SPECS)


def test_same_and_other_authors_make_up_all_pairs(study: Study) -> None:
    cells = [
        r for r in rows(study, "similarity") if r["measure"] == "tfidf" and r["gap"] is not None
    ]
    found = {(r["mask"], r["pattern"], r["pair"], r["control"]): r for r in cells}
    for mask, pattern, pair, control in found:
        if control == "none":
            whole, same, other = (
                found[mask, pattern, pair, c] for c in ("none", "same author", "other authors")
            )
            pairs = same["pairs"] + other["pairs"]
            assert pairs == pytest.approx(whole["pairs"], abs=1e-6)
            total = sum((r["mean"] or 0) * r["pairs"] for r in (same, other))
            assert total == pytest.approx((whole["mean"] or 0) * whole["pairs"], abs=1e-6)


def test_sampled_edits_stand_beside_the_cosines(study: Study) -> None:
    edits = [r for r in rows(study, "similarity") if r["measure"] == "levenshtein"]
    assert {r["control"] for r in edits} == {"none", "other authors", "same author"}
    assert all(0 <= r["mean"] <= 1 for r in edits if r["mean"] is not None)


def test_shift_and_noise_add_up(study: Study) -> None:
    for row in rows(study, "shift"):
        if row["fans"]:
            assert row["shift"] + row["noise"] == pytest.approx(row["to_parent"])
            assert 2 * row["noise"] == pytest.approx(row["to_siblings"])


def test_answer_names_masks(study: Study) -> None:
    said = list(ANALYSES.get("similarity").answer(study.store, False))
    assert said
    assert all("M0 to M4" in one.sentence for one in said)


def test_parameters_without_meaning_are_refused() -> None:
    for given in ({"masks": ["M9"]}, {"resamples": -1}, {"compat": "no"}, {"colour": 1}):
        with pytest.raises(UserError):
            Settings.read(given, 0)
