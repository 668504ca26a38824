"""GGUF, versions 2 and 3, of either byte order: key/values, tensor descriptions, data."""

from __future__ import annotations

import struct
from typing import Any, Final

from heredity.core.errors import InputError
from heredity.hub.headers import limits
from heredity.hub.headers.dtypes import GGML
from heredity.hub.headers.header import TensorInfo
from heredity.hub.headers.parts import Part, Unfit, checked_shape, uncovered
from heredity.hub.headers.source import Source, Window, brief, broken

FORMAT: Final = "GGUF"
MAGIC: Final = b"GGUF"
_SCALARS: Final = {
    0: ("uint8", "B", 1),
    1: ("int8", "b", 1),
    2: ("uint16", "H", 2),
    3: ("int16", "h", 2),
    4: ("uint32", "I", 4),
    5: ("int32", "i", 4),
    6: ("float32", "f", 4),
    7: ("bool", "?", 1),
    10: ("uint64", "Q", 8),
    11: ("int64", "q", 8),
    12: ("float64", "d", 8),
}
_TEXT: Final = 8
_ARRAY: Final = 9
_ALIGNMENT: Final = 32


def read_gguf(source: Source, file: str) -> Part:
    """Read the header of one file; numbers of tensors are logical, whatever their packing.

    Arrays of more than `limits.GGUF_SHOWN` members become a dictionary of their type, length and
    first members.

    Args:
        source: Its bytes.
        file: Its name within the model.

    Raises:
        InputError: It breaks the format, or is of version 1, which nobody reads any more.
    """
    window = Window(source, FORMAT, limits.FIRST_GGUF, limits.GGUF_HEADER, ahead=True)
    try:
        return _Reader(window, file).part()
    except Unfit as error:
        raise broken(source.name, FORMAT, str(error)) from error


class _Reader:
    def __init__(self, window: Window, file: str) -> None:
        self.window = window
        self.file = file
        self.at = 0
        self.order = "<"
        self.texts = 0

    def part(self) -> Part:
        tensors, pairs = self._counts()
        metadata = self._pairs(pairs)
        found = self._tensors(tensors)
        alignment = metadata.get("general.alignment", _ALIGNMENT)
        if type(alignment) is not int or alignment < 1 or alignment & (alignment - 1):
            raise Unfit("its alignment is no power of two")
        begin = -(-self.at // alignment) * alignment
        # A file of words alone has no data, and may end before the padding.
        data = max(self.window.source.size() - begin, 0)
        if any(one.offsets[0] % alignment for one in found):
            raise Unfit("a tensor is not aligned")
        uncovered(found, data)
        return Part(found, metadata)

    def _counts(self) -> tuple[int, int]:
        if self._take(4) != MAGIC:
            raise Unfit("it does not begin with GGUF")
        version = int.from_bytes(self._take(4), "little")
        if version and version & 0xFFFF == 0:
            self.order = ">"
            version >>= 24
        if version not in {2, 3}:
            raise InputError(
                f"{self.window.source.name} is a GGUF file of version {version:,}; "
                "only 2 and 3 are read.",
                "Convert the model again with a current converter.",
            )
        tensors, pairs = self._number("Q", 8), self._number("Q", 8)
        # Each takes some bytes: a count beyond the file's length is a lie and costs nothing.
        room = self.window.source.size()
        if tensors > min(limits.TENSORS, room // 24) or pairs > min(limits.GGUF_PAIRS, room // 13):
            raise Unfit(f"it claims {tensors:,} tensors and {pairs:,} keys")
        return tensors, pairs

    def _pairs(self, count: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(count):
            key = self._name()
            if key in found:
                raise Unfit(f"it holds the key '{brief(key)}' twice")
            found[key] = self._value(self._number("I", 4), 0)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind == _TEXT:
            return self._text(limits.GGUF_TEXT).decode("utf-8", "replace")
        if kind == _ARRAY:
            return self._array(depth)
        scalar = _SCALARS.get(kind)
        if scalar is None:
            raise Unfit(f"a value has the unknown type {kind}")
        return self._number(scalar[1], scalar[2])

    def _array(self, depth: int) -> Any:
        if depth >= limits.GGUF_NESTING:
            raise Unfit("an array is nested too deeply")
        kind, count = self._number("I", 4), self._number("Q", 8)
        shown = min(count, limits.GGUF_SHOWN)
        if kind in _SCALARS:
            name, code, width = _SCALARS[kind]
            raw = self._take(count * width)
            first = list(struct.unpack_from(f"{self.order}{shown}{code}", raw))
        else:
            name = {_TEXT: "string", _ARRAY: "array"}.get(kind, "")
            first = [self._value(kind, depth + 1) for _ in range(shown)]
            self._step_over(kind, count - shown, depth)
        return first if count == shown else {"type": name, "length": count, "first": first}

    def _step_over(self, kind: int, count: int, depth: int) -> None:
        self.texts += count
        if self.texts > limits.GGUF_ARRAY_TEXTS:
            raise Unfit("its arrays hold too many members")
        if kind == _ARRAY:
            for _ in range(count):
                self._array(depth + 1)
            return
        unpack = struct.Struct(f"{self.order}Q").unpack_from
        data, at = self.window.data, self.at
        for _ in range(count):
            if at + 8 > len(data):
                self.window.need(at + 8)
                data = self.window.data
            at += 8 + unpack(data, at)[0]
        self.at = at

    def _tensors(self, count: int) -> tuple[TensorInfo, ...]:
        found: dict[str, TensorInfo] = {}
        for _ in range(count):
            one = self._tensor()
            if one.name in found:
                raise Unfit(f"it holds the tensor '{brief(one.name)}' twice")
            found[one.name] = one
        return tuple(found.values())

    def _tensor(self) -> TensorInfo:
        name = self._name()
        rank = self._number("I", 4)
        if rank > limits.RANK:
            raise Unfit(f"the tensor '{brief(name)}' has {rank:,} dimensions")
        sizes = struct.unpack(f"{self.order}{rank}Q", self._take(8 * rank))
        kind, offset = self._number("I", 4), self._number("Q", 8)
        try:
            shape = checked_shape(reversed(sizes))
            dtype, length = _extent(kind, shape)
        except Unfit as error:
            raise Unfit(f"the tensor '{brief(name)}' {error}") from error
        return TensorInfo(name, shape, dtype, (offset, offset + length), self.file)

    def _name(self) -> str:
        raw = self._text(limits.NAME)
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise Unfit("a name is no text") from error

    def _text(self, most: int) -> bytes:
        length = self._number("Q", 8)
        if length > most:
            raise Unfit(f"a text claims {length:,} bytes")
        return self._take(length)

    def _number(self, code: str, width: int) -> Any:
        raw = self._take(width)
        return raw[0] != 0 if code == "?" else struct.unpack(self.order + code, raw)[0]

    def _take(self, length: int) -> bytes:
        end = self.at + length
        self.window.need(end)
        taken = self.window.data[self.at : end]
        self.at = end
        return taken


def _extent(kind: int, shape: tuple[int, ...]) -> tuple[str, int]:
    known = GGML.get(kind)
    if known is None:
        return f"TYPE_{kind}", 0
    name, block, width = known
    elements = 1
    for size in shape:
        elements *= size
    if (shape[-1] if shape else 1) % block:
        raise Unfit(f"has rows that are no whole blocks of {name}")
    return name, elements // block * width
