"""Progress as the lower floors see it: a callback. The doors decide how it looks."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives what long work reports about itself."""

    def start(self, label: str, total: float | None = None, unit: str = "rows") -> None:
        """A new piece of work begins; `total` is None where it is not known."""

    def advance(self, amount: float = 1) -> None:
        """That much more of the current piece is done."""

    def finish(self) -> None:
        """The current piece is done."""


class Silent:
    """Progress that nobody watches."""

    def start(self, label: str, total: float | None = None, unit: str = "rows") -> None:
        """Ignore it."""

    def advance(self, amount: float = 1) -> None:
        """Ignore it."""

    def finish(self) -> None:
        """Ignore it."""
