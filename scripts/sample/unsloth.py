"""Links of unsloth's map from quantized repositories to the original they were made from."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from scripts.sample.facts import Findings
from scripts.sample.packages import Package, texts

FILE = "unsloth/models/mapper.py"
TABLE = "__INT_TO_FLOAT_MAPPER"
RULE = (
    "each entry names a repository and the 16-bit repositories it stands for; the original is"
    " the first 16-bit one of another owner (else the first); relation quantized where the "
    "name ends in bnb-4bit or the entry lists it as 8-bit, none for a 16-bit copy; a "
    "repository listed under two originals is linked to the first"
)


def read(package: Package, path: Path) -> Findings:
    """The links of one unsloth wheel."""
    return links(table(texts(path, FILE)[FILE]), f"{package.label}: {TABLE.strip('_')}")


def table(text: str) -> dict[str, Any]:
    """The map as data: repository -> tuple of 16-bit ids, or ``{"16": (...), "8": (...)}``."""
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as value) if (
                name == TABLE
            ):
                return dict(ast.literal_eval(value))
    raise SystemExit(f"{FILE}: no dictionary {TABLE}")


def links(entries: dict[str, Any], source: str) -> Findings:
    """Links from quantized repositories and 16-bit copies to their original."""
    found = Findings()
    first: dict[str, str] = {}
    for key, value in entries.items():
        sixteen_bit = value["16"] if isinstance(value, dict) else value
        eight_bit = [v for v in (value.get("8", ()) if isinstance(value, dict) else ()) if v]
        original = _original(sixteen_bit)
        relations: dict[str, str | None] = {v: _relation(v) for v in (key, *sixteen_bit)}
        relations |= dict.fromkeys(eight_bit, "quantized")
        for child, relation in relations.items():
            if child == original:
                continue
            if relation is None and not child.startswith("unsloth/"):
                found.left_out["links: a 16-bit id of another owner is no copy of unsloth's"] += 1
            elif first.setdefault(child, original) != original:
                found.left_out["links: child already linked to an earlier original"] += 1
            else:
                found.link(child, original, relation, source)
    return found


def _original(sixteen_bit: tuple[str, ...]) -> str:
    whole = [v for v in sixteen_bit if _relation(v) is None]
    foreign = [v for v in whole if not v.startswith("unsloth/")]
    return (foreign or whole or list(sixteen_bit))[0]


def _relation(model_id: str) -> str | None:
    return "quantized" if model_id.lower().endswith("bnb-4bit") else None
