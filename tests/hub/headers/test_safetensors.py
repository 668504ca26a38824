"""Safetensors: what the library writes is read alike; what breaks the format is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from heredity.core.errors import HeredityError, InputError
from heredity.hub.headers import read_header
from tests.hub.headers.making import framed, safetensors

DTYPES = {np.dtype(k): v for k, v in {"f4": "F32", "f2": "F16", "i8": "I64", "u1": "U8"}.items()}


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
        st.tuples(
            st.sampled_from(sorted(DTYPES, key=str)), st.lists(st.integers(0, 4), max_size=4)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_the_library_writes_is_read_alike(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, tuple[np.dtype, list[int]]]
) -> None:
    spec.pop("__metadata__", None)
    path = tmp_path_factory.mktemp("made") / "model.safetensors"
    save_file({n: np.zeros(shape, dtype) for n, (dtype, shape) in spec.items()}, path, {"a": "b"})
    header = read_header(path)
    assert {t.name: (t.dtype, list(t.shape)) for t in header.tensors} == {
        name: (DTYPES[dtype], shape) for name, (dtype, shape) in spec.items()
    }
    assert header.metadata == {"a": "b"}
    assert header.notes == ()


def entry(**more: object) -> dict[str, object]:
    return {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **more}


def header_of(**entries: object) -> bytes:
    return framed(json.dumps(entries).encode(), 8)


BROKEN = {
    "empty": b"",
    "short": b"\x01\0",
    "length beyond the file": framed(b"{}")[:8].replace(b"\x02", b"\x50") + b"{}",
    "length beyond the limit": (2**63).to_bytes(8, "little") + b"{}",
    "length of all ones": b"\xff" * 8 + b"{}",
    "just beyond the limit": (100_000_001).to_bytes(8, "little") + b"{}",
    "no length": (0).to_bytes(8, "little"),
    "not JSON": framed(b"{nonsense}"),
    "not an object": framed(b"[1, 2]"),
    "not UTF-8": framed(b'{"\xff": 1}'),
    "half a character": framed(rb'{"__metadata__": {"a": "\ud800"}}'),
    "deep": framed(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "deep lists": framed(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "too many objects": framed(b'{"a":[' + b"{}," * 2_000_000 + b"{}]}"),
    "a name twice": framed(
        b'{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},'
        b'"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}',
        1,
    ),
    "overlap": header_of(a=entry(), b=entry(data_offsets=[4, 12])),
    "the same place": header_of(a=entry(), b=entry()),
    "data cut off": header_of(a=entry(data_offsets=[8, 16])),
    "backwards": header_of(a=entry(data_offsets=[8, 0])),
    "negative place": header_of(a=entry(data_offsets=[-8, 0])),
    "negative size": header_of(a=entry(shape=[-2])),
    "size that is no whole number": header_of(a=entry(shape=[2.0])),
    "size that is a switch": header_of(a=entry(shape=[True])),
    "size beyond all": header_of(a=entry(shape=[2**62, 2**62])),
    "size of a thousand digits": framed(
        b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b'],"data_offsets":[0,8]}}', 8
    ),
    "too many dimensions": header_of(a=entry(shape=[1] * 100)),
    "wrong length": header_of(a=entry(shape=[3])),
    "no type": header_of(a={"shape": [2], "data_offsets": [0, 8]}),
    "type that is no word": header_of(a=entry(dtype="F32\n\x1b[2J")),
    "an entry that is a number": header_of(a=1),
    "an entry that is a list": header_of(a=[1, 2, 3]),
    "metadata that are no texts": header_of(__metadata__={"a": [1]}),
    "not a number": framed(b'{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}', 8),
    "name too long": header_of(**{"n" * 5000: entry()}),
    "pointer of a large file": b"version https://git-lfs.example/spec/v1\noid sha256:0\nsize 9\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_format_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_header(path)
    assert "model.safetensors" in caught.value.what
    assert caught.value.what.isprintable()
    assert len(caught.value.what) < 500


def test_types_of_tomorrow_are_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(header_of(a=entry(dtype="F2_E1M0")))
    assert read_header(path).tensors[0].dtype == "F2_E1M0"


def test_data_of_no_tensor_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(safetensors({"a": ("U8", (3,))}) + b"hidden")
    assert read_header(path).notes == ("model.safetensors: 6 bytes of data belong to no tensor",)


def test_numbers_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(safetensors({"a": ("F32", (1_000_000,))}))
    assert read_header(path).bytes_read < 100_000


@pytest.mark.parametrize("kind", ["pipe", "folder", "nothing"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    import os

    path = tmp_path / "model.safetensors"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(HeredityError):
        read_header(path)
