"""The rule on sizes beside a literal, slow one."""

from hypothesis import given
from hypothesis import strategies as st

from heredity.checks.naming.judging import Ruling
from heredity.checks.naming.linting import lint
from heredity.checks.naming.sizes import judge
from heredity.checks.naming.subjects import Subject
from tests.oracles.sizes import verdict


@given(
    st.integers(min_value=3, max_value=400),
    st.floats(min_value=0.01, max_value=60, allow_nan=False),
)
def test_without_a_second_source_no_count_is_an_error(claimed: int, ratio: float) -> None:
    counted = float(round(claimed * 1e9 * ratio))
    linted = lint(f"ann/Great-{claimed}B", {"parameters": counted})
    said = {c.check: c.severity.value for c in linted.complaints}
    expected = verdict(claimed * 1e9, counted, agrees=False)
    assert said.get("SIZE", linted.outcomes["SIZE"]) == expected


@given(
    st.integers(min_value=3, max_value=400),
    st.floats(min_value=0.01, max_value=60, allow_nan=False),
)
def test_with_a_parent_that_agrees_a_wrong_count_is_an_error(claimed: int, ratio: float) -> None:
    counted = float(round(claimed * 1e9 * ratio))
    subject = Subject(
        {"name": f"Great-{claimed}B", "parameters": counted},
        "bob/Other",
        {"parameters": counted},
        1,
        1,
    )
    said = judge(subject)
    expected = verdict(claimed * 1e9, counted, agrees=True)
    found = said.severity.value if isinstance(said, Ruling) else ["", "ok", "unknown"][said]
    assert found == expected
