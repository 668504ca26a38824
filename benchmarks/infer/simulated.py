"""Inferred parents on a simulated hub whose declared ones are all hidden, against its truth.

Names of a simulated hub end in tokens of their own, so that they say nothing of their parents: all
that is found there stands in cards.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.infer.measure import wilson
from benchmarks.infer.universe import hide
from heredity.core.edgesets import RELATIONS
from heredity.hub.simulated import simulate
from heredity.pedigree.infer.stage import INFER
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from heredity.study import Study

SEED = 5


def simulated(folder: Path, models: int) -> Iterator[str]:
    """Lines that say how often the inferred parents are those of the truth."""
    hub = folder / f"hub-{models}"
    if not hub.exists():
        simulate(models, SEED, hub, cards=True)
        study = Study(folder / f"simulated-{models}", create=True)
        study.import_([hub])
        study.link()
        children = pc.unique(study.table("edges").column("child_id"))
        hide(study.store, children.to_pylist(), folder / f"simulated-{models}-hidden")
    store = Store(folder / f"simulated-{models}-hidden")
    run_stage(store, INFER, Context(store), force=True)
    pedigree = pq.read_table(hub / "truth" / "pedigree.parquet")
    pedigree = pedigree.filter(pedigree.column("in_hub"))
    columns = (pedigree.column(name).to_pylist() for name in ("child", "parent", "relation"))
    true = {(child, parent): relation for child, parent, relation in zip(*columns, strict=True)}
    rows = store.arrow("inferred").to_pylist()
    found = [row for row in rows if row["confident"]]
    hits = [row for row in found if (row["child_id"], row["parent_id"]) in true]
    low, high = wilson(len(hits), len(found))
    children = len({child for child, _ in true})
    yield f"{children:,} children of parents in the hub; {len(found):,} confident parents, "
    yield f"precision {len(hits) / max(len(found), 1):.3f} ({low:.3f} to {high:.3f}), "
    yield f"coverage {len({row['child_id'] for row in found}) / max(children, 1):.1%}"
    for relation in RELATIONS:
        stated = [row for row in hits if row[relation]]
        agree = sum(true[row["child_id"], row["parent_id"]] == relation for row in stated)
        if stated:
            yield f"  {relation:12s} {len(stated):6,d} right parents, relation right {agree:6,d}"
