"""The vectors of the models' DNA: the door of the text side.

Colleagues of this folder need three things:

    dna = MetadataDna(population)                       # or CardDna(population, length=512)
    dna.texts(nodes, mask)                              # Arrow texts, for edit distances
    for v in vectors(dna, masks, measures, compat): ... # a `Vectors` for each (mask, measure)

`vectors` goes mask by mask in the order asked for and, within a mask, measure by measure: what the
masks and the measures share is worked out once, and one `Vectors` need be held at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from heredity.analyses.population import Population
from heredity.analyses.similarity.balanced import Balanced, balanced_words
from heredity.analyses.similarity.carddna import CardDna
from heredity.analyses.similarity.dna import MetadataDna
from heredity.analyses.similarity.masks import MASKS
from heredity.analyses.similarity.measures import MEASURES
from heredity.analyses.similarity.structured import StructuredCounts
from heredity.analyses.similarity.unitvectors import NOWHERE, Label, Vectors
from heredity.analyses.similarity.weighing import Counts
from heredity.analyses.similarity.wordcounts import text_counts
from heredity.store.columns import Flags, Ints

__all__ = ["MASKS", "MEASURES", "NOWHERE", "CardDna", "MetadataDna", "Vectors", "vectors"]


def vectors(
    dna: MetadataDna | CardDna,
    masks: Sequence[str] = tuple(MASKS),
    measures: Sequence[str] = tuple(MEASURES),
    *,
    compat: bool = False,
    more: Ints | None = None,
) -> Iterator[Vectors]:
    """The vectors of a DNA, mask by mask and measure by measure.

    Args:
        dna: The DNA; where nobody is eligible, nothing comes.
        masks: Masks, as in `MASKS`.
        measures: Measures, as in `MEASURES`.
        compat: Whether metadata is taken as the published text instead of by its parts; then
            there is no balanced measure. Cards are the same text either way.
        more: Nodes that get a row of their own besides those that have an edge.
    """
    if not len(dna.eligible):
        return
    related = related_nodes(dna.population)
    if more is not None:
        related[more] = True
    if isinstance(dna, MetadataDna) and not compat:
        by_parts = StructuredCounts(dna, related, _kin_together(dna, related))
        counted: Callable[[str], Counts] = by_parts.counts
        balanced: Callable[[Label], Vectors] = Balanced(by_parts.parts, related).vectors
    else:
        counted = partial(text_counts, dna, related)
        balanced = partial(balanced_words, dna, related)
    for mask in masks:
        label = Label(dna.name, mask, "", compat)
        plain = [measure for measure in measures if measure != "balanced"]
        if plain:
            yield from _plain(counted(mask), plain, label)
        if "balanced" in measures and not compat:
            yield balanced(replace(label, measure="balanced"))


def _plain(counts: Counts, measures: Sequence[str], label: Label) -> Iterator[Vectors]:
    for measure in measures:
        weight = counts.rarity() if measure == "tfidf" else np.ones(counts.width)
        yield counts.vectors(weight, replace(label, measure=measure))


def related_nodes(population: Population) -> Flags:
    """Whether each node has an edge in the pedigree of all relations."""
    pedigree = population.pedigree()
    related = np.zeros(population.nodes, bool)
    related[pedigree.child] = related[pedigree.parent] = True
    return related


def _kin_together(dna: MetadataDna, related: Flags) -> Ints:
    """Rows of a DNA, relatives first and siblings side by side, then the models without an edge."""
    pedigree = dna.population.pedigree()
    own = related[dna.nodes]
    rows, rest = np.flatnonzero(own), np.flatnonzero(~own)
    nodes = dna.nodes[rows]
    order = np.lexsort((pedigree.primary[nodes], dna.population.family[nodes]))
    return np.concatenate([rows[order], rest])
