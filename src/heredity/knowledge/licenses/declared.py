"""What a declaration says, read into rows: the answer of `normalize`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

State = Literal["declared", "family_only", "named_other", "unresolved", "absent"]
How = Literal["any", "all", "list"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One license of a declaration.

    Attributes:
        id: Id of a row; `other` for what no row names.
        later: Whether the declaration says "or later".
        exception: SPDX exception after WITH, in lower case; empty if there is none.
    """

    id: str
    later: bool = False
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Licenses that a declaration joins.

    Attributes:
        how: `any` for OR, `all` for AND, `list` for a list, which says neither.
        parts: Two or more, each once, in one order whatever the declaration's.
    """

    how: How
    parts: tuple[Node, ...]


Node: TypeAlias = Leaf | Group


@dataclass(frozen=True, slots=True)
class Declared:
    """What one declaration says.

    Attributes:
        state: `declared`; `family_only` (a family label, judged by its row); `named_other` (`other`
            with a known name); `unresolved` (`unknown`, `cc`, what no row names); `absent` (no
            grant is visible).
        ids: Ids of the rows, each once, in order of the rows; `other` stands for what no row names.
        raw: As declared, shortened where it is long; empty where nothing is declared.
        expression: The SPDX expression of it; `NOASSERTION` where nobody can say, `NONE` where
            nothing is declared.
        note: What a reader should know: how it was read, or why it could not be.
        node: The licenses as they are joined; None where nothing is declared.
        name: `license_name` as given, folded; set only where it could not be resolved.
        link: `license_link` as given, in lower case; set only where it could not be resolved.
        codes: Codes of notes about the declaration, such as LIC057.
    """

    state: State
    ids: tuple[str, ...] = ()
    raw: str = ""
    expression: str = "NONE"
    note: str = ""
    node: Node | None = None
    name: str = ""
    link: str = ""
    codes: tuple[str, ...] = ()

    @property
    def simple(self) -> bool:
        """Whether one row says it all: no expression, list, exception or "or later"."""
        return self.node is None or self.node == Leaf(self.ids[0])

    def same_terms(self, other: Declared) -> bool:
        """Whether both carry the same name and link, though neither resolves to a row.

        A link within the repository, such as `LICENSE`, says nothing without a name.
        """
        named = self.name or "://" in self.link
        return bool(named) and (self.name, self.link) == (other.name, other.link)


ABSENT = Declared("absent")
"""Nothing is declared."""
