"""Obligations of licenses, literally: every lineage from every ancestor, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from heredity.knowledge.licenses import Declared, Verdict, verdict

ORDER = ["ok", "ok-if-notices-kept", "unknown", "undeclared", "obligation-dropped", "conflict"]
STRICTEST = ["merge", "finetune", "quantized", "adapter", "unspecified"]
Edges = Mapping[int, Sequence[tuple[int, str]]]
"""Parents of each node, with the relation to each."""


@dataclass(frozen=True)
class Owed:
    """One ancestor's declaration on one lineage, as it stands at the end of the lineage."""

    path: tuple[int, ...]
    how: str
    steps: int
    chain: int
    fresh: bool
    verdict: Verdict


def lineages(edges: Edges, node: int) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Every way down to a node, from every ancestor: the nodes, oldest first, and relations."""
    for parent, relation in edges.get(node, ()):
        yield (parent, node), (relation,)
        for path, relations in lineages(edges, parent):
            yield (*path, node), (*relations, relation)


def owed(declared: Sequence[Declared], edges: Edges, node: int) -> list[Owed]:
    """What a node owes on each lineage."""
    return [_walked(declared, path, relations) for path, relations in lineages(edges, node)]


def _walked(
    declared: Sequence[Declared], path: tuple[int, ...], relations: tuple[str, ...]
) -> Owed:
    origin = declared[path[0]]
    how, steps, chain = "quantized", 0, 0
    found, fresh = None, False
    for place, relation in enumerate(relations, 1):
        silent_between = place > 1 and declared[path[place - 1]].state == "absent"
        steps = min(2, steps + silent_between + (relation == "unspecified"))
        if how == "adapter" or relation == "adapter":
            how = "adapter"
        elif relation != "quantized":
            how = "finetune"
        label = declared[path[place]]
        found = verdict(origin, how, label, between=steps)
        rank = ORDER.index(found.verdict)
        gap = origin.state in ("absent", "unresolved")
        fresh = False
        if label.state == "absent" and not gap:
            continue
        if rank <= ORDER.index("ok-if-notices-kept"):
            chain = 0
        else:
            fresh = rank > chain
            chain = max(rank, chain)
    assert found is not None
    return Owed(path, how, steps, chain, fresh, found)
