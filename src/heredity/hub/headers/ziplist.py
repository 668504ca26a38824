"""The table of contents of a zip file, and one small member of it, within bounds."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

from heredity.hub.headers import limits
from heredity.hub.headers.parts import Unfit
from heredity.hub.headers.source import Source, brief

STORED: Final = 0
DEFLATED: Final = 8
_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_TAIL: Final = 65_557  # the record at the end and the longest comment after it
_UNKNOWN: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive.

    Attributes:
        method: How it is packed.
        packed: Bytes in the archive.
        size: Bytes after unpacking, as claimed.
        place: Where its own header begins.
    """

    method: int
    packed: int
    size: int
    place: int


def list_members(source: Source) -> dict[str, Member]:
    """Names and places of all members; nothing is unpacked.

    Raises:
        Unfit: There is no table of contents, or one that cannot be.
    """
    start, length, count = _directory_place(source)
    if length > limits.ZIP_DIRECTORY or count > limits.ZIP_ENTRIES:
        raise Unfit(f"its table of contents claims {count:,} members in {length:,} bytes")
    raw = source.read(start, length)
    if len(raw) < length:
        raise Unfit("its table of contents is cut off")
    members: dict[str, Member] = {}
    at = 0
    for _ in range(count):
        name, member, at = _member(raw, at)
        if name in members:
            raise Unfit(f"it holds the member '{brief(name)}' twice")
        if member.place + member.packed > source.size():
            raise Unfit(f"the member '{brief(name)}' is cut off")
        members[name] = member
    return members


def read_member(source: Source, member: Member, most: int) -> bytes:
    """Unpack one member.

    Raises:
        Unfit: It is longer than `most`, longer than it claims, or packed in another way.
    """
    if member.size > most or member.packed > most:
        raise Unfit(f"its listing claims {max(member.size, member.packed):,} bytes")
    head = source.read(member.place, _LOCAL.size)
    if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
        raise Unfit("a member is not where the table of contents says")
    *_, name, extra = _LOCAL.unpack(head)
    raw = source.read(member.place + _LOCAL.size + name + extra, member.packed)
    if member.method == STORED:
        data = raw
    elif member.method == DEFLATED:
        data = _inflate(raw, member.size)
    else:
        raise Unfit(f"a member is packed by method {member.method}")
    if len(data) != member.size:
        raise Unfit("a member is not as long as it claims")
    return data


def _inflate(raw: bytes, size: int) -> bytes:
    # One byte more than claimed is enough to know that the claim is a lie.
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size + 1)
    except zlib.error as error:
        raise Unfit("a member cannot be unpacked") from error


def _directory_place(source: Source) -> tuple[int, int, int]:
    begin = max(source.size() - _TAIL, 0)
    tail = source.read(begin, _TAIL)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise Unfit("it has no table of contents; it may be cut off")
    _, _, _, _, count, length, start, _ = _END.unpack_from(tail, at)
    if count == 0xFFFF or _UNKNOWN in {length, start}:
        place = at - _END64_PLACE.size
        if place >= 0 and tail[place : place + 4] == b"PK\6\7":
            _, _, end64, _ = _END64_PLACE.unpack_from(tail, place)
            raw = source.read(end64, _END64.size)
            if len(raw) < _END64.size or raw[:4] != b"PK\6\6":
                raise Unfit("its table of contents is not where it says")
            *_, count, length, start = _END64.unpack(raw)
    if start + length > source.size():
        raise Unfit("its table of contents lies beyond its end")
    return start, length, count


def _member(raw: bytes, at: int) -> tuple[str, Member, int]:
    if at + _ENTRY.size > len(raw) or raw[at : at + 4] != b"PK\1\2":
        raise Unfit("its table of contents is damaged")
    fields = _ENTRY.unpack_from(raw, at)
    method, packed, size = fields[4], fields[8], fields[9]
    name_length, extra_length, comment_length, place = *fields[10:13], fields[16]
    at += _ENTRY.size
    name = raw[at : at + name_length].decode("utf-8", "replace")
    at += name_length
    wide = _wide(raw[at : at + extra_length])
    # The long forms stand in this order, each only where the short field is full.
    size, packed, place = (
        wide.pop(0) if value == _UNKNOWN and wide else value for value in (size, packed, place)
    )
    return name, Member(method, packed, size, place), at + extra_length + comment_length


def _wide(extra: bytes) -> list[int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        at += 4
        if kind == 1:
            held = extra[at : at + length]
            return [int.from_bytes(held[i : i + 8], "little") for i in range(0, len(held) - 7, 8)]
        at += length
    return []
