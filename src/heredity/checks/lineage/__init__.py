"""Rules on the integrity of the lineage itself."""

from heredity.checks.lineage import crowds, cycles, dangling, dates, signs, sources, spelling
from heredity.checks.registry import family

LINEAGE = family(
    "lineage",
    "LIN",
    "Whether declared parents exist, make sense together, and agree with what else is known.",
)

__all__ = ["LINEAGE", "crowds", "cycles", "dangling", "dates", "signs", "sources", "spelling"]
