"""The analysis `similarity`: how much relatives resemble each other, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.analyses.similarity.answer import answer
from heredity.analyses.similarity.edits import Plan, edit_cells
from heredity.analyses.similarity.gathering import SPECS, Gathering
from heredity.analyses.similarity.paperdraws import published_cells
from heredity.analyses.similarity.patterns import kinship
from heredity.analyses.similarity.settings import PARAMS, Settings
from heredity.analyses.similarity.threads import ahead
from heredity.analyses.similarity.vectors import CardDna, MetadataDna, vectors
from heredity.store import Context
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, whole
from heredity.store.plain import stacked
from heredity.store.store import Data, Store


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """A DNA as the edit distances want it.

    Attributes:
        dna: The DNA.
        eligible: Whether each node takes part.
    """

    dna: MetadataDna | CardDna
    eligible: Flags

    @property
    def name(self) -> str:
        """What is compared."""
        return self.dna.name

    def texts(self, nodes: Ints, mask: str) -> Array:
        """The texts of some nodes."""
        return self.dna.texts(nodes, mask)


@analysis(
    "similarity",
    doc="How much relatives resemble each other, by pattern, mask and control, and what shifts.",
    reads=("nodes", "edges", "models", "cards", "traits", "families"),
    writes=tuple(spec.name for spec in SPECS),
    random=True,
    params=PARAMS,
    answer=answer,
)
def similarity(context: Context) -> Mapping[str, Data]:
    """Every cell, control, contrast and shift of metadata and, where there are any, of cards."""
    settings = Settings.read(context.params, context.seed)
    population = Population(context.store)
    parts: dict[str, list[Mapping[str, Any]]] = {spec.name: [] for spec in SPECS}
    for dna in _kinds(context.store, population, settings):
        gathering = Gathering(
            population, dna.eligible, settings, _founders(context.store, population)
        )
        for compat in settings.forms:
            _exact(context, dna, gathering, compat)
        if settings.pairs and False in settings.forms:
            _edits(context, dna, gathering)
        if settings.pairs and True in settings.forms:
            texts = Texts(dna, gathering.eligible)
            parts["similarity_sampled"] += published_cells(population, texts, settings.seed)
        for name, rows in gathering.parts.items():
            parts[name] += rows
    return {spec.name: stacked(spec, parts[spec.name]) for spec in SPECS}


def _kinds(
    store: Store, population: Population, settings: Settings
) -> Iterator[MetadataDna | CardDna]:
    """What there is to compare; cards only where some take part."""
    if "metadata" in settings.dna:
        yield MetadataDna(population)
    if "card" in settings.dna and store.has("cards") and store.rows("cards"):
        cards = CardDna(population)
        if len(cards.eligible):
            yield cards


def _founders(store: Store, population: Population) -> Array | None:
    """The founder of each family of the pedigree of all relations, by the family's number."""
    if not store.has("families"):
        return None
    rows = store.table("families").filter(lambda t: t.edge_set == "all")
    found = whole(store.run(rows.order_by("family_id").select("founder_id")).column("founder_id"))
    return found if len(found) == population.families else None


def _exact(
    context: Context, dna: MetadataDna | CardDna, gathering: Gathering, compat: bool
) -> None:
    settings = gathering.settings
    measures = [one for one in settings.measures if one != "balanced" or not compat]
    context.progress.start(
        f"similarity of {dna.name}", len(settings.masks) * len(measures), "masks and measures"
    )
    for found in ahead(vectors(dna, settings.masks, measures, compat=compat)):
        gathering.add(found)
        context.progress.advance()
    context.progress.finish()


def _edits(context: Context, dna: MetadataDna | CardDna, gathering: Gathering) -> None:
    """Edit similarities: as they are in one table, beside the cosines in the other."""
    settings, population = gathering.settings, gathering.population
    plan = Plan(settings.masks, pairs=settings.pairs, resamples=settings.resamples,
                seed=settings.seed)  # fmt: skip
    for edge_set in settings.edge_sets:
        rows = edit_cells(
            population.pedigree(edge_set),
            Texts(dna, gathering.eligible),
            population.family,
            population.coded("author").codes,
            plan,
            context.progress,
        )
        gathering.parts["similarity_sampled"] += rows
        gathering.parts["similarity"] += map(_beside, rows)


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the sampled table as one of `similarity`."""
    gap, distance = kinship(row["between"])
    kept = ("dna", "mask", "measure", "edge_set", "pattern", "pair", "between", "control",
            "compat", "mean", "low", "high", "families", "effective_families", "note", "missing",
            "interval", "resamples", "seed")  # fmt: skip
    nothing = dict.fromkeys(
        ("macro", "macro_low", "macro_high", "median", "least", "most", "largest_share",
         "occurrences", "p")
    )  # fmt: skip
    listed = row["listed"]
    return nothing | {name: row[name] for name in kept} | {
        "gap": gap,
        "distance": distance,
        "pairs": row["population"],
        "sampled": None if listed else row["pairs"],
        "mc_error": None if listed else row["mc_error"],
    }  # fmt: skip
