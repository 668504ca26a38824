"""The findings of an audit as an expression: what is silenced, known, and wanted."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heredity.core.errors import UserError
from heredity.core.findings import Severity
from heredity.export.audit.wanted import House, Wanted
from heredity.export.identity import fingerprint
from heredity.knowledge.suppressions import Suppression
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.expr import BooleanValue, Table, Value, asc, cases, desc, literal, null
from heredity.store.plain import from_columns, plain_rows

ORDER = ("code", "model_id", "parent_id", "message")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the study describes it.

    Attributes:
        code: Its code.
        title: What it finds, in a few words.
        stage: Check that it belongs to.
        name: Its name, such as `SIZE`; empty if it has none.
    """

    code: str
    title: str
    stage: str
    name: str


def rules_of(store: Store, house: House) -> list[Rule]:
    """The rules that have run, in the order of their codes."""
    if not store.has("rules"):
        return []
    rows = plain_rows(store.arrow("rules", ["code", "title", "stage"]))
    return [Rule(c, title, stage, house.names.get(c, "")) for c, title, stage in sorted(rows)]


def rows_of(
    found: Table,
    wanted: Wanted,
    rules: Sequence[Rule],
    suppressions: Sequence[Suppression],
    known: Table | None,
    day: date,
) -> Table:
    """Findings with what becomes of them.

    Args:
        found: Findings, with the columns of a scope.
        wanted: The filters.
        rules: The rules.
        suppressions: All of them.
        known: Column `known`: fingerprints of findings that are left out; None for none.
        day: Day on which suppressions may have expired.

    Returns:
        The findings with further columns: `fingerprint`, `title`, `rank` (0 is the worst),
        `kept` (whether the filters want it), `old` (whether it is known), and `silenced` (number
        of the first suppression that holds, else null).
    """
    rows = found.mutate(fingerprint=fingerprint(found)).mutate(
        rank=cases(*((found.severity == s.value, i) for i, s in enumerate(Severity)), else_=9),
        title=_titles(found, rules),
        kept=_kept(found, wanted, rules),
        silenced=_silenced(found, suppressions, rules, day),
    )
    if known is None:
        return rows.mutate(old=literal(False))
    known = known.distinct()
    joined = rows.left_join(known, rows.fingerprint == known.known)
    return joined.mutate(old=joined.known.notnull()).drop("known")


def known_table(store: Store, fingerprints: Sequence[str] | Array) -> Table:
    """Fingerprints as the column `known`."""
    return store.engine.load(from_columns({"known": "string"}, [fingerprints]))


def known_of(store: Store, other: Store) -> Table:
    """Fingerprints of another study's findings."""
    found = store.engine.read(other.need("findings"))
    return found.select(known=fingerprint(found))


def ordered(rows: Table, limit: int | None = None) -> Table:
    """The worst and surest first."""
    rows = rows.order_by([asc("rank"), desc("confidence"), *ORDER])
    return rows.limit(limit) if limit else rows


def covering(suppression: Suppression, rules: Sequence[Rule]) -> list[str]:
    """Codes of the rules that a suppression speaks of."""
    return [r.code for r in rules if suppression.covers(r.code, *filter(None, [r.name]))]


def hit(found: Table, suppression: Suppression, rules: Sequence[Rule]) -> BooleanValue:
    """Whether a suppression speaks of each finding, its last day apart."""
    model = found.model_id.lower().re_search(f"^{suppression.regex}$")
    codes = covering(suppression, rules)
    if not codes:
        return literal(False)
    return model if not suppression.checks else model & found.code.isin(codes)


def _silenced(
    found: Table, suppressions: Sequence[Suppression], rules: Sequence[Rule], day: date
) -> Value:
    alive = [s for s in suppressions if not s.expired(day)]
    none = null().cast("int64")
    if not alive:
        return none
    return cases(*((hit(found, s, rules), s.number) for s in alive), else_=none)


def _titles(found: Table, rules: Sequence[Rule]) -> Value:
    if not rules:
        return literal("")
    return cases(*((found.code == rule.code, rule.title) for rule in rules), else_="")


def _kept(found: Table, wanted: Wanted, rules: Sequence[Rule]) -> BooleanValue:
    """What the filters let through."""
    tests: list[BooleanValue] = [literal(True)]
    if wanted.codes:
        tests.append(found.code.isin(sorted(_chosen(wanted.codes, rules))))
    if wanted.stages:
        tests.append(found.stage.isin(sorted(_stages(wanted.stages, rules))))
    if wanted.severity:
        level = Severity.parse(wanted.severity)
        tests.append(found.severity.isin([s.value for s in Severity if s.reaches(level)]))
    if wanted.min_confidence > 0:
        tests.append(found.confidence >= wanted.min_confidence)
    if wanted.origin:
        tests.append(found.origin == wanted.origin)
    kept = tests[0]
    for test in tests[1:]:
        kept &= test
    return kept


def _chosen(codes: Sequence[str], rules: Sequence[Rule]) -> set[str]:
    """Codes of the rules that are meant: by code, by what codes begin with, or by name.

    Raises:
        UserError: There is no such rule.
    """
    chosen: set[str] = set()
    for text in codes:
        word = text.strip().upper()
        hits = {r.code for r in rules if word and (r.code.startswith(word) or r.name == word)}
        if not hits:
            raise _unknown("rule", text, [r.code for r in rules])
        chosen |= hits
    return chosen


def _stages(stages: Sequence[str], rules: Sequence[Rule]) -> set[str]:
    known = sorted({rule.stage.removeprefix("check ") for rule in rules})
    chosen = {text.strip().lower().removeprefix("check ") for text in stages}
    for text in sorted(chosen - set(known)):
        raise _unknown("check", text, known)
    return {f"check {name}" for name in chosen}


def _unknown(kind: str, text: str, known: Sequence[str]) -> UserError:
    near = difflib.get_close_matches(text.upper(), known, 5, 0.5)
    every = f"Known: {', '.join(known)}."
    hint = f"Did you mean {', '.join(sorted(near))}?" if near else every
    return UserError(f"There is no {kind} '{text}' in this study.", hint)
