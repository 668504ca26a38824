"""Score and time the parser of names.

    python -m benchmarks.names --labels FILE [--errors] [--leave-out]
    python -m benchmarks.names [--names FILE.parquet] [--count N] [--processes N]

With labels it prints the scores against them (the format of such files is told in
`benchmarks.names.labels`); --errors lists what is wrong, --leave-out scores conventions again with
each architecture word taken out of the vocabulary in turn. Without labels it reads N names and
prints names a second and the peak memory.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.names.labels import Labeled, read_labels
from benchmarks.names.leaving import leave_out
from benchmarks.names.scoring import SCORED, Tokens, conventions, field_scores
from benchmarks.names.speed import measure_speed
from heredity.knowledge.names import ParsedName, parse


def main() -> None:
    """Score or time, as asked."""
    asked = _arguments()
    if asked.labels is None:
        measure_speed(asked.names, asked.count, asked.processes)
        return
    for path in asked.labels:
        labels = read_labels(path)
        parsed = [parse(label.id) for label in labels]
        print(f"== {path} ({len(labels)} names)")
        _print_conventions(parsed, labels, asked.errors)
        _print_tokens(parsed, labels, asked.errors)
        _print_fields(parsed, labels)
        if asked.leave_out:
            leave_out(labels)


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--labels", type=Path, nargs="+")
    asked.add_argument("--errors", action="store_true")
    asked.add_argument("--leave-out", action="store_true")
    asked.add_argument("--names", type=Path, help="a Parquet file with a column model_id or id")
    asked.add_argument("--count", type=int, default=2_000_000)
    asked.add_argument("--processes", type=int, default=2)
    return asked.parse_args()


def _print_conventions(parsed: list[ParsedName], labels: list[Labeled], errors: bool) -> None:
    if not any(label.convention for label in labels):
        return
    strict, lenient, table = conventions(parsed, labels)
    print(f"convention accuracy {strict:.3f} (any accepted label {lenient:.3f})")
    for label, (precision, recall, both) in table.items():
        print(f"  {label:5s} precision {precision:.3f}  recall {recall:.3f}  F1 {both:.3f}")
    for one, label in zip(parsed, labels, strict=True):
        if errors and label.convention and one.convention not in label.convention:
            print(f"  ! {label.id}: {one.convention}, labeled {'/'.join(label.convention)}")


def _print_tokens(parsed: list[ParsedName], labels: list[Labeled], errors: bool) -> None:
    pairs = [(p, x.elements) for p, x in zip(parsed, labels, strict=True) if x.elements is not None]
    if not pairs:
        return
    for strict in (False, True):
        tokens = Tokens()
        for one, spans in pairs:
            tokens.add(one, spans, strict)
        precision, recall, both = tokens.score(SCORED)
        word = "strict " if strict else "lenient"
        print(f"tokens {word} precision {precision:.3f}  recall {recall:.3f}  F1 {both:.3f}")
        each = "  ".join(f"{code} {tokens.score(code)[2]:.3f}" for code in SCORED)
        print(f"  F1 by code: {each}")
        for miss in tokens.misses if errors and not strict else ():
            print(f"  ! {miss}")


def _print_fields(parsed: list[ParsedName], labels: list[Labeled]) -> None:
    for field, (right, claimed, invented, silent) in field_scores(parsed, labels).items():
        if claimed + silent:
            print(f"{field}: right {right} of {claimed}; invented {invented} of {silent}")


if __name__ == "__main__":
    main()
