"""The trust report on a terminal: a hundred columns, and nothing that steers it."""

import re
from io import StringIO

import pytest
from rich.console import Console

from heredity.cli.screens import screen
from heredity.export.trust import trust
from heredity.study import Study
from tests.export.trust.hub import studied_hub


@pytest.fixture(scope="module")
def study() -> Study:
    return studied_hub()


def lines(study: Study, model_id: str, every: bool = False) -> list[str]:
    written = StringIO()
    out = Console(file=written, width=110, highlight=False, emoji=False, markup=False)
    for part in screen(trust(study.store, model_id), every, 100):
        out.print(part)
    return [line.rstrip() for line in written.getvalue().splitlines()]


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("model_id", ["me/Tale-7B-chat", "me/odd", "me/blend", "gone/away", "gpt2"])
def test_it_fits_and_steers_nothing(study: Study, model_id: str, every: bool):
    shown = lines(study, model_id, every)
    assert max(map(len, shown)) <= 100
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(shown))
    assert shown[0].startswith(model_id)
    if not every:
        assert len(shown) <= 75


def test_the_answer_stands_first(study: Study):
    shown = "\n".join(lines(study, "you/Tale-7B-chat-13B-GGUF"))
    order = ["is a quantized copy of", "It declares apache-2.0", "Signal: conflict", "Open: ",
             "Lineage, founders first", "What ancestors ask", "Name and facts", "Look at",
             "Stated of what people look for"]  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_long_lineages_are_cut_and_said_to_be(study: Study):
    shown = "\n".join(lines(study, "me/blend"))
    assert "92 more: heredity lineage" in shown
