"""The registry of traits: what a trait is, and how one is added.

A trait is one function, decorated with `@trait`. It gets the rows of `models` (with what other
traits and this one asked to have beside them) and gives column expressions; it then appears by
itself in the table `traits`, in mutation and drift, and in the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from heredity.core.registry import Registry
from heredity.store.expr import BooleanValue, Table, Value
from heredity.store.facts import ASKED

KINDS: Final = {
    "set": "list<string>",
    "category": "string",
    "number": "int64",
    "flag": "bool",
    "time": "timestamp",
}
"""Kinds of traits, with the type of their states. A model has any number of states of a `set`, and
at most one of the others."""

STATUSES: Final = {
    "present": "the model has a state",
    "empty": "it states an empty value",
    "unclear": "it states something that names no state (license `other`, language `code`)",
    "floored": "it states a value that the hub put in place of an unknown one",
    "absent": "the source was asked, and the model states nothing",
    "unknown": "the source was not asked",
}
"""What the column `<trait>_status` may hold, and its meaning; only `present` goes with a state."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a trait reads from the rows.

    Attributes:
        state: The state; null for a model without one. A list may be empty instead.
        stated: Whether the record states anything for the trait.
        blank: Whether what it states is empty.
        floored: Whether what it states is the hub's stand-in for an unknown value.
        paper: The state as the published tables read it, where that differs.
    """

    state: Value
    stated: BooleanValue
    blank: BooleanValue | None = None
    floored: BooleanValue | None = None
    paper: Value | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A pure function on distinct values, joined to the rows as a column.

    Attributes:
        keys: The values that it needs, as named columns of the rows; a row with a null among them
            gets null. Lookups with the same function here are joined together.
        read: From those values, in order, to the result; called once for each distinct row of them.
        type: Type of the result, in the words of `heredity.store.types`.
    """

    keys: Callable[[Table], Mapping[str, Value]]
    read: Callable[..., Any]
    type: str = "list<string>"


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait.

    Attributes:
        name: Its name, and that of its column.
        kind: One of `KINDS`.
        doc: One sentence that says what a state is.
        source: Which facts it reads.
        missing: When a model has no state.
        read: From the rows to the reading.
        asked: Fields of `ASKED`, any of which makes a missing value `absent` rather than `unknown`;
            none for what every record has.
        paper: Whether it has a second column `<trait>_compat`, read as in the published tables.
        lookups: Pure functions joined to the rows as columns of these names.
        from_cards: Expressions over `cards`, joined to the rows as columns of these names.
        since: Version of the table `traits` that brought it.
    """

    name: str
    kind: str
    doc: str
    source: str
    missing: str
    read: Callable[[Table], Reading]
    asked: tuple[str, ...] = ()
    paper: bool = False
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    from_cards: Mapping[str, Callable[[Table], Value]] = field(default_factory=dict)
    since: int = 1

    @property
    def type(self) -> str:
        """Type of its column, in the words of `heredity.store.types`."""
        return KINDS[self.kind]


TRAITS: Registry[Trait] = Registry("trait")


def was_asked(rows: Table, fields: Sequence[str]) -> BooleanValue:
    """Whether the source was asked for any of these fields of `ASKED`."""
    return (rows.asked & sum(ASKED[name] for name in fields)) != 0


def trait(
    name: str,
    *,
    kind: str,
    doc: str,
    source: str,
    missing: str,
    asked: Sequence[str] = (),
    paper: bool = False,
    lookups: Mapping[str, Lookup] | None = None,
    from_cards: Mapping[str, Callable[[Table], Value]] | None = None,
    since: int = 1,
) -> Callable[[Callable[[Table], Reading]], Callable[[Table], Reading]]:
    """Register the decorated function as a trait; see `Trait` for the arguments.

    Raises:
        ValueError: The kind is unknown, or the name is taken.
    """
    if kind not in KINDS:
        raise ValueError(f"trait '{name}' has the unknown kind '{kind}'")

    def add(read: Callable[[Table], Reading]) -> Callable[[Table], Reading]:
        TRAITS.add(
            name,
            Trait(
                name,
                kind,
                doc,
                source,
                missing,
                read,
                tuple(asked),
                paper,
                dict(lookups or {}),
                dict(from_cards or {}),
                since,
            ),
        )
        return read

    return add
