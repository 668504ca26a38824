"""A registry: named members, added by decorator, walked in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Generic, TypeVar

from heredity.core.errors import UserError

Member = TypeVar("Member")


class Registry(Generic[Member]):
    """Named members of one kind.

    Args:
        kind: What a member is called in messages ("trait", "check", ...).
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._members: dict[str, Member] = {}

    def add(self, name: str, member: Member) -> Member:
        """Add a member.

        Raises:
            ValueError: The name is taken; two rows for one fact are a mistake of ours.
        """
        if name in self._members:
            raise ValueError(f"{self.kind} '{name}' is registered twice")
        self._members[name] = member
        return member

    def get(self, name: str) -> Member:
        """The member of that name.

        Raises:
            UserError: There is none; the message lists the near and the known names.
        """
        try:
            return self._members[name]
        except KeyError:
            near = get_close_matches(name, self._members, n=3)
            hint = f"Did you mean {', '.join(near)}? " if near else ""
            known = ", ".join(self)
            raise UserError(
                f"There is no {self.kind} '{name}'.", f"{hint}Known: {known}."
            ) from None

    def __iter__(self) -> Iterator[str]:
        """Names in alphabetical order."""
        return iter(sorted(self._members))

    def __len__(self) -> int:
        """Number of members."""
        return len(self._members)

    def __contains__(self, name: object) -> bool:
        """Whether a member has that name."""
        return name in self._members

    def members(self) -> list[Member]:
        """All members in the order of their names."""
        return [self._members[name] for name in self]
