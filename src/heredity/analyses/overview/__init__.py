"""Overview: what a study holds, how it hangs together, and what is most frequent in it."""

from heredity.analyses.overview.stage import TOP, overview
from heredity.analyses.overview.table import OVERVIEW

__all__ = ["OVERVIEW", "TOP", "overview"]
