import gzip
import os
from pathlib import Path

import pytest

from heredity.core.errors import InputError
from heredity.export.audit.listing import Line, listing_of, read_listing

TEXT = """\ufeff# our models
acme/x

  https://huggingface.co/acme/y   # the quantized one
#acme/not
acme/x
acme/with#hash
"""


def test_comments_blanks_addresses_and_repeats() -> None:
    found = listing_of(TEXT.encode(), "models.txt")
    assert found.lines == (
        Line(2, "acme/x"),
        Line(4, "https://huggingface.co/acme/y"),
        Line(6, "acme/x"),
        Line(7, "acme/with#hash"),
    )
    assert found.skipped == 3


def test_every_line_is_a_model_or_skipped() -> None:
    found = listing_of(b"a\r\nb\n\xff\xfe/x\n\n", "f")
    assert [line.text for line in found.lines] == ["a", "b", "\ufffd\ufffd/x"]
    assert len(found.lines) + found.skipped == 4


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a b.txt").write_bytes(TEXT.encode())
    (tmp_path / "ids.gz").write_bytes(gzip.compress(TEXT.encode()))
    assert read_listing(tmp_path / "ids.gz").lines == read_listing(tmp_path / "a b.txt").lines
    monkeypatch.chdir(tmp_path)
    assert read_listing(tmp_path / "a b.txt").uri == "a%20b.txt"
    assert read_listing(Path("a b.txt")).uri == "a%20b.txt"
    os.chdir("/")
    assert read_listing(tmp_path / "a b.txt").uri.startswith(("file:///", str(tmp_path)[1:]))
    with pytest.raises(InputError, match="Cannot read"):
        read_listing(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_listing(tmp_path)


def test_a_file_too_long_for_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heredity.export.audit.listing.MOST_BYTES", 3)
    with pytest.raises(InputError, match="no list of models"):
        listing_of(b"acme", "f")
