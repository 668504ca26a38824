"""From grown lines of one or more releases to the file that ships.

    PYTHON -m scripts.architectures.packing RAW.jsonl.gz… --out src/heredity/knowledge/architectures

The file is JSON under gzip with every string and set written once.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SMALL = 2
"""A dimension that no field sets is kept as a number up to here: one label, two sentence orders."""

HEADLESS = "headless"
POOLER = ("pooler.", "pooler_", "pooled_projection.")
"""Layers that a headless class makes only on demand."""


class Interned:
    """Values numbered in the order of their first use."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        return self.numbers.setdefault(value, len(self.numbers))

    def values(self) -> list[Any]:
        return list(self.numbers)


def read(paths: Iterable[Path]) -> tuple[list[str], list[Row]]:
    """Releases, and the rows of all of them with the number of their release."""
    releases: list[str] = []
    rows: list[Row] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            release = json.loads(next(lines))["release"]
            if release not in releases:
                releases.append(release)
            rows += [json.loads(line) | {"release": releases.index(release)} for line in lines]
    return releases, rows


def pack(releases: list[str], rows: list[Row]) -> Row:
    """The reference as it ships."""
    rows.sort(key=lambda r: (r["type"], r["class"], r["variant"], r["release"]))
    good = [r for r in rows if "must" in r]
    names = sorted({n for r in good for n in (*r["must"], *r["may"])})
    number = {name: i for i, name in enumerate(names)}
    forms, shapes, classes, variants = Interned(), Interned(), Interned(), Interned()
    entries: dict[tuple[int, ...], int] = {}
    for row in good:
        must, may = _sets(row)
        ordered = sorted(number[n] for n in must)
        form = forms((tuple(ordered), tuple(sorted(number[n] for n in may))))
        shape = shapes(tuple(_dimensions(row, names[i]) for i in ordered))
        key = (classes(_class(row)), form, shape, variants(row["variant"]))
        entries[key] = entries.get(key, 0) | 1 << row["release"]
    return {
        "schema": 1,
        "library": "transformers",
        "releases": releases,
        "templates": names,
        "forms": [[_steps(must), _steps(may)] for must, may in forms.values()],
        "shapes": [";".join(s) for s in shapes.values()],
        "classes": [list(c) for c in classes.values()],
        "variants": variants.values(),
        "entries": [[*key, bits] for key, bits in sorted(entries.items())],
        "sizes": _sizes(good),
        "not_covered": _missing(rows, {_class(r)[:2] for r in good}, releases),
    }


def _class(row: Row) -> tuple[str, str, str, str]:
    return row["type"], row["class"], row["prefix"], " ".join(sorted(row["tasks"]))


def _sets(row: Row) -> tuple[set[str], set[str]]:
    must, may = set(row["must"]), set(row["may"])
    if HEADLESS in row["tasks"]:
        pooler = {n for n in must if n.startswith(POOLER)}
        if pooler != must:
            must, may = must - pooler, may | pooler
    return must, may


def _dimensions(row: Row, name: str) -> str:
    words = row.get("relative", {}).get(name)
    if words is None:
        return ""
    sizes = row["must"][name]
    return ",".join(
        str(v) if word == "*" and v <= SMALL else word
        for word, v in zip(words.split(",") if words else [], sizes, strict=True)
    )


def _steps(numbers: Sequence[int]) -> list[int]:
    """Differences of ascending numbers, which compress better."""
    return [b - a for a, b in zip([0, *numbers], numbers, strict=False)]


def _sizes(rows: list[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if not row["variant"]:
            found[row["type"]] |= row["sizes"]
    return {kind: dict(sorted(s.items())) for kind, s in sorted(found.items()) if s}


def _missing(rows: list[Row], covered: set[tuple[str, str]], releases: list[str]) -> list[Row]:
    found = {}
    for row in rows:
        key = (row["type"], row["class"])
        if "fails" in row and key not in covered:
            found[key] = {
                "type": row["type"],
                "class": row["class"],
                "tasks": row["tasks"],
                "release": releases[row["release"]],
                "reason": row["fails"],
            }
    return list(found.values())


def write(packed: Row, folder: Path) -> None:
    """Write the reference and the facts about it."""
    text = json.dumps(packed, separators=(",", ":"), sort_keys=True).encode()
    data = gzip.compress(text, 9, mtime=0)
    (folder / "reference.json.gz").write_bytes(data)
    types = {c[0] for c in packed["classes"]}
    (folder / "reference.toml").write_text(
        "# What reference.json.gz holds. Written by scripts/architectures/packing.py.\n"
        f'library = "{packed["library"]}"\n'
        f"releases = {json.dumps(packed['releases'])}\n"
        f"model_types = {len(types)}\n"
        f"classes = {len({tuple(c[:2]) for c in packed['classes']})}\n"
        f"entries = {len(packed['entries'])}\n"
        f"forms = {len(packed['forms'])}\n"
        f"templates = {len(packed['templates'])}\n"
        f"not_covered = {len(packed['not_covered'])}\n"
        f'templates_sha256 = "{digest(packed["templates"])}"\n'
        f"compressed_bytes = {len(data)}\n",
        encoding="utf-8",
    )
    print((folder / "reference.toml").read_text("utf-8"))


def digest(templates: Sequence[str]) -> str:
    """SHA-256 of the templates, one a line."""
    return hashlib.sha256("\n".join(templates).encode()).hexdigest()


def main() -> None:
    """Pack grown files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write(pack(*read(options.raw)), options.out)


if __name__ == "__main__":
    main()
