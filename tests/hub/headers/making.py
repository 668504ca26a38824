"""Writes small files of weights, sound ones and broken ones. For tests only."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heredity.hub.headers.dtypes import BITS, GGML

Shape = Sequence[int]
Spec = Mapping[str, tuple[str, Shape]]
"""Type and shape by name."""

GGML_IDS = {name: number for number, (name, _, _) in GGML.items()}
KINDS = {"u8": 0, "i8": 1, "u16": 2, "i16": 3, "u32": 4, "i32": 5, "f32": 6, "bool": 7}
KINDS |= {"text": 8, "array": 9, "u64": 10, "i64": 11, "f64": 12}
CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STORAGE = {"F32": "FloatStorage", "F16": "HalfStorage", "I64": "LongStorage", "U8": "ByteStorage"}


def elements(shape: Shape) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def safetensors(
    tensors: Spec, metadata: Mapping[str, str] | None = None, data: bool = True
) -> bytes:
    """A whole file; `data=False` leaves the numbers out of a file of the right length."""
    header: dict[str, Any] = {} if metadata is None else {"__metadata__": dict(metadata)}
    at = 0
    for name, (dtype, shape) in tensors.items():
        length = elements(shape) * BITS[dtype] // 8
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + length]}
        at += length
    return framed(json.dumps(header).encode(), at if data else 0)


def framed(header: bytes, data: int = 0) -> bytes:
    """A header with its length before it and zeros behind it."""
    return struct.pack("<Q", len(header)) + header + bytes(data)


def sparse(path: Path, tensors: Spec, metadata: Mapping[str, str] | None = None) -> Path:
    """A file of any size that takes no place: its data are a hole."""
    header = safetensors(tensors, metadata, data=False)
    length = sum(elements(shape) * BITS[dtype] // 8 for dtype, shape in tensors.values())
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + length)
    return path


def text(value: str, order: str = "<") -> bytes:
    raw = value.encode()
    return struct.pack(f"{order}Q", len(raw)) + raw


def gguf_value(kind: str, value: Any, order: str = "<") -> bytes:
    """A typed value; an array is given as (kind of members, members)."""
    number = KINDS[kind]
    return struct.pack(f"{order}I", number) + _bare(number, value, order)


def _bare(number: int, value: Any, order: str) -> bytes:
    if number == KINDS["text"]:
        return text(value, order)
    if number == KINDS["array"]:
        inner, members = value
        head = struct.pack(f"{order}IQ", KINDS[inner], len(members))
        return head + b"".join(_bare(KINDS[inner], one, order) for one in members)
    return struct.pack(order + CODES[number], value)


def gguf(
    tensors: Spec,
    pairs: Mapping[str, tuple[str, Any]] | None = None,
    *,
    version: int = 3,
    order: str = "<",
    data: bool = True,
) -> bytes:
    """A whole file; shapes are given slowest first, as our reader gives them."""
    made = io.BytesIO()
    held = dict(pairs or {})
    made.write(b"GGUF" + struct.pack(f"{order}IQQ", version, len(tensors), len(held)))
    for key, (kind, value) in held.items():
        made.write(text(key, order) + gguf_value(kind, value, order))
    at = 0
    for name, (dtype, shape) in tensors.items():
        _, block, width = GGML[GGML_IDS[dtype]]
        made.write(text(name, order) + struct.pack(f"{order}I", len(shape)))
        made.write(struct.pack(f"{order}{len(shape)}Q", *reversed(shape)))
        made.write(struct.pack(f"{order}IQ", GGML_IDS[dtype], at))
        at += -(-elements(shape) // block * width // 32) * 32
    made.write(bytes(-made.tell() % 32) + bytes(at if data else 0))
    return made.getvalue()


class Listing:
    """Writes the program that describes tensors, opcode by opcode."""

    def __init__(self) -> None:
        self.raw = bytearray(b"\x80\x02")

    def put(self, *parts: bytes) -> Listing:
        for part in parts:
            self.raw += part
        return self

    def name(self, module: str, name: str) -> Listing:
        return self.put(f"c{module}\n{name}\n".encode())

    def text(self, value: str) -> Listing:
        raw = value.encode()
        return self.put(b"X" + struct.pack("<I", len(raw)) + raw)

    def number(self, value: int) -> Listing:
        if 0 <= value < 2**31:
            return self.put(b"J" + struct.pack("<i", value))
        raw = value.to_bytes(10, "little", signed=True)
        return self.put(b"\x8a" + bytes([len(raw)]) + raw)

    def numbers(self, values: Shape) -> Listing:
        self.put(b"(")
        for value in values:
            self.number(value)
        return self.put(b"t")

    def storage(self, kind: str, key: str, count: int) -> Listing:
        self.put(b"(").text("storage").name("torch", kind).text(key).text("cpu").number(count)
        return self.put(b"tQ")

    def tensor(
        self,
        dtype: str,
        shape: Shape,
        key: str,
        offset: int = 0,
        count: int | None = None,
        strides: Shape | None = None,
    ) -> Listing:
        steps = [elements(shape[at + 1 :]) for at in range(len(shape))]
        self.name("torch._utils", "_rebuild_tensor_v2").put(b"(")
        self.storage(STORAGE[dtype], key, offset + elements(shape) if count is None else count)
        self.number(offset).numbers(shape).numbers(strides if strides is not None else steps)
        return self.put(b"\x89").name("collections", "OrderedDict").put(b")RtR")

    def end(self) -> bytes:
        return bytes(self.raw + b".")


def pytorch(tensors: Spec, shared: Mapping[str, str] | None = None) -> bytes:
    """A checkpoint; `shared` names tensors that lie in another's storage."""
    listing, sizes = Listing(), {}
    keys: dict[str, str] = {}
    listing.name("collections", "OrderedDict").put(b")R(")
    for name, (dtype, shape) in tensors.items():
        key = keys.setdefault((shared or {}).get(name, name), str(len(keys)))
        sizes[key] = elements(shape) * BITS[dtype] // 8
        listing.text(name).tensor(dtype, shape, key)
    return archive(listing.put(b"u").end(), sizes)


