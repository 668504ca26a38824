"""The trust report: what a model is, what flows from its ancestors, and what nobody can tell."""

from heredity.export.trust import (
    ancestry,
    answer,
    comparing,
    currency,
    dossier,
    duties,
    evaluations,
    fields,
    kinship,
    naming,
    owners,
    page,
    picture,
    registry,
    report,
    risks,
)
from heredity.export.trust.comparing import Comparison, compare, plain_comparison
from heredity.export.trust.page import write_comparison, write_page
from heredity.export.trust.registry import FIELDS, GROUPS, Field
from heredity.export.trust.report import TrustReport, plain, trust
from heredity.export.trust.risks import RISKS, Risk

__all__ = [
    "FIELDS",
    "GROUPS",
    "RISKS",
    "Comparison",
    "Field",
    "Risk",
    "TrustReport",
    "ancestry",
    "answer",
    "compare",
    "comparing",
    "currency",
    "dossier",
    "duties",
    "evaluations",
    "fields",
    "kinship",
    "naming",
    "owners",
    "page",
    "picture",
    "plain",
    "plain_comparison",
    "registry",
    "report",
    "risks",
    "trust",
    "write_comparison",
    "write_page",
]
