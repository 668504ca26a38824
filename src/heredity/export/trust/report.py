"""The trust report of one model: everything that three doors show, gathered once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from heredity.export.trust import fields as _registered  # noqa: F401 - fields register themselves
from heredity.export.trust.ancestry import Ancestor, Join
from heredity.export.trust.answer import CAUTION, TermsAnswer, sentences, terms
from heredity.export.trust.dossier import Dossier, gather
from heredity.export.trust.duties import Duty, duties
from heredity.export.trust.evaluations import Contradiction, Evaluation, differences, evaluations
from heredity.export.trust.naming import NameClaim, name_claims
from heredity.export.trust.registry import GROUPS, Field, answered, in_order
from heredity.export.trust.risks import Risk, risks
from heredity.pedigree.relatives import Relatives
from heredity.store import Store


class Completeness(msgspec.Struct, frozen=True):
    """How many of the attributes that people look for are there, in one group.

    Attributes:
        group: The group.
        present: Those that are stated.
        applicable: Those that could be checked: stated or absent.
        not_checkable: Those that the study cannot tell.
        missing: Names of the absent ones.
    """

    group: str
    present: int
    applicable: int
    not_checkable: int
    missing: tuple[str, ...]


class TrustReport(msgspec.Struct, frozen=True):
    """What a study knows of one model.

    Attributes:
        model_id: The model.
        in_snapshot: Whether a record describes it.
        date: Day that the report speaks of; None in an empty study.
        answer: What it is and whether it may be used, in sentences.
        caution: What the answer is not.
        notes: What to know of the study: tables that are older than what they rest on.
        license: What is to be said of its terms.
        duties: What its ancestors ask, the oldest first.
        lineage: Its ancestors, nearest first.
        more_ancestors: How many more there are.
        joins: Derivations among them.
        path: The primary lineage, founder to model.
        name_claims: What its name claims, and the facts.
        evaluations: Results that its card states.
        contradictions: Those that two sources state differently.
        risks: What to look at; those found first.
        completeness: Attributes that are there, by group.
        fields: All fields.
        nearest: Record, parents, children, founders; None where the study has not been linked.
        traits: Its states; empty where it has none.
        findings: Findings on it, the worst first.
    """

    model_id: str
    in_snapshot: bool
    date: date | None
    answer: list[str]
    caution: str
    notes: tuple[str, ...]
    license: TermsAnswer
    duties: list[Duty]
    lineage: tuple[Ancestor, ...]
    more_ancestors: int
    joins: tuple[Join, ...]
    path: tuple[str, ...]
    name_claims: list[NameClaim]
    evaluations: list[Evaluation]
    contradictions: list[Contradiction]
    risks: list[Risk]
    completeness: list[Completeness]
    fields: list[Field]
    nearest: Relatives | None
    traits: dict[str, Any]
    findings: list[dict[str, Any]]


def trust(store: Store, model_id: str) -> TrustReport:
    """The trust report of a model.

    Args:
        store: A study; what it lacks is said, with the command that makes it.
        model_id: An id of the study; see `resolve_model`.
    """
    return report_of(gather(store, model_id))


def report_of(dossier: Dossier) -> TrustReport:
    """The report on a dossier."""
    found = [answered(spec, dossier) for spec in in_order()]
    owed, said = duties(dossier), terms(dossier)
    results = evaluations(dossier.metadata)
    return TrustReport(
        model_id=dossier.model_id,
        in_snapshot=dossier.record is not None,
        date=dossier.day,
        answer=sentences(dossier, said, owed),
        caution=CAUTION,
        notes=dossier.outdated,
        license=said,
        duties=owed,
        lineage=dossier.ancestry.ancestors,
        more_ancestors=dossier.ancestry.more,
        joins=dossier.ancestry.joins,
        path=dossier.ancestry.path,
        name_claims=name_claims(dossier),
        evaluations=results,
        contradictions=differences(results),
        risks=risks(dossier),
        completeness=[_counted(group, found) for group in GROUPS if _wanted(group, found)],
        fields=found,
        nearest=dossier.nearest,
        traits=dossier.traits or {},
        findings=[dict(row) for row in dossier.findings],
    )


def _wanted(group: str, found: list[Field]) -> list[Field]:
    return [one for one in found if one.group == group and one.wanted]


def _counted(group: str, found: list[Field]) -> Completeness:
    wanted = _wanted(group, found)
    there = [one for one in wanted if one.status == "present"]
    missing = tuple(one.name for one in wanted if one.status == "absent")
    unknown = len(wanted) - len(there) - len(missing)
    return Completeness(group, len(there), len(there) + len(missing), unknown, missing)


def plain(report: TrustReport) -> dict[str, Any]:
    """The report as one document: what `show` has always said, and the rest beside it.

    Keys of the record and its nearest stand at the top, as they did before there was a report.
    """
    told = msgspec.to_builtins(report, builtin_types=(datetime, date))
    nearest = told.pop("nearest") or {}
    return {**nearest, **told}
