"""What is known of one model: from a hub's answer, from a folder with its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from heredity.checks.naming.records import FIELDS, LEADING, SIZES, flags_of
from heredity.checks.naming.shown import as_fact
from heredity.core.errors import HeredityError, InputError
from heredity.hub.headers import Counts, Header, read_header
from heredity.knowledge.architectures import assess
from heredity.knowledge.families import model_types

Facts = dict[str, Any]
LARGEST: Final = 50_000_000
"""Most bytes of a JSON file that is read."""


def from_answer(path: Path) -> tuple[Facts, list[str]]:
    """Facts from a file with what `GET /api/models/{id}` gave.

    Returns:
        The facts, and the ids of declared parents.

    Raises:
        InputError: The file is no JSON object.
    """
    body = _object(path)
    card = _part(body, "cardData")
    files = [str(f.get("rfilename")) for f in _list(body.get("siblings")) if isinstance(f, dict)]
    facts: Facts = {
        "task": body.get("pipeline_tag"),
        "library": body.get("library_name"),
        "gated": bool(body.get("gated")),
        **_tagged([str(t) for t in _list(body.get("tags"))]),
        **_counted(body),
        **config_facts(_part(body, "config")),
    }
    languages = [str(x).lower() for x in _list(card.get("language"))]
    facts["languages"] = "\n".join(languages) or None
    if files:
        facts |= {**flags_of(files), "files_known": True}
    return facts, [str(p) for p in _list(card.get("base_model"))]


def _counted(body: Mapping[str, Any]) -> Facts:
    weights, gguf = _part(body, "safetensors"), _part(body, "gguf")
    total = weights.get("total") or gguf.get("total")
    return {
        "parameters": _number(total),
        "gguf_total": _number(gguf.get("total")),
        "gguf_context": _number(gguf.get("context_length")),
        "type_gguf": gguf.get("architecture"),
    }


def _tagged(tags: Sequence[str]) -> Facts:
    text = "\n".join(tags).lower()
    found = re.search(LEADING, text)
    kind = found.group(1) if found and found.group(1) in model_types() else None
    return {"tags": text, "tags_known": bool(tags), "type_tag": kind}


def config_facts(config: Mapping[str, Any]) -> Facts:
    """Facts from a configuration, whole or a stub."""
    inner = config.get("text_config")
    fields = {**inner, **config} if isinstance(inner, dict) else dict(config)
    written = json.dumps(config)
    sized = any(f'"{name}"' in written for name in SIZES)
    quantization = config.get("quantization_config") or config.get("quantization") or {}
    quantization = quantization if isinstance(quantization, dict) else {}
    scaling = fields.get("rope_scaling")
    classes = config.get("architectures")
    return {
        "type_config": config.get("model_type"),
        "classes": json.dumps(classes) if isinstance(classes, list) else None,
        "quant_method": quantization.get("quant_method"),
        "quant_bits": str(quantization["bits"]) if "bits" in quantization else None,
        "rope_factor": _number(scaling.get("factor")) if isinstance(scaling, dict) else None,
        "whole_config": written if sized else None,
        **{
            what: next((n for f in names if (n := _number(fields.get(f))) is not None), None)
            for what, names in FIELDS.items()
        },
    }


def from_folder(folder: Path) -> tuple[Facts, list[str], Counts | None]:
    """Facts from a local copy of a repository: file names, configuration, headers.

    Returns:
        The facts, the ids of declared parents, and what the headers of the weights count.

    Raises:
        InputError: It is no folder, or a JSON file in it is broken.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder.", "Name a folder that holds a model's files.")
    files = [str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file()]
    facts: Facts = {**flags_of(files), "files_known": True}
    if (folder / "config.json").is_file():
        facts |= config_facts(_object(folder / "config.json"))
    parents = []
    if (folder / "adapter_config.json").is_file():
        base = _object(folder / "adapter_config.json").get("base_model_name_or_path")
        parents = [str(base)] if base else []
    header = _header(folder) if facts["weights"] else None
    if header is None:
        return facts, parents, None
    if header.counts.logical:
        facts["parameters"] = float(header.counts.logical)
    shown = assess([(t.name, t.shape, t.dtype) for t in header.tensors], header.metadata)
    facts["shown"] = as_fact(shown)
    return facts, parents, header.counts


def _header(folder: Path) -> Header | None:
    try:
        return read_header(folder, offline=True)
    except HeredityError:
        return None  # weights in a format without a header: then nothing is counted


def _object(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} has more than {LARGEST:,} bytes.", "Name another file.")
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Name a file.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}", "Name a JSON file.") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} holds no JSON object.", "Give what GET /api/models/ID answers.")
    return found


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _number(value: Any) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if good and 0 <= value < 1e16 else None
