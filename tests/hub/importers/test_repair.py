import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.hub.importers import repair
from heredity.hub.importers.repair import WrongTypeError

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
CHECKS = [
    repair.text, repair.flag, repair.count, repair.number, repair.mapping, repair.texts,
    repair.scalar_text, repair.scalar_texts, repair.parents, repair.a_list,
]  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "nothing", "{'a': 1}", "[" * 100_000, '{"a": 1} x'])
def test_no_json(text: str) -> None:
    with pytest.raises(WrongTypeError, match="not JSON"):
        repair.load_object(text)


def test_no_object_and_odd_numbers() -> None:
    with pytest.raises(WrongTypeError, match="not a JSON object"):
        repair.load_object("[1]")
    assert repair.load_object('{"a": NaN, "b": [-Infinity, 1e999]}') == {
        "a": None,
        "b": [None, float("inf")],
    }


def test_what_is_right_stays() -> None:
    checks = {"n": repair.count, "t": repair.texts, "m": repair.mapping, "gone": repair.text}
    text, wrong = repair.repair({"n": "5", "t": ["a", None], "m": '{"x": 1}', "other": 1}, checks)
    assert json.loads(text) == {"t": ["a"], "m": {"x": 1}}
    assert wrong == [("n", '"5"', "not a count")]


@given(anything)
def test_a_check_returns_what_json_can_hold_or_refuses(value: object) -> None:
    for check in CHECKS:
        try:
            json.loads(repair.dump(check(value)))
        except WrongTypeError as error:
            assert str(error)  # noqa: PT017


@given(st.lists(st.tuples(st.none() | st.sampled_from(["merge", "adapter"]), st.text())))
def test_parents_keep_their_relation(pairs: list) -> None:
    forms = [{"relation": r, "models": [{"_id": "1", "id": i}]} for r, i in pairs]
    flat = [{"relation": r, "id": i} for r, i in pairs]
    assert repair.parents(forms) == repair.parents(flat) == flat
