"""The pictures of the report by themselves, as notebooks draw them."""

from pathlib import Path
from xml.etree import ElementTree

from heredity.export.report import pictures
from heredity.store import Store


def test_pictures_draw_themselves_and_name_their_queries(full_study: Path) -> None:
    found = pictures(Store(full_study))
    assert len(found) > 10
    for picture in found.values():
        ElementTree.fromstring(picture.svg)
        assert picture._repr_svg_() == picture.svg == picture._repr_mimebundle_()["image/svg+xml"]
        assert picture.title in picture._repr_mimebundle_()["text/plain"]
        assert all(sql.lstrip().upper().startswith(("SELECT", "WITH")) for sql in picture.sql)
