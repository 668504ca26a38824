"""The graph of the published study, and what is counted along its edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.oracles.paper.rows import RELATIONS, parsed

NO_STATES = {"other", "unknown", "None", "", "[]"}
WITHIN = {
    "all": {"unspecified", *RELATIONS},
    "typed": set(RELATIONS),
    "no-merges": {"unspecified", *RELATIONS} - {"merge"},
    "finetune": {"finetune"},
    "finetune+adapter": {"finetune", "adapter"},
}


def build_graph(rows: pd.DataFrame) -> nx.DiGraph:
    """Models with their states; edges from parent to child with the last of their relations."""
    graph = nx.DiGraph()
    for row in rows.itertuples():
        graph.add_node(
            row.model_id,
            license=states(parsed(row.licenses)),
            language=states(parsed(row.languages)),
            task=states([row.pipeline_tag]),
            library=states([row.library_name]),
            card=row.modelCard,
        )
    for relation in ["unspecified", *RELATIONS]:
        column = "parent_model" if relation == "unspecified" else f"{relation}_parent"
        for child, text in zip(rows["model_id"], rows[column], strict=True):
            for parent in parsed(text):
                if parent in graph.nodes and parent != child:
                    graph.add_edge(parent, child, relation=relation)
    return graph


def states(values: Iterable[Any]) -> set[str]:
    """Values that say something."""
    return {value for value in values if not pd.isna(value) and value != ""}


def chosen(graph: nx.DiGraph, edge_set: str) -> Iterator[tuple[str, str]]:
    """Parent and child of the edges of a set."""
    for parent, child, relation in graph.edges(data="relation"):
        if relation in WITHIN.get(edge_set, {edge_set}):
            yield parent, child


def subgraph(graph: nx.DiGraph, edge_set: str) -> nx.DiGraph:
    """All models with the edges of a set."""
    part = nx.DiGraph()
    part.add_nodes_from(graph.nodes)
    part.add_edges_from(chosen(graph, edge_set))
    return part


def mutation(graph: nx.DiGraph, edge_set: str, trait: str) -> dict[str, float]:
    """Sum of Jaccard distances, edges where both sides report, and the rate."""
    found = {"edges": 0, "mutated": 0.0, "changed": 0, "gains": 0, "losses": 0, "neither": 0}
    for parent, child in chosen(graph, edge_set):
        old, new = graph.nodes[parent][trait], graph.nodes[child][trait]
        if old and new:
            found["edges"] += 1
            found["mutated"] += 1 - len(old & new) / len(old | new)
            found["changed"] += old != new
        else:
            found["gains" if new else "losses" if old else "neither"] += 1
    return found | {"rate": found["mutated"] / found["edges"] if found["edges"] else None}


def transitions(graph: nx.DiGraph, edge_set: str, trait: str) -> Counter[tuple[str, str]]:
    """Arrows between states: each gained one from every old one, each lost one to every new one."""
    arrows: Counter[tuple[str, str]] = Counter()
    for parent, child in chosen(graph, edge_set):
        old, new = graph.nodes[parent][trait], graph.nodes[child][trait]
        if old and new:
            arrows.update((before, after) for after in new - old for before in old)
            arrows.update((before, after) for before in old - new for after in new)
    return arrows


def appearances(graph: nx.DiGraph, trait: str) -> Counter[str]:
    """Models with each state, isolated ones included."""
    return Counter(state for _, held in graph.nodes(data=trait) for state in held)


def net(arrows: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """By how much one direction exceeds the other; ties are dropped."""
    both = {(a, b): n - arrows.get((b, a), 0) for (a, b), n in arrows.items()}
    return {pair: more for pair, more in both.items() if more > 0}


def top_states(arrows: Counter[tuple[str, str]], models: Counter[str], k: int) -> list[str]:
    """The most frequent states on an oriented pair."""
    oriented = {state for pair in net(arrows) for state in pair}
    frequent = sorted(oriented, key=lambda state: (-models[state], state))[: k + 5]
    return [state for state in frequent if state not in NO_STATES][:k]


def ordering(
    arrows: Counter[tuple[str, str]], models: Counter[str], k: int
) -> dict[str, float | int | list[str]]:
    """The best linear ordering of the top states, by a mixed-integer program with all triangles."""
    top = top_states(arrows, models, k)
    inner = Counter({p: n for p, n in arrows.items() if p[0] in top and p[1] in top})
    oriented = net(inner)
    order, objective = _best(top, oriented)
    ones, _ = _best(top, dict.fromkeys(oriented, 1))
    before = {pair for i, one in enumerate(order) for pair in ((one, o) for o in order[i + 1 :])}
    return {
        "order": order,
        "objective": objective,
        "states": len(top),
        "pairs": len(oriented),
        "compatible_most": sum(ones.index(one) < ones.index(other) for one, other in oriented),
        "net": sum(oriented.values()),
        "total": sum(n + inner.get((b, a), 0) for (a, b), n in inner.items() if (a, b) in oriented),
        "transitions": sum(inner.values()),
        "accounted": sum(n for pair, n in inner.items() if pair in before),
        "all_net": sum(net(arrows).values()),
        "all_pairs": len(net(arrows)),
        "all_total": sum(arrows[a, b] + arrows.get((b, a), 0) for a, b in net(arrows)),
    }


def _best(top: list[str], gain: dict[tuple[str, str], int]) -> tuple[list[str], int]:
    """An order that wins the most, and how much it wins."""
    n = len(top)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    if not pairs:
        return top, 0
    place = {pair: at for at, pair in enumerate(pairs)}
    ahead = np.array([gain.get((top[i], top[j]), 0) for i, j in pairs], float)
    behind = np.array([gain.get((top[j], top[i]), 0) for i, j in pairs], float)
    rows = []
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                row = np.zeros(len(pairs))
                row[place[i, j]] = row[place[j, k]] = 1
                row[place[i, k]] = -1
                rows.append(row)
    limits = [LinearConstraint(np.array(rows), 0, 1)] if rows else []
    found = milp(
        behind - ahead, integrality=np.ones(len(pairs)), bounds=Bounds(0, 1), constraints=limits,
        options={"mip_rel_gap": 0},
    )  # fmt: skip
    first = {pair: found.x[at] > 0.5 for pair, at in place.items()}
    wins = [
        sum(first[min(i, j), max(i, j)] == (i < j) for j in range(n) if j != i) for i in range(n)
    ]
    order = [top[i] for i in sorted(range(n), key=lambda i: -wins[i])]
    return order, sum(n for (a, b), n in gain.items() if order.index(a) < order.index(b))
