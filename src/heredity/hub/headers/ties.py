"""Tensors that stand twice: shared numbers, and heads tied to embeddings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from heredity.hub.headers.header import TensorInfo

_EMBEDDINGS: Final = re.compile(
    r"(?:^|\.)(?:embed_tokens|wte|word_embeddings|embed_in|tok_embeddings|token_embd|shared"
    r"|embeddings|word_embedding|embedding)\.weight"
)
_HEADS: Final = re.compile(
    r"(?:^|\.)(?:lm_head|embed_out|output|cls\.predictions\.decoder|lm_head\.decoder"
    r"|vocab_projector|generator_lm_head|predictions\.decoder)\.weight"
)
_ENCODERS: Final = re.compile(r"(?:^|\.)(?:encoder|decoder|shared)\.?(?:embed_tokens)?\.weight")
_HEAD_BIAS: Final = re.compile(r"(?:^|\.)(?:cls\.predictions\.decoder|lm_head\.decoder)\.bias")
_NESTED: Final = ("text_config", "llm_config", "language_config", "thinker_config")


def tied(
    tensors: Iterable[TensorInfo], config: Mapping[str, Any], shared_places: bool
) -> tuple[set[str], list[str]]:
    """Names of tensors that repeat another, and what was assumed.

    Args:
        tensors: The model's parameters.
        config: Its configuration; empty where there is none.
        shared_places: Whether two tensors may have one place in their file (PyTorch's may).
    """
    held = list(tensors)
    found = _sharing(held) if shared_places else set()
    embeddings = [one for one in held if _EMBEDDINGS.search(one.name)]
    found |= _encoder_decoder(held, embeddings)
    heads = [
        one
        for one in held
        if _HEADS.search(one.name)
        and one.name not in found
        and any(one.shape == other.shape for other in embeddings)
    ]
    if not heads:
        return found, []
    told = told_tied(config)
    if told is None:
        return found, [f"whether {heads[0].name} is tied to the embedding is not said; taken as no"]
    names = {one.name for one in held}
    if told:
        found |= {one.name for one in heads}
        found |= {
            name
            for name in names
            if _HEAD_BIAS.search(name) and name.replace(".decoder.bias", ".bias") in names
        }
    return found, []


def told_tied(config: Mapping[str, Any]) -> bool | None:
    """Whether a configuration ties head and embedding; null where it does not say.

    Up to version 4 of its library a configuration that says nothing means yes.
    """
    for part in (config, *(config.get(name) for name in _NESTED)):
        told = part.get("tie_word_embeddings") if isinstance(part, Mapping) else None
        if isinstance(told, bool):
            return told
    version = config.get("transformers_version")
    return True if isinstance(version, str) and version.startswith(("2.", "3.", "4.")) else None


def _sharing(tensors: list[TensorInfo]) -> set[str]:
    first: dict[tuple[str, tuple[int, int]], str] = {}
    again: set[str] = set()
    for one in tensors:
        if one.offsets[1] > one.offsets[0]:
            place = (one.file, one.offsets)
            if place in first:
                again.add(one.name)
            first.setdefault(place, one.name)
    return again


def _encoder_decoder(held: list[TensorInfo], embeddings: list[TensorInfo]) -> set[str]:
    """Copies of `shared.weight` in encoder and decoder."""
    shared = [one for one in embeddings if one.name.endswith("shared.weight")]
    return {
        one.name
        for one in held
        for base in shared
        if one.name != base.name
        and one.shape == base.shape
        and _ENCODERS.search(one.name)
        and one.name.endswith("embed_tokens.weight")
    }
