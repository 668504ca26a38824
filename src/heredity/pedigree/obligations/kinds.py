"""Kinds of obligations, and what happens to them on their way down.

An obligation is what one ancestor's declaration asks. How a descendant is judged against it hangs
on its kind alone: the declaration; how the descendant came from that ancestor; and how many times
confidence went down a step in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.licenses import Declared, Verdict, normalize, verdict
from heredity.store.columns import Flags, Ints

COPIED, CHANGED, BESIDE = range(3)
"""How a model came from an ancestor: by changes of format alone; by changes of the work; or by way
of an adapter, which leaves the ancestor's files beside it."""

JUDGED_AS: Final = ("quantized", "finetune", "adapter")
"""The relation under which each is judged."""

MOST_STEPS: Final = 2
"""Steps down from the highest confidence to the lowest."""

RANKS: Final = (
    "ok", "ok-if-notices-kept", "unknown", "undeclared", "obligation-dropped", "conflict",
)  # fmt: skip
"""Verdicts, the worst last."""

OK, NOTICES, UNKNOWN, UNDECLARED, DROPPED, CONFLICT = range(len(RANKS))

MISSING: Final = Declared("unresolved", note="no record describes the model")
"""What stands for the declaration of a parent that is not in the snapshot."""

NO_PARENT: Final = Verdict(
    verdict="unknown",
    code="LIC053",
    clause="",
    why="the parent is not in the snapshot, so its terms cannot be seen",
    confidence="high",
    severity="info",
    change="import the parent's record, or name the parent under its present id",
    reason="parent-missing",
)


@cache
def not_asked() -> Declared:
    """The declaration of a model whose source was never asked for one."""
    return replace(normalize("unknown"), raw="", note="the source was not asked for a license")


class Steps:
    """Ways from parent to child, as numbers: how, and by how many steps confidence goes down."""

    @staticmethod
    def of(relations: Ints, inferred: Flags) -> Ints:
        """The way of each edge.

        Args:
            relations: What it carries, bit `i` for relation `i` of `RELATIONS`.
            inferred: Whether nobody declared it.

        Returns:
            `3 * steps + how`. An edge with several relations counts as the strictest of them:
            merge, finetune, quantized, adapter.
        """
        bit = {name: (relations >> place & 1).astype(bool) for place, name in enumerate(RELATIONS)}
        changed = bit["merge"] | bit["finetune"]
        how = np.select(
            [changed, bit["quantized"], bit["adapter"]], [CHANGED, COPIED, BESIDE], CHANGED
        )
        unspecified: Flags = ~(changed | bit["quantized"] | bit["adapter"])
        found: Ints = (unspecified.astype(np.int64) + inferred) * len(JUDGED_AS) + how
        return found


WAYS: Final = (MOST_STEPS + 1) * len(JUDGED_AS)


class Kinds:
    """The kinds of a pedigree's obligations, by number, and the verdicts on them.

    Args:
        declared: The different declarations; a place in it is a declaration's number.
    """

    def __init__(self, declared: Sequence[Declared]) -> None:
        self.declared = declared
        self.absent: Flags = np.array([d.state == "absent" for d in declared], bool)
        self.gap: Flags = np.array([d.state in ("absent", "unresolved") for d in declared], bool)
        self._verdicts: list[Verdict] = []
        self._number: dict[Verdict, int] = {}
        self._memo: dict[tuple[int, int], int] = {}

    @staticmethod
    def number(declared: int, way: int) -> int:
        """The kind of what a parent's own declaration asks of a child that came this way."""
        return declared * WAYS + way

    def passed(self, kind: int, way: int, silent: bool) -> int:
        """The kind that an obligation of the parent is to a child that came this way.

        Args:
            kind: Its kind at the parent.
            way: See `Steps`.
            silent: Whether the parent declares nothing.
        """
        declared, before = divmod(kind, WAYS)
        steps, how = divmod(before, len(JUDGED_AS))
        more, now = divmod(way, len(JUDGED_AS))
        joined = how if now == COPIED or how == BESIDE else now
        total = min(steps + more + silent, MOST_STEPS)
        return declared * WAYS + total * len(JUDGED_AS) + joined

    @staticmethod
    def declaration(kinds: Ints) -> Ints:
        """Number of the declaration of some kinds."""
        return kinds // WAYS

    @staticmethod
    def how(kinds: Ints) -> Ints:
        """How descendants came from the ancestor: `COPIED`, `CHANGED` or `BESIDE`."""
        found: Ints = kinds % WAYS % len(JUDGED_AS)
        return found

    def judge(self, kind: int, downstream: int) -> int:
        """Number of the verdict on a declaration against a kind."""
        key = (kind, downstream)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self.keep(self._judged(kind, downstream))
        return found

    def keep(self, one: Verdict) -> int:
        """Number of a verdict."""
        found = self._number.setdefault(one, len(self._verdicts))
        if found == len(self._verdicts):
            self._verdicts.append(one)
        return found

    def _judged(self, kind: int, downstream: int) -> Verdict:
        declared, way = divmod(kind, WAYS)
        steps, how = divmod(way, len(JUDGED_AS))
        upstream = self.declared[declared]
        if upstream is MISSING:
            return NO_PARENT
        label = self.declared[downstream]
        label = not_asked() if label is MISSING else label
        return verdict(upstream, JUDGED_AS[how], label, between=steps)

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """All verdicts so far, by number."""
        return self._verdicts

    @property
    def ranks(self) -> Ints:
        """Place of each verdict in `RANKS`."""
        places: Mapping[str, int] = {name: place for place, name in enumerate(RANKS)}
        return np.array([places[one.verdict] for one in self._verdicts], np.int64)
