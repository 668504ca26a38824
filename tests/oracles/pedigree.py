"""Pedigrees by the letter: dictionaries, sets and loops, with no regard to time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heredity.core.edgesets import parse_edge_set
from heredity.core.ids import normalize_id
from heredity.core.reasons import BLANK, SELF_LOOP
from heredity.knowledge.legacy import bare_names, present_ids
from heredity.pedigree.evidence import BARE
from heredity.pedigree.trust import CONFIDENCE, read_relations

ORDER = ("resolved", "tag", "card", "curated")
RELATIONS = ("finetune", "adapter", "quantized", "merge", "unspecified")
Pair = tuple[str, str]


# ---- From statements to edges -----------------------------------------------------------------


@dataclass
class Said:
    """All that is said of one edge."""

    by: dict[str, set[str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)


@dataclass
class Linked:
    """What the stage should find: edges, rejects as (model, field, value, reason), nodes."""

    edges: dict[Pair, dict[str, Any]]
    rejects: set[tuple[str | None, str, str | None, str]]
    nodes: dict[str, bool]


def meaning(text: str, ids: set[str]) -> tuple[str | None, str | None, bool]:
    """The id that a text stands for, the reason why there is none, and whether nobody knows it."""
    if text in ids:
        return text, None, False
    found = normalize_id(text)
    if found.id is None:
        return None, found.reason, False
    for form in (found.id, bare_names().get(found.id)):
        if form in ids:
            return form, None, False
    if found.id in present_ids():
        return present_ids()[found.id], None, False
    alike = [model for model in ids if model.lower() == found.id.lower()]
    if len(alike) == 1:
        return alike[0], None, False
    return found.id, None, "/" not in found.id


def parent_statements(row: Mapping[str, Any]) -> Iterable[tuple[str, str, str | None, str]]:
    """Evidence, field, relation and parent of each statement of a record."""
    for link in row.get("base_models") or []:
        yield "resolved", "base_models", link["relation"], link["model_id"]
    for tag in row.get("tags") or []:
        if tag.startswith("base_model:"):
            rest = tag.removeprefix("base_model:")
            first, colon, last = rest.partition(":")
            typed = bool(colon) and first in RELATIONS[:4]
            yield ("tag", "tags", first, last) if typed else ("tag", "tags", None, rest)
    for parent in row.get("card_base_models") or []:
        yield "card", "card_base_models", row.get("card_relation"), parent


def link(models: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]] = ()) -> Linked:
    """Edges before any cycle is cut, rejects and nodes."""
    ids = {row["model_id"] for row in models}
    statements = [
        (row["model_id"], *statement) for row in models for statement in parent_statements(row)
    ]
    rejects: set[tuple[str | None, str, str | None, str]] = set()
    for row in links:
        if row["child"] is None or row["parent"] is None:
            rejects.add((row["child"], "child" if row["child"] is None else "parent", None, BLANK))
            continue
        child, reason, _ = meaning(row["child"], ids)
        if child is None:
            rejects.add((row["child"], "child", row["child"], str(reason)))
        else:
            statements.append((child, "curated", "parent", row.get("relation"), row["parent"]))
    said: dict[Pair, Said] = {}
    hub_knows = {
        (child, parent) for child, evidence, _, _, parent in statements if evidence != "card"
    }
    for child, evidence, where, relation, written in statements:
        parent, reason, bare = meaning(written, ids)
        if parent is not None and bare and (child, written) not in hub_knows:
            reason = BARE
        elif parent == child:
            reason = SELF_LOOP
        if reason is not None:
            rejects.add((child, where, written, reason))
            continue
        one = said.setdefault((child, str(parent)), Said())
        one.by.setdefault(evidence, set()).update(read_relations(relation or "") or ())
        if written != parent:
            one.written.add(written)
    nodes = {end: end in ids for pair in said for end in pair} | dict.fromkeys(ids, True)
    return Linked({pair: _judged(pair, one, ids) for pair, one in said.items()}, rejects, nodes)


def _judged(pair: Pair, said: Said, ids: set[str]) -> dict[str, Any]:
    kinds = [kind for kind in ORDER if kind in said.by]
    named = next((said.by[kind] for kind in kinds if said.by[kind]), set())
    carried = named or {"unspecified"}
    return {name: name in carried for name in RELATIONS} | {
        "child_id": pair[0],
        "parent_id": pair[1],
        "evidence": kinds,
        "disagreements": [
            f"{kind}:{name}" for kind in kinds for name in RELATIONS
            if name in said.by[kind] and name not in named
        ],
        "declared_as": sorted(said.written),
        "parent_in_snapshot": pair[1] in ids,
        "confidence": CONFIDENCE[kinds[0]],
    }  # fmt: skip


# ---- Cycles -----------------------------------------------------------------------------------


def reachable(edges: Iterable[tuple[Any, Any]], start: Any) -> set[Any]:
    """All that can be reached from a node along edges (from, to), itself only around a cycle."""
    edges = list(edges)
    seen: set[Any] = set()
    front = {start}
    while front:
        front = {b for a, b in edges if a in front} - seen
        seen |= front
    return seen


def cut_edges(edges: Sequence[tuple[Any, Any]], trust: Sequence[int]) -> set[int]:
    """Places of the edges that are cut: the least trusted on any cycle, while there is one.

    Args:
        edges: Pairs (from, to).
        trust: Rank of each; the highest is the least trusted.
    """
    cut: set[int] = set()
    while True:
        left = [at for at in range(len(edges)) if at not in cut]
        pairs = [edges[at] for at in left]
        on_cycle = [at for at in left if edges[at][0] in reachable(pairs, edges[at][1])
                    or edges[at][0] == edges[at][1]]  # fmt: skip
        if not on_cycle:
            return cut
        cut.add(max(on_cycle, key=lambda at: trust[at]))


# ---- The graph --------------------------------------------------------------------------------


@dataclass
class Graph:
    """A pedigree of nodes 0 to n - 1 without cycles.

    Attributes:
        parents: Parents of each node, in the order of choice.
    """

    nodes: int
    parents: dict[int, list[int]]

    @property
    def children(self) -> dict[int, list[int]]:
        below: dict[int, list[int]] = {node: [] for node in range(self.nodes)}
        for child, parents in self.parents.items():
            for parent in parents:
                below[parent].append(child)
        return {node: sorted(found) for node, found in below.items()}

    def above(self, node: int) -> set[int]:
        return {p for parent in self.parents[node] for p in {parent} | self.above(parent)}

    def below(self, node: int) -> set[int]:
        return {other for other in range(self.nodes) if node in self.above(other)}

    def lineage(self, node: int) -> list[int]:
        parents = self.parents[node]
        return [*(self.lineage(parents[0]) if parents else []), node]

    def depth(self, node: int) -> int:
        return max((1 + self.depth(parent) for parent in self.parents[node]), default=0)

    def founders(self) -> list[int]:
        return [node for node in range(self.nodes) if not self.parents[node]]

    def family(self, node: int) -> set[int]:
        family, before = {node}, set[int]()
        while family != before:
            before = set(family)
            for child, parents in self.parents.items():
                for parent in parents:
                    if child in family or parent in family:
                        family |= {child, parent}
        return family

    def leader(self, node: int) -> int:
        """The founder of the node's family with the most descendants, ties to the smallest."""
        founders = [f for f in self.founders() if f in self.family(node)]
        return min(founders, key=lambda f: (-len(self.below(f)), f))

    def subtree(self, node: int) -> int:
        return sum(node in self.lineage(other) for other in range(self.nodes))


def preferred(edges: Sequence[tuple[int, int, set[str]]], born: Mapping[int, int | None]) -> Graph:
    """The graph of edges (child, parent, relations), parents in the order of choice."""
    parents: dict[int, list[tuple[Any, int]]] = {node: [] for node in born}
    for child, parent, relations in edges:
        age = born[parent]
        first = min(RELATIONS.index(name) for name in relations)
        key = ("merge" in relations, first, age is None, age or 0, parent)
        parents[child].append((key, parent))
    return Graph(
        len(born), {node: [p for _, p in sorted(found)] for node, found in parents.items()}
    )


def belongs(relations: set[str], edge_set: str) -> bool:
    """Whether an edge that carries these relations belongs to a set."""
    wanted = parse_edge_set(edge_set)
    return bool(relations & wanted.relations) and not relations & wanted.without
