"""Two models side by side: every field, how they are related, and what their licenses allow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import msgspec

from heredity.core.edgesets import RELATIONS
from heredity.export.differences import Difference, difference, record_text
from heredity.export.trust.dossier import Dossier, gather, pedigree_of
from heredity.export.trust.evaluations import Contradiction, differences
from heredity.export.trust.kinship import Kinship, kinship
from heredity.export.trust.registry import Field
from heredity.export.trust.report import TrustReport, report_of
from heredity.knowledge.licenses import verdict
from heredity.store import Store
from heredity.store.lookup import looking


class FieldPair(msgspec.Struct, frozen=True):
    """One field of two models.

    Attributes:
        name: Its name.
        group: Its group.
        first: The field of the first model.
        second: That of the second.
        differs: Whether status or value differ.
    """

    name: str
    group: str
    first: Field
    second: Field
    differs: bool


class Way(msgspec.Struct, frozen=True):
    """May one of two models descend from the other, as both are labeled?

    Attributes:
        upstream: The model whose license asks.
        downstream: The model that is judged.
        descends: Whether it does descend from it; else the verdict is on a fine-tune that nobody
            made.
        relations: How it descends; `finetune` where it does not.
        verdict: `ok`, `ok-if-notices-kept`, `unknown`, `undeclared`, `obligation-dropped`,
            `conflict`.
        code: Its code.
        why: The reason in one sentence.
        clause: Text and section that decides; empty where nothing is declared.
        change: The smallest change that resolves it; empty where none is needed.
        confidence: `high`, `medium` or `low`.
        source: `license_verdict` where it is stored, else `rules`.
    """

    upstream: str
    downstream: str
    descends: bool
    relations: tuple[str, ...]
    verdict: str
    code: str
    why: str
    clause: str
    change: str
    confidence: str
    source: str


class Comparison(msgspec.Struct, frozen=True):
    """Two models side by side.

    Attributes:
        first: Report on the first model.
        second: Report on the second.
        kinship: How they are related.
        licenses: The license of each against that of the other, both ways.
        fields: Every field of both.
        results: Results on the same data set, split and metric that differ.
        texts: Differences of records and cards, character by character.
        notes: What could not be compared.
    """

    first: TrustReport
    second: TrustReport
    kinship: Kinship
    licenses: list[Way]
    fields: list[FieldPair]
    results: list[Contradiction]
    texts: list[Difference]
    notes: list[str]


def compare(store: Store, first: str, second: str) -> Comparison:
    """Two models of a study.

    Args:
        store: A study; what it lacks is said.
        first: Id of the first model.
        second: Id of the second.
    """
    with looking(store) as lookup:
        pedigree = pedigree_of(lookup, first)
        related = kinship(lookup, pedigree, first, second)
    one, other = (gather(store, name, pedigree) for name in (first, second))
    reports = report_of(one), report_of(other)
    texts, notes = _texts(one, other)
    return Comparison(
        first=reports[0],
        second=reports[1],
        kinship=related,
        licenses=[_way(one, other, related), _way(other, one, related)],
        fields=[_pair(a, b) for a, b in zip(*(r.fields for r in reports), strict=True)],
        results=differences(reports[0].evaluations, reports[1].evaluations),
        texts=texts,
        notes=notes,
    )


def _pair(one: Field, other: Field) -> FieldPair:
    differs = (one.status, one.value) != (other.status, other.value)
    return FieldPair(one.name, one.group, one, other, differs)


def _way(up: Dossier, down: Dossier, related: Kinship) -> Way:
    descends = up.model_id in {one.model_id for one in down.ancestry.ancestors}
    relations = _relations(related.path, down) if descends else ("finetune",)
    for row in down.verdicts:
        ends = (row["ancestor"], row["child"])
        if ends == (up.model_id, down.model_id) and row["verdict"] is not None:
            return Way(
                up.model_id, down.model_id, True, relations, row["verdict"], row["cause"],
                row["why"], row["clause"] or "", row["change"] or "", row["confidence"],
                "license_verdict",
            )  # fmt: skip
    if up.record is None or down.record is None:
        return _unseen(up, down, descends, relations)
    found = verdict(up.label, relations or ("unspecified",), down.label)
    return Way(
        up.model_id, down.model_id, descends, relations, found.verdict, found.code, found.why,
        found.clause, found.change, found.confidence, "rules",
    )  # fmt: skip


def _unseen(up: Dossier, down: Dossier, descends: bool, relations: tuple[str, ...]) -> Way:
    """Nothing can be said where no record describes one of them; that is not a silent label."""
    gone = up.model_id if up.record is None else down.model_id
    why = f"no record describes {gone}, so its terms cannot be seen"
    return Way(
        up.model_id, down.model_id, descends, relations, "unknown", "LIC053", why, "", "", "high",
        "rules",
    )  # fmt: skip


def _relations(path: list[str], down: Dossier) -> tuple[str, ...]:
    """The relations on a way down, in their usual order."""
    steps = set(zip(path[1:], path[:-1], strict=True))
    held = {r for one in down.ancestry.joins if (one.child, one.parent) in steps
            for r in one.relations}  # fmt: skip
    return tuple(name for name in RELATIONS if name in held)


NO_RECORD: Final = "{} has no record in this study, so records are not compared."
NO_CARD: Final = "Not both models have a card with a text in this study; cards are left out."


def _texts(one: Dossier, other: Dossier) -> tuple[list[Difference], list[str]]:
    names = (one.model_id, other.model_id)
    stubs = [dossier.model_id for dossier in (one, other) if dossier.record is None]
    if one.record is None or other.record is None:
        return [], [NO_RECORD.format(" and ".join(stubs))]
    records = (record_text(one.record), record_text(other.record))
    found = [difference("metadata", names, records)]
    if one.text is None or other.text is None:
        return found, [NO_CARD]
    return [*found, difference("card", names, (one.text, other.text))], []


def plain_comparison(found: Comparison) -> dict[str, Any]:
    """The comparison as one document."""
    told: dict[str, Any] = msgspec.to_builtins(found, builtin_types=(datetime, date))
    return told
