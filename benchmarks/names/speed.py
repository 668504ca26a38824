"""Names a second and peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from heredity.knowledge.names import parse_batches

BATCH = 50_000
SIMULATED = Path("study/models.parquet")


def measure_speed(path: Path | None, count: int, processes: int) -> None:
    """Read names of a file, over and over until there are enough, and print the pace.

    Raises:
        SystemExit: There is no file of names.
    """
    source = path or SIMULATED
    if not source.is_file():
        raise SystemExit(
            f"No file {source}: name one with --names, such as a study's models.parquet."
        )
    began = time.perf_counter()
    done = sum(
        len(one.names) for one in parse_batches(_batches(source, count), processes=processes)
    )
    seconds = time.perf_counter() - began
    print(f"{done:,} names in {seconds:.1f} s: {done / seconds:,.0f} names a second")
    print(f"processes {processes}, peak memory {_peak() / 2**20:,.0f} MiB (largest process)")


def _batches(path: Path, count: int) -> Iterator[list[str]]:
    left = count
    while left > 0:
        for names in _names(path):
            batch = list(islice(names, left))
            left -= len(batch)
            yield batch
            if left <= 0:
                return


def _names(path: Path) -> Iterator[list[str]]:
    file = pq.ParquetFile(path)
    column = "model_id" if "model_id" in file.schema_arrow.names else "id"
    for batch in file.iter_batches(BATCH, columns=[column]):
        yield [name for name in batch.column(0).to_pylist() if name]


def _peak() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return unit * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
