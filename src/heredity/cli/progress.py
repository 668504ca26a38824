"""Progress bars on stderr: rate and time left, silent when nobody watches."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from heredity.core.progress import Silent

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Bars:
    """Progress drawn by rich."""

    def __init__(self) -> None:
        from rich.progress import (  # 50 ms that --help does not need
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        from heredity.cli.output import console

        self._bars: RichProgress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._unit = ""

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal clean."""
        self._bars.stop()

    def start(self, label: str, total: float | None = None, unit: str = "rows") -> None:
        """A new piece of work begins."""
        self.finish()
        self._unit = unit
        self._task = self._bars.add_task(label, total=total, rate="")

    def advance(self, amount: float = 1) -> None:
        """That much more is done."""
        if self._task is None:
            return
        self._bars.advance(self._task, amount)
        speed = self._bars.tasks[self._bars.task_ids.index(self._task)].speed
        if speed:
            self._bars.update(self._task, rate=f"{speed:,.0f} {self._unit}/s")

    def finish(self) -> None:
        """The current piece is done."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


class _Quiet(Silent):
    """Silence in the shape of a context."""

    def __enter__(self) -> Self:
        """Nothing to draw."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to clean."""


def watching(form: str = "human") -> Bars | _Quiet:
    """Bars where a person looks at a terminal, else silence."""
    unwanted = form == "quiet" or os.environ.get("HF_HUB_DISABLE_PROGRESS_BARS") in {"1", "true"}
    return _Quiet() if unwanted or not sys.stderr.isatty() else Bars()
