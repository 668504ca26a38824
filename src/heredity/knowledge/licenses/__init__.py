"""What licenses ask, how declarations are read, and what can be said of a pair of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heredity.knowledge.licenses.declared import ABSENT, Declared, Group, Leaf, Node, State
from heredity.knowledge.licenses.reading import normalize, read_card
from heredity.knowledge.licenses.terms import (
    LEVELS,
    LicenseTerms,
    VendorTerms,
    classes_of,
    license_classes,
    licenses,
    rules_version,
    vendors,
)
from heredity.knowledge.licenses.verdicts import Verdict, merge, verdict

if TYPE_CHECKING:
    from heredity.knowledge.licenses.pairing import Judged, PairTable, judge, pair_table

__all__ = [
    "ABSENT",
    "LEVELS",
    "Declared",
    "Group",
    "Judged",
    "Leaf",
    "LicenseTerms",
    "Node",
    "PairTable",
    "State",
    "VendorTerms",
    "Verdict",
    "classes_of",
    "judge",
    "license_classes",
    "licenses",
    "merge",
    "normalize",
    "pair_table",
    "read_card",
    "rules_version",
    "vendors",
    "verdict",
]

BULK = frozenset({"Judged", "PairTable", "judge", "pair_table"})
"""What works on arrays; imported when first asked for, because one pair needs no NumPy (0.1 s)."""


def __getattr__(name: str) -> Any:
    if name not in BULK:
        raise AttributeError(f"module 'heredity.knowledge.licenses' has no attribute '{name}'")
    from heredity.knowledge.licenses import pairing  # noqa: PLC0415

    return getattr(pairing, name)
