"""Measure the assessment of architectures.

    python -m benchmarks.assess [--python PYTHON] [--data DIR] [--cache DIR] [--fit FILE]

The headers to assess are built once from real configurations and from the library's own classes
with other sizes, without weights and without a network, and kept in the cache. That needs another
Python with torch and transformers, which this project does not depend on:

    python3 -m venv ~/.cache/heredity/architectures
    ~/.cache/heredity/architectures/bin/pip install torch==2.13.0 transformers==5.23.0
    make bench-assess ARGS="--python ~/.cache/heredity/architectures/bin/python"
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks.assess import adapted, scores
from benchmarks.assess.fit import fit
from benchmarks.assess.measure import (
    Case,
    Scored,
    changed,
    designed,
    drawn,
    grouped,
    left_out,
    read,
    whole,
)
from heredity.knowledge.architectures.assess import Assessor
from heredity.knowledge.architectures.classifier import trained
from heredity.knowledge.architectures.equality import bodies_alike, families, types_alike
from heredity.knowledge.architectures.reference import Reference, reference

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HEREDITY_SHARED_DATA", ROOT.parent / "shared/data"))
CACHE = Path.home() / ".cache/heredity/bench-assess"


def main() -> None:
    """Build what is missing, then measure."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.assess", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--python", type=Path, help="a Python with torch and transformers")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of real rows")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where headers are kept")
    parser.add_argument(
        "--fit", type=Path, metavar="FILE", help="train, and write what was learned"
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="headers of each source")
    parser.add_argument(
        "--held-out", action="store_true", help="measure the families that nothing was tuned on"
    )
    given = parser.parse_args()
    inputs = given.cache / "inputs.jsonl.gz"
    if not inputs.is_file():
        _build(given.python, given.data, inputs)
    measure(inputs, given.fit, given.held_out, given.sample)


def _build(python: Path | None, data: Path, inputs: Path) -> None:
    found = data / "configs/configs_dev.parquet"
    if python is None or not python.exists():
        sys.exit(f"There are no headers in {inputs.parent} yet.\n{__doc__}")
    inputs.parent.mkdir(parents=True, exist_ok=True)
    configs = inputs.with_name("configs.jsonl")
    rows = pq.read_table(found, columns=["id", "config"]).to_pylist() if found.is_file() else []
    if not rows:
        print(f"{found} is missing: only the library's own classes are measured.")
    configs.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    module = [str(python), "-m", "benchmarks.assess.inputs", str(inputs.with_suffix(".part"))]
    subprocess.run([*module, "--configs", str(configs)], cwd=ROOT, check=True)
    inputs.with_suffix(".part").rename(inputs)


def measure(inputs: Path, target: Path | None, held: bool, sample: int = 0) -> None:
    """Print everything."""
    release, cases, fails = read(inputs)
    known = reference()
    types = types_alike(known)
    family = families(types)
    real = sum(c.source == "real" for c in cases)
    print(f"headers built with {release}: {real} distinct ones of real configurations, ", end="")
    print(f"{len(cases) - real} of the library's own classes with other sizes")
    print(f"real configurations not built: {sum(fails.values())}; {fails.most_common(3)}")
    print(f"reference: {known.version}, {len(known.types)} types, {len(known.classes)} classes")
    ours = [c for c in cases if designed(c, family)]
    if target:
        fit(changed(ours), known, types, target)
        trained.cache_clear()
    part = [c for c in cases if not designed(c, family)] if held else ours
    count = len({family.get(c.kind, c.kind) for c in part})
    print(
        f"{'held-out' if held else 'design'} families: {count} with {len(part)} headers, ", end=""
    )
    print("each as it is and once changed")
    report(changed(drawn(part, sample)), known, types)


def report(tested: list[Case], known: Reference, types: dict[str, frozenset[str]]) -> None:
    """All tables for some headers."""
    judge = scores.Judge(types, known)

    def make(less: Reference) -> Assessor:
        return Assessor(less, trained())

    whole_ = list(whole(tested, known, make, types))
    scores.table("Random split (equal fingerprints on both sides)", whole_, judge)
    _sources(whole_, judge)
    scores.split_by(whole_, judge, lambda s: s.case.change)
    split = list(grouped(tested, known, make, types))
    scores.table("Grouped split (no fingerprint on both sides)", split, judge)
    _sources(split, judge)
    there = [s for s in split if s.there]
    scores.split_by(there, judge, lambda s: s.case.change)
    scores.calibration(there, judge)
    scores.risk(there, judge)
    scores.bound([s for s in there if s.case.change == "none"], judge)
    plain = [c for c in tested if c.change == "none"]
    gone = list(left_out(plain, known, make, bodies_alike(known)))
    scores.table("Leave family out (all should abstain)", gone, judge)
    adapted.table(plain, make(known))
    _speed([c.tensors for c in tested[:400]], make(known))


def _sources(scored: list[Scored], judge: scores.Judge) -> None:
    for source in ("real", "grown"):
        scores.table(f"  of these {source}", [s for s in scored if s.case.source == source], judge)


def _speed(headers: list[list[tuple[str, list[int], str]]], assessor: Assessor) -> None:
    taken = []
    for tensors in headers:
        started = time.process_time()
        assessor.assess(tensors)
        taken.append(1000 * (time.process_time() - started))
    mid, late, last = np.quantile(taken, [0.5, 0.9, 1.0])
    print(
        f"\nprocessor milliseconds a header: median {mid:.1f}, 90 % {late:.1f}, longest {last:.1f}"
    )


if __name__ == "__main__":
    main()
