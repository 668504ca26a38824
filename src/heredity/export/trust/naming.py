"""What a model's name claims, beside what the record shows.

The verdict is that of the checks on names and architectures, where they ran; where no check spoke,
both sides stand side by side and the reader judges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.fields.portability import POSITIONS, classes, counted
from heredity.export.trust.fields.serialization import TAGGED, formats_of

Verdict = Literal["agrees", "contradicted", "not compared", "not claimed"]
FITS: Final = (0.80, 1.35)
"""Counted over claimed parameters that is in order; the band of the check NAM001."""


class NameClaim(msgspec.Struct, frozen=True):
    """One claim of a name.

    Attributes:
        what: What it is about.
        claimed: What the name says; None where it says nothing.
        found: What the record shows; None where it does not say.
        verdict: `agrees`, `contradicted` (by a finding), `not compared`, `not claimed`.
        why: Reason of the verdict: the finding's message, or what was compared.
        source: Columns that both were read from.
    """

    what: str
    claimed: Any
    found: Any
    verdict: Verdict
    why: str
    source: str


Compared = Callable[[Any, Any], "bool | None"]


def name_claims(dossier: Dossier) -> list[NameClaim]:
    """The claims of a name, and the facts; empty where the name was not read."""
    name = dossier.name
    if name is None:
        return []
    words = _words(name)
    rows: list[tuple[str, Any, Any, str, tuple[str, ...], Compared]] = [
        ("parameters", name["params"], counted(dossier), "models.parameters", ("NAM001",), _fits),
        ("active parameters", name["active_params"], None, "", ("NAM002",), _never),
        ("quantization", _quantization(name), _stored_bits(dossier), "models.config, models.tags",
         ("NAM006",), _same_bits(name)),
        ("format", name["format"], _formats(dossier), "models.files, models.tags", ("NAM012",),
         _among),
        ("context", name["context"], _positions(dossier), "models.config, models.gguf",
         ("NAM009",), _at_most),
        ("architecture", words.get("A"), classes(dossier) or None, "models.config",
         ("NAM003", "NAM004", "NAM008", "ARC004"), _contains),
        ("task", words.get("T"), dossier.of("task"), "models.task", ("NAM005",), _never),
        ("language", words.get("L"), dossier.of("languages") or None, "models.languages",
         ("NAM011",), _never),
        ("base", words.get("B"), _parents(dossier), "edges.parent_id", ("NAM007",), _never),
    ]  # fmt: skip
    return [_judged(dossier, *row) for row in rows if row[1] is not None or row[2] is not None]


def _judged(
    dossier: Dossier, what: str, claimed: Any, found: Any, source: str, codes: tuple[str, ...],
    compared: Compared,
) -> NameClaim:  # fmt: skip
    place = "names.elements" + (f", {source}" if source else "")
    against = dossier.found(*codes)
    if against:
        why = f"{against[0]['code']}: {against[0]['message']}"
        return NameClaim(what, claimed, found, "contradicted", why, place + ", findings.message")
    if claimed is None:
        return NameClaim(what, None, found, "not claimed", "the name says nothing of it", place)
    if found is None:
        return NameClaim(what, claimed, None, "not compared", "the record does not say", place)
    if compared(claimed, found):
        return NameClaim(what, claimed, found, "agrees", "both say so", place)
    checked = dossier.checked(codes[0])
    why = (
        f"the check {codes[0]} found nothing against it" if checked
        else "not checked: heredity check"
    )  # fmt: skip
    return NameClaim(what, claimed, found, "not compared", why, place)


def _words(name: dict[str, Any]) -> dict[str, list[str]]:
    """What the elements of a name say, by their codes."""
    found: dict[str, list[str]] = {}
    for element in name["elements"]:
        found.setdefault(element["code"], []).append(element["value"] or element["text"])
    return found


def _quantization(name: dict[str, Any]) -> str | None:
    width = name["bits"]
    parts = [name["quant"], f"{width:g} bits" if width else None]
    return ", ".join(part for part in parts if part) or None


def _stored_bits(dossier: Dossier) -> str | None:
    """Method and bits by the configuration, else by the tags; the name is not asked."""
    quantization = dossier.config.get("quantization_config")
    if isinstance(quantization, dict) and quantization:
        method, width = quantization.get("quant_method"), quantization.get("bits")
        said = [str(method) if method else "", f"{width} bits" if width else ""]
        return ", ".join(part for part in said if part) or "quantized"
    tagged = [tag for tag in sorted(dossier.tags) if tag.endswith("-bit") or tag in METHODS]
    return ", ".join(tagged) or None


METHODS: Final = frozenset({"awq", "gptq", "bitsandbytes", "aqlm", "hqq", "eetq", "exl2", "exl3"})


def _formats(dossier: Dossier) -> list[str] | None:
    if dossier.files is not None:
        return sorted(formats_of(dossier.files)) or None
    return [name for name in TAGGED if name in dossier.tags] or None


def _positions(dossier: Dossier) -> int | None:
    given = [dossier.config.get(name) for name in POSITIONS] + [dossier.gguf.get("context_length")]
    return next((n for n in given if isinstance(n, int) and not isinstance(n, bool)), None)


def _parents(dossier: Dossier) -> list[str] | None:
    near = dossier.nearest
    return [parent.model_id for parent in near.parents] or None if near else None


def _never(_claimed: Any, _found: Any) -> None:
    """What only the checks can compare."""


def _fits(claimed: Any, found: Any) -> bool:
    return FITS[0] <= found / claimed <= FITS[1] if claimed else False


def _among(claimed: Any, found: Any) -> bool:
    return str(claimed).lower() in found


def _at_most(claimed: Any, found: Any) -> bool:
    return bool(claimed <= found)


def _contains(claimed: Any, found: Any) -> bool:
    said = "".join(found).lower().replace("-", "").replace("_", "")
    return all(str(word).lower().replace("-", "").replace("_", "") in said for word in claimed)


def _same_bits(name: dict[str, Any]) -> Compared:
    """Whether the stored width and method are those of the name."""

    def same(_claimed: Any, found: Any) -> bool:
        width, method = name["bits"], (name["quant"] or "").lower()
        digits = str(found).lower()
        wide = width is None or f"{width:g} bits" in digits or f"{width:g}-bit" in digits
        return wide and (not method or method in digits or method[:1] in "qi")

    return same
