"""From rows to declarations: expressions, lists, exceptions, merges.

An upstream OR takes its best branch and AND its worst; then the downstream declaration likewise.
Of a list each member is judged: equal verdicts stand, others are not decidable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

from heredity.knowledge.licenses.declared import Group, How, Leaf, Node
from heredity.knowledge.licenses.pairs import VERDICTS, reasons, verdict_of
from heredity.knowledge.licenses.rules import NO_USE, Side, Use, clash, rule
from heredity.knowledge.licenses.terms import LOW, licenses

RANK: Final = {name: rank for rank, name in enumerate(VERDICTS)}
SHARP: Final = frozenset("SXVUB")
"""Duties whose loss makes a silent child worth a warning."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say of one pair of declarations.

    Attributes:
        reason: Key of the reason that decided.
        level: Confidence, a place in `LEVELS`.
        up: Id of the upstream row that decided; empty where nothing is declared.
        down: Id of the downstream row that decided; likewise.
    """

    reason: str
    level: int
    up: str = ""
    down: str = ""

    @property
    def code(self) -> str:
        """Code of the finding."""
        return reasons()[self.reason].code

    @property
    def rank(self) -> int:
        """Place of the verdict in `VERDICTS`."""
        return RANK[verdict_of(self.code)]


def outcome(up: Node | None, relation: str, down: Node | None, use: Use = NO_USE) -> Outcome:
    """Judge two declarations under one relation."""
    if isinstance(up, Group) and up == down and not _has_list(up):
        return join(up.how, [outcome(part, relation, part, use) for part in up.parts])
    if isinstance(up, Group):
        return join(up.how, [outcome(part, relation, down, use) for part in up.parts])
    if up is not None and up.later:
        return join("any", [outcome(one, relation, down, use) for one in reached(up)])
    if isinstance(down, Group) and relation != "references":
        return join(down.how, [outcome(up, relation, part, use) for part in down.parts])
    return _leaves(up, relation, None if isinstance(down, Group) else down, use)


def reached(leaf: Leaf) -> list[Leaf]:
    """The licenses that an "or later" grants: the one named, and those after it."""
    names = (leaf.id, *licenses()[leaf.id].later)
    return [Leaf(name, exception=leaf.exception) for name in names]


def _leaves(up: Leaf | None, relation: str, down: Leaf | None, use: Use) -> Outcome:
    found = rows_outcome(up.id if up else "", relation, down.id if down else "", use)
    if _excepted(found, up, down):
        return replace(found, reason="exception", level=LOW)
    return found


@lru_cache(maxsize=100_000)
def rows_outcome(up: str, relation: str, down: str, use: Use = NO_USE) -> Outcome:
    """Judge two rows by their ids; an empty id stands for nothing declared."""
    reason, level = rule(_side(up), relation, _side(down), use)
    return Outcome(reason, level, up, down)


def _side(name: str) -> Side:
    return licenses()[name] if name else None


def _excepted(found: Outcome, up: Leaf | None, down: Leaf | None) -> bool:
    """Whether a declared exception leaves the answer open.

    An upstream exception only grants more, so that what is fine without it stays fine. A downstream
    one grants more than its license, which upstream must allow.
    """
    if not found.up or not found.down or found.reason in {"dedication", "upstream-unresolved"}:
        return False
    given, taken = (leaf.exception if leaf else "" for leaf in (up, down))
    if not (given or taken) or (given == taken and found.reason == "same"):
        return False
    fine = found.rank >= RANK["ok-if-notices-kept"]
    free = licenses()[found.up].relicense == "any"
    return not fine or bool(taken and not free)


def _has_list(node: Node) -> bool:
    if isinstance(node, Leaf):
        return False
    return node.how == "list" or any(_has_list(part) for part in node.parts)


def join(how: How, found: Iterable[Outcome]) -> Outcome:
    """One outcome of several; the same in whatever order they come."""
    ordered = sorted(found, key=lambda one: (one.rank, one.code, -one.level, one.up, one.down))
    if how == "any":
        best = ordered[-1].rank
        return next(one for one in ordered if one.rank == best)
    if how == "list" and ordered[0].rank != ordered[-1].rank:
        return replace(ordered[0], reason="list", level=LOW)
    return ordered[0]


def clashes(one: Node | None, other: Node | None) -> Outcome | None:
    """The outcome of two parents that no license satisfies; None if one does."""
    if one is None or other is None:
        return None
    found = _walk(one, other, _clash)
    return None if found.rank == RANK["ok"] else found


def _walk(up: Node, down: Node, judge: Callable[[str, str], Outcome]) -> Outcome:
    if isinstance(up, Group):
        return join(up.how, [_walk(part, down, judge) for part in up.parts])
    if isinstance(down, Group):
        return join(down.how, [_walk(up, part, judge) for part in down.parts])
    pairs = product(reached(up), reached(down))
    return join("any", [judge(one.id, other.id) for one, other in pairs])


def _clash(one: str, other: str) -> Outcome:
    up, down = sorted((one, other))
    first, second = licenses()[up], licenses()[down]
    level = min(first.level, second.level)
    return Outcome("clash" if clash(first, second) else "same", level, up, down)


def severity(found: Outcome, code_severity: str) -> str:
    """Severity of an outcome: that of its code, and more for a silent child of sharp terms."""
    if found.reason == "downstream-silent" and licenses()[found.up].duties & SHARP:
        return "warn"
    return code_severity
