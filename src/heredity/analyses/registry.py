"""The registry of analyses: what an analysis is, and how one is added.

An analysis is one function from tables to tables, decorated with `@analysis`, in a file that also
declares the tables it writes. It then appears by itself on the command line and as a stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heredity.core.errors import UserError
from heredity.core.registry import Registry
from heredity.store import Context, Stage, Store
from heredity.store.store import Data

Run = Callable[[Context], Mapping[str, Data]]
"""The work of an analysis: tables in, tables out."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an analysis says to somebody who asked: a few numbers, and what they come to.

    Attributes:
        title: What the numbers are.
        columns: Names of the columns; none where the sentence is all.
        rows: The numbers.
        sentence: What they say, with the edge set and the form that they speak of.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    sentence: str = ""


Answer = Callable[[Store, bool], Iterable[Said]]
"""From the written tables, and whether the published form is asked for, to what they say."""


def nothing(store: Store, compat: bool) -> Iterable[Said]:
    """The answer of an analysis that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis.

    Attributes:
        name: What the user calls it; its stage is `analyze NAME`.
        doc: One sentence that says what it measures.
        reads: Tables that it depends on.
        writes: Tables that it writes.
        run: The work.
        random: Whether it draws random numbers, so that the seed counts.
        routine: Whether it runs where no analysis is named; others are slow and run on request.
        params: Its parameters, each with one sentence that also names the default.
        answer: What it says when it has run.
    """

    name: str
    doc: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: Run
    random: bool = False
    routine: bool = True
    params: Mapping[str, str] = field(default_factory=dict)
    answer: Answer = nothing

    @property
    def stage(self) -> Stage:
        """The analysis as a stage."""
        return Stage(f"analyze {self.name}", self.reads, self.writes, self.run, self.random)


ANALYSES: Registry[Analysis] = Registry("analysis")


def analysis(
    name: str,
    *,
    doc: str,
    reads: Sequence[str],
    writes: Sequence[str],
    random: bool = False,
    routine: bool = True,
    params: Mapping[str, str] | None = None,
    answer: Answer = nothing,
) -> Callable[[Run], Run]:
    """Register the decorated function as an analysis; see `Analysis` for the arguments.

    Raises:
        ValueError: The name is taken.
    """

    def add(run: Run) -> Run:
        ANALYSES.add(
            name,
            Analysis(
                name,
                doc,
                tuple(reads),
                tuple(writes),
                run,
                random,
                routine,
                dict(params or {}),
                answer,
            ),
        )
        return run

    return add


def chosen(names: Iterable[str] = ()) -> list[Analysis]:
    """The analyses of these names; all routine ones if none is named.

    Raises:
        UserError: There is no analysis of that name.
    """
    named = [ANALYSES.get(name) for name in names]
    return named or [one for one in ANALYSES.members() if one.routine]


def analysis_stages(names: Iterable[str] = ()) -> list[Stage]:
    """The stages of the analyses of these names; of all routine ones if none is named.

    Raises:
        UserError: There is no analysis of that name.
    """
    return [one.stage for one in chosen(names)]


def shared_out(
    stages: Iterable[Stage], given: Mapping[str, Any]
) -> list[tuple[Stage, dict[str, Any]]]:
    """Each stage with those of the given parameters that its analysis has.

    Raises:
        UserError: A parameter is known to none of them.
    """
    known = {
        stage.name: ANALYSES.get(stage.name.removeprefix("analyze ")).params for stage in stages
    }
    for name in given:
        if not any(name in params for params in known.values()):
            names = sorted({name for params in known.values() for name in params})
            raise UserError(
                f"None of these analyses has a parameter '{name}'.", f"Known: {', '.join(names)}."
            )
    return [
        (stage, {name: value for name, value in given.items() if name in known[stage.name]})
        for stage in stages
    ]
