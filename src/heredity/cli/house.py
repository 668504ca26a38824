"""The one place where the command line fetches the study's code.

That takes some 400 ms, which `--help` and completion of plain words do not need; so it happens
when a command runs, and not when its module is read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heredity.export.audit import Listing
    from heredity.export.bom import BomDifference, BomResult
    from heredity.export.trust import Comparison, TrustReport
    from heredity.hub.simulated import Truth
    from heredity.study import Study

# Matrices are small here, and the work is shared out already: more threads inside a product would
# mostly wait for one another, at a quarter more of processor time in all.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def open_study(folder: Path, **more: Any) -> Study:
    """The study in a folder."""
    from heredity.study import Study

    return Study(folder, **more)


def trust_of(
    folder: Path, model: str, *, engine: str = "duckdb", page: Path | None = None
) -> TrustReport:
    """The trust report of a model; without the study's analyses, which take as long as it does."""
    from heredity.export.trust import trust, write_page
    from heredity.pedigree.search import resolve_model
    from heredity.store import Store

    store = Store(folder, engine=engine)
    report = trust(store, resolve_model(store, model))
    if page is not None:
        write_page(report, page)
    return report


def comparison_of(folder: Path, models: tuple[str, str], *, page: Path | None = None) -> Comparison:
    """Two models side by side; see `trust_of`."""
    from heredity.export.trust import compare, write_comparison
    from heredity.pedigree.search import resolve_model
    from heredity.store import Store

    store = Store(folder)
    found = compare(store, *(resolve_model(store, model) for model in models))
    if page is not None:
        write_comparison(found, page)
    return found


def sample() -> list[Path]:
    """Files of the sample of real models."""
    from heredity.study import sample_files

    return sample_files()


def simulate(models: int, seed: int, out: Path, **more: Any) -> Truth:
    """Write a simulated hub."""
    from heredity.hub.simulated import simulate as run

    return run(models, seed, out, **more)


def importers() -> Iterable[str]:
    """Names of the formats."""
    from heredity.hub.importers import IMPORTERS

    return IMPORTERS


def analyses() -> Iterable[str]:
    """Names of the analyses."""
    from heredity.analyses import ANALYSES

    return ANALYSES


def takes(names: Iterable[str], parameter: str) -> bool:
    """Whether one of some analyses, or of all routine ones, has a parameter."""
    from heredity.analyses import chosen

    return any(parameter in one.params for one in chosen(names))


def bom_of(folder: Path, models: Sequence[str], **options: Any) -> BomResult:
    """A bill of materials; without the rest of the house, whose analyses take a second to load."""
    from heredity.export.bom import bom
    from heredity.store import Store

    return bom(Store(folder), models, **options)


def bom_differences(folder: Path, first: str, second: str) -> BomDifference:
    """What differs between two bills of materials; two files need no study."""
    from heredity.export.bom import bom_diff
    from heredity.store import Store

    files = Path(first).is_file() and Path(second).is_file()
    return bom_diff(None if files else Store(folder), first, second)


def bom_formats() -> Iterable[str]:
    """Names of the formats of bills of materials."""
    from heredity.export.bom import FORMATS

    return FORMATS


def exporters() -> Iterable[str]:
    """Names of the exporters."""
    from heredity.export import EXPORTERS

    return EXPORTERS


def listing(path: Path | None) -> Listing | None:
    """A list of models from a file, or from standard input if it is `-`; None without a file."""
    from heredity.export.audit import listing_of, read_listing

    if path is None:
        return None
    return listing_of(sys.stdin.buffer.read(), "-") if str(path) == "-" else read_listing(path)
