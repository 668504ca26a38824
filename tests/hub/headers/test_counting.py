"""Counts: each packing gives the number of weights that went into it; golden values."""

from collections.abc import Mapping
from typing import Any

import pytest

from heredity.hub.headers.counting import count
from heredity.hub.headers.header import Counts, TensorInfo
from tests.hub.headers.making import Spec, bert, llama

OUT, IN, GROUP = 256, 512, 128
WEIGHTS = OUT * IN


def infos(spec: Spec) -> list[TensorInfo]:
    return [
        TensorInfo(name, tuple(shape), dtype, (at, at + 1), "file")
        for at, (name, (dtype, shape)) in enumerate(spec.items())
    ]


def counts(spec: Spec, config: Mapping[str, Any] | None = None, **more: Any) -> Counts:
    return count(infos(spec), config or {}, more.pop("metadata", {}), **more)


def quantized(bits: int, method: str = "gptq", **more: Any) -> dict[str, Any]:
    return {
        "quantization_config": {"quant_method": method, "bits": bits, "group_size": GROUP} | more
    }


GPTQ = {
    "l.0.q_proj.qweight": ("I32", (IN // 8, OUT)),
    "l.0.q_proj.qzeros": ("I32", (IN // GROUP, OUT // 8)),
    "l.0.q_proj.scales": ("F16", (IN // GROUP, OUT)),
}
GPTQ_3 = {
    "l.q.qweight": ("I32", (IN * 3 // 32, OUT)),
    "l.q.qzeros": ("I32", (IN // GROUP, OUT * 3 // 32)),
    "l.q.scales": ("F16", (IN // GROUP, OUT)),
    "l.q.g_idx": ("I32", (IN,)),
}
ORDER = {"l.0.q_proj.g_idx": ("I32", (IN,))}
AWQ = {
    "l.0.q_proj.qweight": ("I32", (IN, OUT // 8)),
    "l.0.q_proj.qzeros": ("I32", (IN // GROUP, OUT // 8)),
    "l.0.q_proj.scales": ("F16", (IN // GROUP, OUT)),
}
PACKED = {
    "l.q.weight_packed": ("I32", (OUT, IN // 8)),
    "l.q.weight_scale": ("BF16", (OUT, IN // GROUP)),
    "l.q.weight_shape": ("I64", (2,)),
    "l.q.weight_g_idx": ("I32", (IN,)),
}
BNB4 = {
    "l.q.weight": ("U8", (WEIGHTS // 2, 1)),
    "l.q.weight.absmax": ("U8", (WEIGHTS // 64,)),
    "l.q.weight.quant_map": ("F32", (16,)),
    "l.q.weight.nested_absmax": ("F32", (8,)),
    "l.q.weight.nested_quant_map": ("F32", (256,)),
    "l.q.weight.quant_state.bitsandbytes__nf4": ("U8", (120,)),
}
BNB8 = {
    "l.q.weight": ("I8", (OUT, IN)),
    "l.q.SCB": ("F32", (OUT,)),
    "l.q.weight_format": ("U8", ()),
}
FP8 = {"l.q.weight": ("F8_E4M3", (OUT, IN)), "l.q.weight_scale_inv": ("F32", (2, 4))}
NVFP4 = {
    "l.q.weight": ("U8", (OUT, IN // 2)),
    "l.q.weight_scale": ("F8_E4M3", (OUT, IN // 16)),
    "l.q.weight_scale_2": ("F32", ()),
    "l.q.input_scale": ("F32", ()),
    "l.attn.k_scale": ("F32", ()),
}
HALVED = {"l.q.weight": ("I8", (OUT, IN // 2)), "l.q.scale": ("F8_E8M0", (OUT, IN // 32))}
MXFP4 = {
    "l.mlp.experts.gate_blocks": ("U8", (4, OUT // 4, IN // 32, 16)),
    "l.mlp.experts.gate_scales": ("U8", (4, OUT // 4, IN // 32)),
}
MLX = {
    "l.q.weight": ("U32", (OUT, IN // 8)),
    "l.q.scales": ("F16", (OUT, IN // 64)),
    "l.q.biases": ("F16", (OUT, IN // 64)),
}
MLX_6 = MLX | {"l.q.weight": ("U32", (OUT, IN * 6 // 32))}
EXL2 = {
    "l.q.q_weight": ("I32", (77, OUT)),
    "l.q.q_scale": ("I32", (4, OUT // 8)),
    "l.q.q_scale_max": ("F16", (4,)),
    "l.q.q_groups": ("I16", (8,)),
    "l.q.q_invperm": ("I16", (IN,)),
}
EXL3 = {
    "l.q.trellis": ("I16", (IN // 16, OUT // 16, 48)),
    "l.q.suh": ("F16", (IN,)),
    "l.q.svh": ("F16", (OUT,)),
}
mlx = {"quantization": {"group_size": 64, "bits": 4}}
mlx_mixed = {"quantization": {"group_size": 64, "bits": 4, "l.q": {"group_size": 64, "bits": 6}}}


@pytest.mark.parametrize(
    ("spec", "config", "kind"),
    [
        (GPTQ, quantized(4), "gptq"),
        (GPTQ | ORDER, {}, "gptq"),
        (GPTQ_3, quantized(3), "gptq"),
        (AWQ, quantized(4, "awq"), "awq"),
        (AWQ, {}, "awq"),
        (PACKED, {}, "compressed-tensors"),
        (BNB4, {}, "bitsandbytes-4bit"),
        (BNB8, {}, "bitsandbytes-8bit"),
        (FP8, {}, "fp8"),
        (NVFP4, {}, "fp4"),
        (HALVED, {}, "fp4"),
        (MXFP4, {"num_experts_per_tok": 4}, "mxfp4"),
        (MLX, mlx, "mlx"),
        (MLX_6, mlx_mixed, "mlx"),
        (MLX_6, {"quantization": {"group_size": 64}}, "mlx"),
        (EXL2, {}, "exl2"),
        (EXL3, {}, "exl3"),
    ],
)
def test_packed_weights_count_as_what_they_stand_for(
    spec: Spec, config: dict[str, Any], kind: str
) -> None:
    beside = {"l.norm.weight": ("BF16", (7,)), "l.q.bias": ("F16", (3,))}
    found = counts({**spec, **beside}, config)
    assert (found.logical, found.unique, found.active) == (WEIGHTS + 10,) * 3
    assert found.packing == kind
    kept = {"q_weight", "qweight", "weight", "weight_packed", "trellis", "gate_blocks"}
    serving = [one for one in infos(spec) if one.name.rsplit(".", 1)[-1] not in kept]
    assert found.overhead == sum(one.elements for one in serving)
    assert found.buffers == 0


def test_compressed_bits_come_from_the_configuration() -> None:
    spec = PACKED | {"l.q.weight_packed": ("I32", (OUT, IN // 4))}
    groups = {"group_0": {"weights": {"num_bits": 8}}}
    config = {"quantization_config": {"config_groups": groups}}
    assert counts(spec, config).logical == WEIGHTS


def test_codebooks_are_counted_by_the_configuration_or_not_at_all() -> None:
    spec = {
        "l.q.codes": ("I16", (64, 64, 1)),
        "l.q.codebooks": ("F16", (1, 65_536, 1, 8)),
        "l.q.scales": ("F16", (256, 1, 1, 1)),
    }
    bare = counts(spec)
    assert (bare.logical, bare.unique, bare.active, bare.packing) == (None, None, None, "aqlm")
    assert bare.stored > 0
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "vocab_size": 2}
    told = counts(spec, {"model_type": "llama", "intermediate_size": 8, **sizes})
    assert told.unique == 2 * 2 * 8 + 8 + (4 * 64 + 3 * 64 + 16)


def test_golden_values() -> None:
    found = counts(bert())
    assert (found.unique, found.buffers) == (109_482_240, 512)
    assert counts(llama(), {"tie_word_embeddings": False}).unique == 6_738_415_616
    mixtral = llama(f=14_336, groups=1024, experts=8)
    found = counts(mixtral, {"num_experts_per_tok": 2, "num_local_experts": 8})
    assert (found.unique, found.active) == (46_702_792_704, 12_879_925_248)


def test_heads_tied_by_the_configuration_count_once() -> None:
    spec = llama(layers=1, d=8, f=8, words=100, groups=8)
    once = counts(spec, {"tie_word_embeddings": False}).unique
    assert once is not None
    assert counts(spec, {"tie_word_embeddings": True}).unique == once - 800
    assert counts(spec, {"text_config": {"tie_word_embeddings": True}}).unique == once - 800
    assert counts(spec, {"transformers_version": "4.40.0"}).unique == once - 800
    assert counts(spec, {"transformers_version": "5.1.0"}).unique == once
    assert "tied" in counts(spec).notes[0]


def test_an_embedding_stored_for_encoder_and_decoder_counts_once() -> None:
    table = ("F32", (100, 8))
    spec = {f"{part}.weight": table for part in ("shared", "encoder.embed_tokens", "lm_head")}
    spec["decoder.embed_tokens.weight"] = table
    assert counts(spec, {"tie_word_embeddings": True}).unique == 800
    assert counts(spec, {"tie_word_embeddings": False}).unique == 1600


def test_heads_of_any_name_are_tied_by_their_rows() -> None:
    spec = {"proj_out.weight": ("F32", (300, 8)), "decoder.embed.weight": ("F32", (300, 8))}
    spec["other.weight"] = ("F32", (301, 8))
    config = {"tie_word_embeddings": True, "vocab_size": 300}
    assert counts(spec, config).unique == 2400 + 2408
    assert counts(spec, config | {"encoder": {}, "decoder": {}}).unique == 4800 + 2408


def test_buffers_are_no_parameters() -> None:
    spec = {
        "rotary_emb.inv_freq": ("F32", (64,)),
        "h.0.attn.bias": ("F32", (1, 1, 32, 32)),
        "h.0.attn.masked_bias": ("F32", ()),
        "bn.running_mean": ("F32", (5,)),
        "bn.running_var": ("F32", (5,)),
        "bn.num_batches_tracked": ("I64", ()),
        "mask": ("BOOL", (10,)),
        "attention.query.bias": ("F32", (6,)),
        "logit_scale": ("F32", ()),
    }
    found = counts(spec)
    assert (found.logical, found.buffers) == (7, 64 + 1024 + 1 + 10 + 1 + 10)


def test_adapters_count_for_themselves() -> None:
    spec = {"q.lora_A.weight": ("F32", (8, 64)), "q.lora_B.weight": ("F32", (64, 8))}
    spec |= {"lm_head.weight": ("F32", (9, 9)), "embed_tokens.weight": ("F32", (9, 9))}
    found = counts(spec, {"tie_word_embeddings": True}, adapter=True)
    assert found.unique == found.active == 1024 + 162


@pytest.mark.parametrize(
    ("spec", "config", "metadata"),
    [
        ({"m.experts.gate_up_proj": ("F16", (8, 4, 4))}, {"num_experts_per_tok": 2}, {}),
        ({"m.experts.gate_up_proj_bias": ("F16", (8, 16))}, {"experts_per_token": 2}, {}),
        (
            {"f.experts.mlp.w1": ("F16", (128, 1))},
            {"ffn_config": {"moe_num_experts": 8, "moe_top_k": 2}},
            {},
        ),
        (
            {f"m.experts.{e}.w": ("F16", (16,)) for e in range(8)},
            {"text_config": {"moe_topk": [2, 2]}},
            {},
        ),
        (
            {"blk.0.ffn_up_exps.weight": ("Q4_K", (8, 4, 4))},
            {},
            {"general.architecture": "x", "x.expert_used_count": 2},
        ),
    ],
)
def test_idle_experts_are_not_active(
    spec: Spec, config: dict[str, Any], metadata: dict[str, Any]
) -> None:
    more = {"m.shared_experts.w": ("F16", (10,)), "m.gate.weight": ("F16", (5,))}
    found = counts({**spec, **more}, config, metadata=metadata, gguf=bool(metadata))
    assert (found.unique, found.experts, found.active) == (143, 128, 32 + 15)


def test_unknown_use_of_experts_is_unknown() -> None:
    found = counts({"m.experts.0.w": ("F16", (4,)), "m.experts.1.w": ("F16", (4,))})
    assert (found.unique, found.active) == (8, None)
    assert "experts" in found.notes[0]


@pytest.mark.parametrize(
    "config",
    [
        {"quantization_config": [1]},
        {"quantization_config": {"bits": "four", "config_groups": {"a": 1}}},
        {"quantization_config": {"bits": -4, "config_groups": []}},
        {"quantization": {"bits": 0, "group_size": 2**80, "l.q": {"bits": None}}},
        {"num_experts_per_tok": {"a": 1}, "text_config": [], "model_type": 5},
        {"num_experts_per_tok": [[]], "tie_word_embeddings": "yes"},
    ],
)
def test_nonsense_in_a_configuration_does_no_harm(config: dict[str, Any]) -> None:
    for spec in (GPTQ, AWQ, PACKED, MLX, MXFP4, llama(layers=1, d=8, f=8, words=9, experts=2)):
        assert counts(spec, config).stored
