"""Models and links of the tables embedded in llmfit's binary, found by scanning for JSON text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scripts.sample.facts import Findings, Model, bare_id, language_code, valid_id
from scripts.sample.packages import Package, member

BINARY = ".data/scripts/llmfit"
RULE = (
    "created is release_date (the day of the Hub's createdAt, at midnight) except in the "
    "hand-written audio rows; downloads and likes of 0 without a date were not asked for and "
    "are null; languages keep ISO 639 codes only; parameters not where rounded to a million "
    "or worked out from the configuration; a repository in gguf_sources (llmfit finds them by "
    "name) is a quantized child, if listed for one model only, or for one model only of the "
    "curated rows; baseModel of the benchmark rows gives a link without relation"
)
_ROWS = re.compile(rb'\[\s*\{\s*"name"\s*:')
_BENCHMARKS = re.compile(rb'\{\s*"scraped_at"\s*:')

Row = dict[str, Any]


def read(package: Package, path: Path) -> Findings:
    """The models and links of one llmfit wheel."""
    binary = member(path, BINARY)
    rows = model_rows(binary)
    found = Findings()
    for row in rows:
        _add_model(found, row, package.label)
    _add_gguf_links(found, rows, package.label)
    _add_benchmark_links(found, benchmark_models(binary), package.label)
    return found


def embedded(binary: bytes, opening: re.Pattern[bytes]) -> Iterator[Any]:
    """Every JSON value in a binary that begins with the given text."""
    decoder = json.JSONDecoder()
    for match in opening.finditer(binary):
        end = binary.find(b"\0", match.start())
        text = binary[match.start() : None if end < 0 else end].decode(errors="replace")
        try:
            yield decoder.raw_decode(text)[0]
        except json.JSONDecodeError:
            continue


def model_rows(binary: bytes) -> list[Row]:
    """The rows of the model table: the list whose rows carry ``hf_downloads``."""
    for value in embedded(binary, _ROWS):
        if "hf_downloads" in value[0]:
            return list(value)
    raise SystemExit(f"{BINARY}: no model table found")


def benchmark_models(binary: bytes) -> list[Row]:
    """The ``model`` of every benchmark row."""
    for value in embedded(binary, _BENCHMARKS):
        if "presets" in value:
            return [row["model"] for p in value["presets"].values() for row in p["rows"]]
    raise SystemExit(f"{BINARY}: no benchmark rows found")


def _add_model(found: Findings, row: Row, label: str) -> None:
    model_id = row["name"]
    if not valid_id(model_id):
        found.left_out["models: no owner/name id"] += 1
        return
    dated = row.get("release_date") is not None
    languages = _languages(found, row.get("languages") or [])
    license_ = [part.strip() for part in (row.get("license") or "").split(",") if part.strip()]
    found.models.append(
        Model(
            model_id,
            created=_created(found, row),
            downloads=row["hf_downloads"] if dated or row["hf_downloads"] else None,
            likes=row["hf_likes"] if dated or row["hf_likes"] else None,
            tags=[] if row["architecture"] == "unknown" else [row["architecture"]],
            license=license_,
            languages=languages,
            pipeline_tag=None if row["pipeline_tag"] == "unknown" else row["pipeline_tag"],
            parameters=_parameters(found, row),
            sources=[label],
        )
    )


def _created(found: Findings, row: Row) -> date | None:
    if row.get("release_date") is None:
        return None
    if any(key.startswith("_audio") for key in row):
        found.left_out["created: hand-written release dates"] += 1
        return None
    return date.fromisoformat(row["release_date"])


def _languages(found: Findings, stated: list[str]) -> list[str]:
    codes = [language_code(text) for text in stated]
    found.left_out["languages: no ISO 639 code"] += codes.count(None)
    return list(dict.fromkeys(code for code in codes if code))


def _parameters(found: Findings, row: Row) -> int | None:
    count = row["parameters_raw"]
    if count % 1_000_000 == 0:
        found.left_out["parameters: rounded to a million"] += 1
    elif count in estimates(row):
        found.left_out["parameters: worked out from the configuration"] += 1
    else:
        return int(count)
    return None


def estimates(row: Row) -> set[int]:
    """The counts that a row's configuration gives by the usual formulas, without norms and biases.

    Real weights have norms, so that a count equal to one of these was not read from a file.
    """
    hidden, layers, vocabulary = (
        row.get(k) for k in ("hidden_size", "num_hidden_layers", "vocab_size")
    )
    if not (hidden and layers and vocabulary):
        return set()
    width = row.get("moe_intermediate_size") or 4 * hidden
    heads, groups, size = (
        row.get(k) or 0 for k in ("num_attention_heads", "num_key_value_heads", "head_dim")
    )
    attention = {
        4 * hidden**2,
        2 * hidden * size * (heads + groups),
        2 * hidden * (hidden + groups * size),
    }
    blocks = {2 * hidden * width, 3 * hidden * width, 8 * hidden**2, 12 * hidden**2}
    blocks |= _expert_blocks(row, hidden, width)
    return {
        tied * vocabulary * hidden + layers * (a + b)
        for tied in (1, 2)
        for a in attention
        for b in blocks
    }


def _expert_blocks(row: Row, hidden: int, width: int) -> set[int]:
    """The sizes of a layer of experts: with and without a router and a shared expert."""
    experts = row.get("num_experts") or 0
    if not experts:
        return set()
    shared = (0, width, row.get("shared_expert_intermediate_size") or 0)
    return {
        3 * hidden * (experts * width + s) + router
        for s in shared
        for router in (0, hidden * experts)
    }


def _add_gguf_links(found: Findings, rows: list[Row], label: str) -> None:
    """Links from GGUF repositories to the model they are listed for.

    llmfit finds them by trying names, and the Hub answers whatever the case, so one repository may
    be listed for every copy of a name and in several spellings. A listing for several models says
    nothing about which of them is the parent, unless one alone of them is among the rows that
    llmfit's authors wrote down themselves.
    """
    listed: dict[str, list[tuple[str, Row]]] = {}
    for row in rows:
        for entry in row.get("gguf_sources") or []:
            listed.setdefault(entry["repo"].lower(), []).append((entry["repo"], row))
    for pairs in listed.values():
        curated = [pair for pair in pairs if "_discovered" not in pair[1]]
        chosen = pairs if len(pairs) == 1 else curated
        if len(chosen) != 1:
            found.left_out["links: a GGUF repository listed for several models"] += 1
            continue
        repository, parent = chosen[0]
        found.link(repository, parent["name"], "quantized", f"{label}: gguf_sources")
        if valid_id(repository):
            found.models.append(Model(repository, tags=["gguf"], sources=[label]))


def _add_benchmark_links(found: Findings, models: list[Row], label: str) -> None:
    pairs = Counter(
        (m["hfId"], m["baseModel"]["hfId"]) for m in models if m.get("baseModel") and m.get("hfId")
    )
    for child, parent in pairs:
        found.link(
            bare_id(child), bare_id(parent or ""), None, f"{label}: benchmark rows, baseModel"
        )
