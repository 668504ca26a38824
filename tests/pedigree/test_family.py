import pytest

from heredity.core.errors import UnknownModel
from heredity.pedigree.family import family
from tests.pedigree.conftest import Make

MODELS = {
    "a/base": {},
    "b/other": {},
    "c/one": {"tags": ["base_model:finetune:a/base"]},
    "c/two": {"tags": ["base_model:adapter:a/base"]},
    "d/merge": {"tags": ["base_model:merge:c/one", "base_model:merge:b/other"]},
    "e/quant": {"tags": ["base_model:quantized:d/merge", "base_model:quantized:gone/away"]},
    "z/alone": {},
}


def test_a_family_at_a_glance(make: Make):
    found = family(make(MODELS), "c/two")
    assert (found.family_id, found.founder_id) == ("a/base", "a/base")
    assert (found.models, found.stubs, found.founders) == (7, 1, 3)
    assert (found.edges, found.depth, found.edges_left_out) == (6, 3, 2)
    assert found.relations == {
        "finetune": 1, "adapter": 1, "quantized": 2, "merge": 2, "unspecified": 0,
    }  # fmt: skip
    # d/merge takes b/other, e/quant takes d/merge: of equals the smaller id.
    assert found.widths == [3, 3, 1]
    assert (found.generation, found.lineage) == (1, ["a/base", "c/two"])
    assert [(one.model_id, one.children, one.descendants) for one in found.leading] == [
        ("a/base", 2, 4), ("b/other", 1, 2), ("d/merge", 1, 1), ("c/one", 1, 2),
        ("gone/away", 1, 1),
    ][: len(found.leading)]  # fmt: skip


def test_it_is_that_of_the_stored_table(make: Make):
    store = make(MODELS, edge_sets=("all", "finetune", "no-merges"))
    for row in store.arrow("families").to_pylist():
        found = family(store, row["family_id"], row["edge_set"])
        shown = {name: getattr(found, name) for name in row}
        assert shown == row


def test_a_model_alone_is_a_family_of_one(make: Make):
    found = family(make(MODELS), "z/alone")
    assert (found.models, found.edges, found.depth, found.leading) == (1, 0, 0, [])
    assert (found.founder_id, found.widths) == ("z/alone", [1])


def test_an_unknown_model(make: Make):
    with pytest.raises(UnknownModel):
        family(make(MODELS), "no/such")
