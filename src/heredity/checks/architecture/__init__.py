"""Rules on architectures: what is declared and named, against what headers show."""

from heredity.checks.architecture import declared, headers
from heredity.checks.architecture.kept import ASSESSMENTS, keep
from heredity.checks.registry import family

ARCHITECTURE = family(
    "architecture",
    "ARC",
    "Whether names and configurations agree with the network that the weights show.",
)

__all__ = ["ARCHITECTURE", "ASSESSMENTS", "declared", "headers", "keep"]
