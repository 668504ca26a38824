"""Growth: how a hub came about over time."""

from heredity.analyses.growth.stage import growth
from heredity.analyses.growth.tables import (
    BURSTS,
    CONCENTRATION,
    GENERATION_TIME,
    GROWTH,
    GROWTH_FAMILIES,
    LORENZ,
    SURVIVAL,
)

__all__ = [
    "BURSTS",
    "CONCENTRATION",
    "GENERATION_TIME",
    "GROWTH",
    "GROWTH_FAMILIES",
    "LORENZ",
    "SURVIVAL",
    "growth",
]
