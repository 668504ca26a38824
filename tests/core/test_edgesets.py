import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.edgesets import EDGE_SET_NAMES, RELATIONS, parse_edge_set
from heredity.core.errors import UserError

FLAGS = {
    "finetune": np.array([1, 0, 0, 1, 0], bool),
    "adapter": np.array([0, 1, 0, 0, 0], bool),
    "quantized": np.array([0, 0, 0, 0, 0], bool),
    "merge": np.array([0, 0, 1, 1, 0], bool),
    "unspecified": np.array([0, 0, 0, 0, 1], bool),
}


@pytest.mark.parametrize(
    ("text", "name", "edges"),
    [
        ("all", "all", [0, 1, 2, 3, 4]),
        ("typed", "typed", [0, 1, 2, 3]),
        ("no-merges", "no-merges", [0, 1, 4]),
        ("finetune", "finetune", [0, 3]),
        ("merge", "merge", [2, 3]),
        ("adapter,finetune", "finetune+adapter", [0, 1, 3]),
        ("Finetune + Adapter", "finetune+adapter", [0, 1, 3]),
        ("unspecified,merge", "merge+unspecified", [2, 3, 4]),
        ("merge,finetune,quantized,adapter", "typed", [0, 1, 2, 3]),
        ("merge,finetune,quantized,adapter,unspecified", "all", [0, 1, 2, 3, 4]),
    ],
)
def test_names(text: str, name: str, edges: list[int]):
    found = parse_edge_set(text)
    assert found.name == name
    assert np.flatnonzero(found.chosen(FLAGS)).tolist() == edges


@pytest.mark.parametrize("text", ["", ",", "finetunes", "all,finetune", "no-merges+adapter", "?"])
def test_unknown_names_are_the_users_mistake(text: str):
    with pytest.raises(UserError, match="edge set") as caught:
        parse_edge_set(text)
    assert "Known: all" in caught.value.hint


@given(st.sets(st.sampled_from(RELATIONS), min_size=1))
def test_canonical_names_parse_to_themselves(relations: set[str]):
    found = parse_edge_set(",".join(relations))
    assert found.relations == relations
    assert parse_edge_set(found.name) == found


def test_every_plain_name_parses():
    assert [parse_edge_set(name).name for name in EDGE_SET_NAMES] == list(EDGE_SET_NAMES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("all+inferred", "all+inferred"),
        ("inferred,finetune", "finetune+inferred"),
        ("ADAPTER + finetune+inferred", "finetune+adapter+inferred"),
        ("no-merges+inferred", "no-merges+inferred"),
    ],
)
def test_inferred_is_added_to_a_set(text: str, name: str) -> None:
    found = parse_edge_set(text)
    assert found.name == name
    assert found.inferred
    declared = parse_edge_set(name.removesuffix("+inferred"))
    assert (found.relations, found.without) == (declared.relations, declared.without)
    assert parse_edge_set(found.name) == found


def test_inferred_alone_is_no_set() -> None:
    with pytest.raises(UserError, match="no edge set of their own"):
        parse_edge_set("inferred")


def test_sets_with_inferred_edges_are_refused_where_declared_ones_are_meant() -> None:
    flags = dict.fromkeys(RELATIONS, True)
    assert parse_edge_set("all").chosen(flags)
    assert parse_edge_set("all+inferred").carried(flags)
    with pytest.raises(UserError, match="do not count here"):
        parse_edge_set("all+inferred").chosen(flags)
