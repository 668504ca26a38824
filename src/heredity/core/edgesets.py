"""Edge sets: which derivations a result speaks of, by name.

An edge may carry several relations; it belongs to a set if it carries any of the set's. A set holds
declared edges alone, unless its name ends in `+inferred`: then also those that nobody declared and
that were inferred with confidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any, Final

from heredity.core.errors import UserError

RELATIONS: Final = ("finetune", "adapter", "quantized", "merge", "unspecified")
"""The relations in the order in which they are named, and preferred, everywhere."""

TYPED: Final = RELATIONS[:-1]

INFERRED: Final = "inferred"
"""The word that adds inferred edges to a set."""


@dataclass(frozen=True, slots=True)
class EdgeSet:
    """A named choice of edges.

    Attributes:
        name: Its one canonical name.
        relations: An edge must carry at least one of these.
        without: An edge must carry none of these.
        inferred: Whether inferred edges belong to it, too.
    """

    name: str
    relations: frozenset[str]
    without: frozenset[str] = frozenset()
    inferred: bool = False

    def declared(self) -> EdgeSet:
        """The set itself, for those that know of declared edges alone.

        Raises:
            UserError: Inferred edges belong to it, too.
        """
        if self.inferred:
            raise UserError(
                f"Inferred parents do not count here, so '{self.name}' cannot be used.",
                "Lineages, families and exported graphs take it; leave '+inferred' out elsewhere.",
            )
        return self

    def chosen(self, flags: Mapping[str, Any]) -> Any:
        """Which declared edges belong to the set, for those that know of declared edges alone.

        Args:
            flags: As in `carried`.

        Returns:
            The same kind of thing.

        Raises:
            UserError: Inferred edges belong to the set, too.
        """
        return self.declared().carried(flags)

    def carried(self, flags: Mapping[str, Any]) -> Any:
        """Which edges belong to the set by the relations that they carry.

        Args:
            flags: For each relation, whether an edge carries it: Boolean NumPy arrays or column
                expressions, anything that knows `|`, `&` and `~`.

        Returns:
            The same kind of thing.
        """
        carried = reduce(or_, [flags[name] for name in RELATIONS if name in self.relations])
        for name in sorted(self.without):
            carried &= ~flags[name]
        return carried


_NAMED: Final = {
    "all": EdgeSet("all", frozenset(RELATIONS)),
    "typed": EdgeSet("typed", frozenset(TYPED)),
    "no-merges": EdgeSet("no-merges", frozenset(RELATIONS) - {"merge"}, frozenset({"merge"})),
}
EDGE_SET_NAMES: Final = (*_NAMED, *RELATIONS)


def parse_edge_set(text: str) -> EdgeSet:
    """The edge set of a name.

    Args:
        text: `all`, `typed` (any edge with a stated relation), `no-merges` (edges that do not
            carry `merge`), or relations joined with `,` or `+`. Case and white space do not count.

            Any of these may be joined with `inferred`.

    Returns:
        The set under its canonical name: relations joined with `+` in the order of `RELATIONS`,
        `all` for all five, `typed` for the four that state one; `+inferred` last of all.

    Raises:
        UserError: The text names none.
    """
    words = [word for word in re.split(r"[,+\s]+", text.lower()) if word]
    if INFERRED in words:
        rest = [word for word in words if word != INFERRED]
        if not rest:
            raise UserError(
                "Inferred parents are no edge set of their own; they are added to one.",
                "For example: all+inferred, or finetune+inferred.",
            )
        declared = parse_edge_set("+".join(rest))
        return replace(declared, name=f"{declared.name}+{INFERRED}", inferred=True)
    if len(words) == 1 and words[0] in _NAMED:
        return _NAMED[words[0]]
    for word in words:
        if word not in RELATIONS:
            raise _unknown(text, word)
    if not words:
        raise _unknown(text, "")
    relations = frozenset(words)
    for named in (_NAMED["all"], _NAMED["typed"]):
        if named.relations == relations:
            return named
    return EdgeSet("+".join(name for name in RELATIONS if name in relations), relations)


def _unknown(text: str, word: str) -> UserError:
    near = get_close_matches(word, EDGE_SET_NAMES, n=1)
    hint = f"Did you mean {near[0]}? " if near and near[0] != word else ""
    known = ", ".join(EDGE_SET_NAMES)
    return UserError(
        f"There is no edge set '{text}'.",
        f"{hint}Known: {known}, and relations joined with a comma.",
    )
