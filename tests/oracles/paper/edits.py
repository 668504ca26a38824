"""Edit distance by the textbook's table."""


def distance(one: str, other: str) -> int:
    """Fewest insertions, deletions and substitutions that turn one text into the other."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


def similarity(one: str, other: str) -> float:
    """1 minus the distance by the length of the longer text; 1 for two empty ones."""
    longest = max(len(one), len(other))
    return 1 - distance(one, other) / longest if longest else 1.0
