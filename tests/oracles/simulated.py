"""A literal reader of a simulated hub: row by row, edge by edge, nothing clever."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

Row = dict[str, Any]
States = frozenset[str]

SPELLED = {"False": {"no"}, "english": {"en"}, "zh_CN": {"zh"}, "sv-SE": {"sv"},
           "en-de": {"en", "de"}, "eng": {"en"}, "code": set()}  # fmt: skip


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def licenses(row: Row) -> States:
    tags = [tag.removeprefix("license:") for tag in row["tags"] if tag.startswith("license:")]
    card = row.get("cardData", {})
    return frozenset(tags or as_list(card.get("license", card.get("licence"))))


def languages(row: Row) -> States:
    found: set[str] = set()
    for text in as_list(row.get("cardData", {}).get("language")):
        found |= SPELLED.get(str(text), {str(text)})
    return frozenset(found)


READERS = {
    "license": licenses,
    "language": languages,
    "task": lambda row: frozenset(as_list(row.get("pipeline_tag"))),
    "library": lambda row: frozenset(as_list(row.get("library_name"))),
}


def edges(pedigree: list[Row]) -> dict[tuple[str, str], set[str]]:
    """Relations of each edge with both ends in the hub."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in pedigree:
        if row["in_hub"]:
            found[row["child"], row["parent"]].add(row["relation"])
    return found


def rates(rows: list[Row], pedigree: list[Row]) -> dict[tuple[str, str], tuple[int, float]]:
    """Edges on which both sides report, and the sum of their distances, by trait and relation."""
    by_id = {row["id"]: row for row in rows}
    total: Counter[tuple[str, str]] = Counter()
    mutated: dict[tuple[str, str], float] = defaultdict(float)
    for trait, read in READERS.items():
        for (child, parent), relations in edges(pedigree).items():
            below, above = read(by_id[child]), read(by_id[parent])
            if not below or not above:
                continue
            for name in [*relations, "all"]:
                total[trait, name] += 1
                mutated[trait, name] += 1 - len(below & above) / len(below | above)
    return {key: (total[key], mutated[key]) for key in total}


def arrows(
    rows: list[Row], pedigree: list[Row], trait: str
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Transitions over all edges: the arrows of an edge share weight 1; each arrow weighs 1."""
    by_id = {row["id"]: row for row in rows}
    shared: dict[tuple[str, str], float] = defaultdict(float)
    whole: dict[tuple[str, str], float] = defaultdict(float)
    for child, parent in edges(pedigree):
        below, above = READERS[trait](by_id[child]), READERS[trait](by_id[parent])
        if not below or not above:
            continue
        found = [(p, a) for a in below - above for p in above]
        found += [(r, c) for r in above - below for c in below]
        for arrow in found:
            shared[arrow] += 1 / len(found)
            whole[arrow] += 1
    return shared, whole


def deepest(pedigree: list[Row]) -> int:
    """Edges on the longest lineage, lost parents included; raises if there is a cycle."""
    parents: dict[str, set[str]] = defaultdict(set)
    for row in pedigree:
        parents[row["child"]].add(row["parent"])
    depth: dict[str, int] = {}

    def down(model: str, above: frozenset[str]) -> int:
        assert model not in above, f"a cycle at {model}"
        if model not in depth:
            depth[model] = max(
                (1 + down(parent, above | {model}) for parent in parents.get(model, ())), default=0
            )
        return depth[model]

    return max((down(model, frozenset()) for model in list(parents)), default=0)


def best_order(states: list[str], flow: dict[tuple[str, str], float]) -> list[str]:
    """The ordering that puts the most net flow downstream, by dynamic programming over subsets."""
    net = {
        (a, b): max(flow.get((a, b), 0.0) - flow.get((b, a), 0.0), 0.0)
        for a in states
        for b in states
        if a != b
    }
    best: dict[frozenset[str], tuple[float, list[str]]] = {frozenset(): (0.0, [])}
    for _ in states:
        longer: dict[frozenset[str], tuple[float, list[str]]] = {}
        for done, (score, order) in best.items():
            for state in set(states) - done:
                more = score + sum(net[before, state] for before in done)
                key = done | {state}
                if key not in longer or more > longer[key][0]:
                    longer[key] = (more, [*order, state])
        best = longer
    return best[frozenset(states)][1]
