"""The rule on sizes as it is written down, for a name that nothing explains."""


def verdict(claimed: float, counted: float, *, agrees: bool) -> str:
    """What a count says of a claim of at least 3 billion.

    Args:
        claimed: Parameters that the name states.
        counted: Parameters that were counted.
        agrees: Whether a second source agrees with the count.
    """
    ratio = counted / claimed
    if 0.80 <= ratio <= 1.35:
        return "ok"
    multiple = round(ratio)
    if 2 <= multiple <= 8 and abs(ratio - multiple) <= min(0.06 * multiple, 0.25):
        return "unknown"  # several checkpoints in one repository
    if 0.7 <= ratio <= 1.7 and abs(counted - claimed) <= 1.2e9:
        return "unknown"  # embeddings, towers, tied heads
    if ratio < 0.5 and not agrees:
        return "unknown"  # an adapter, a shard
    if agrees and not 1 / 8 <= ratio <= 15 / 8:
        return "error"
    return "warn"
