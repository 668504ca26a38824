"""All pairs at once: codes of verdicts as arrays, so that millions of edges are one gather."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heredity.knowledge.licenses.declared import Declared

Small = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PairTable:
    """The verdict of every row against every row under every relation.

    Attributes:
        rows: Ids in order of the rows; the last one, empty, stands for "nothing declared".
        relations: `merge`, `finetune`, `quantized`, `adapter`, `unspecified`, `references`.
        codes: Names of codes; what `code` counts.
        verdicts: Verdict of each code, of `VERDICTS`.
        code: Shape (relations, rows, rows): number of the code; upstream before downstream.
        level: The same shape: confidence, a place in `LEVELS`.
        severity: The same shape: 0 error, 1 warn, 2 info.
    """

    rows: tuple[str, ...]
    relations: tuple[str, ...]
    codes: tuple[str, ...]
    verdicts: tuple[str, ...]
    code: Small
    level: Small
    severity: Small

    def row(self, declared: Declared) -> int:
        """Number of the row that says it all; -1 for expressions, lists and the like."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdicts of many edges: one value each, as in `PairTable`."""

    code: Small
    level: Small
    severity: Small


def pair_table() -> PairTable:
    """The table; made once."""
    raise NotImplementedError


def judge(
    declared: Sequence[Declared], upstream: Ints, relation: Small, downstream: Ints
) -> Judged:
    """Judge many edges: one gather, and one verdict for each different pair of compounds.

    Args:
        declared: The different declarations.
        upstream: Place of each edge's upstream declaration in `declared`.
        relation: Place of each edge's relation in `PairTable.relations`.
        downstream: Place of each edge's downstream declaration in `declared`.
    """
    raise NotImplementedError
