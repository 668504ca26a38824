"""Types whose default configuration builds nothing, and how to make one that does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[[], Any]

PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "encoder-decoder": (("bert", "bert"), ("bert", "gpt2"), ("roberta", "roberta")),
    "vision-encoder-decoder": (
        ("vit", "trocr"), ("vit", "gpt2"), ("vit", "bert"), ("vit", "roberta"), ("deit", "trocr"),
        ("beit", "trocr"), ("donut-swin", "mbart"), ("swin", "gpt2"), ("deit", "gpt2"),
    ),
    "speech-encoder-decoder": (("wav2vec2", "bert"), ("wav2vec2", "mbart"), ("wav2vec2", "bart")),
}  # fmt: skip
TWO_TOWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "vision-text-dual-encoder": (("vit", "bert"), ("clip_vision_model", "bert")),
}
FIELDS: dict[str, dict[str, Any]] = {
    "beit": {"out_indices": [3, 5, 7, 11]},
    "chameleon": {"vocabulary_map": {"<image>": 8711}},
    "data2vec-vision": {"out_indices": [3, 5, 7, 11]},
    "emu3": {"vocabulary_map": {"<image>": 8711}},
    "esm": {"vocab_size": 33},
    "hunyuan_v1_dense": {"head_dim": 128},
    "hunyuan_v1_moe": {"head_dim": 128},
    "lfm2_moe": {"layer_types": ["conv", "full_attention"] * 16},
    "ministral": {"head_dim": 128},
    "nemotron": {"num_key_value_heads": 8, "head_dim": 128},
    "reformer": {"is_decoder": True},
    "wav2vec2-bert": {"vocab_size": 32},
    "wav2vec2-conformer": {"vocab_size": 32},
}


def configurations(kind: str) -> list[tuple[str, Make]]:
    """Configurations of a type with the name of each; the default one is nameless."""
    if kind in PAIRS:
        return [(f"{a}+{b}", _pair(kind, a, b)) for a, b in PAIRS[kind]]
    if kind in TWO_TOWERS:
        return [(f"{a}+{b}", _towers(kind, a, b)) for a, b in TWO_TOWERS[kind]]
    return [("", _default(kind))]


def _default(kind: str) -> Make:
    def make() -> Any:
        from transformers import CONFIG_MAPPING

        return CONFIG_MAPPING[kind](**FIELDS.get(kind, {}))

    return make


def _pair(kind: str, encoder: str, decoder: str) -> Make:
    def make() -> Any:
        from transformers import CONFIG_MAPPING

        first, second = CONFIG_MAPPING[encoder](), CONFIG_MAPPING[decoder]()
        return CONFIG_MAPPING[kind].from_encoder_decoder_configs(first, second)

    return make


def _towers(kind: str, vision: str, text: str) -> Make:
    def make() -> Any:
        from transformers import CONFIG_MAPPING

        first, second = CONFIG_MAPPING[vision](), CONFIG_MAPPING[text]()
        return CONFIG_MAPPING[kind].from_vision_text_configs(first, second)

    return make
