"""GGUF: what the library writes is read alike; what breaks the format is refused."""

import struct
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFEndian, GGUFReader, GGUFWriter

from heredity.core.errors import InputError, UserError
from heredity.hub.headers import read_header
from heredity.hub.headers.dtypes import GGML
from tests.hub.headers.making import gguf, gguf_value, text

ONE = {"token_embd.weight": ("F32", (2, 32))}


def library_file(path: Path, endianess: GGUFEndian = GGUFEndian.LITTLE) -> Path:
    writer = GGUFWriter(path, "llama", endianess=endianess)
    writer.add_block_count(3)
    writer.add_token_list([f"word{at}" for at in range(100)])
    writer.add_token_scores([float(at) for at in range(100)])
    writer.add_expert_used_count(2)
    writer.add_bool("general.sure", True)
    writer.add_tensor("token_embd.weight", np.zeros((100, 64), np.float32))
    packed = np.zeros((5, 144 * 2), np.uint8)
    writer.add_tensor("blk.0.attn_q.weight", packed, raw_dtype=GGMLQuantizationType.Q4_K)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.mark.parametrize("endianess", GGUFEndian, ids=lambda one: one.name)
def test_what_the_library_writes_is_read_alike(tmp_path: Path, endianess: GGUFEndian) -> None:
    path = library_file(tmp_path / "model.gguf", endianess)
    header, theirs = read_header(path), GGUFReader(path)
    assert [(t.name, list(t.shape), t.dtype) for t in header.tensors] == [
        (t.name, [int(size) for size in reversed(t.shape)], t.tensor_type.name)
        for t in theirs.tensors
    ]
    begin = int(theirs.data_offset)
    assert [t.offsets for t in header.tensors] == [
        (int(t.data_offset) - begin, int(t.data_offset) - begin + int(t.n_bytes))
        for t in theirs.tensors
    ]
    assert header.metadata["llama.block_count"] == 3
    assert header.metadata["general.sure"] is True
    tokens = header.metadata["tokenizer.ggml.tokens"]
    assert (tokens["type"], tokens["length"], tokens["first"][1]) == ("string", 100, "word1")
    assert header.counts.unique == 100 * 64 + 5 * 512


def test_types_are_those_of_the_library() -> None:
    from gguf.constants import GGML_QUANT_SIZES

    theirs = {int(kind): (kind.name, *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    assert theirs == {number: GGML[number] for number in theirs}


def test_version_2_is_read(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(gguf(ONE, version=2))
    assert read_header(tmp_path).counts.unique == 64


def test_all_shards_are_counted_and_needed(tmp_path: Path) -> None:
    for at in (1, 2):
        pairs = {"split.count": ("u16", 2), "split.no": ("u16", at - 1)}
        data = gguf({f"blk.{at}.ffn_up.weight": ("F32", (2, 32))}, pairs)
        (tmp_path / f"model-Q4_K_M-0000{at}-of-00002.gguf").write_bytes(data)
    assert read_header(tmp_path).counts.unique == 128
    assert read_header(tmp_path / "model-Q4_K_M-00002-of-00002.gguf").counts.unique == 128
    (tmp_path / "model-Q4_K_M-00001-of-00002.gguf").unlink()
    with pytest.raises(UserError, match="lacks 1 of 2 parts"):
        read_header(tmp_path)


def test_sidecars_are_left_apart(tmp_path: Path) -> None:
    (tmp_path / "model-Q4_K_M.gguf").write_bytes(gguf(ONE))
    (tmp_path / "mmproj-model-f16.gguf").write_bytes(gguf({"v.weight": ("F32", (32,))}))
    header = read_header(tmp_path)
    assert header.counts.unique == 64
    assert header.sidecars == ("mmproj-model-f16.gguf",)


def head(tensors: int, pairs: int, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, pairs)


def tensor(name: str = "a", sizes: tuple[int, ...] = (32,), kind: int = 0, at: int = 0) -> bytes:
    dims = struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
    return text(name) + dims + struct.pack("<IQ", kind, at)


def padded(raw: bytes, data: int = 4096) -> bytes:
    return raw + bytes(-len(raw) % 32 + data)


def nested(depth: int) -> bytes:
    return struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * depth + struct.pack("<IQ", 0, 0)


BROKEN = {
    "magic alone": b"GGUF",
    "version 1": b"GGUF" + struct.pack("<III", 1, 0, 0),
    "version 9": head(0, 0, 9),
    "2^60 tensors": padded(head(2**60, 0)),
    "2^60 keys": padded(head(0, 2**60)),
    "more tensors than bytes": padded(head(900_000, 0)),
    "a text of 2^63 bytes": padded(head(0, 1) + struct.pack("<Q", 2**63)),
    "a text beyond the end": padded(head(0, 1) + struct.pack("<Q", 4000), 64),
    "a value beyond the limit": padded(head(0, 1) + text("k") + struct.pack("<IQ", 8, 2**40)),
    "an array of 2^62": padded(head(0, 1) + text("k") + struct.pack("<IIQ", 9, 0, 2**62)),
    "an array of 2^62 texts": padded(head(0, 1) + text("k") + struct.pack("<IIQ", 9, 8, 2**62)),
    "an array of arrays of arrays": padded(head(0, 1) + text("k") + nested(100)),
    "an unknown type": padded(head(0, 1) + text("k") + struct.pack("<I", 77)),
    "an unknown type in an array": padded(head(0, 1) + text("k") + struct.pack("<IIQ", 9, 77, 1)),
    "a key twice": padded(head(0, 2) + 2 * (text("k") + gguf_value("u8", 1))),
    "a key that is no text": padded(head(0, 1) + struct.pack("<Q", 1) + b"\xff"),
    "a tensor twice": padded(head(2, 0) + tensor("a") + tensor("a", at=128)),
    "overlap": padded(head(2, 0) + tensor("a") + tensor("b", at=64)),
    "not aligned": padded(head(1, 0) + tensor(at=8)),
    "data cut off": padded(head(1, 0) + tensor(sizes=(2**20,))),
    "a place of 2^63": padded(head(1, 0) + tensor(at=2**63)),
    "too many dimensions": padded(head(1, 0) + tensor(sizes=(1,) * 99)),
    "a shape beyond all": padded(head(1, 0) + tensor(sizes=(2**40, 2**40))),
    "half a block": padded(head(1, 0) + tensor(sizes=(100,), kind=12)),
    "an alignment of nought": padded(
        head(1, 1) + text("general.alignment") + gguf_value("u32", 0) + tensor()
    ),
    "an alignment that is a text": padded(
        head(1, 1) + text("general.alignment") + gguf_value("text", "32") + tensor()
    ),
    "another format": b"PK\3\4" + bytes(100),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_format_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.gguf").write_bytes(data)
    with pytest.raises(InputError, match=r"model\.gguf"):
        read_header(tmp_path)


def test_a_long_vocabulary_is_stepped_over(tmp_path: Path) -> None:
    words = [f"w{at}" for at in range(50_000)]
    pairs = {"t": ("array", ("text", words)), "n": ("array", ("f32", [0.5] * 50_000))}
    (tmp_path / "model.gguf").write_bytes(gguf(ONE, pairs))
    header = read_header(tmp_path)
    assert header.metadata["n"] == {"type": "float32", "length": 50_000, "first": [0.5] * 16}
    assert header.metadata["t"]["first"] == words[:16]
