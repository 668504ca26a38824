from heredity.pedigree.relatives import relatives
from tests.pedigree.conftest import Make

MODELS = {
    "a/base": {"license": ["mit"], "downloads": 7, "task": "text-generation"},
    "b/one": {
        "card_base_models": ["A/Base", "gone/away"],
        "card_relation": "finetune",
        "tags": ["base_model:merge:a/base"],
        "downloads": 5,
    },
    "b/two": {"tags": ["base_model:quantized:a/base", "base_model:adapter:a/base"]},
    "c/three": {"tags": ["base_model:adapter:b/one"], "downloads": 9},
}


def test_a_model_with_its_nearest(make: Make):
    found = relatives(make(MODELS), "b/one")
    assert found.in_snapshot
    assert found.facts["downloads"] == 5
    first, second = found.parents
    assert (first.model_id, first.relations, first.primary) == ("gone/away", ["finetune"], True)
    assert (first.in_snapshot, first.owner, first.license) == (False, None, None)
    assert (second.model_id, second.relations, second.license) == ("a/base", ["merge"], ["mit"])
    assert second.evidence == ["tag", "card"]
    assert second.disagreements == ["card:finetune"]
    assert second.declared_as == ["A/Base"]
    assert (found.ancestors, found.descendants, found.generation) == (2, 1, 1)
    assert (found.founders, found.more_founders) == (["a/base", "gone/away"], 0)


def test_children_by_relation_and_by_downloads(make: Make):
    found = relatives(make(MODELS), "a/base")
    assert found.parents == []
    assert found.children == 2
    assert found.children_by_relation == {"adapter": 1, "quantized": 1, "merge": 1}
    assert [(c.model_id, c.downloads) for c in found.top_children] == [
        ("b/one", 5),
        ("b/two", None),
    ]
    assert found.top_children[1].relations == ["adapter", "quantized"]
    assert found.founders == ["a/base"]


def test_a_stub_has_no_facts(make: Make):
    found = relatives(make(MODELS), "gone/away")
    assert not found.in_snapshot
    assert (found.facts, found.parents, found.children) == ({}, [], 1)


def test_a_parent_that_was_cut_is_shown_as_such(make: Make):
    models = {
        "a/one": {"tags": ["base_model:finetune:a/two"]},
        "a/two": {"card_base_models": ["a/one"]},
    }
    store = make(models)
    (parent,) = relatives(store, "a/two").parents
    assert (parent.model_id, parent.cut, parent.primary) == ("a/one", True, False)
    assert relatives(store, "a/one").top_children == []
