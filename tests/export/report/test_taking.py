"""What can be taken from the page: whole files, the same numbers, nothing that runs."""

import csv
import re
from base64 import b64decode
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report import render
from heredity.export.report.page import Grid, Numbers, figure, words
from heredity.export.report.taking import csv_link
from heredity.store import Store

LINK = re.compile(r'download="([\w.+-]+)" href="data:([^;"]+);base64,([\w+/=]+)"')


def held(link: str) -> str:
    kind, data = link.removeprefix("data:").split(";base64,")
    assert kind == "text/csv"
    return b64decode(data).decode()


@pytest.fixture(scope="module")
def files(full_study: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    out = tmp_path_factory.mktemp("taking") / "r.html"
    render(Store(full_study), out)
    return [(name, b64decode(data).decode()) for name, _, data in LINK.findall(out.read_text())]


def test_every_picture_stands_alone(files: list[tuple[str, str]]) -> None:
    pictures = [text for name, text in files if name.endswith(".svg")]
    assert len(pictures) > 10
    for text in pictures:
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "100%" not in root.attrib.get("width", "")
        assert "--accent:" in text
        assert not re.search(r"<script|\son\w+=|url\(|@import|href=", text)


def test_every_table_can_be_read_back(files: list[tuple[str, str]]) -> None:
    tables = [(name, text) for name, text in files if name.endswith(".csv")]
    assert len({name for name, _ in tables}) == len(tables) > 25
    for _, text in tables:
        heads, *rows = csv.reader(StringIO(text))
        assert heads
        assert all(len(row) == len(heads) for row in rows)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text().filter(lambda t: "\0" not in t))
def test_numbers_are_in_full_and_no_text_is_a_formula(value: float, text: str) -> None:
    link = csv_link(Numbers(Grid(("n", "t"), ((figure(value, "shown"), words(text)),)), "SELECT 1"))
    _, (number, cell) = csv.reader(StringIO(held(link), newline=""))
    assert float(number) == value
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@"))
