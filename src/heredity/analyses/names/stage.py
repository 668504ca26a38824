"""The analyses `names` and `naming`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from heredity.analyses.along import Along
from heredity.analyses.names.answer import names_said, naming_said
from heredity.analyses.names.containing import affix_rows, contained
from heredity.analyses.names.drifting import drift_rows
from heredity.analyses.names.inheritance import inherited_rows
from heredity.analyses.names.named import read_named
from heredity.analyses.names.practice import naming_rows
from heredity.analyses.names.reading import model_batches
from heredity.analyses.names.shares import Bootstrap
from heredity.analyses.names.tables import (
    NAMING,
    NAMING_AFFIXES,
    NAMING_DRIFT,
    NAMING_INHERITED,
    NAMING_TRENDS,
)
from heredity.analyses.names.trends import trend_rows
from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.core.errors import UserError
from heredity.core.progress import Progress
from heredity.store import Context, TableSpec
from heredity.store.arrow import RecordBatch
from heredity.store.plain import from_columns
from heredity.store.store import Data

RESAMPLES: Final = 1_000
_SEED: Final = 0x6E616D65
_SPECS: Final = (NAMING, NAMING_INHERITED, NAMING_AFFIXES, NAMING_DRIFT, NAMING_TRENDS)


@analysis(
    "names",
    doc="What each model's name claims: elements, parameters, version, quantization, convention.",
    reads=("models", "traits"),
    writes=("names",),
    answer=names_said,
)
def names(context: Context) -> Mapping[str, Data]:
    """Read every name; counted parameters decide what numbers are, where they are known."""
    return {"names": _watched(context)}


def _watched(context: Context) -> Iterator[RecordBatch]:
    context.progress.start("names", context.store.rows("models"), "names")
    yield from _advancing(model_batches(context.store), context.progress)
    context.progress.finish()


def _advancing(batches: Iterator[RecordBatch], progress: Progress) -> Iterator[RecordBatch]:
    for batch in batches:
        progress.advance(batch.num_rows)
        yield batch


@analysis(
    "naming",
    doc="How models are named: elements and conventions by year, task, library, owner, relation "
    "and downloads; what children keep of their parent's name; and how names drift.",
    reads=("models", "names", "nodes", "edges", "traits"),
    writes=tuple(spec.name for spec in _SPECS),
    random=True,
    params={"resamples": f"Resamples for intervals; {RESAMPLES}."},
    answer=naming_said,
)
def naming(context: Context) -> Mapping[str, Data]:
    """Shares over models with owners as clusters, and over edges with families as clusters."""
    resamples = int(context.params.get("resamples", RESAMPLES))
    if resamples < 0:
        raise UserError("A negative number of resamples makes no sense.", "Take 0 or more.")
    population = Population(context.store)
    along = Along(population)
    context.progress.start("naming", len(_SPECS), "tables")
    wanted = np.zeros(population.nodes, bool)
    wanted[along.child] = wanted[along.parent] = True
    named = read_named(population, wanted)
    bootstrap = Bootstrap(resamples, [context.seed, _SEED])
    drawn = {"resamples": resamples, "seed": context.seed}
    around = contained(along)
    made = {}
    for spec, rows in (
        (NAMING, naming_rows(population, named, bootstrap)),
        (NAMING_INHERITED, inherited_rows(along, named, around, bootstrap)),
        (NAMING_AFFIXES, list(affix_rows(along, around, bootstrap))),
        (NAMING_DRIFT, drift_rows(along, named, bootstrap)),
        (NAMING_TRENDS, trend_rows(population, named)),
    ):
        made[spec.name] = _table(spec, [drawn | row for row in rows])
        context.progress.advance()
    context.progress.finish()
    return made


def _table(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> Data:
    """Rows in the order of the table's key; NaN is null."""
    ordered = sorted(rows, key=lambda row: [row[name] for name in spec.key])
    kinds = {column.name: column.type for column in spec.columns}
    return from_columns(kinds, [[_plain(row[name]) for row in ordered] for name in kinds])


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN
