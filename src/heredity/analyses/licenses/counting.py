"""The numbers of the analysis: classes, rates, survival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import cluster_ratio
from heredity.analyses.licenses.edges import DECIDED, LOST, Judged, restricting
from heredity.analyses.population import Population
from heredity.knowledge.licenses import licenses
from heredity.pedigree.obligations import RANKS, STRICTEST
from heredity.pedigree.obligations.kinds import BESIDE, NOTICES
from heredity.store.columns import Flags, Ints, at

Row = dict[str, Any]
ABOUT: Final = {"edge_set": "all", "compat": False}
MOST: Final = 20
"""Clauses, families and owners that are listed."""

DEEPEST: Final = 8
"""Generation from which on generations are counted together."""

BASES: Final = ("all", "decidable", "restrictive")


def class_rows(edges: Judged) -> Iterator[Row]:
    """The matrix of classes for all edges and for each relation."""
    relation = edges.found.relation
    for name in ("any", *STRICTEST):
        inside = np.full(len(relation), True)
        if name != "any":
            inside = relation == STRICTEST.index(name)
        size = len(edges.classes)
        case = edges.source[inside] * size + edges.target[inside]
        counts = np.bincount(case, minlength=size * size)
        lost = np.bincount(case[edges.lost[inside]], minlength=size * size)
        held = np.bincount(edges.source[inside], minlength=size)
        there = np.flatnonzero(counts)
        if not len(there):
            continue
        yield ABOUT | {
            "relation": name,
            "source_class": [edges.classes[n] for n in there // size],
            "target_class": [edges.classes[n] for n in there % size],
            "edges": counts[there],
            "lost": lost[there],
            "share": counts[there] / held[there // size],
            "population": int(inside.sum()),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Makes rates with their intervals.

    Args:
        edges: The edges.
        family: Family of each edge's child.
        draws: Resamples.
        random: Source of random numbers.
    """

    edges: Judged
    family: Ints
    draws: int
    random: np.random.Generator

    def rows(self, by: str, part: str, inside: Flags, intervals: bool = True) -> Iterator[Row]:
        """All verdicts over all bases, for one part of the edges."""
        edges = self.edges
        for base in BASES:
            among = inside if base != "restrictive" else inside & edges.restrictive
            chosen = np.flatnonzero(among if base == "all" else among & edges.decidable)
            named = RANKS if base == "all" else [RANKS[rank] for rank in DECIDED]
            for verdict in (*named, "lost"):
                hits = np.isin(edges.rank[chosen], _ranks(verdict))
                yield ABOUT | {
                    "parted_by": by,
                    "part": part,
                    "base": base,
                    "verdict": verdict,
                    "n": int(hits.sum()),
                    "edges": len(chosen),
                    "coverage": len(chosen) / int(among.sum()) if among.any() else None,
                    "population": int(inside.sum()),
                    **self.rate(hits, self.family[chosen], intervals),
                }

    def rate(self, hits: Flags, family: Ints, intervals: bool) -> Row:
        """A rate with its interval and the number of families that it rests on."""
        if not len(hits):
            return {"rate": None, "low": None, "high": None, "families": 0}
        names, code = np.unique(family, return_inverse=True)
        rate = {"rate": float(hits.mean()), "low": None, "high": None, "families": len(names)}
        if not intervals or len(names) < 2:
            return rate
        could = np.bincount(code).astype(np.float64)
        happened = np.bincount(code, weights=hits).astype(np.float64)
        found = cluster_ratio(happened, could, self.draws, self.random)
        return rate | {"low": found.low, "high": found.high}


def _ranks(verdict: str) -> tuple[int, ...]:
    return LOST if verdict == "lost" else (RANKS.index(verdict),)


