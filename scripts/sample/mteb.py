"""Models and ``adapted_from`` links of mteb's ModelMeta records."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from scripts.sample.facts import Findings, Model, bare_id, language_code, valid_id
from scripts.sample.literals import UNKNOWN, Library, Module
from scripts.sample.packages import Package, texts

FOLDER = "mteb/models/model_implementations/"
RULE = (
    "records whose reference is the model's own page on the Hub; adapted_from gives a link "
    "without relation (it covers quantization, fine-tuning and more alike); local paths and "
    "bare names are no parents; license only where it is an identifier; parameters not where "
    "rounded to a million"
)
_FIELDS = frozenset(
    ("name", "adapted_from", "license", "languages", "reference", "n_parameters", "framework")
)
_TAGS = {
    "Sentence Transformers": "sentence-transformers",
    "Transformers": "transformers",
    "ONNX": "onnx",
    "safetensors": "safetensors",
    "GGUF": "gguf",
}
_NO_LICENSE = ("not specified", "multiple", "unknown")


def read(package: Package, path: Path) -> Findings:
    """The models and links of one mteb wheel."""
    library = Library(texts(path, "mteb/"))
    found = Findings()
    for name in sorted(n for n in library.texts if n.startswith(FOLDER)):
        module = library.module(name)
        for record in records(module) if module else ():
            _add(found, record, package.label)
    return found


def records(module: Module) -> list[dict[str, Any]]:
    """The keyword arguments of every ``ModelMeta(...)`` in a module, unknown values left out."""
    out = []
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id="ModelMeta"), keywords=keywords):
                wanted = {k.arg: module.value(k.value) for k in keywords if k.arg in _FIELDS}
                out.append({k: v for k, v in wanted.items() if v is not UNKNOWN and k})
    return out


def _add(found: Findings, record: dict[str, Any], label: str) -> None:
    model_id = record.get("name")
    if not isinstance(model_id, str) or bare_id(record.get("reference") or "") != model_id:
        found.left_out["models: reference is not the model's own page"] += 1
        return
    if not valid_id(model_id):
        found.left_out["models: no owner/name id"] += 1
        return
    found.models.append(_model(found, model_id, record, label))
    parent = record.get("adapted_from")
    if parent:
        found.link(model_id, bare_id(parent), None, f"{label}: ModelMeta.adapted_from")


def _model(found: Findings, model_id: str, record: dict[str, Any], label: str) -> Model:
    license_ = record.get("license")
    if license_ and (license_.startswith("http") or license_ in _NO_LICENSE):
        found.left_out["license: an address or a placeholder"] += 1
        license_ = None
    parameters = record.get("n_parameters")
    if parameters and parameters % 1_000_000 == 0:
        found.left_out["parameters: rounded to a million"] += 1
        parameters = None
    frameworks = record.get("framework") or []
    return Model(
        model_id,
        tags=[_TAGS[f] for f in frameworks if f in _TAGS],
        license=[license_] if license_ else [],
        languages=_languages(found, record.get("languages") or []),
        parameters=parameters or None,
        sources=[label],
    )


def _languages(found: Findings, stated: list[Any]) -> list[str]:
    codes = [language_code(text) for text in stated if isinstance(text, str)]
    found.left_out["languages: no ISO 639 code"] += codes.count(None)
    return list(dict.fromkeys(code for code in codes if code))
