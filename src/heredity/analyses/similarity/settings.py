"""Parameters of the analysis `similarity`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from heredity.analyses.similarity.draws import PAIRS
from heredity.analyses.similarity.masks import MASKS
from heredity.analyses.similarity.measures import MEASURES
from heredity.core.edgesets import parse_edge_set
from heredity.core.errors import UserError

EDGE_SETS: Final = ("finetune", "finetune+adapter")
DNA: Final = ("metadata", "card")
FORMS: Final = ("ours", "both", "paper")
MAIN: Final = "tfidf"

PARAMS: Final = {
    "dna": "What to compare: metadata, card; both.",
    "masks": "Masks; M0 to M4.",
    "measures": "Cosine measures; bow, tfidf and balanced.",
    "edge_sets": "Edge sets to measure over; finetune and finetune+adapter.",
    "compat": "Forms: ours, paper or both; ours. The published form counts words of raw texts.",
    "pairs": "Pairs to draw of each cell for edit distances, 0 for none; 100000.",
    "resamples": "Resamples for intervals; 2000.",
    "permutations": "Draws of each null that is drawn; 999 (of random signs at most 99).",
    "permuted_edges": "Edges of the families in which children are dealt out anew; 3000.",
    "main": "Measure for which nulls, families and terms are worked out; tfidf.",
}
"""Each parameter with one sentence that names its default."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of one run.

    Attributes:
        dna: What to compare.
        masks: Masks, in their order.
        measures: Cosine measures.
        edge_sets: Names of edge sets.
        forms: Forms: False for ours, True for the published one.
        pairs: Pairs of each cell for edit distances; 0 for none.
        resamples: Resamples for intervals.
        permutations: Draws of each null.
        permuted_edges: Edges that children are dealt out among.
        main: Measure for which nulls, families and terms are worked out.
        seed: Seed of the random numbers.
    """

    dna: tuple[str, ...] = DNA
    masks: tuple[str, ...] = tuple(MASKS)
    measures: tuple[str, ...] = tuple(MEASURES)
    edge_sets: tuple[str, ...] = EDGE_SETS
    forms: tuple[bool, ...] = (False,)
    pairs: int = PAIRS
    resamples: int = 2_000
    permutations: int = 999
    permuted_edges: int = 3_000
    main: str = MAIN
    seed: int = 0

    @classmethod
    def read(cls, params: Mapping[str, Any], seed: int) -> Settings:
        """Take the parameters of a run.

        Raises:
            UserError: A parameter has no meaning.
        """
        unknown = set(params) - set(PARAMS)
        if unknown:
            raise UserError(
                f"The analysis 'similarity' has no parameter '{min(unknown)}'.",
                f"Known: {', '.join(PARAMS)}.",
            )
        sets = [parse_edge_set(name).name for name in _listed(params, "edge_sets", EDGE_SETS)]
        measures = _among(params, "measures", tuple(MEASURES))
        numbers = {
            name: _number(params, name, getattr(cls(), name))
            for name in ("pairs", "resamples", "permutations", "permuted_edges")
        }
        form = _listed(params, "compat", ("ours",))[0]
        if form not in FORMS:
            raise UserError(f"There is no form '{form}'.", f"Known: {', '.join(FORMS)}.")
        main = str(params.get("main") or (MAIN if MAIN in measures else measures[0]))
        if main not in measures:
            raise UserError(
                f"The main measure '{main}' is not measured.", f"Take one of {', '.join(measures)}."
            )
        return cls(
            dna=_among(params, "dna", DNA),
            masks=_among(params, "masks", tuple(MASKS)),
            measures=measures,
            edge_sets=tuple(dict.fromkeys(sets)),
            forms={"ours": (False,), "paper": (True,), "both": (False, True)}[form],
            main=main,
            seed=seed,
            **numbers,
        )


def _listed(params: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    given = params.get(name) or default
    return (given,) if isinstance(given, str) else tuple(given)


def _among(params: Mapping[str, Any], name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    given = _listed(params, name, known)
    for one in given:
        if one not in known:
            raise UserError(
                f"The parameter '{name}' cannot be '{one}'.", f"Known: {', '.join(known)}."
            )
    return tuple(one for one in known if one in given)


def _number(params: Mapping[str, Any], name: str, default: int) -> int:
    given = int(params.get(name, default))
    if given < 0:
        raise UserError(f"The parameter '{name}' cannot be negative.", "Take 0 or more.")
    return given