def rate_rows(population: Population, edges: Judged, rates: Rates) -> Iterator[Row]:
    """Rates over all edges and over their parts."""
    every = np.full(len(edges.rank), True)
    yield from rates.rows("all", "all", every)
    for place, name in enumerate(STRICTEST):
        inside = edges.found.relation == place
        if inside.any():
            yield from rates.rows("relation", name, inside)
    child = edges.found.links.child
    year = population.year[child]
    for one in np.unique(year[year >= 0]).tolist():
        yield from rates.rows("year", str(one), year == one)
    owners = population.coded("author")
    for by, code, names in (
        ("clause", _clauses(edges), edges.found.flow.kinds.verdicts),
        ("family", population.family[child], None),
        ("owner", owners.codes[child], None),
    ):
        for number in _most(code, edges.lost):
            if by == "clause":
                part = names[number].clause if names else ""
            else:
                texts = population.family_ids if by == "family" else owners.names
                part = at(texts, np.array([number])).to_pylist()[0]
            yield from rates.rows(by, part, code == number, intervals=by == "clause")


def _clauses(edges: Judged) -> Ints:
    """For each edge the first verdict with the same clause; -1 where nothing is declared."""
    first: dict[str, int] = {}
    said = edges.found.flow.kinds.verdicts
    same = [first.setdefault(one.clause, place) if one.clause else -1
            for place, one in enumerate(said)]  # fmt: skip
    return np.array(same or [-1], np.int64)[edges.verdict]


def _most(code: Ints, lost: Flags) -> list[int]:
    """The parts with the most lost terms."""
    names, counts = np.unique(code[lost & (code >= 0)], return_counts=True)
    order = np.lexsort((names, -counts))[:MOST]
    found: list[int] = names[order].tolist()
    return found


def survival_rows(population: Population, edges: Judged, rates: Rates) -> Iterator[Row]:
    """What has become of founders' restrictive terms, generation by generation."""
    pedigree, flow = population.pedigree(), edges.found.flow
    node, rank = _owing(edges, pedigree.founder)
    generation = np.minimum(pedigree.generation[node], DEEPEST)
    family = population.family[node]
    for one in range(1, DEEPEST + 1):
        inside = generation == one
        ranks = rank[inside]
        if not len(ranks):
            continue
        decided, kept = np.isin(ranks, DECIDED), ranks <= NOTICES
        rate = rates.rate(kept[decided], family[inside][decided], intervals=True)
        silent = flow.kinds.absent[edges.found.declarations.number[node[inside]]]
        yield ABOUT | {
            "relation": "any",
            "generation": one,
            "models": len(ranks),
            "kept": int(kept.sum()),
            "lost": int(np.isin(ranks, LOST).sum()),
            "silent": int(silent.sum()),
            "unknown": int((~decided & ~silent).sum()),
            "survival": rate["rate"],
            "low": rate["low"],
            "high": rate["high"],
            "coverage": float(decided.mean()),
            "families": rate["families"],
            "population": len(ranks),
        }


def _owing(edges: Judged, founder: Ints) -> tuple[Ints, Ints]:
    """Models that owe their founder's restrictive terms, and the worst verdict on each."""
    flow, declarations = edges.found.flow, edges.found.declarations
    known, declared = licenses(), declarations.declared
    kinds, node = flow.kind.values, flow.node.values
    number = flow.kinds.declaration(kinds)
    reaches = np.array([any("A" in known[n].duties for n in one.ids) for one in declared], bool)
    beside = (flow.kinds.how(kinds) == BESIDE) & ~reaches[number]
    owed = restricting(declared)[number] & ~beside & ~flow.own
    owed &= (declarations.number[founder[node]] == number) & (founder[node] != node)
    entries = np.flatnonzero(owed)
    rank = flow.kinds.ranks[flow.verdict.values[entries]] if len(entries) else entries
    nodes, place = np.unique(node[entries], return_inverse=True)
    worst = np.zeros(len(nodes), np.int64)
    np.maximum.at(worst, place, rank)
    return nodes, worst
