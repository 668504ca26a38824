"""Numbers along edges, edge by edge and in the plainest way."""

from collections.abc import Sequence
from math import comb, log1p
from statistics import mean, median


def change(sides: Sequence[tuple[float, float, str]]) -> dict[str, float]:
    """What the table says of edges with parent's number, child's number and family."""
    differences = [c - p for p, c, _ in sides]
    relative = [(c - p) / p for p, c, _ in sides if p > 0]
    votes = {}
    for p, c, family in sides:
        votes[family] = votes.get(family, 0) + (c > p) - (c < p)
    up, down = sum(v > 0 for v in votes.values()), sum(v < 0 for v in votes.values())
    own: dict[str, list[float]] = {}
    for (_, _, family), d in zip(sides, differences, strict=True):
        own.setdefault(family, []).append(d)
    sizes = [len(v) for v in own.values()]
    return {
        "edges": len(sides),
        "parent_mean": mean(p for p, _, _ in sides),
        "child_mean": mean(c for _, c, _ in sides),
        "mean_difference": mean(differences),
        "median_difference": median(differences),
        "increasing": sum(d > 0 for d in differences),
        "decreasing": sum(d < 0 for d in differences),
        "equal": sum(d == 0 for d in differences),
        "votes_up": up,
        "votes_down": down,
        "p": sign_test(up, down),
        "macro_difference": mean(mean(v) for v in own.values()),
        "families": len(own),
        "effective_families": sum(sizes) ** 2 / sum(s * s for s in sizes),
        "largest_share": max(sizes) / sum(sizes),
        **({"mean_relative": mean(relative)} if relative else {}),
    }


def logs(sides: Sequence[tuple[float, float, str]]) -> dict[str, float]:
    """Logarithms of ratios, for numbers that are counts."""
    ratios = [log1p(c) - log1p(p) for p, c, _ in sides]
    return {"mean_log_ratio": mean(ratios), "median_log_ratio": median(ratios)}


def sign_test(up: int, down: int) -> float:
    """Exact two-sided binomial test of a fair coin."""
    n, few = up + down, min(up, down)
    return min(1.0, 2 * sum(comb(n, k) for k in range(few + 1)) / 2**n)
