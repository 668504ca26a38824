"""What an audit is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from heredity.export.audit.listing import Listing

OWN: Final = "own"
INHERITED: Final = "inherited"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to audit, and which findings to list.

    Without models, owners and listing the whole study is audited.

    Attributes:
        models: Ids, addresses of pages and the like.
        owners: Owners, all of whose models are meant.
        listing: A file with ids.
        strict: Whether every line of the listing must be a model of the study, and all checks must
            have run on the study as it is.
        edges: Edge set in which ancestors are followed.
        codes: Codes of rules, or what they begin with; empty for all.
        severity: Mildest severity; None for all.
        min_confidence: Least confidence.
        stages: Checks, such as `licenses`; empty for all.
        origin: `own` or `inherited`; None for both.
        policy: File with suppressions.
        show_suppressed: Whether to list what is suppressed too.
        new_since: Earlier output, or another study, whose findings are left out.
        day: Day on which suppressions may have expired; None for today.
    """

    models: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    listing: Listing | None = None
    strict: bool = False
    edges: str = "all"
    codes: tuple[str, ...] = ()
    severity: str | None = None
    min_confidence: float = 0.0
    stages: tuple[str, ...] = ()
    origin: str | None = None
    policy: Path | None = None
    show_suppressed: bool = False
    new_since: Path | None = None
    day: date | None = None

    @property
    def whole(self) -> bool:
        """Whether the whole study is meant."""
        return not (self.models or self.owners or self.listing)

    def told(self) -> dict[str, Any]:
        """What was asked for, as outputs repeat it."""
        return {
            "models": list(self.models),
            "owners": list(self.owners),
            "file": self.listing.name if self.listing else None,
            "edges": self.edges,
            "codes": list(self.codes),
            "severity": self.severity,
            "min_confidence": self.min_confidence,
            "stages": list(self.stages),
            "origin": self.origin,
            "policy": str(self.policy) if self.policy else None,
            "new_since": str(self.new_since) if self.new_since else None,
        }


@dataclass(frozen=True, slots=True)
class House:
    """What an audit must know of the checks, which live on the same floor.

    Attributes:
        stages: Names of all stages of checks.
        names: Names of rules beside their codes, such as `SIZE` of `NAM001`.
    """

    stages: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
