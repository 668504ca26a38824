"""The trust report: what a model is, what flows from its ancestors, and what nobody can tell."""

from heredity.export.trust import (
    ancestry,
    answer,
    dossier,
    duties,
    evaluations,
    fields,
    naming,
    owners,
    page,
    picture,
    registry,
    report,
    risks,
)
from heredity.export.trust.page import write_page
from heredity.export.trust.registry import FIELDS, GROUPS, Field
from heredity.export.trust.report import TrustReport, plain, trust
from heredity.export.trust.risks import RISKS, Risk

__all__ = [
    "FIELDS",
    "GROUPS",
    "RISKS",
    "Field",
    "Risk",
    "TrustReport",
    "ancestry",
    "answer",
    "dossier",
    "duties",
    "evaluations",
    "fields",
    "naming",
    "owners",
    "page",
    "picture",
    "plain",
    "registry",
    "report",
    "risks",
    "trust",
    "write_page",
]
