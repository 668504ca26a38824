import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import InputError
from heredity.hub.importers import IMPORTERS, NoTableError, peek
from tests.hub.importers.making import json_lines, row


def look(folder: Path, data: bytes) -> object:
    path = folder / "file"
    path.write_bytes(data)
    return peek(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "white space only"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "a PNG image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04zip", "a ZIP archive"),
        (b"\xff\xfeh\x00i\x00", "text in UTF-16"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"BZh91AY", "compressed with bzip2"),
        (b"abc\x00\x01def", "a binary file"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"x" * 257 + b"ustar" + b"\x00" * 100, "a TAR archive"),
    ],
)
def test_files_that_hold_no_rows(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(NoTableError, match=words) as error:
        look(tmp_path, data)
    assert error.value.hint


def test_broken_parquet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="damaged"):
        look(tmp_path, b"PAR1" + b"x" * 50)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Cannot read"):
        peek(tmp_path / "nothing")


def test_containers_and_columns(tmp_path: Path) -> None:
    assert look(tmp_path, b'\xef\xbb\xbf{"id": 1}\n{"b": 2}\n').types == {"id": "", "b": ""}
    assert look(tmp_path, b'{"id": 1}\n').container == "json-lines"
    assert look(tmp_path, b'{\n "id": {"x": 1}\n}').container == "json"
    assert look(tmp_path, b' [{"id": 1}, {"b": 2}, {"c"').types == {"id": "", "b": ""}
    assert look(tmp_path, b'{broken\n{"id": 1}\n').types == {"id": ""}
    assert look(tmp_path, b"a\tb,c\td\n1\t2\t3\n").delimiter == "\t"
    assert list(look(tmp_path, b",a,a\n0,1,2\n").types) == ["", "a", "a#2"]


def sniffed(path: Path) -> str | None:
    seen = peek(path)
    able = sorted((i for i in IMPORTERS.members() if i.knows(seen)), key=lambda i: i.rank)
    return able[0].name if able else None


def test_formats_are_told_by_content(tmp_path: Path) -> None:
    def lines(*rows: object) -> Path:
        return json_lines(tmp_path / "x", *rows)

    assert sniffed(lines(row())) == "hub-api"
    assert sniffed(lines({"modelId": "gpt2", "tags": []})) == "hub-api"
    assert sniffed(lines({"id": "a/b", "card": "text"})) == "hub-api"
    assert sniffed(lines(json.dumps([row()]))) == "hub-api"
    assert sniffed(lines({"id": "a/b", "license": "mit"})) == "table"
    assert sniffed(lines({"model_id": "a/b", "likes": 1})) == "table"
    assert sniffed(lines({"child": "a/b", "parent": "x/y"})) == "links"
    assert (
        sniffed(lines("model_id,likes,parent_model,finetune_parent", "a/b,1,[],[]")) == "modelbiome"
    )
    assert sniffed(lines("child,parent", "a/b,x/y")) == "links"
    assert sniffed(lines("name,age", "me,5")) is None
    assert sniffed(lines("Just a text.")) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_seen_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any bytes"
    path.write_bytes(data)
    try:
        assert peek(path).container in {"parquet", "json", "json-lines", "csv"}
    except InputError as error:
        assert error.what  # noqa: PT017


def test_every_importer_says_what_it_reads() -> None:
    assert list(IMPORTERS) == ["hub-api", "hub-stats", "links", "modelbiome", "table"]
    for importer in IMPORTERS.members():
        assert importer.doc.endswith(".")
        assert importer.extensions
