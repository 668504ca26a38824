import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import StudyError, UnknownModel, UserError
from heredity.pedigree.lineage import DEEPEST, Branch, _Drawing, lineage
from heredity.store import Store
from heredity.store.columns import texts
from tests.pedigree.conftest import Make
from tests.pedigree.graphs import Drawn, drawn

MODELS = {
    "a/base": {},
    "b/left": {"tags": ["base_model:finetune:a/base"]},
    "b/right": {"tags": ["base_model:adapter:a/base"]},
    "c/merge": {"tags": ["base_model:merge:b/left", "base_model:merge:b/right"]},
    "d/quant": {"tags": ["base_model:quantized:c/merge"]},
    "e/lost": {"tags": ["base_model:finetune:gone/away"]},
}


def shape(branch: Branch) -> tuple[object, ...]:
    """A tree as nested tuples: id, relations, then branches; `again` and `+n` where they apply."""
    marks = ["again"] * branch.repeated + [f"+{branch.hidden}"] * bool(branch.hidden)
    relations = "+".join(branch.relations)
    return (branch.model_id, relations, *marks, *map(shape, branch.branches))


@pytest.fixture
def study(make: Make) -> Store:
    return make(MODELS)


def test_ancestors_meet_again_where_lineages_join(study: Store):
    found = lineage(study, "d/quant")
    assert shape(found.tree) == (
        "d/quant", "",
        ("c/merge", "quantized",
         ("b/left", "merge", ("a/base", "finetune")),
         ("b/right", "merge", ("a/base", "adapter"))),
    )  # fmt: skip
    assert found.path == ["a/base", "b/left", "c/merge", "d/quant"]
    assert (found.relatives, found.generations, found.edge_set) == (4, 3, "all")


def test_descendants_are_shown_in_full_once(study: Store):
    found = lineage(study, "a/base", down=True)
    assert shape(found.tree) == (
        "a/base", "",
        ("b/left", "finetune", ("c/merge", "merge", ("d/quant", "quantized"))),
        ("b/right", "adapter", ("c/merge", "merge", "again")),
    )  # fmt: skip


def test_edge_sets_depth_and_width(study: Store):
    assert shape(lineage(study, "d/quant", "quantized").tree) == (
        "d/quant", "", ("c/merge", "quantized"),
    )  # fmt: skip
    assert shape(lineage(study, "a/base", down=True, depth=0).tree) == ("a/base", "", "+2")
    assert shape(lineage(study, "a/base", down=True, depth=1, width=1).tree) == (
        "a/base", "", "+1", ("b/left", "finetune", "+1"),
    )  # fmt: skip
    assert shape(lineage(study, "a/base", down=True, most=2).tree) == (
        "a/base", "", "+1", ("b/left", "finetune", "+1"),
    )  # fmt: skip


def test_stubs_are_marked(study: Store):
    found = lineage(study, "e/lost")
    assert found.tree.in_snapshot
    assert not found.tree.branches[0].in_snapshot
    assert lineage(study, "gone/away", down=True).relatives == 1


def test_answers_are_json(study: Store):
    again = msgspec.json.decode(msgspec.json.encode(lineage(study, "d/quant")))
    assert again["tree"]["branches"][0]["model_id"] == "c/merge"


def test_mistakes_are_the_users(study: Store, make: Make):
    with pytest.raises(UnknownModel):
        lineage(study, "no/such")
    with pytest.raises(UserError, match="edge set"):
        lineage(study, "a/base", "finetunes")
    with pytest.raises(StudyError, match="nodes"):
        lineage(make(MODELS, linked=False), "a/base")


def test_a_very_long_lineage_ends_where_programs_cannot_nest(make: Make):
    chain: dict[str, dict[str, object]] = {"m/0000": {}}
    for at in range(1, 300):
        chain[f"m/{at:04}"] = {"tags": [f"base_model:m/{at - 1:04}"]}
    found = lineage(make(chain), "m/0299")
    assert (found.relatives, found.generations, len(found.path)) == (299, 299, 300)
    branch, steps = found.tree, 0
    while branch.branches:
        branch, steps = branch.branches[0], steps + 1
    assert (steps, branch.hidden) == (DEEPEST, 1)
    assert msgspec.json.encode(found)


class Numbers:
    """Nodes named by their numbers."""

    def __init__(self, nodes: int) -> None:
        self.in_snapshot = [True] * nodes
        self.ids = texts([str(node) for node in range(nodes)])

    def of(self, nodes: list[int]) -> list[str]:
        return [str(node) for node in nodes]


@given(drawn(), st.booleans(), st.data())
def test_every_relative_stands_in_the_tree_once_in_full(
    graph: Drawn, down: bool, data: st.DataObject
):
    node = data.draw(st.integers(0, graph.nodes - 1))
    pedigree = graph.pedigree()
    drawing = _Drawing(pedigree, Numbers(graph.nodes), down, width=99)  # type: ignore[arg-type]
    tree = drawing.tree(node, depth=99, most=10_000)
    full: list[str] = []

    def walk(branch: Branch) -> None:
        at = int(branch.model_id)
        relatives = pedigree.children(at) if down else pedigree.parents(at)
        assert branch.hidden == 0 or branch.repeated
        if not branch.repeated and (branch.branches or not len(relatives)):
            full.append(branch.model_id)
            assert sorted(int(b.model_id) for b in branch.branches) == sorted(relatives)
        for twig in branch.branches:
            walk(twig)

    walk(tree)
    reached = (pedigree.descendants(node) if down else pedigree.ancestors(node))[0]
    assert set(map(int, full)) == {node, *reached.tolist()}
    inner = [name for name in full if pedigree.children(int(name)).size and down]
    assert len(inner) == len(set(inner))
