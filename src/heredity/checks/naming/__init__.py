"""Rules on names: what a name claims, against what is known of the model."""

from heredity.checks.naming import facts, kinds, linting, lookalikes, weights
from heredity.checks.naming.gathering import NAME_CHECKS, tallied
from heredity.checks.registry import family

NAMING = family(
    "naming",
    "NAM",
    "Whether names keep what they promise, and whether one passes for another model's.",
    {NAME_CHECKS.name: tallied},
)


def short_names() -> dict[str, str]:
    """Names of the rules beside their codes, such as `SIZE` of `NAM001`."""
    return {code: rule.check for code, rule in linting.RULES.items()} | {
        lookalikes.CODE: lookalikes.CHECK
    }


__all__ = ["NAMING", "facts", "kinds", "linting", "lookalikes", "short_names", "weights"]
