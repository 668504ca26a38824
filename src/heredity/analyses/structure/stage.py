"""The stage `analyze structure`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from heredity.analyses.registry import analysis
from heredity.analyses.structure.answer import answer
from heredity.analyses.structure.counts import Count, counts, refused, rows, shape_counts
from heredity.analyses.structure.links import KEPT, SKIPPED, Linked, Links
from heredity.analyses.structure.listed import Listed, read_listed
from heredity.analyses.structure.shapes import Shapes, shapes
from heredity.analyses.structure.tables import OUT_DEGREES, STRUCTURE, STRUCTURE_FAMILIES, TAILS
from heredity.analyses.structure.tails import Rival, Tail, beyond, fit_tail, rivals
from heredity.core.edgesets import RELATIONS, EdgeSet, parse_edge_set
from heredity.pedigree.load import NodeNames
from heredity.store import Context
from heredity.store.columns import Flags, Ints, at
from heredity.store.plain import stacked
from heredity.store.store import Data

EDGE_SETS: Final = ("all", "typed", "no-merges", "finetune+adapter", *RELATIONS)
FAMILY_SETS: Final = ("all", "no-merges", "finetune")
TOP: Final = 12

Parts = dict[str, list[Mapping[str, Any]]]
_SPECS: Final = (STRUCTURE, STRUCTURE_FAMILIES, OUT_DEGREES, TAILS)
_SHOWN: Final = (
    "models", "stubs", "founders", "edges", "merges", "depth", "forest_depth", "width", "children",
    "trees", "largest_tree", "left_out", "wiener", "pairs", "virality", "tree_virality",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the analysis.

    Attributes:
        edge_sets: Edge sets to measure.
        family_sets: Those whose families are listed one by one.
        top: Length of the rankings.
    """

    edge_sets: tuple[EdgeSet, ...]
    family_sets: frozenset[str]
    top: int = field(default=TOP)

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Settings:
        """Take the parameters of a run: what is asked for comes beside the usual edge sets.

        Raises:
            UserError: There is no such edge set.
        """
        asked = [parse_edge_set(name) for name in params.get("edge_sets") or ()]
        listed = [parse_edge_set(name) for name in params.get("family_sets") or ()]
        usual = [parse_edge_set(name) for name in EDGE_SETS]
        sets = {one.name: one for one in (*usual, *asked, *listed)}
        families = {*FAMILY_SETS, *(one.name for one in (*asked, *listed))}
        return cls(tuple(sets.values()), frozenset(families), int(params.get("top", TOP)))


@analysis(
    "structure",
    doc="The shape of the pedigree: families, generations, virality, and the tail of children.",
    reads=("models", "nodes", "edges", "inferred", "rejects"),
    writes=("structure", "structure_families", "out_degrees", "tails"),
    params={
        "edge_sets": "Edge sets to measure and to list by family beside the usual ones; none.",
        "family_sets": "Edge sets whose families are listed beside all, no-merges, finetune; none.",
        "top": f"Length of the rankings of families and parents; {TOP}.",
    },
    answer=answer,
)
def structure(context: Context) -> Mapping[str, Data]:
    """Counts, families, degrees and tails of every edge set, in both forms."""
    settings = Settings.read(context.params)
    study = _Study(context, settings)
    parts: Parts = {spec.name: [] for spec in _SPECS}
    context.progress.start("structure", len(settings.edge_sets), "edge sets")
    for edge_set in settings.edge_sets:
        for name, found in study.measured(edge_set):
            parts[name].append(found)
        context.progress.advance()
    context.progress.finish()
    return {spec.name: stacked(spec, parts[spec.name]) for spec in _SPECS}


