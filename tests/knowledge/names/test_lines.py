"""Lines of JSON say the same as single names."""

import json

from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.names import json_lines, parse

KEYS = [
    "id",
    "elements",
    "params",
    "active_params",
    "version",
    "quant",
    "bits",
    "format",
    "context",
    "convention",
]


@given(st.lists(st.text(max_size=30) | st.sampled_from(["llama-3.1-8b-AWQ", "x-7B-A3B-128k"])))
def test_lines_are_the_objects_of_single_names(names: list[str]) -> None:
    text = "".join(json_lines([names]))
    found = [json.loads(line) for line in text.split("\n")[:-1]]
    assert found == [json.loads(json.dumps(parse(name).as_json())) for name in names]
    assert all(list(one) == KEYS for one in found)


def test_broken_letters_are_escaped() -> None:
    assert "".join(json_lines([["a\ud800"]])).encode("ascii")


def test_workers_keep_the_order() -> None:
    names = [f"llama-{at}b" for at in range(50)]
    lines = "".join(json_lines([names[:30], names[30:]], processes=2)).splitlines()
    assert [json.loads(line)["id"] for line in lines] == names
