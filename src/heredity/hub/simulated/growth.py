"""When the models of a simulated hub are born."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.hub.simulated.plan import Flags, Floats, Ints, generator, numbers, seconds


@dataclass(frozen=True, slots=True)
class Growth:
    """The published growth of the hub, stretched to any number of models.

    Attributes:
        models: Number of models.
        days: Seconds since 1970 of the known points, ascending.
        share: Share of the models that existed then.
    """

    models: int
    days: Floats
    share: Floats

    def born(self) -> Ints:
        """Seconds since 1970 of each birth, in order; births before the floor are set to it."""
        at = (np.arange(self.models) + 0.5) / max(self.models, 1)
        born = np.interp(at, self.share, self.days)
        return np.maximum(born, seconds(numbers()["hub"]["floor"])).astype(np.int64)

    def index(self, instant: float) -> int:
        """How many models were born before an instant."""
        share = np.interp(instant, self.days, self.share) if instant >= self.days[0] else 0.0
        return int(share * self.models)


def growth_of(models: int) -> Growth:
    """The growth of a hub of that size."""
    table, hub = numbers()["growth"], numbers()["hub"]
    days = [seconds(day) for day in table["days"]]
    days[-1] = seconds(hub["end"])
    return Growth(models, np.array(days), np.array(table["share"]))


def created(born: Ints, primary: Ints, settled: Flags, seed: int) -> Ints:
    """Creation dates as the hub tells them.

    They follow the births, but for a few children whose repository is older than the parent's:
    it was made before it was filled.

    Args:
        born: Seconds since 1970, by model.
        primary: First parent of each model; negative or beyond the models where there is none.
        settled: Models whose date stays that of their birth.
        seed: Seed of the hub.
    """
    rng = generator(seed, "created")
    child = np.flatnonzero((primary >= 0) & (primary < len(born)) & ~settled)
    early = child[rng.random(len(child)) < numbers()["hub"]["created_before_parent"]]
    told = born.copy()
    ahead = (rng.exponential(6.0, len(early)) * 86_400).astype(np.int64)
    told[early] = born[primary[early]] - ahead
    return np.maximum(told, int(seconds(numbers()["hub"]["floor"])))
