"""The files of the sample: Parquet in the types of the hub-stats dump, provenance, notice."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scripts.sample.facts import Findings, Link, Model
from scripts.sample.packages import BUILT, PACKAGES, Package

# The dump's own columns and types; `source` is ours. The dump's `safetensors` also has a field for
# each number format ever seen; the sample knows totals only.
MODELS = pa.schema(
    [
        ("id", pa.string()),
        ("author", pa.string()),
        ("createdAt", pa.timestamp("us")),
        ("lastModified", pa.timestamp("us")),
        ("downloads", pa.int64()),
        ("downloadsAllTime", pa.int64()),
        ("likes", pa.int64()),
        ("trendingScore", pa.float64()),
        ("tags", pa.list_(pa.field("element", pa.string()))),
        ("cardData", pa.string()),
        ("safetensors", pa.struct([("total", pa.int64())])),
        ("gguf", pa.string()),
        (
            "baseModels",
            pa.struct(
                [
                    ("relation", pa.string()),
                    (
                        "models",
                        pa.list_(
                            pa.field(
                                "element", pa.struct([("_id", pa.string()), ("id", pa.string())])
                            )
                        ),
                    ),
                ]
            ),
        ),
        ("pipeline_tag", pa.string()),
        ("library_name", pa.string()),
        ("source", pa.string()),
    ]
)
LINKS = pa.schema([(name, pa.string()) for name in ("child", "parent", "relation", "source")])

_HEAD = """\
# Where the shipped sample of real models comes from. Written by scripts/build_sample.py.
# Facts only (names, numbers, identifiers, dates): no model card, description or other prose.
"""


def model_row(model: Model) -> dict[str, Any]:
    """A model as a row of the dump; what no source states is null."""
    card = {"license": _one(model.license), "language": model.languages}
    stated = {key: value for key, value in card.items() if value}
    # The Hub repeats the languages and the license of a card as tags.
    tags = [*model.tags, *model.languages, *(f"license:{name}" for name in model.license)]
    created = datetime.combine(model.created, time()) if model.created else None
    return {
        "id": model.model_id,
        "author": model.model_id.split("/")[0],
        "createdAt": created,
        "downloads": model.downloads,
        "likes": model.likes,
        "tags": tags,
        "cardData": json.dumps(stated, ensure_ascii=False) if stated else None,
        "safetensors": {"total": model.parameters} if model.parameters else None,
        "pipeline_tag": model.pipeline_tag,
        "library_name": model.library_name,
        "source": "; ".join(model.sources),
    }


def _one(values: list[str]) -> str | list[str]:
    """A single value bare, several as a list, as cards write them."""
    return values[0] if len(values) == 1 else values


def link_row(link: Link) -> dict[str, Any]:
    """A link as a row of ``links.parquet``."""
    return {
        "child": link.child,
        "parent": link.parent,
        "relation": link.relation,
        "source": link.source,
    }


def write_parquet(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    """Write rows as one row group, small and the same bytes each time."""
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=True,
        row_group_size=len(rows),
    )


def provenance(
    found: dict[str, Findings], rules: dict[str, str], models: list[Model], links: list[Link]
) -> str:
    """The text of ``PROVENANCE.toml``."""
    relations = Counter(link.relation or "unspecified" for link in links)
    bare = sum(not model.has_facts for model in models)
    lines = [_HEAD, f'built = "{BUILT}"', f"models = {len(models)}", f"links = {len(links)}"]
    lines += [
        "# Models of which nothing is known but the name: they are children of links.",
        f"models_named_only = {bare}",
    ]
    lines += ["", "[links_by_relation]", *(f"{k} = {n}" for k, n in sorted(relations.items()))]
    lines += ["", "[rules]"]
    lines += [f"{name} = {_text(rule)}" for name, rule in rules.items()]
    for package in PACKAGES:
        lines += ["", "[[package]]", *_package_lines(package, found[package.name], models, links)]
    return "\n".join(lines) + "\n"


def _package_lines(
    package: Package, found: Findings, models: list[Model], links: list[Link]
) -> list[str]:
    label = package.label
    return [
        f"name = {_text(package.name)}",
        f"version = {_text(package.version)}",
        f"file = {_text(package.file)}",
        f"sha256 = {_text(package.sha256)}",
        f"license = {_text(package.license)}",
        f"attribution = {_text(package.attribution)}",
        f"taken = {_text(package.what)}",
        f"models = {sum(label in m.sources for m in models)}",
        f"links = {sum(label in link.source for link in links)}",
        "",
        "[package.left_out]",
        *(f"{_text(k)} = {n}" for k, n in sorted(found.left_out.items()) if n),
    ]


def notice(license_texts: dict[str, str]) -> str:
    """The text of ``NOTICE``: who is owed what, with the license texts that must travel along."""
    parts = ["Sample of real models: facts taken from these packages.", ""]
    for package in PACKAGES:
        parts += [f"{package.label}, {package.license}: {package.attribution}", f"  {package.what}"]
    parts += ["", "The Apache License 2.0 is in the LICENSE file of this project.", ""]
    for name, text in license_texts.items():
        parts += [f"License of {name}:", "", text.strip(), ""]
    return "\n".join(parts)


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are a part of TOML's."""
    return json.dumps(value, ensure_ascii=False)
