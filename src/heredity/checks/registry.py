"""Rules, and the families of rules that run together as one stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heredity.core.findings import Severity
from heredity.core.registry import Registry
from heredity.store import Store
from heredity.store.arrow import Table as ArrowTable
from heredity.store.expr import Table
from heredity.store.schema import TABLES, TableSpec

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table, as dictionaries; a column that is left out is null."""


class Tables:
    """The tables of a study as a rule sees them: one that was never written is empty."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[Tables], Any]) -> Any:
        """What several rules of a run share, made when the first one asks for it."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    def __getitem__(self, name: str) -> Table:
        """A table as an expression."""
        if self.store.has(name):
            return self.store.table(name)
        return self.store.engine.load(TABLES.get(name).arrow.empty_table())

    def arrow(self, name: str, columns: Sequence[str]) -> ArrowTable:
        """Some columns of a table in memory."""
        return self.store.arrow(name, columns)

    def load(self, spec: TableSpec, columns: Mapping[str, Any]) -> Table:
        """Columns that were computed outside the engine, as an expression."""
        return self.store.engine.load(ArrowTable.from_pydict(dict(columns), schema=spec.arrow))


Rule = Callable[[Tables], Table]
"""Tables in; out come the columns `confidence`, `model_id`, `parent_id`, `message`, `evidence` of
its findings, and `severity` where it differs from the rule's own."""


@dataclass(frozen=True, slots=True)
class Example:
    """Rows that show a rule at work.

    Attributes:
        doc: The case in one sentence.
        rows: A tiny study.
    """

    doc: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Check:
    """One rule.

    Attributes:
        code: Its name, such as `LIN001`.
        title: What it finds, in a few words.
        severity: How bad its findings are, unless a finding says otherwise.
        doc: What it finds, in a sentence or two.
        confidence: How the confidence of a finding is set.
        reason: Why a user should care, and what may explain it innocently.
        reference: Where the rule and the fields that it reads are described.
        reads: Tables that it reads.
        hit: A tiny study in which it finds something.
        passes: One in which it finds nothing.
        run: The rule itself.
    """

    code: str
    title: str
    severity: Severity
    doc: str
    confidence: str
    reason: str
    reference: str
    reads: tuple[str, ...]
    hit: Example
    passes: Example
    run: Rule


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that run together as the stage `check NAME`.

    Attributes:
        name: Its name, such as `lineage`.
        prefix: What the codes of its rules begin with.
        doc: What its rules look at, in one sentence.
        tables: Further tables that its stage writes, each with what makes it after the rules ran.
    """

    name: str
    prefix: str
    doc: str
    tables: Mapping[str, Callable[[Tables], Any]] = field(default_factory=dict)

    def checks(self) -> list[Check]:
        """Its rules in the order of their codes."""
        return [c for c in CHECKS.members() if c.code.startswith(self.prefix)]


CHECKS: Registry[Check] = Registry("check")
FAMILIES: Registry[Family] = Registry("family of checks")


def check(
    code: str,
    *,
    title: str,
    severity: Severity,
    confidence: str,
    reason: str,
    reference: str,
    reads: Sequence[str],
    hit: Example,
    passes: Example,
) -> Callable[[Rule], Rule]:
    """Register a rule; the docstring of the function says what it finds. See `Check`."""

    def register(rule: Rule) -> Rule:
        doc = " ".join((rule.__doc__ or "").split())
        CHECKS.add(
            code,
            Check(
                code,
                title,
                severity,
                doc,
                confidence,
                reason,
                reference,
                tuple(reads),
                hit,
                passes,
                rule,
            ),
        )
        return rule

    return register


def family(
    name: str,
    prefix: str,
    doc: str,
    tables: Mapping[str, Callable[[Tables], Any]] | None = None,
) -> Family:
    """Register a family of rules."""
    return FAMILIES.add(name, Family(name, prefix, doc, tables or {}))
