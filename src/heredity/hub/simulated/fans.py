"""Planted fans: founders with very many children, and owners who upload in bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.hub.simulated.growth import Growth
from heredity.hub.simulated.plan import Giant, Ints, giants, numbers, pick_weighted

_DAY = 86_400
_SMALLEST = 3
_FULL = 0.6


@dataclass(frozen=True, slots=True)
class Upload:
    """What one owner uploaded in bulk.

    Attributes:
        models: The models, in the order of their birth.
    """

    models: Ints


@dataclass(frozen=True, slots=True)
class Fan:
    """A founder with a planted number of children.

    Attributes:
        giant: Its row in the plan.
        founder: Number of the founder.
        children: Children it is to have.
        uploads: Those among them that came in bulk, owner by owner.
    """

    giant: Giant
    founder: int
    children: int
    uploads: tuple[Upload, ...]

    @property
    def relation(self) -> int:
        """Code of its children's relation."""
        return self.giant.relation


def plant_fans(
    models: int, children: int, growth: Growth, rng: np.random.Generator
) -> tuple[Fan, ...]:
    """Scale the published fans to a hub, and choose its founders and bulk uploads.

    Args:
        models: Number of models.
        children: Number of models with a parent.
        growth: When models are born.
        rng: Random numbers.
    """
    fans: list[Fan] = []
    free = np.ones(models)
    for giant in giants():
        size = round(giant.children / numbers()["hub"]["models"] * models)
        founder = _founder(growth.index(giant.born), free)
        if size < _SMALLEST or founder < 0:
            continue
        free[founder] = 0
        fans.append(Fan(giant, founder, size, ()))
    return tuple(_with_uploads(fan, free, children, growth, rng) for fan in fans)


def _founder(wanted: int, free: np.ndarray) -> int:
    """The free model next to the wanted one; -1 if there is none."""
    later = np.flatnonzero(free[wanted:])
    return wanted + int(later[0]) if len(later) else -1


def _with_uploads(
    fan: Fan, free: np.ndarray, children: int, growth: Growth, rng: np.random.Generator
) -> Fan:
    """The fan with its bulk uploads; it keeps a tenth of its children for others."""
    start = fan.giant.bulk
    if start is None:
        return fan
    plan = numbers()["uploads"]
    first = max(growth.index(start), fan.founder + 1)
    last = growth.index(start + plan["days"] * _DAY)
    window = np.zeros(len(free))
    window[first:last] = free[first:last]
    size = min(round(0.9 * fan.children), round(_FULL * window.sum()), children)
    chosen = pick_weighted(rng, window, size)
    free[chosen] = 0
    owners = max(1, round(len(chosen) / plan["owners_for"]))
    parts = [Upload(part) for part in np.array_split(rng.permutation(chosen), owners)]
    uploads = tuple(Upload(np.sort(part.models)) for part in parts if len(part.models))
    return Fan(fan.giant, fan.founder, fan.children, uploads)
