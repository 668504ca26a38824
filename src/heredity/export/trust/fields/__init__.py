"""The fields of the trust report, group by group; each module registers its own."""

from heredity.export.trust.fields import (
    claims,
    identity,
    integrity,
    portability,
    provenance,
    reach,
    reproducibility,
    serialization,
    terms,
)

__all__ = [
    "claims",
    "identity",
    "integrity",
    "portability",
    "provenance",
    "reach",
    "reproducibility",
    "serialization",
    "terms",
]
