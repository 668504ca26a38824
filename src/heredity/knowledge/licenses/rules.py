"""The rules for one upstream license, one relation, one downstream license.

Tables and rules only: the first that matches decides. None stands for "nothing declared". Each rule
gives the key of its reason, a row of `license_pairs.toml`, which holds code and words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heredity.knowledge.licenses.pairs import pairs, reasons, rows, verdict_of
from heredity.knowledge.licenses.terms import HIGH, LOW, LicenseTerms

RELATIONS: Final = ("merge", "finetune", "quantized", "adapter", "unspecified", "references")
"""Relations that are judged. The first four stand strictest first."""

COPYLEFT: Final = frozenset({"strong-copyleft", "network-copyleft"})
STRICT: Final = frozenset("SXVUK")
SHARING: Final = {
    "strong-copyleft": "copyleft",
    "network-copyleft": "network-copyleft",
    "share-alike": "share-alike",
}

Side = LicenseTerms | None


@dataclass(frozen=True, slots=True)
class Use:
    """How code that refers to a model uses it; of no account for other relations.

    Attributes:
        commercial: It declares commercial use.
        hosted: It serves the model to others.
    """

    commercial: bool = False
    hosted: bool = False


NO_USE: Final = Use()


def rule(up: Side, relation: str, down: Side, use: Use = NO_USE) -> tuple[str, int]:
    """Judge a pair of rows.

    Args:
        up: What upstream declares.
        relation: One of `RELATIONS`.
        down: What downstream declares; of no account for `references`.
        use: How code uses the model.

    Returns:
        Key of the reason, and confidence as a place in `LEVELS`.
    """
    if relation == "references":
        return _reference(up, use), HIGH if up is None else up.level
    level = min(HIGH if side is None else side.level for side in (up, down))
    reason = _edge(up, "finetune" if relation == "unspecified" else relation, down)
    if reason in {"adapter-hides", "unnamed"}:
        return reason, LOW
    under = relation == "adapter" and up is not None and "A" in up.duties
    steps = (relation == "unspecified") + under + (reason == "file-left")
    return reason, max(LOW, level - steps)


def _reference(up: Side, use: Use) -> str:
    """Rule 1: code names the model and ships no weights."""
    if up is None:
        return "reference-silent"
    if up.unresolved:
        return "reference-unresolved"
    if use.commercial and "X" in up.duties:
        return "reference-commercial"
    if up.duties & frozenset("XUK"):
        return "reference-restricted"
    return "reference-hosted" if use.hosted and reaches_hosting(up) else "reference-free"


def reaches_hosting(terms: LicenseTerms) -> bool:
    """Whether the license counts remote access as distribution."""
    hosted = rows()["hosted"]
    return (
        terms.group in hosted["classes"]
        or terms.id in hosted["licenses"]
        or terms.kin in hosted["kin"]
    )


def _edge(up: Side, relation: str, down: Side) -> str:
    """Rules 2 to 7, then those on texts."""
    if up is None or down is None:
        return _silent(up, down)
    if up.group == "public-domain":
        return "dedication"
    if up.unresolved:
        return "upstream-unresolved"
    if "V" in up.duties:
        return _no_derivatives(up, relation, down)
    if up.id == down.id:
        return "same"
    if relation == "adapter" and "A" not in up.duties:
        return _beside(up, down)
    return _texts(up, down)


def _silent(up: Side, down: Side) -> str:
    """Rule 2."""
    if up is None:
        return "both-silent" if down is None else "upstream-silent"
    return "downstream-silent"


def _no_derivatives(up: LicenseTerms, relation: str, down: LicenseTerms) -> str:
    """Rules 5 and 6 for a license with V."""
    copies = relation == "adapter" or (relation == "quantized" and up.id == down.id)
    return "no-derivatives-format" if copies else "no-derivatives"


def _beside(up: LicenseTerms, down: LicenseTerms) -> str:
    """Rule 7: an adapter holds no base weights, and the text does not reach it."""
    if down.id == "unknown":
        return "downstream-unknown"
    if up.relicense in {"any", "file"}:
        return "adapter-free"
    reason = _texts(up, down)
    found = verdict_of(reasons()[reason].code)
    if found.startswith("ok"):
        return "adapter-fits"
    return reason if found == "unknown" else "adapter-hides"


def _texts(up: LicenseTerms, down: LicenseTerms) -> str:
    """Rules 8 to 10: what the two texts say to each other."""
    if down.unresolved:
        if down.id == "unknown":
            return "downstream-unknown"
        return "unnamed" if up.relicense == "any" else "downstream-unresolved"
    known = pairs().get((up.id, down.id))
    return known.kind if known else BY_VALUE[up.relicense](up, down)


def _any(up: LicenseTerms, down: LicenseTerms) -> str:
    if up.group == "attribution" and down.group == "public-domain":
        return "credit-waived"
    stricter = down.duties & STRICT or down.group == "weak-copyleft"
    return "stricter" if stricter else "notices"


def _keep(up: LicenseTerms, down: LicenseTerms) -> str:
    if "U" in up.duties and down.group in COPYLEFT:
        return "keep-copyleft"
    if up.kin == down.kin == "rail":
        return "keep-family"
    return "keep-both" if "U" in up.duties & down.duties else "keep-dropped"


def _nc(up: LicenseTerms, down: LicenseTerms) -> str:
    if "X" not in down.duties:
        return "commercial-lifted"
    if "U" in up.duties - down.duties:
        return "commercial-uses"
    added = (down.duties - up.duties) & frozenset("SV")
    return "commercial-stricter" if added else "commercial-kept"


def _file(up: LicenseTerms, down: LicenseTerms) -> str:
    return "file-left"


def _same(up: LicenseTerms, down: LicenseTerms) -> str:
    if "X" in up.duties - down.duties:
        return "commercial-lifted"
    if up.group == "non-commercial":
        return "share-alike" if "S" in up.duties else "research"
    return SHARING[up.group]


def _vendor(up: LicenseTerms, down: LicenseTerms) -> str:
    return "vendor-version" if up.kin == down.kin == "llama" else "vendor-left"


BY_VALUE: Final = {
    "any": _any,
    "keep": _keep,
    "nc": _nc,
    "file": _file,
    "same": _same,
    "vendor": _vendor,
}
"""Rule 10, by what a derivative may declare. `none` is caught by V, `?` by what is not resolved."""


def clash(one: Side, other: Side) -> bool:
    """Whether no license satisfies both parents of a merge.

    Parents that declare nothing, or what nobody can resolve, do not clash; their own verdict says
    so.
    """
    if one is None or other is None or one.id == other.id or one.unresolved or other.unresolved:
        return False
    both = pairs().get((one.id, other.id)), pairs().get((other.id, one.id))
    kinds = {known.kind for known in both if known}
    if "not-fitting" in kinds:
        return True
    return not kinds and (_excludes(one, other) or _excludes(other, one))


def _excludes(one: LicenseTerms, other: LicenseTerms) -> bool:
    """Whether one must stay as it is, and the other must stay, too."""
    if one.relicense != "same" or other.relicense in {"any", "file"}:
        return False
    return not ("X" in one.duties and other.relicense == "nc")