def archive(
    listing: bytes, sizes: Mapping[str, int], *, packed: bool = False, root: str = "archive/"
) -> bytes:
    """A zip archive as PyTorch lays it out."""
    made = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr(f"{root}data.pkl", listing)
        file.writestr(f"{root}byteorder", "little")
        for key, size in sizes.items():
            file.writestr(f"{root}data/{key}", bytes(size))
        file.writestr(f"{root}version", "3\n")
    return made.getvalue()


def bert(layers: int = 12, d: int = 768, f: int = 3072, words: int = 30_522) -> Spec:
    """The tensors of a BERT encoder with its pooler."""
    made: dict[str, tuple[str, Shape]] = {
        "embeddings.word_embeddings.weight": ("F32", (words, d)),
        "embeddings.position_embeddings.weight": ("F32", (512, d)),
        "embeddings.token_type_embeddings.weight": ("F32", (2, d)),
        "embeddings.position_ids": ("I64", (1, 512)),
        "embeddings.LayerNorm.weight": ("F32", (d,)),
        "embeddings.LayerNorm.bias": ("F32", (d,)),
        "pooler.dense.weight": ("F32", (d, d)),
        "pooler.dense.bias": ("F32", (d,)),
    }
    for at in range(layers):
        base = f"encoder.layer.{at}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value"):
            made |= _linear(f"{base}.{part}", d, d)
        made |= _linear(f"{base}.attention.output.dense", d, d)
        made |= _linear(f"{base}.intermediate.dense", f, d) | _linear(f"{base}.output.dense", d, f)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            made[f"{base}.{part}.weight"] = made[f"{base}.{part}.bias"] = ("F32", (d,))
    return made


def _linear(name: str, rows: int, columns: int) -> dict[str, tuple[str, Shape]]:
    return {f"{name}.weight": ("F32", (rows, columns)), f"{name}.bias": ("F32", (rows,))}


def llama(
    layers: int = 32,
    d: int = 4096,
    f: int = 11_008,
    words: int = 32_000,
    groups: int = 4096,
    experts: int = 0,
    dtype: str = "F16",
) -> Spec:
    """The tensors of a Llama, or of a Mixtral where experts are asked for."""
    made: dict[str, tuple[str, Shape]] = {"model.embed_tokens.weight": (dtype, (words, d))}
    for at in range(layers):
        base = f"model.layers.{at}"
        for part, rows in (("q", d), ("k", groups), ("v", groups), ("o", d)):
            made[f"{base}.self_attn.{part}_proj.weight"] = (dtype, (rows, d))
        for name in ("input_layernorm", "post_attention_layernorm"):
            made[f"{base}.{name}.weight"] = (dtype, (d,))
        if experts:
            made[f"{base}.block_sparse_moe.gate.weight"] = (dtype, (experts, d))
        for mlp in _feeds(base, experts):
            names = ("w1", "w3", "w2") if experts else ("gate_proj", "up_proj", "down_proj")
            for name, shape in zip(names, ((f, d), (f, d), (d, f)), strict=True):
                made[f"{mlp}.{name}.weight"] = (dtype, shape)
    made["model.norm.weight"] = (dtype, (d,))
    made["lm_head.weight"] = (dtype, (words, d))
    return made


def _feeds(base: str, experts: int) -> list[str]:
    return [f"{base}.block_sparse_moe.experts.{e}" for e in range(experts)] or [f"{base}.mlp"]
