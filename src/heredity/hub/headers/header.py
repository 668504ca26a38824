"""What a header says: tensors, metadata, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, Literal

Format = Literal["safetensors", "gguf", "pytorch"]


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor as its file describes it; its numbers are never read.

    Attributes:
        name: As stored.
        shape: Slowest dimension first, as PyTorch prints it (GGUF stores the reverse). A scalar has
            the empty shape.
        dtype: As safetensors spells it (`F32`, `BF16`, `F8_E4M3`, `I32`), or the GGUF type
            (`Q4_K`, `MXFP4`).
        offsets: First byte and the byte after the last, within the data of `file`; for PyTorch
            files within the storage, where a strided view may reach over bytes of others.
        file: Name of the file that holds it.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    offsets: tuple[int, int]
    file: str = ""

    @property
    def elements(self) -> int:
        """Product of the shape."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parameters, by four definitions; null means that it cannot be told.

    Attributes:
        stored: Elements of all tensors as they are stored: packed words count once, scales and
            buffers count too. What a hub shows as its total is often this.
        logical: Parameters after unpacking, without scales, zero points and buffers.
        unique: Logical, with tied tensors (such as embedding and output head) counted once.
        active: Unique, with only as many experts as one token uses; equals `unique` without
            experts; null where experts are found and their use per token is not.
        buffers: Stored elements left out because they are no parameters.
        overhead: Stored elements left out because they serve packing (scales, zero points).
        experts: Unique parameters that lie in routed experts.
        packing: How numbers are packed: `none`, or names such as `gptq`, `mlx`, joined by `+`.
        notes: What was assumed, and what could not be told.
    """

    stored: int
    logical: int | None
    unique: int | None
    active: int | None
    buffers: int = 0
    overhead: int = 0
    experts: int = 0
    packing: str = "none"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """All headers of one model.

    Attributes:
        source: Where it was read: a path, or an address without query or credentials.
        format: `safetensors`, `gguf` or `pytorch`.
        files: Names of the files read, in order.
        tensors: In the order of the files; names are distinct.
        metadata: `__metadata__` of safetensors, key/values of GGUF with long arrays summarized.
        counts: Parameters.
        config: `config.json` beside the files, empty where there is none.
        adapter: `adapter_config.json` beside the files; null for what is no adapter.
        commit: Revision that was read, where a hub or its cache tells it.
        sidecars: Files of weights left apart (projectors, other checkpoints).
        bytes_read: Bytes that had to be read.
        notes: What the reader wants known (skipped files, an index that disagrees).
    """

    source: str
    format: Format
    files: tuple[str, ...]
    tensors: tuple[TensorInfo, ...]
    metadata: Mapping[str, Any]
    counts: Counts
    config: Mapping[str, Any] = field(default_factory=dict)
    adapter: Mapping[str, Any] | None = None
    commit: str | None = None
    sidecars: tuple[str, ...] = ()
    bytes_read: int = 0
    notes: tuple[str, ...] = ()
