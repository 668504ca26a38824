"""GGUF files: they name their architecture themselves; their tensors only bear it out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from heredity.knowledge.architectures.reference import PACKAGE, Known, Reference
from heredity.knowledge.architectures.templates import template

KEY: Final = "general.architecture"
BORNE_OUT: Final = 0.9
"""Trust in the file's word where its tensors are those of that architecture."""

HEADS: Final = (("cls.", "sequence-classification"), ("output.", "causal-lm"))


@cache
def rows() -> Mapping[str, dict[str, Any]]:
    """Architectures by the name that GGUF files give them."""
    text = files(PACKAGE).joinpath("gguf.toml").read_text("utf-8")
    return {row["name"]: row for row in tomllib.loads(text)["row"]}


def named(
    names: Iterable[str], metadata: Mapping[str, object], known: Reference
) -> tuple[list[Known], str]:
    """Classes that a GGUF file may be.

    Args:
        names: Names of its tensors.
        metadata: Its key-value pairs.
        known: The reference.

    Returns:
        The classes, and the evidence in a sentence; none where the file's word is missing or not
        known, or where its tensors do not bear it out.
    """
    word = metadata.get(KEY)
    row = rows().get(word) if isinstance(word, str) else None
    if row is None:
        return [], ""
    held = {template(name) for name in names}
    if not all(any(f".{need}." in name for name in held) for need in row["need"]):
        return [], ""
    task = _task(held, row["types"])
    classes = [c for c in known.classes if c.model_type in row["types"] and task in c.tasks]
    classes.sort(key=lambda c: row["types"].index(c.model_type))
    return classes, f"{KEY} is {word}, and the tensors bear it out."


def _task(names: set[str], types: list[str]) -> str:
    """What the output tensors are for; a decoder without them has tied embeddings."""
    for start, task in HEADS:
        if any(name.startswith(start) for name in names):
            return task
    if {"bert", "nomic_bert"} & set(types):
        return "headless"
    return "seq-to-seq-causal-lm" if "t5" in types else "causal-lm"
