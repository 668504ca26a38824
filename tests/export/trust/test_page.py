import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from heredity.core.errors import UserError
from heredity.export.trust.page import page, said, write_page
from heredity.export.trust.picture import heights, lineage_picture
from tests.export.trust.conftest import Reports
from tests.export.trust.hub import HOSTILE

MODELS = ["acme/Tale-7B", "me/Tale-7B-chat", "me/odd", "me/blend", "gone/away", "a/round", "gpt2"]


class Balanced(HTMLParser):
    """Checks that what opens is closed, and keeps what is named."""

    VOID = frozenset({"meta", "br", "img", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("model_id", MODELS)
def test_a_page_is_whole_and_loads_nothing(reports: Reports, model_id: str):
    text = page(reports[model_id])
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    assert not parser.seen & {"script", "link", "iframe", "object", "img"}
    assert re.findall(r'(?:src|href)="([^#][^"]*)"', text) == []
    assert "default-src 'none'" in text
    assert model_id in text


def test_foreign_text_stays_text(reports: Reports):
    text = page(reports["me/odd"])
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search("[\x1b\u202e]", text)
    assert "\u27e8U+202E\u27e9" in text
    assert HOSTILE not in text


def test_the_page_names_where_each_thing_was_read(reports: Reports):
    text = page(reports["me/Tale-7B-chat"])
    for words in (
        "models.files",
        "first dropped at",
        "conflict LIC023",
        "Other-9B",
        "not checkable",
    ):
        assert words.lower() in text.lower()


def test_a_picture_puts_parents_above_children(reports: Reports):
    for model_id in ("you/Tale-7B-chat-13B-GGUF", "me/blend", "a/round"):
        report = reports[model_id]
        height = heights(report)
        for one in report.joins:
            if not one.cut:
                assert height[one.parent] > height[one.child]
        assert lineage_picture(report)
    assert "and 95 more" in str(lineage_picture(reports["me/blend"]))
    assert lineage_picture(reports["acme/Tale-7B"]) is None


def test_a_page_is_written_whole(reports: Reports, tmp_path: Path):
    out = tmp_path / "new" / "page.html"
    assert write_page(reports["gpt2"], out) == out.stat().st_size
    with pytest.raises(UserError, match="is a folder"):
        write_page(reports["gpt2"], tmp_path)


def test_values_as_people_read_them():
    assert [said(v) for v in (None, True, 1234567, 0.5, 2.0, ["a", "b"], [])] == [
        "\u2013", "yes", "1,234,567", "0.5", "2", "a, b", "none",
    ]  # fmt: skip
