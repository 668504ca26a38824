"""The audit itself: findings of some models and their ancestors, counted, listed and written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final

from heredity.core.errors import StudyError, UserError
from heredity.core.findings import Severity, exit_code
from heredity.export.audit.earlier import Earlier, read_earlier
from heredity.export.audit.registry import WRITERS
from heredity.export.audit.rows import Rule, hit, known_of, known_table, ordered, rows_of, rules_of
from heredity.export.audit.scope import Scope, scope_of
from heredity.export.audit.wanted import INHERITED, House, Wanted
from heredity.knowledge.policy import read_policy
from heredity.knowledge.suppressions import Suppression, today
from heredity.store import Store
from heredity.store.expr import Table
from heredity.store.give import stream
from heredity.store.stage import still_holds
from heredity.store.streams import open_output

NEVER: Final = "never"
AGAIN: Final = "Run: heredity check"
USED, UNUSED, EXPIRED = "used", "unused", "expired"


@dataclass(frozen=True, slots=True)
class Silencing:
    """A suppression and what it did.

    Attributes:
        suppression: The suppression.
        state: `used`, `unused` or `expired`.
        findings: Findings in question that it speaks of, whether it still silences them or not.
    """

    suppression: Suppression
    state: str
    findings: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of findings.

    Attributes:
        severities: Those that are listed, by severity.
        codes: Those that are listed, by code and severity.
        own: Those that are listed and speak of a model that was asked for.
        inherited: Those that are listed and speak of an ancestor.
        silenced: Those that are suppressed and else would be listed.
        old: Those that were there before and else would be listed.
        elsewhere: Those on ancestors that speak of other descendants of theirs alone.
        filtered: Those that the filters leave out.
    """

    severities: dict[Severity, int] = field(default_factory=dict)
    codes: dict[tuple[str, str], int] = field(default_factory=dict)
    own: int = 0
    inherited: int = 0
    silenced: int = 0
    old: int = 0
    elsewhere: int = 0
    filtered: int = 0

    @property
    def listed(self) -> int:
        """Findings that are listed."""
        return self.own + self.inherited


