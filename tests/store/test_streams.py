"""Plain, gzip and Zstandard streams."""

from __future__ import annotations

import contextlib
import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import InputError, OutsideError, UserError
from heredity.store.streams import (
    DamagedStream,
    compression_of,
    open_input,
    open_output,
    read_lines,
    write_file,
    write_lines,
)

LINES = [b'{"id": %d, "square": "%d"}\n' % (i, i * i) for i in range(50_000)]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_what_was_written_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows.jsonl{suffix}"
    assert write_lines(path, LINES) == len(LINES)
    assert compression_of(path) == {"": None, ".gz": "gzip", ".zst": "zstd"}[suffix]
    assert list(read_lines(path)) == LINES
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_the_same_lines_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name in "ab":
        write_lines(tmp_path / f"{name}{suffix}", LINES[:100])
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_first_bytes_count_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(gzip.compress(b"one\ntwo"))
    assert list(read_lines(path)) == [b"one\n", b"two"]


def test_gzip_members_follow_one_another(tmp_path: Path) -> None:
    path = tmp_path / "rows.gz"
    path.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert list(read_lines(path)) == [b"one\n", b"two\n"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_truncated_file_gives_what_it_has_and_then_says_so(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows{suffix}"
    write_lines(path, LINES)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    got: list[bytes] = []
    with pytest.raises(DamagedStream, match="damaged"):
        got.extend(read_lines(path))
    lines = [line for line in got if line.endswith(b"\n")]
    assert 0.2 * len(LINES) < len(lines) < len(LINES)
    assert lines == LINES[: len(lines)]


@given(junk=st.binary(max_size=300), magic=st.sampled_from([b"\x1f\x8b", b"\x28\xb5\x2f\xfd"]))
def test_junk_behind_a_magic_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk"
    path.write_bytes(magic + junk)
    with contextlib.suppress(InputError):
        list(read_lines(path))


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert list(read_lines(path)) == []


def test_a_missing_file_and_a_folder_are_input_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="Cannot read"):
            open_input(path)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_an_interrupted_write_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    def interrupted() -> None:
        with open_output(tmp_path / f"rows{suffix}") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_outside_error(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="Could not write"):
        write_lines(tmp_path / "none" / "rows", LINES[:1])


def test_a_whole_file_makes_the_folders_on_its_way(tmp_path: Path) -> None:
    place = tmp_path / "new" / "deep" / "page.html"
    write_file(place, b"text")
    assert place.read_bytes() == b"text"
    assert [one.name for one in place.parent.iterdir()] == ["page.html"]
    with pytest.raises(UserError, match="is a folder"):
        write_file(place.parent, b"")
    with pytest.raises(OutsideError, match="Could not write"):
        write_file(place / "below", b"")


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    # Not /dev/null: where a test fails as root, a machine would lose it.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        with open_output(pipe) as file:
            file.write(b"text")
        assert read.result(timeout=30) == b"text"
    assert pipe.is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]
