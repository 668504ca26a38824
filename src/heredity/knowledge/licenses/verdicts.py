"""Verdicts on an edge: what upstream asks, and whether the downstream declaration carries it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from heredity.knowledge.licenses.declared import Declared, Leaf
from heredity.knowledge.licenses.outcomes import Outcome, clashes, join, outcome, severity
from heredity.knowledge.licenses.pairs import codes, pairs, reasons, rows
from heredity.knowledge.licenses.reading import normalize
from heredity.knowledge.licenses.rules import NO_USE, RELATIONS, Use
from heredity.knowledge.licenses.terms import LEVELS, LOW, licenses, vendors

Declaration = Declared | str | None
NOTHING: Final = "nothing declared"
SHORT: Final = 80
"""Characters of a declaration that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one edge, or of one model with all its parents.

    Attributes:
        verdict: `ok`, `ok-if-notices-kept`, `obligation-dropped`, `conflict`, `undeclared`,
            `unknown`.
        code: Code of the finding; LIC000 where there is none.
        clause: Text and section of the row that decides; empty where nothing is declared.
        why: One sentence.
        confidence: `high`, `medium` or `low`.
        severity: `error`, `warn` or `info`.
        change: The smallest change that resolves it; empty where nothing has to change.
        reason: Key of the rule that decided.
        upstream: Id of the upstream row that decided; empty where nothing is declared.
        downstream: Id of the downstream row that decided; likewise.
        notes: Codes of notes beside the verdict: LIC032, LIC057, LIC062.
    """

    verdict: str
    code: str
    clause: str
    why: str
    confidence: str
    severity: str
    change: str = ""
    reason: str = ""
    upstream: str = ""
    downstream: str = ""
    notes: tuple[str, ...] = ()


def verdict(
    upstream: Declaration,
    relation: str | Collection[str],
    downstream: Declaration,
    *,
    commercial: bool = False,
    hosted: bool = False,
    inferred: bool = False,
    between: int = 0,
) -> Verdict:
    """Judge one edge.

    Args:
        upstream: Declaration of the parent; a text is normalized first.
        relation: `finetune`, `adapter`, `quantized`, `merge`, `unspecified` or `references`;
            several count as the strictest of them.
        downstream: Declaration of the child; of no account for `references`.
        commercial: Whether code that refers to the model declares commercial use.
        hosted: Whether code that refers to the model serves it to others.
        inferred: Whether the edge was inferred; one step less confidence.
        between: Undeclared models in between; one step less confidence for each.

    Raises:
        ValueError: There is no such relation.
    """
    up, down = _read(upstream), _read(downstream)
    found = judged(up, strictest(relation), down, Use(commercial, hosted))
    return _said(lowered(found, inferred + between), up, down)


def merge(
    parents: Sequence[Declaration], downstream: Declaration, *, inferred: bool = False
) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Judge a model merged of several parents.

    Args:
        parents: Their declarations, in any order.
        downstream: Declaration of the merged model.
        inferred: Whether the edges were inferred.

    Returns:
        The worst verdict, and the verdict of each parent in the order given.

    Raises:
        ValueError: There is no parent.
    """
    if not parents:
        raise ValueError("a merge has at least one parent")
    ups, down = [_read(parent) for parent in parents], _read(downstream)
    each = [lowered(judged(up, "merge", down), inferred) for up in ups]
    among = (clashes(one.node, other.node) for one, other in combinations(dict.fromkeys(ups), 2))
    clashing = [lowered(one, inferred) for one in among if one]
    # A clash of parents stands above what each parent says: no label for the child mends it.
    certain = [one for one in clashing if one.reason == "clash"]
    told = join("all", certain or [*clashing, *each])
    said = tuple(_said(one, up, down) for one, up in zip(each, ups, strict=True))
    return _noted(_said(told, _speaker(told, each, ups), down), ups, said), said


def _speaker(told: Outcome, each: Sequence[Outcome], ups: Sequence[Declared]) -> Declared:
    """The parent whose words tell the outcome; the same in whatever order parents come."""
    deciding = [up for one, up in zip(each, ups, strict=True) if one == told]
    named = [up for up in ups if told.up in up.ids]
    return min(deciding or named or ups, key=lambda up: (up.name, up.link, up.raw))


