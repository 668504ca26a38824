"""The best linear ordering by dynamic programming over subsets; for at most 15 things."""

import numpy as np


def best_by_subsets(weights: np.ndarray) -> float:
    """What the best order wins: the best way to fill each subset first, one thing at a time."""
    size = len(weights)
    won = np.full(1 << size, -1.0)
    won[0] = 0.0
    for subset in range(1 << size):
        before = [at for at in range(size) if subset >> at & 1]
        for thing in range(size):
            if not subset >> thing & 1:
                after = subset | 1 << thing
                more = sum(weights[at, thing] for at in before)
                won[after] = max(won[after], won[subset] + more)
    return float(won[-1])
