from hypothesis import given
from hypothesis import strategies as st

from heredity.export.trust.evaluations import differences, evaluations, number, under_other_names
from tests.export.trust.conftest import Reports
from tests.export.trust.hub import LEADERBOARD, RESULT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "results",
                    "metrics",
                    "dataset",
                    "value",
                    "type",
                    "source",
                    "config",
                    "args",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_shape_is_read_without_a_fall(value):
    rows = evaluations({"model-index": value})
    assert all(isinstance(row.stated, str) for row in rows)
    differences(rows)
    under_other_names(rows, "a/b")


def with_(**more):
    return [{"name": "m", "results": [RESULT, LEADERBOARD | more]}]


def test_two_sources_contradict_each_other():
    rows = evaluations({"model-index": with_()})
    (found,) = differences(rows)
    assert found.first == (61.5, "the author")
    assert found.second == (55.0, "Open LLM Leaderboard")
    assert found.difference == -6.5
    assert found.dataset == "mmlu/all/test"


def test_only_where_every_key_is_equal():
    data = RESULT["dataset"]
    for changed in (
        {"dataset": data | {"split": "validation"}},
        {"dataset": data | {"config": "other"}},
        {"dataset": data | {"type": "mmlu_pro"}},
        {"dataset": {"type": "mmlu", "config": "all"}},
        {"dataset": data | {"args": {"num_few_shot": 5}}},
        {"metrics": [{"type": "f1", "value": 55.0}]},
        {"metrics": [{"type": "acc", "value": "none"}]},
        {"metrics": [{"type": "acc", "value": 61.5}]},
        {"source": {}},
    ):
        assert differences(evaluations({"model-index": with_(**changed)})) == [], changed


def test_numbers():
    assert (number("61.5 %"), number(3), number("x"), number(True)) == (61.5, 3.0, None, None)
    assert number(float("inf")) is None
    assert number("1e999") is None


def test_results_under_another_name(reports: Reports):
    rows = evaluations({"model-index": [{"name": n, "results": [RESULT]} for n in
                                        ("me/Tale_7b Chat", "tale-7B-chat", "Other")]})  # fmt: skip
    assert under_other_names(rows, "me/Tale-7B-chat") == ["Other"]
    report = reports["me/Tale-7B-chat"]
    assert len(report.evaluations) == 2
    assert len(report.contradictions) == 1
    risk = next(one for one in report.risks if one.name == "borrowed_results")
    assert "Other-9B" in risk.says
