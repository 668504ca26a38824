import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import InputError
from heredity.hub.importers.jsonrows import json_rows
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Source


def rows(path: Path, container: str, block: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for some in json_rows(Source(path, Peek(container, {})), block):
        table = some.table.to_pydict()
        found += zip(table["row"], table["line"], strict=True)
        found += [(r.row, r.reason) for r in some.rejects]
    return sorted(found)


values = st.dictionaries(
    st.text('ab"\\{}[],: é\n', max_size=6),
    st.recursive(
        st.none() | st.integers() | st.text('x"\\{}[],é', max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("k"), inner, max_size=2)
        ),
        max_leaves=5,
    ),
    max_size=3,
)


@given(
    st.lists(values, max_size=6),
    st.sampled_from([None, 1]),
    st.sampled_from(["json", "json-lines", "spread"]),
    st.sampled_from([7, 64, 1 << 20]),
)
def test_rows_are_found_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory,
    objects: list,
    indent: int | None,
    form: str,
    block: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows of json"
    if form == "json":
        path.write_text(json.dumps(objects, indent=indent))
    elif form == "spread":
        path.write_text("\n".join(json.dumps(o, indent=2) for o in objects))
    else:
        path.write_text("".join(json.dumps(o) + "\n" for o in objects))
    found = rows(path, "json-lines" if form == "json-lines" else "json", block)
    assert [n for n, _ in found] == list(range(1, len(objects) + 1))
    assert [json.loads(line) for _, line in found] == objects


@given(st.binary(max_size=60), st.sampled_from([3, 100]))
def test_any_bytes_have_rows_or_none(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, block: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows of json"
    for container, start in (("json", b"["), ("json", b"{"), ("json-lines", b"")):
        path.write_bytes(start + data)
        try:
            found = rows(path, container, block)
        except InputError as error:
            assert "ends in the middle" in error.what or "damaged" in error.what  # noqa: PT017
        else:
            assert [n for n, _ in found] == list(range(1, len(found) + 1))


def test_an_array_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('[{"a": 1}, {"a": 2}, {"a"')
    with pytest.raises(InputError, match="in the middle of its JSON array, at row 3"):
        rows(path, "json", 100)


def test_what_stands_behind_the_array_is_a_row_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('[{"a": 1}] rubbish')
    assert [line for _, line in rows(path, "json", 100)] == ['{"a": 1}', " rubbish"]


def test_a_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n\r\n{"a":2}')
    assert rows(path, "json-lines", 5) == [(1, '{"a":1}\r'), (2, "\r"), (3, '{"a":2}')]


def test_a_row_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heredity.hub.importers.jsonrows.LONGEST_ROW", 100)
    path = tmp_path / "file"
    path.write_text('[{"a": "' + "x" * 500)
    with pytest.raises(InputError, match="row 1: longer than"):
        rows(path, "json", 64)
