"""Growth, measured literally: one model, one edge and one pair at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import floor

Pair = tuple[str, str]
"""Child and parent."""


@dataclass(frozen=True)
class Model:
    """A recorded model; `created` is None where the date is floored or not known."""

    id: str
    owner: str | None
    created: datetime | None
    floored: bool = False
    states: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Recorded models, and the edges of one edge set."""

    models: Mapping[str, Model]
    pairs: Sequence[Pair]

    @property
    def nodes(self) -> list[str]:
        return sorted(set(self.models) | {end for pair in self.pairs for end in pair})

    def created(self, node: str) -> datetime | None:
        return self.models[node].created if node in self.models else None

    def parents(self, node: str) -> list[str]:
        return sorted(p for c, p in self.pairs if c == node)

    def family(self, node: str) -> str:
        """Smallest id that can be reached along edges in either direction."""
        seen, todo = {node}, [node]
        while todo:
            at = todo.pop()
            for pair in self.pairs:
                if at in pair:
                    fresh = set(pair) - seen
                    seen |= fresh
                    todo += fresh
        return min(seen)

    def families(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            found.setdefault(self.family(node), []).append(node)
        return found

    def lineage(self, node: str) -> list[str]:
        """From a node up to its founder, along first parents (here: the smallest id)."""
        path = [node]
        while self.parents(path[-1]):
            path.append(self.parents(path[-1])[0])
        return path


def month(day: datetime) -> tuple[int, int]:
    return day.year, day.month


def by_month(dates: Iterable[datetime | None]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for day in dates:
        if day is not None:
            found[month(day)] = found.get(month(day), 0) + 1
    return found


def family_births(world: World) -> list[datetime | None]:
    """When each family of two or more got its second member; undated ones are the oldest."""
    births = []
    for members in world.families().values():
        if len(members) > 1:
            dated = sorted(d for m in members if (d := world.created(m)) is not None)
            undated = len(members) - len(dated)
            births.append(None if undated > 1 else dated[1 - undated])
    return births


def streams(dates: Sequence[datetime], days: int, least: int) -> list[list[datetime]]:
    """Longest runs of uploads, each of which lies in some full window."""
    dates = sorted(dates)
    inside = set()
    for first in dates:
        held = [at for at, d in enumerate(dates) if first <= d < first + timedelta(days=days)]
        if len(held) >= least:
            inside.update(held)
    runs: list[list[datetime]] = []
    for at in sorted(inside):
        fresh = at - 1 not in inside or dates[at] - dates[at - 1] >= timedelta(days=days)
        if fresh:
            runs.append([])
        runs[-1].append(dates[at])
    return runs


def bursts(
    world: World, days: int, least: int
) -> list[tuple[str, datetime, datetime, int, list[str]]]:
    """Family, start, end, models and owners (most models first) of each burst."""
    found = []
    for family, members in world.families().items():
        if len(members) < 2:
            continue
        runs = []
        for owner in sorted({m.owner for m in world.models.values() if m.owner}):
            own = [
                d for m in members
                if m in world.models and world.models[m].owner == owner
                and (d := world.created(m)) is not None
            ]  # fmt: skip
            runs += [(run[0], run[-1], owner, len(run)) for run in streams(own, days, least)]
        groups: list[list[tuple[datetime, datetime, str, int]]] = []
        for run in sorted(runs):
            if groups and run[0] <= max(end for _, end, _, _ in groups[-1]):
                groups[-1].append(run)
            else:
                groups.append([run])
        for group in groups:
            held: dict[str, int] = {}
            for _, _, owner, models in group:
                held[owner] = held.get(owner, 0) + models
            ranked = sorted(held, key=lambda owner: (-held[owner], owner))
            found.append((
                family, min(r[0] for r in group), max(r[1] for r in group),
                sum(held.values()), ranked,
            ))  # fmt: skip
    return sorted(found)


def ages(world: World, pairs: Iterable[Pair]) -> list[float]:
    """Age differences of some edges in days, ascending."""
    found = []
    for child, parent in pairs:
        one, other = world.created(child), world.created(parent)
        if one is not None and other is not None:
            found.append((one - other) / timedelta(days=1))
    return sorted(found)


def quantile(ascending: Sequence[float], share: float) -> float:
    """The quantile between two neighbors, linearly."""
    place = share * (len(ascending) - 1)
    low = floor(place)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (place - low) * (ascending[high] - ascending[low])


@dataclass
class Step:
    """Counts of one step of a survival table."""

    reporting: int = 0
    kept: int = 0
    at_risk: int = 0
    lost: int = 0


def cohort(world: World, node: str) -> str | None:
    """Cohort of a founder."""
    model = world.models.get(node)
    if model is None or (model.created is None and not model.floored):
        return None
    return "before" if model.created is None else str(model.created.year)


def survival(world: World, trait: str, reference: str, clock: str, wanted: str) -> dict[int, Step]:
    """The counts by step of one cohort."""

    def states(node: str) -> frozenset[str]:
        model = world.models.get(node)
        return model.states.get(trait, frozenset()) if model else frozenset()

    found: dict[int, Step] = {}
    for node in world.nodes:
        path = world.lineage(node)
        other = path[-1] if reference == "founder" else path[min(1, len(path) - 1)]
        if len(path) == 1 or not states(node) or not states(other):
            continue
        if wanted not in ("all", cohort(world, path[-1])):
            continue
        step = len(path) - 1
        if clock == "year":
            one, first = world.created(node), world.created(path[-1])
            if one is None or first is None or one < first:
                continue
            step = floor((one - first) / timedelta(days=365.25))
        row = found.setdefault(step, Step())
        held = bool(states(node) & states(other))
        row.reporting += 1
        row.kept += held
        if reference == "founder" and clock == "generation":
            risk = all(states(above) & states(path[-1]) for above in path[1:])
            row.at_risk += risk
            row.lost += risk and not held
    return found


def gini(values: Sequence[int]) -> float:
    """Mean absolute difference of all ordered pairs, by twice the mean."""
    differences = sum(abs(x - y) for x in values for y in values)
    return differences / (2 * len(values) * sum(values))


def monotone(points: Sequence[float]) -> bool:
    return all(low <= high for low, high in pairwise(points))
