"""Which states tell of a program, a template or one owner rather than of models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from heredity.knowledge.artifacts import artifacts
from heredity.knowledge.papers import flaw

FEWEST: Final = 20
"""Holders (with a card) below which nothing is concluded from them."""

ONE_OWNER: Final = 0.5
"""Share of the holders that make a state one owner's."""

GENERATED: Final = 0.8
"""Share of generated cards that makes a state a template's; it must also be twice the usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in the study.

    Attributes:
        generated: Share of generated cards among all cards; 0 if there are none.
        year: Year of the newest record.
        month: Its month.
    """

    generated: float
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a state.

    Attributes:
        models: Number of models.
        owners: Number of their owners.
        most: Models of the owner with most.
        carded: Models whose card was read.
        generated: Models whose card says that it was generated.
    """

    models: int
    owners: int
    most: int
    carded: int
    generated: int

    @property
    def top_owner_share(self) -> float | None:
        """Share of the owner with most."""
        return self.most / self.models if self.models else None

    @property
    def generated_share(self) -> float | None:
        """Share of generated cards."""
        return self.generated / self.carded if self.carded else None


def marked(trait: str, state: str, held: Holders, usual: Usual) -> Mapping[str, Any]:
    """The mark of a state and its reasons, the strongest first; both None if there is none."""
    found: list[tuple[str, str]] = []
    if known := artifacts().get((trait, state.lower())):
        found.append((known.kind, known.reason))
    if trait == "papers" and (why := flaw(state, usual.year, usual.month)):
        found.append(("impossible", why))
    share = held.generated_share or 0.0
    if held.carded >= FEWEST and share >= max(GENERATED, 2 * usual.generated):
        found.append((
            "generated cards",
            f"{share:.0%} of its holders' cards are generated, of all cards {usual.generated:.0%}",
        ))  # fmt: skip
    most = held.top_owner_share or 0.0
    if trait != "author" and held.models >= FEWEST and most >= ONE_OWNER:
        found.append(("one owner", f"one owner has {most:.0%} of its {held.models:,} holders"))
    if not found:
        return {"mark": None, "reason": None}
    return {"mark": found[0][0], "reason": "; ".join(reason for _, reason in found)}
