"""Formulas: golden values, traps, and real configurations beside real counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from heredity.knowledge.config_counts import config_parameters

BERT = {
    "model_type": "bert",
    "vocab_size": 30_522,
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
}
LLAMA = {
    "model_type": "llama",
    "vocab_size": 32_000,
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "intermediate_size": 11_008,
    "tie_word_embeddings": False,
}
MIXTRAL = LLAMA | {
    "model_type": "mixtral",
    "num_key_value_heads": 8,
    "intermediate_size": 14_336,
    "num_local_experts": 8,
    "num_experts_per_tok": 2,
}


def total(config: dict[str, Any], **more: Any) -> int:
    found = config_parameters(config | more)
    assert found is not None
    return found.total


def test_golden_values() -> None:
    assert total(BERT) == 109_482_240
    assert total(LLAMA) == 6_738_415_616
    found = config_parameters(MIXTRAL)
    assert found is not None
    assert (found.total, found.active) == (46_702_792_704, 12_879_925_248)


@pytest.mark.parametrize(
    ("config", "published"),
    [
        # Counts of the released files, without buffers.
        (
            {
                "model_type": "gpt2",
                "vocab_size": 50_257,
                "n_positions": 1024,
                "n_embd": 768,
                "n_layer": 12,
                "n_head": 12,
            },
            124_439_808,
        ),
        (
            {
                "model_type": "opt",
                "vocab_size": 50_272,
                "hidden_size": 768,
                "num_hidden_layers": 12,
                "num_attention_heads": 12,
                "ffn_dim": 3072,
                "max_position_embeddings": 2048,
            },
            125_239_296,
        ),
        (
            {
                "model_type": "opt",
                "vocab_size": 50_272,
                "hidden_size": 1024,
                "num_hidden_layers": 24,
                "num_attention_heads": 16,
                "ffn_dim": 4096,
                "max_position_embeddings": 2048,
                "word_embed_proj_dim": 512,
                "do_layer_norm_before": False,
            },
            331_196_416,
        ),
        (
            {
                "model_type": "t5",
                "vocab_size": 32_128,
                "d_model": 512,
                "d_kv": 64,
                "d_ff": 2048,
                "num_layers": 6,
                "num_heads": 8,
            },
            60_506_624,
        ),
        (BERT | {"architectures": ["BertForMaskedLM"]}, 109_514_298),
        (
            {
                "model_type": "roberta",
                "vocab_size": 50_265,
                "hidden_size": 768,
                "num_hidden_layers": 12,
                "num_attention_heads": 12,
                "intermediate_size": 3072,
                "max_position_embeddings": 514,
                "type_vocab_size": 1,
                "architectures": ["RobertaForMaskedLM"],
            },
            124_697_433,
        ),
        (
            {
                "model_type": "gemma",
                "vocab_size": 256_000,
                "hidden_size": 2048,
                "num_hidden_layers": 18,
                "num_attention_heads": 8,
                "num_key_value_heads": 1,
                "head_dim": 256,
                "intermediate_size": 16_384,
            },
            2_506_172_416,
        ),
        (
            {
                "model_type": "qwen2",
                "vocab_size": 151_936,
                "hidden_size": 896,
                "num_hidden_layers": 24,
                "num_attention_heads": 14,
                "num_key_value_heads": 2,
                "intermediate_size": 4864,
                "tie_word_embeddings": True,
            },
            494_032_768,
        ),
        (
            {
                "model_type": "bloom",
                "vocab_size": 250_880,
                "hidden_size": 1024,
                "n_layer": 24,
                "n_head": 16,
            },
            559_214_592,
        ),
        (
            {
                "model_type": "qwen3",
                "vocab_size": 151_936,
                "hidden_size": 4096,
                "num_hidden_layers": 36,
                "num_attention_heads": 32,
                "num_key_value_heads": 8,
                "head_dim": 128,
                "intermediate_size": 12_288,
                "tie_word_embeddings": False,
            },
            8_190_735_360,
        ),
    ],
    ids=lambda value: value.get("model_type") if isinstance(value, dict) else "",
)
def test_released_models(config: dict[str, Any], published: int) -> None:
    assert total(config) == published


def test_nested_text_models_are_counted_and_said_to_be() -> None:
    found = config_parameters({"model_type": "llava", "text_config": LLAMA})
    assert found is not None
    assert (found.total, found.nested) == (6_738_415_616, True)


def test_leading_dense_layers_keep_their_size() -> None:
    mixed = MIXTRAL | {"first_k_dense_replace": 1, "moe_intermediate_size": 64}
    found, all_mixed = (
        config_parameters(mixed),
        config_parameters(mixed | {"first_k_dense_replace": 0}),
    )
    assert found is not None
    assert all_mixed is not None
    d = 4096
    assert found.total - all_mixed.total == 3 * d * 14_336 - 8 * 3 * d * 64 - 8 * d


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"model_type": None},
        {"model_type": "llama"},
        {"model_type": "unheard-of"},
        LLAMA | {"hidden_size": "4096"},
        LLAMA | {"hidden_size": 10**30},
        LLAMA | {"hidden_size": -1},
        LLAMA | {"num_hidden_layers": True},
        {"model_type": "x", "text_config": {"model_type": "y"}},
    ],
)
def test_what_cannot_be_told_is_not_told(config: dict[str, Any]) -> None:
    assert config_parameters(config) is None


ELSEWHERE = {"gpt_neox", "gpt2", "RefinedWeb", "gpt_oss"}
"""Types whose hub totals hold more than parameters: masks of older files, scales of packed ones."""


@pytest.mark.shared
def test_formulas_agree_with_counts_of_real_models(shared_data: Path) -> None:
    import pyarrow.parquet as pq

    configs = pq.read_table(shared_data / "configs/configs_dev.parquet").to_pylist()
    hub = pq.read_table(shared_data / "hub/hub_stats_sample.parquet", columns=["id", "safetensors"])
    counted = {r["id"]: r["safetensors"]["total"] for r in hub.to_pylist() if r["safetensors"]}
    compared, apart = 0, {}
    for row in configs:
        config = json.loads(row["config"])
        found = config_parameters(config)
        theirs = counted.get(row["id"])
        if not found or not theirs or found.nested or config["model_type"] in ELSEWHERE:
            continue
        compared += 1
        head = config.get("vocab_size", 0) * config.get("hidden_size", 0)
        # A tied head is often stored all the same; further layers that only predict are not ours.
        if not 0.98 < found.total / theirs < 1.001 and found.total + head != theirs:
            apart[row["id"]] = found.total / theirs
    assert compared >= 9
    assert apart == {}