class Audit:
    """Findings of some models and of their ancestors.

    Args:
        store: A study that has been linked and checked.
        wanted: What to audit.
        house: What must be known of the checks.

    Raises:
        UserError: What is asked for is not there, or a filter or file makes no sense.
        StudyError: The study was not linked or not checked yet.
    """

    def __init__(self, store: Store, wanted: Wanted, house: House) -> None:
        self.store = store
        self.wanted = wanted
        self.house = house
        self.day = wanted.day or today()
        self.rules: list[Rule] = rules_of(store, house)
        policy = read_policy(wanted.policy) if wanted.policy else None
        self.suppressions: tuple[Suppression, ...] = policy.suppressions if policy else ()
        self._earlier = read_earlier(wanted.new_since) if wanted.new_since else None
        if wanted.strict and (wrong := next(self._of_checks(), "")):
            raise StudyError(wrong.removesuffix(f" {AGAIN}"), AGAIN)
        self.scope: Scope = scope_of(store, wanted)
        self._rows = rows_of(
            self.scope.rows, wanted, self.rules, self.suppressions, self._known(), self.day
        )

    def _known(self) -> Table | None:
        if self._earlier is None:
            return None
        if isinstance(self._earlier, Earlier):
            return known_table(self.store, self._earlier.fingerprints)
        return known_of(self.store, self._earlier)

    @cached_property
    def tally(self) -> Tally:
        """Numbers of findings."""
        rows = self._rows.mutate(quiet=self._rows.silenced.notnull())
        keys = ["code", "severity", "origin", "quiet", "old", "kept", "elsewhere"]
        counts = self.store.run(rows.group_by(keys).agg(n=rows.count())).to_pylist()
        out: Counter[str] = Counter()
        severities: Counter[Severity] = Counter()
        codes: Counter[tuple[str, str]] = Counter()
        for row in counts:
            place = _place(row)
            out[place] += row["n"]
            if place in {"own", INHERITED}:
                severities[Severity(row["severity"])] += row["n"]
                codes[row["code"], row["severity"]] += row["n"]
        ranked = sorted(codes.items(), key=lambda c: (list(Severity).index(Severity(c[0][1])), c))
        return Tally({level: severities[level] for level in Severity}, dict(ranked), **out)

    @cached_property
    def silencings(self) -> list[Silencing]:
        """The suppressions of the policy and what each did, in their order."""
        if not self.suppressions:
            return []
        rows = self.scope.rows
        counts = {
            f"s{s.number}": hit(rows, s, self.rules).cast("int64").sum().fill_null(0)
            for s in self.suppressions
        }
        (found,) = self.store.run(rows.agg(**counts)).to_pylist()
        return [self._silencing(s, found[f"s{s.number}"]) for s in self.suppressions]

    def _silencing(self, suppression: Suppression, findings: int) -> Silencing:
        state = USED if findings else UNUSED
        return Silencing(suppression, EXPIRED if suppression.expired(self.day) else state, findings)

    def listed(self, limit: int | None = None) -> Table:
        """The findings that are listed as an expression, the worst and surest first."""
        rows = self._rows
        if not self.wanted.show_suppressed:
            rows = rows.filter(rows.silenced.isnull())
        return ordered(rows.filter(rows.kept & ~rows.old & ~rows.elsewhere), limit)

    def rows(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """The findings that are listed, the worst and surest first; their evidence taken apart.

        Args:
            limit: Most findings; None for all.
        """
        reasons = {s.number: s.reason for s in self.suppressions}
        for batch in stream(
            self.store, self.listed(limit).drop("kept", "old", "rank", "elsewhere")
        ):
            for row in batch.to_pylist():
                evidence = json.loads(row["evidence"]) if row["evidence"] else {}
                suppressed = reasons.get(row.pop("silenced"))
                yield row | {"evidence": evidence, "suppressed": suppressed}

    def fails(self, fail_on: str) -> bool:
        """Whether a finding that is listed and not suppressed is as bad as `fail_on` or worse.

        Raises:
            UserError: There is no such severity.
        """
        level = None if fail_on == NEVER else Severity.parse(fail_on)
        return exit_code(self.tally.severities, level) != 0

    @cached_property
    def notes(self) -> list[str]:
        """What a reader should know beside the findings, one sentence each."""
        return [*self._of_models(), *self._of_checks(), *self._of_policy(), *self._of_baseline()]

    def _of_models(self) -> Iterator[str]:
        lost = [one for one in self.scope.asked if one.missing]
        if lost:
            asked = sum(1 for one in self.scope.asked if one.line)
            some = f"{len(lost)} of {asked} lines"
            yield f"{some} name no model of the snapshot and are not audited."

    def _of_checks(self) -> Iterator[str]:
        """What is wrong with the checks: those that are missing, and those that are out of date."""
        ran = self.store.keys("findings")
        missing = [name for name in self.house.stages if name not in ran]
        if missing:
            yield f"These have not run yet: {', '.join(missing)}. {AGAIN}"
        old = [name for name in ran if not still_holds(self.store, "findings", name)]
        if old:
            yield f"The study has changed since these ran: {', '.join(sorted(old))}. {AGAIN}"

    def _of_policy(self) -> Iterator[str]:
        for one in self.silencings:
            said = f"S{str(one.suppression)[1:]}"
            if one.state == EXPIRED:
                noun = "1 finding is" if one.findings == 1 else f"{one.findings} findings are"
                again = f"; {noun} listed again" if one.findings else ""
                yield f"{said} expired on {one.suppression.expires}{again}."
            elif one.state == UNUSED:
                yield f"{said} silences none of the findings in question."

    def _of_baseline(self) -> Iterator[str]:
        earlier = self._earlier
        if not isinstance(earlier, Earlier) or not earlier.asked:
            return
        if earlier.asked.get("new_since"):
            yield "The earlier output lists only what was new then; take one without --new-since."
        asked = self.wanted.told()
        keys = ("codes", "severity", "min_confidence", "stages", "origin", "edges")
        other = [key for key in keys if earlier.asked.get(key) != asked[key]]
        if other:
            yield f"The earlier audit was asked for other findings ({', '.join(other)})."

    def write(self, form: str, out: Path) -> int:
        """Write the audit to a file, whole or not at all.

        Returns:
            Number of findings.

        Raises:
            UserError: There is no such format, or the place is a folder.
            OutsideError: The disk refused.
        """
        writer = WRITERS.get(form)
        if out.is_dir():
            raise UserError(f"{out} is a folder.", f"Name a file: {out}/audit{writer.extension}")
        with open_output(out) as sink:
            return writer.write(self, sink)

    def write_to(self, form: str, sink: BinaryIO) -> int:
        """Write the audit to an open stream; see `write`."""
        rows = WRITERS.get(form).write(self, sink)
        sink.flush()
        return rows


def _place(row: dict[str, Any]) -> str:
    """Where a finding is counted: as left out for the first reason that holds, or as listed."""
    if row["elsewhere"]:
        return "elsewhere"
    if not row["kept"]:
        return "filtered"
    if row["quiet"]:
        return "silenced"
    return "old" if row["old"] else str(row["origin"])


def codes_of(tally: Tally) -> Sequence[tuple[str, str, int]]:
    """Code, severity and number of the findings that are listed."""
    return [(code, severity, n) for (code, severity), n in tally.codes.items()]
