"""Time the vectors of a study: `python -m benchmarks.vectors STUDY [card] [--compat]`."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from heredity.analyses.population import Population
from heredity.analyses.similarity.vectors import CardDna, MetadataDna, vectors
from heredity.store import Store


def main(arguments: list[str]) -> None:
    """Print seconds, texts a second and peak memory after each kind of vectors."""
    store = Store(Path(arguments[0]))
    population = Population(store)
    dna = (CardDna if "card" in arguments else MetadataDna)(population)
    start, busy = time.perf_counter(), time.process_time()
    print("mask  measure    rows      entries     wall s  processor s  peak MiB")
    done = 0
    for found in vectors(dna, compat="--compat" in arguments):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wall, processor = time.perf_counter() - start, time.process_time() - busy
        print(
            f"{found.mask:5} {found.measure:9} {found.rows.shape[0]:8,} {found.rows.nnz:12,} "
            f"{wall:9.1f} {processor:12.1f} {peak:9,.0f}"
        )
        done += found.population
    wall = time.perf_counter() - start
    print(f"{done:,} vectors in {wall:.1f} s: {done / max(wall, 1e-9):,.0f} a second")
    store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
