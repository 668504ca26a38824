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
from heredity.analyses.similarity.patterns import kinship
from heredity.analyses.similarity.published import Published
from heredity.analyses.similarity.settings import PARAMS, Settings
from heredity.analyses.similarity.threads import ahead
from heredity.analyses.similarity.vectors import CardDna, MetadataDna, vectors
from heredity.store import Context
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at, places_in, rows_equal, whole
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
    routine=False,
    params=PARAMS,
    answer=answer,
)
def similarity(context: Context) -> Mapping[str, Data]:
    """Every cell, control, contrast and shift of metadata and, where there are any, of cards."""
    settings = Settings.read(context.params, context.seed)
    population = Population(context.store)
    # Families have tables of their own only in our form.
    founders = _founders(context.store, population) if False in settings.forms else None
    parts: dict[str, list[Mapping[str, Any]]] = {spec.name: [] for spec in SPECS}
    for dna in _kinds(context.store, population, settings):
        gathering = Gathering(population, dna.eligible, settings, founders)
        sampled = True in settings.forms and settings.pairs > 0
        published = Published(population, settings.seed) if sampled else None
        for compat in settings.forms:
            _exact(context, dna, gathering, compat, published)
        if settings.pairs and False in settings.forms:
            _edits(context, dna, gathering)
        if published:
            parts["similarity_sampled"] += published.rows(Texts(dna, gathering.eligible))
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
    rows = store.arrow("families", ["edge_set", "family_id", "founder_id"])
    own = rows_equal(whole(rows.column("edge_set")), "all")
    if len(own) != population.families:
        return None
    place = places_in(population.family_ids, at(whole(rows.column("family_id")), own))
    return at(whole(rows.column("founder_id")), own[place]) if (place >= 0).all() else None


def _exact(
    context: Context,
    dna: MetadataDna | CardDna,
    gathering: Gathering,
    compat: bool,
    published: Published | None,
) -> None:
    """All that has exact sums, in one form; the published samples take their vectors from it."""
    settings = gathering.settings
    more = published.nodes if published and compat else None
    measures = [one for one in settings.measures if one != "balanced" or not compat]
    context.progress.start(
        f"similarity of {dna.name}", len(settings.masks) * len(measures), "masks and measures"
    )
    for found in ahead(vectors(dna, settings.masks, measures, compat=compat, more=more)):
        gathering.add(found)
        if published:
            published.keep(found)
        context.progress.advance()
    context.progress.finish()


def _edits(context: Context, dna: MetadataDna | CardDna, gathering: Gathering) -> None:
    """Edit similarities: as they are in one table, beside the cosines in the other."""
    settings, population = gathering.settings, gathering.population
    plan = Plan(settings.masks, pairs=settings.pairs, resamples=settings.resamples,
                seed=settings.seed)  # fmt: skip
    rows = edit_cells(
        [population.pedigree(edge_set) for edge_set in settings.edge_sets],
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
