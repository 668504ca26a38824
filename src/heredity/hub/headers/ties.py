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
_HEAD_BIAS: Final = re.compile(r"(?:^|\.)(?:predictions\.decoder|lm_head\.decoder)\.bias")
_NESTED: Final = ("text_config", "llm_config", "language_config", "thinker_config", "decoder")
_FEWEST_WORDS: Final = 256


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
    told = told_tied(config)
    if told:
        return found | _vocabularies(held, config) | _heads(held, embeddings) | _biases(held), []
    heads = _heads(held, embeddings) - found
    if told is None and heads:
        return found, [f"whether {min(heads)} is tied to the embedding is not said; taken as no"]
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


def _heads(held: list[TensorInfo], embeddings: list[TensorInfo]) -> set[str]:
    shapes = {one.shape for one in embeddings}
    return {one.name for one in held if _HEADS.search(one.name) and one.shape in shapes}


def _vocabularies(held: list[TensorInfo], config: Mapping[str, Any]) -> set[str]:
    """All tables of a row per word but the first: heads have many names."""
    if isinstance(config.get("encoder"), Mapping):
        return set()  # two models, each with words of its own
    parts = (config, *(config.get(name) for name in _NESTED))
    sizes = {part.get("vocab_size") for part in parts if isinstance(part, Mapping)}
    seen: set[tuple[int, ...]] = set()
    again: set[str] = set()
    for one in sorted(held, key=lambda tensor: bool(_HEADS.search(tensor.name))):
        if len(one.shape) != 2 or one.shape[0] < _FEWEST_WORDS or not one.name.endswith(".weight"):
            continue
        if one.shape[0] in sizes:
            if one.shape in seen:
                again.add(one.name)
            seen.add(one.shape)
    return again


def _biases(held: list[TensorInfo]) -> set[str]:
    """Biases of heads that stand beside the head and within it."""
    names = {one.name for one in held}
    return {
        n for n in names if _HEAD_BIAS.search(n) and n.replace(".decoder.bias", ".bias") in names
    }


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