class _Study:
    """The edges of a study, the names of its nodes, and what their models list."""

    def __init__(self, context: Context, settings: Settings) -> None:
        store = context.store
        self._store, self._settings = store, settings
        self._links, self._ids = Links(store), NodeNames(store).ids
        self._listed: Listed = read_listed(store, len(self._links.known), settings.top)

    def measured(self, edge_set: EdgeSet) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The parts of all tables that one edge set gives."""
        yield from self._ours(edge_set)
        for stubs in () if edge_set.inferred else (KEPT, SKIPPED):
            yield from self._paper(edge_set, stubs)

    def _ours(self, edge_set: EdgeSet) -> Iterator[tuple[str, Mapping[str, Any]]]:
        name, linked = edge_set.name, self._links.ours(edge_set)
        found = shapes(linked)
        counted = [*counts(linked), *shape_counts(linked, found, self._links.cycles(edge_set))]
        if name == "all":
            counted += refused(self._store)
        yield "structure", rows(name, False, KEPT, "counts", counted)
        largest = _largest(found.models, self._settings.top)
        named = self._names(linked, found.founder[largest])
        ranked = _ranked(named, found.models[largest], "models")
        yield "structure", rows(name, False, KEPT, "families", ranked)
        degree = linked.children
        best = _largest(degree, self._settings.top)
        ranked = _ranked(self._names(linked, best), degree[best], "children")
        yield "structure", rows(name, False, KEPT, "parents", ranked)
        if name in self._settings.family_sets:
            yield "structure_families", self._families(name, linked, found)
        yield from _degrees(name, False, degree)

    def _paper(self, edge_set: EdgeSet, stubs: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        name, linked = edge_set.name, self._links.paper(edge_set, stubs)
        yield "structure", rows(name, True, stubs, "counts", counts(linked))
        size = np.bincount(linked.pedigree.family, minlength=len(linked.nodes))
        largest = _largest(size, self._settings.top)
        leading = np.array([self._listed.name(int(n)) for n in linked.nodes[largest]], np.int64)
        ranked = _ranked(at(self._ids, leading).to_pylist(), size[largest], "models")
        yield "structure", rows(name, True, stubs, "families", ranked)
        if stubs == SKIPPED:
            yield from _degrees(name, True, linked.children)
            if name == "all":
                lists = self._lists()
                yield "structure", rows(name, True, stubs, "parents", lists)

    def _lists(self) -> list[Count]:
        """Whole lists of parents: a model with two parents counts for neither of them."""
        rule = "a list of several parents counts for itself, not for its parents"
        return [Count(text, n, "children", rule=rule) for text, n in self._listed.ranking]

    def _families(self, name: str, linked: Linked, found: Shapes) -> Mapping[str, Any]:
        return {
            "edge_set": name,
            "compat": False,
            "family_id": at(self._ids, linked.nodes[found.smallest]),
            "founder_id": at(self._ids, linked.nodes[found.founder]),
            **{column: getattr(found, column) for column in _SHOWN},
        }

    def _names(self, linked: Linked, places: Ints) -> list[str]:
        names: list[str] = at(self._ids, linked.nodes[places]).to_pylist()
        return names


def _largest(values: Ints, top: int) -> Ints:
    """Places of the largest positive values, largest first, ties by place."""
    places = np.flatnonzero(values)
    if len(places) > top:
        border = np.partition(values[places], -top)[-top]
        places = places[values[places] >= border]
    return places[np.argsort(-values[places], kind="stable")][:top]


def _ranked(names: Sequence[str], values: Ints, unit: str) -> list[Count]:
    return [Count(name, int(n), unit) for name, n in zip(names, values, strict=True)]


def _degrees(name: str, compat: bool, degree: Ints) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """How many parents have how many children; in our form with the fitted tail."""
    held = np.bincount(degree[degree > 0])
    numbers = np.flatnonzero(held)
    if not len(numbers):
        return
    parents = held[numbers]
    tail = None if compat else fit_tail(numbers, parents)
    found = list(rivals(tail)) if tail else []
    whole, at_least = int(parents.sum()), np.cumsum(parents[::-1])[::-1]
    fitted = {law: _fitted(numbers, whole, tail, found, law) for law in ("power law", "lognormal")}
    yield (
        "out_degrees",
        {
            "edge_set": name,
            "compat": compat,
            "degree": numbers,
            "parents": parents,
            "at_least": at_least,
            "population": whole,
            "ccdf": at_least / whole,
            "power_law": fitted["power law"],
            "lognormal": fitted["lognormal"],
        },
    )
    if tail:
        yield "tails", _tail_rows(name, whole, tail, found)


def _fitted(
    numbers: Ints, whole: int, tail: Tail | None, found: list[Rival], law: str
) -> np.ndarray[Any, np.dtype[np.float64]]:
    shares = np.full(len(numbers), np.nan)
    if tail:
        inside: Flags = numbers >= tail.xmin
        shares[inside] = beyond(tail, found, law) * tail.size / whole
    return shares


def _tail_rows(name: str, whole: int, tail: Tail, found: list[Rival]) -> Mapping[str, Any]:
    alternatives = {
        column: [getattr(one, column) for one in found]
        for column in ("first", "second", "parameters", "ratio", "normalized", "p", "better",
                       "settled")
    }  # fmt: skip
    return {
        "edge_set": name,
        "compat": False,
        "alternative": [one.name for one in found],
        "population": whole,
        "xmin": tail.xmin,
        "tail": tail.size,
        "alpha": tail.alpha,
        "sigma": tail.sigma,
        "low": tail.alpha - 1.96 * tail.sigma,
        "high": tail.alpha + 1.96 * tail.sigma,
        "ks": tail.ks,
        **alternatives,
    }
