"""What licenses ask, how declarations are read, and what can be said of a pair of them."""

from __future__ import annotations

from heredity.knowledge.licenses.declared import ABSENT, Declared, Group, Leaf, Node, State
from heredity.knowledge.licenses.pairing import Judged, PairTable, judge, pair_table
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
