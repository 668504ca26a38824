"""Safetensors: eight bytes of length, a JSON header, data."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from heredity.hub.headers import limits
from heredity.hub.headers.dtypes import BITS
from heredity.hub.headers.header import TensorInfo
from heredity.hub.headers.jsontext import Unsound, parse_object
from heredity.hub.headers.parts import Part, Unfit, checked_shape, uncovered
from heredity.hub.headers.source import Source, Window, brief, broken

FORMAT: Final = "safetensors"
_DTYPE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def read_safetensors(source: Source, file: str) -> Part:
    """Read the header of one file.

    Args:
        source: Its bytes.
        file: Its name within the model.

    Raises:
        InputError: It breaks the format: a header beyond the limit or the file's end, a name
            twice, tensors that overlap or are cut off.
    """
    window = Window(source, FORMAT, limits.FIRST_SAFETENSORS, limits.SAFETENSORS_HEADER + 8)
    window.need(8)
    length = int.from_bytes(window.data[:8], "little")
    if not 2 <= length <= limits.SAFETENSORS_HEADER:
        _refuse(source, f"its header claims {length:,} bytes")
    window.need(8 + length)
    try:
        return _part(_entries(window.data[8 : 8 + length]), source.size() - 8 - length, file)
    except Unsound as error:
        _refuse(source, f"of its header, {error}")
    except Unfit as error:
        _refuse(source, str(error))


def _entries(raw: bytes) -> dict[str, Any]:
    # The format asks for `{` as first byte; spaces may follow the header, not lead it.
    if raw[:1] != b"{":
        raise Unsound("it does not begin with a brace")
    return parse_object(raw, most=limits.SAFETENSORS_HEADER)


def _part(entries: dict[str, Any], data: int, file: str) -> Part:
    metadata = entries.pop("__metadata__", None) or {}
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise Unfit("its metadata are no texts")
    if len(entries) > limits.TENSORS:
        raise Unfit(f"it holds more than {limits.TENSORS:,} tensors")
    tensors = tuple(_tensor(name, entry, file) for name, entry in entries.items())
    spare = uncovered(tensors, data)
    notes = (f"{file}: {spare:,} bytes of data belong to no tensor",) if spare else ()
    return Part(tensors, metadata, notes)


def _tensor(name: str, entry: Any, file: str) -> TensorInfo:
    if len(name) > limits.NAME:
        raise Unfit("the name of a tensor is too long")
    try:
        dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
        if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype):
            raise Unfit("has no type")
        if not isinstance(shape, list) or not isinstance(offsets, list):
            raise Unfit("has no shape or place")
        made = TensorInfo(name, checked_shape(shape), dtype, _place(offsets), file)
        _check_length(made)
    except (KeyError, TypeError) as error:
        raise Unfit(f"the entry '{brief(name)}' is no tensor") from error
    except Unfit as error:
        raise Unfit(f"the tensor '{brief(name)}' {error}") from error
    return made


def _place(offsets: list[Any]) -> tuple[int, int]:
    if len(offsets) != 2 or any(type(one) is not int for one in offsets):
        raise Unfit("has no place")
    low, high = offsets
    if not 0 <= low <= high <= limits.ELEMENTS:
        raise Unfit("has an impossible place")
    return low, high


def _check_length(tensor: TensorInfo) -> None:
    # Types that this version does not know are passed on: newer ones appear every year.
    bits = BITS.get(tensor.dtype)
    length = tensor.offsets[1] - tensor.offsets[0]
    if bits is not None and tensor.elements * bits != length * 8:
        raise Unfit(f"has {length:,} bytes, which its shape and type do not ask for")


def _refuse(source: Source, why: str) -> NoReturn:
    raise broken(source.name, FORMAT, why)