def strictest(relation: str | Collection[str]) -> str:
    """The relation that counts where an edge carries several.

    Raises:
        ValueError: There is no such relation, or none at all.
    """
    named = {relation} if isinstance(relation, str) else set(relation)
    if not named or named - set(RELATIONS):
        raise ValueError(f"no such relation: {', '.join(sorted(named - set(RELATIONS)))}")
    return min(named, key=RELATIONS.index)


def judged(up: Declared, relation: str, down: Declared, use: Use = NO_USE) -> Outcome:
    """The outcome of two declarations."""
    found = outcome(up.node, relation, down.node, use)
    if found.reason == "upstream-unresolved" and up.same_terms(down):
        return replace(found, reason="same-named")
    return found


def lowered(found: Outcome, steps: int) -> Outcome:
    """The outcome with less confidence."""
    return replace(found, level=max(LOW, found.level - steps)) if steps else found


def _read(declaration: Declaration) -> Declared:
    return declaration if isinstance(declaration, Declared) else normalize(declaration)


def _said(found: Outcome, up: Declared, down: Declared) -> Verdict:
    """The outcome in words."""
    reason = reasons()[found.reason]
    code = codes()[reason.code]
    known = pairs().get((found.up, found.down))
    words = {
        "up": shown(found.up, up),
        "down": shown(found.down, down),
        "pair": known.why.format(up=found.up, down=found.down) if known else "",
    }
    return Verdict(
        code.verdict,
        reason.code,
        _clause(found),
        reason.why.format(**words),
        LEVELS[found.level],
        severity(found, code.severity),
        reason.change.format(**words),
        found.reason,
        found.up,
        found.down,
        tuple(sorted({*_limits(found), *up.codes, *down.codes})),
    )


def shown(name: str, declared: Declared) -> str:
    """What a license is called: as declared, and why it is not resolved, where no row names it."""
    if not name:
        return NOTHING
    if licenses()[name].unresolved and declared.node == Leaf(name):
        given = " ".join((declared.name or declared.raw).split())
        short = given if len(given) <= SHORT else given[: SHORT - 1] + "…"
        return f"'{short}' ({declared.note})" if declared.note else f"'{short}'"
    return name


def _clause(found: Outcome) -> str:
    """The upstream text that decides; both texts where parents clash."""
    if found.reason == "clash":
        return " / ".join(licenses()[name].source for name in (found.up, found.down))
    known = found.up and not licenses()[found.up].unresolved
    return licenses()[found.up].source if known else ""


def _limits(found: Outcome) -> list[str]:
    """LIC062, where a cap or territory of the upstream terms applies."""
    return ["LIC062"] if found.up and "K" in licenses()[found.up].duties else []


def _noted(told: Verdict, ups: Sequence[Declared], said: Sequence[Verdict]) -> Verdict:
    """The verdict of a merge with the notes of all parents."""
    notes = {note for one in said for note in one.notes} | set(told.notes)
    if improves_another(ups):
        notes.add("LIC032")
    return replace(told, notes=tuple(sorted(notes)))


def improves_another(parents: Sequence[Declared]) -> bool:
    """Whether terms on outputs and improvement meet a parent of another family (LIC032)."""
    known = licenses()
    ids = {name for parent in parents for name in parent.ids if not known[name].unresolved}
    bound = [known[name] for name in ids & set(rows()["outputs"]["improving"])]
    return any(known[name].kin != one.kin for one in bound for name in ids)


def limits_of(name: str) -> list[str]:
    """Sentences on caps and territory of a license; none if it knows no limits."""
    terms = vendors().get(name)
    if terms is None:
        return []
    said = []
    if terms.cap_users:
        said.append(f"up to {terms.cap_users:,} monthly users {terms.cap_when}".strip())
    if terms.cap_revenue:
        said.append(f"up to US${terms.cap_revenue:,} revenue a year")
    return [*said, terms.territory] if terms.territory else said
