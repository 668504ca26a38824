"""Numbers decided by the counted parameters."""

import pytest

from heredity.knowledge.names import parse
from heredity.knowledge.names.totals import fits


def code(name: str, text: str, total: float, adapter: bool = False) -> str:
    found = parse(name, total=total, adapter=adapter)
    return next(one.code for one in found.elements if one.text == text)


@pytest.mark.parametrize(
    ("claimed", "total", "adapter", "fit"),
    [
        (7e9, 6.7e9, False, True),
        (15e9, 8e9, False, True),
        (15.1e9, 8e9, False, False),
        (1e9, 8e9, False, True),
        (0.9e9, 8e9, False, False),
        (7e9, 40e6, True, True),
        (1e6, 40e6, True, False),
    ],
)
def test_seven_eighths_and_adapters(claimed: float, total: float, adapter: bool, fit: bool) -> None:
    assert fits(claimed, total, adapter) is fit


def test_a_million_is_context_or_parameters() -> None:
    assert code("Foo-7B-1M", "1M", 7.2e9) == "K"
    assert code("TinyStories-1M", "1M", 1.1e6) == "P"
    assert parse("Foo-1M", total=7e9).context == 1_048_576


def test_tokens_are_no_size() -> None:
    one = parse("olmo-1B-3000B-base", total=1.2e9)
    assert (one.params, [x.code for x in one.elements][2]) == (1e9, "R")


def test_an_active_size_keeps_a_misfit() -> None:
    assert parse("Qwen3-30B-A3B", total=3.3e9).params == 30e9


def test_a_total_that_nothing_fits_leaves_no_count() -> None:
    assert parse("llama-7b", total=1e6).params is None
