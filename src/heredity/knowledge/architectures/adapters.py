"""Adapters alone: which networks have the modules that they change?"""

from __future__ import annotations

import numpy as np

from heredity.knowledge.architectures.matching import agreeing
from heredity.knowledge.architectures.query import Query
from heredity.knowledge.architectures.reference import Ints, Reference
from heredity.knowledge.architectures.templates import bare


def adapted(query: Query, known: Reference) -> Ints:
    """Entries that have every weight that an adapter changes, narrowed by shapes.

    Args:
        query: The header of an adapter.
        known: The reference.

    Returns:
        Their numbers; none where some weight is in no known class. Names as they are stored come
        first, then names without those of bodies.
    """
    for grid, full in ((known.full, True), (known.short, False)):
        for back in range(len(query.lead) + 1):
            shapes = query.under(query.lead[back:])
            named = shapes if full else {bare(n, known.prefixes): s for n, s in shapes.items()}
            columns = sorted({grid.number.get(name, -1) for name in named})
            if not columns or columns[0] < 0:
                continue
            held = np.zeros(len(grid.number))
            held[columns] = 1
            forms = np.flatnonzero((grid.every @ held == len(columns)) & known.present)
            if len(forms):
                entries = known.entries_of(forms)
                plain = entries[~known.varied[entries]]
                return agreeing(plain if len(plain) else entries, named | shapes, known)[0]
    return np.empty(0, np.int64)
