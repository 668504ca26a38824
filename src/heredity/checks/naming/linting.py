"""One name judged before anybody uploads it: no study is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from heredity.checks.naming.architectures import ARCH
from heredity.checks.naming.claims import claims_of
from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.judging import (
    OUTCOMES,
    SUSPECT,
    UNKNOWN,
    NameRule,
    Ruling,
)
from heredity.checks.naming.metadata import CLASS, META
from heredity.checks.naming.parents import BASE, VER
from heredity.checks.naming.records import Records, stated
from heredity.checks.naming.shapes import ACTIVE, CTX, DIM
from heredity.checks.naming.sizes import SIZE, label
from heredity.checks.naming.storage import FORMAT, QUANT
from heredity.checks.naming.subjects import Subject
from heredity.checks.naming.words import LANG, TASK
from heredity.core.findings import Severity
from heredity.knowledge.names import parse
from heredity.knowledge.policy import Policy

RULES: Final = {
    "NAM001": SIZE,
    "NAM002": ACTIVE,
    "NAM003": ARCH,
    "NAM004": CLASS,
    "NAM005": TASK,
    "NAM006": QUANT,
    "NAM007": BASE,
    "NAM008": VER,
    "NAM009": CTX,
    "NAM010": DIM,
    "NAM011": LANG,
    "NAM012": FORMAT,
    "NAM013": META,
}
"""Rules that need one model only, by the code of their findings."""

POLICY: Final = "POLICY"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a name.

    Attributes:
        code: Code of the rule, or `POLICY`.
        check: Name of the rule, or `POLICY`.
        severity: How bad.
        confidence: Trust in it, from 0 to 1.
        message: One sentence.
        evidence: What the name claims, what was seen, tier, rule, what would settle it.
    """

    code: str
    check: str
    severity: Severity
    confidence: float
    message: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Linted:
    """What there is to say about a name.

    Attributes:
        name: The name.
        complaints: What is wrong, the worst first.
        outcomes: Outcome of each check by its name.
        silenced: Checks that a policy silences, with its reasons.
        proposal: A better name; None where none is needed or none can be built.
    """

    name: str
    complaints: tuple[Complaint, ...]
    outcomes: Mapping[str, str]
    silenced: Mapping[str, str]
    proposal: str | None


def lint(
    name: str,
    facts: Mapping[str, Any] | None = None,
    parents: Sequence[str] = (),
    counts: Mapping[str, float] | None = None,
    policy: Policy | None = None,
) -> Linted:
    """Judge one name.

    Args:
        name: `owner/name` or a bare name.
        facts: What is known, see `facts`; without any, only the policy can object.
        parents: Ids of the declared parents.
        counts: Parameters that headers count, by kind.
        policy: What the name must hold.
    """
    subject = _subject(name, facts or {}, parents, counts or {})
    rules = policy or Policy()
    complaints: list[Complaint] = []
    outcomes: dict[str, str] = {}
    silenced: dict[str, str] = {}
    for code, rule in RULES.items():
        said = _said(rule, subject)
        if not isinstance(said, Ruling):
            outcomes[rule.check] = OUTCOMES[said]
            continue
        outcomes[rule.check] = "conflict"
        reason = rules.silenced(name, rule.check, code)
        if reason is not None:
            silenced[rule.check] = reason
            continue
        complaints.append(_complaint(code, rule.check, said))
    breaches = rules.breaches(parse(name))
    complaints += (Complaint(POLICY, POLICY, Severity.ERROR, 1.0, text) for text in breaches)
    complaints.sort(key=lambda c: (list(Severity).index(c.severity), -c.confidence, c.code))
    better = _proposal(subject, rules) if complaints else None
    return Linted(name, tuple(complaints), outcomes, silenced, better)


def _subject(
    name: str, facts: Mapping[str, Any], parents: Sequence[str], counts: Mapping[str, float]
) -> Subject:
    owner, _, short = name.rpartition("/")
    whole = {**stated([facts]).to_pylist()[0], "model_id": name, "owner": owner, "name": short}
    relation = 2 if whole.get("adapter") else 0
    first = parents[0] if parents else None
    return Subject(whole, first, {}, relation, len(parents), counts)


def _said(rule: NameRule, subject: Subject) -> Ruling | int:
    """A rule's verdict: sifted as one row, and judged if that leaves it suspect."""
    table = stated([subject.facts])
    one = np.ones(1, np.int64)
    place = table.column("owner").combine_chunks()
    records = Records(table, -one, place, one * subject.relation, one * subject.parents)
    evidence = Evidence(records, claims_of(table.column("name"), 1))
    outcome = int(rule.sift(evidence)[0])
    read = bool(subject.counts) and outcome == UNKNOWN
    return rule.judge(subject) if outcome == SUSPECT or read else outcome


def _complaint(code: str, check: str, said: Ruling) -> Complaint:
    evidence = {
        "claim": said.claim,
        "seen": dict(said.seen),
        "tier": said.tier,
        "rule": said.rule,
        "settle": said.settle,
    }
    return Complaint(code, check, said.severity, said.confidence, said.message, evidence)


def _proposal(subject: Subject, policy: Policy) -> str | None:
    """The smallest repairs, one after the other, then arranged as the policy wants it."""
    name = str(subject.facts["model_id"])
    repaired = _repaired(subject, policy)
    if policy.require or policy.order or policy.separator or policy.lowercase:
        built = policy.proposed(parse(repaired), _known(subject))
        return built if built != name else None
    return repaired if repaired != name else None


def _repaired(subject: Subject, policy: Policy) -> str:
    name = str(subject.facts["model_id"])
    owner = name.rpartition("/")[0]
    for code, rule in RULES.items():
        if policy.silenced(name, rule.check, code) is not None:
            continue
        facts = {**subject.facts, "name": name.rpartition("/")[2]}
        said = _said(rule, replace(subject, facts=facts))
        if isinstance(said, Ruling) and said.repair:
            name = f"{owner}/{said.repair}" if owner else said.repair
    return name


def _known(subject: Subject) -> dict[str, str]:
    """Elements that the facts give, for a name that lacks them."""
    counted, kind = subject.counted, subject.type
    method = subject.facts.get("quant_method")
    found = {"P": label(counted) if counted else None, "A": kind, "Q": method}
    found["X"] = "GGUF" if subject.facts.get("gguf") else None
    return {code: text for code, text in found.items() if text}
