"""Formats of bills of materials."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from heredity.core.registry import Registry
from heredity.export.bom.facts import Gathered

Document: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be written.

    Attributes:
        spec: Version of the format.
        at: When the document was made; None to leave that out, so that it never changes.
    """

    spec: str
    at: datetime | None


class Part(msgspec.Struct, frozen=True):
    """One model or dataset of a document, whatever its format; for comparing two of them.

    Attributes:
        name: `owner/name`.
        kind: `model` or `dataset`.
        version: Its commit; empty where the document gives none.
        declared: Licenses declared.
        concluded: Licenses concluded.
        ancestors: All its ancestors.
        hashes: Hashes, as `file algorithm:value`.
        datasets: Datasets that it was trained on.
    """

    name: str
    kind: str = "model"
    version: str = ""
    declared: tuple[str, ...] = ()
    concluded: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()


class Contents(msgspec.Struct, frozen=True):
    """What a document holds.

    Attributes:
        format: Name and version of its format.
        subjects: Names of the models that it is about, in their order.
        parts: All models and datasets in it, by kind and name.
    """

    format: str
    subjects: tuple[str, ...]
    parts: Mapping[tuple[str, str], Part]


@dataclass(frozen=True, slots=True)
class BomFormat:
    """One format.

    Attributes:
        name: What the user calls it.
        versions: Versions that can be written, the usual one first.
        doc: What it is and who reads it, in a sentence or two.
        build: Makes a document of facts.
        faults: What is wrong with a document, in words; nothing if it is valid.
        version_of: Version of a document that is in this format; None if it is in another.
        contents: What a document holds.
    """

    name: str
    versions: tuple[str, ...]
    doc: str
    build: Callable[[Gathered, Request], Document]
    faults: Callable[[Document, str], Sequence[str]]
    version_of: Callable[[Document], str | None]
    contents: Callable[[Document], Contents]


def hash_text(algorithm: str, value: str) -> str:
    """A hash as one text, the same for all formats."""
    return f"{algorithm.upper().replace('-', '').replace('_', '')}:{value.lower()}"


FORMATS: Registry[BomFormat] = Registry("format of bills of materials")


def add_format(one: BomFormat) -> BomFormat:
    """Register a format, so that it can be chosen, validated and compared."""
    return FORMATS.add(one.name, one)
