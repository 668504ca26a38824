"""Bills of materials: what a model is made of, down to its founders.

A format is one file: a `BomFormat` under `add_format`.
"""

from heredity.export.bom import (
    cardtexts,
    completeness,
    cyclonedx,
    differing,
    facts,
    licensing,
    lineage,
    making,
    plain,
    registry,
    spdx,
    spdx23,
    validating,
)
from heredity.export.bom.differing import BomDifference, bom_diff
from heredity.export.bom.making import BomResult, bom
from heredity.export.bom.registry import FORMATS

__all__ = [
    "FORMATS",
    "BomDifference",
    "BomResult",
    "bom",
    "bom_diff",
    "cardtexts",
    "completeness",
    "cyclonedx",
    "differing",
    "facts",
    "licensing",
    "lineage",
    "making",
    "plain",
    "registry",
    "spdx",
    "spdx23",
    "validating",
]
