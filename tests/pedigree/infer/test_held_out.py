"""On real rows that the weights never saw, what is marked confident is right."""

from pathlib import Path

import pytest

from benchmarks.infer.measure import sure, trial, wilson
from benchmarks.infer.universe import build, hide, truth
from heredity.knowledge.inference import threshold
from heredity.pedigree.infer.confidence import confidence


@pytest.mark.shared
def test_confident_parents_of_other_owners_and_families_are_in_line(
    shared_data: Path, tmp_path: Path
) -> None:
    whole = build(shared_data, tmp_path / "whole")
    facts = truth(whole)
    hidden = facts.side(held_out=True)
    of = trial(hide(whole, hidden, tmp_path / "hidden"), facts, hidden)
    rows = sure(of, confidence(of.weighed), threshold())
    judged = rows[~of.open[rows]]
    right = int(of.in_line[judged].sum())
    assert len(hidden) > 4_000
    assert len(set(of.found.child[rows].tolist())) > 0.1 * len(hidden)
    assert right / len(judged) >= 0.95
    assert wilson(right, len(judged))[0] >= 0.95
