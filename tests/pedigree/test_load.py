import numpy as np
import pytest

from heredity.core.edgesets import parse_edge_set
from heredity.core.errors import StudyError, UnknownModel
from heredity.pedigree.load import NodeNames, load_pedigree
from tests.pedigree.conftest import Make

MODELS = {
    "a/base": {},
    "b/child": {"tags": ["base_model:finetune:a/base", "base_model:merge:gone/away"]},
    "a/loop": {"tags": ["base_model:b/loop"]},
    "b/loop": {"card_base_models": ["a/loop"]},
}


def test_the_stored_pedigree_is_read_back(make: Make):
    store = make(MODELS, edge_sets=("all", "finetune", "merge"))
    names = NodeNames(store)
    for name in ("all", "finetune", "merge"):
        pedigree = load_pedigree(store, name)
        members = [m for m in store.arrow("members").to_pylist() if m["edge_set"] == name]
        assert names.of(range(pedigree.nodes)) == [m["model_id"] for m in members]
        assert names.of(pedigree.family) == [m["family_id"] for m in members]
        assert names.of(pedigree.founder) == [m["founder_id"] for m in members]
        assert pedigree.generation.tolist() == [m["generation"] for m in members]
    assert load_pedigree(store, parse_edge_set("merge")).edge_set.name == "merge"


def test_cut_edges_stay_in_the_table_alone(make: Make):
    store = make(MODELS)
    assert store.rows("edges") == 4
    assert len(load_pedigree(store).child) == 3


def test_names(make: Make):
    names = NodeNames(make(MODELS))
    assert names.of([names.node("gone/away")]) == ["gone/away"]
    assert names.of(np.array([], np.int64)) == []
    assert [names.of([n])[0] for n in np.flatnonzero(~names.in_snapshot)] == ["gone/away"]
    for unknown in ("a", "zzz", "", "a/bas"):
        with pytest.raises(UnknownModel):
            names.node(unknown)


def test_a_study_that_was_not_linked(make: Make):
    with pytest.raises(StudyError, match="nodes"):
        load_pedigree(make(MODELS, linked=False))
