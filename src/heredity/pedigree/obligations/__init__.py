"""Obligations of licenses along the pedigree: who inherits what, and what labels do to it."""

from heredity.pedigree.obligations.declarations import Declarations
from heredity.pedigree.obligations.flow import Flow, Links, flow
from heredity.pedigree.obligations.inheritance import STRICTEST, Inheritance, read_inheritance
from heredity.pedigree.obligations.kinds import RANKS, Kinds, Steps
from heredity.pedigree.obligations.merging import merges
from heredity.pedigree.obligations.paths import lineages
from heredity.pedigree.obligations.verdicts import Verdicts, verdicts, worst

__all__ = [
    "RANKS",
    "STRICTEST",
    "Declarations",
    "Flow",
    "Inheritance",
    "Kinds",
    "Links",
    "Steps",
    "Verdicts",
    "flow",
    "lineages",
    "merges",
    "read_inheritance",
    "verdicts",
    "worst",
]
