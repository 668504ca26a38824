"""Verdicts on an edge: what upstream asks, and whether the downstream declaration carries it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from heredity.knowledge.licenses.declared import Declared


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
        notes: Codes of notes beside the verdict: LIC032, LIC062.
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
    notes: tuple[str, ...] = ()


def verdict(
    upstream: Declared | str | None,
    relation: str | Collection[str],
    downstream: Declared | str | None,
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
    """
    raise NotImplementedError


def merge(
    parents: Sequence[Declared | str | None],
    downstream: Declared | str | None,
    *,
    inferred: bool = False,
) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Judge a model merged of several parents.

    Returns:
        The worst verdict, and the verdict of each parent in the order given.
    """
    raise NotImplementedError
