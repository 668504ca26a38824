"""The stage `analyze overview`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from heredity.analyses.overview.answer import answer
from heredity.analyses.overview.counts import count_rows
from heredity.analyses.overview.popularity import popularity_rows
from heredity.analyses.overview.states import state_rows
from heredity.analyses.overview.structure import structure_rows
from heredity.analyses.overview.table import columns
from heredity.analyses.registry import analysis
from heredity.store import Context
from heredity.store.store import Data

TOP = 50
"""Length of each ranking, unless the parameter `top` says otherwise."""


@analysis(
    "overview",
    doc="Counts of the whole study, and what is most frequent in it.",
    reads=("models", "cards", "rejects", "nodes", "edges", "families", "traits"),
    writes=("overview",),
    params={
        "top": f"Length of each ranking; {TOP}.",
        "edge_sets": "Edge sets to count beside the usual ones; none.",
    },
    answer=answer,
)
def overview(context: Context) -> Mapping[str, Data]:
    """Counts of the whole study, and rankings of states, parents and families.

    Counts are made by the engine as integers; shares are made from them here, so that every
    engine gives the same table. A part whose tables have not been written is left out.
    """
    top = int(context.params.get("top", TOP))
    more = context.params.get("edge_sets", ())
    rows = chain(
        count_rows(context.store, top),
        structure_rows(context.store, top, more),
        state_rows(context.store, top),
        popularity_rows(context.store, top),
    )
    return {"overview": columns(rows)}
