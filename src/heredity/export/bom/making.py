"""A bill of materials from a study: gathered, built, validated, and only then written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from heredity.core.errors import OutsideError, UserError
from heredity.export.bom.completeness import Completeness, completeness
from heredity.export.bom.facts import Gathered, gather
from heredity.export.bom.registry import FORMATS, BomFormat, Request
from heredity.store import Store
from heredity.store.streams import write_file


class BomResult(msgspec.Struct, frozen=True):
    """A bill of materials.

    Attributes:
        document: It, as plain values.
        format: Its format.
        spec: Version of the format.
        completeness: How complete the facts about each model asked for are.
        notes: What a reader should know besides.
    """

    document: dict[str, Any]
    format: str
    spec: str
    completeness: list[Completeness]
    notes: list[str]

    def text(self) -> str:
        """The document as JSON text."""
        return json.dumps(self.document, ensure_ascii=False, indent=2) + "\n"


def bom(
    store: Store,
    models: Sequence[str],
    *,
    format: str = "cyclonedx",  # noqa: A002 - as on the command line
    spec: str | None = None,
    out: Path | None = None,
    timestamp: bool = True,
    variants: bool = False,
) -> BomResult:
    """Make a bill of materials of some models.

    Args:
        store: A study that has been linked.
        models: What the models are called; see `resolve_model`.
        format: One of `FORMATS`.
        spec: Version of the format; by default the usual one.
        out: File to write, whole or not at all; compressed if it ends in `.gz` or `.zst`.
        timestamp: Whether to say when it was made: now, or `SOURCE_DATE_EPOCH`.
        variants: Whether to list quantized copies of the models.

    Raises:
        UserError: No such format or version, or no model is named.
        UnknownModel: A model is not in the study.
        StudyError: The study has not been linked.
        OutsideError: The document does not meet its schema, which is a fault of ours; or the disk
            refused. Nothing is written then.
    """
    chosen = FORMATS.get(format)
    version = _version(chosen, spec)
    if not models:
        raise UserError("No model is named.", "Name one: heredity bom OWNER/NAME")
    gathered = gather(store, models, variants=variants)
    at = _now() if timestamp else None
    document = chosen.build(gathered, Request(version, at))
    if wrong := chosen.faults(document, version):
        raise OutsideError(
            f"The {chosen.name} {version} document is not valid, and was not written: {wrong[0]}",
            "This is a fault in Heredity; please report it with the model's name.",
        )
    result = BomResult(
        document,
        chosen.name,
        version,
        [completeness(gathered.models[one]) for one in gathered.asked],
        list(_notes(gathered)),
    )
    if out is not None:
        write_file(out, result.text().encode())
    return result


def _notes(gathered: Gathered) -> Iterator[str]:
    if not gathered.judged:
        yield "Licenses were not concluded; run: heredity check"
    elif gathered.older:
        yield "Licenses were concluded before the study changed; run: heredity check"


def _version(chosen: BomFormat, spec: str | None) -> str:
    if spec is None:
        return chosen.versions[0]
    if spec not in chosen.versions:
        raise UserError(
            f"There is no {chosen.name} {spec} here.", f"Known: {', '.join(chosen.versions)}."
        )
    return spec


def _now() -> datetime:
    """Now, or the time that reproducible builds ask for."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UserError(
            f"SOURCE_DATE_EPOCH is no time: {given[:40]!r}.", "Give seconds since 1970."
        ) from error
