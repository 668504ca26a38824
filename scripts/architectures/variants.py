"""Options of a configuration that may change the set of tensors, one changed at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

IDLE = frozenset({
    "output_attentions", "output_hidden_states", "return_dict", "use_return_dict", "use_cache",
    "torchscript", "use_bfloat16", "is_encoder_decoder", "do_sample", "early_stopping",
    "remove_invalid_values", "output_scores", "return_dict_in_generate", "gradient_checkpointing",
    "scale_embedding", "apply_spec_augment", "output_router_logits", "norm_topk_prob",
    "chunk_size_feed_forward", "cross_attention_hidden_size", "tf_legacy_loss",
})  # fmt: skip
CHOICES: dict[str, tuple[Any, ...]] = {
    "feed_forward_proj": ("relu", "gated-gelu"),
    "feat_extract_norm": ("group", "layer"),
    "position_embedding_type": ("absolute", "relative_key", "rotary"),
    "norm_type": ("layer_norm", "rms_norm"),
    "hidden_activation": (),
    "kv_lora_rank": (),
    "q_lora_rank": (None,),
    "num_key_value_heads": (1,),
    "n_shared_experts": (0, 1),
    "first_k_dense_replace": (0, 1),
    "adaptive_pool": (),
    "n_inner": (),
    "embedding_size": (64,),
    "word_embed_proj_dim": (64,),
    "type_vocab_size": (0,),
    "num_decoder_layers": (2,),
    "num_experts": (0,),
    "num_nextn_predict_layers": (0, 1),
    "num_labels": (5,),
}
DECODER = {"is_decoder": True, "add_cross_attention": True}


def options(make: Callable[[], Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each option with a function that makes the configuration with it."""
    config = make()
    if "add_cross_attention" in config.to_dict() or hasattr(config, "add_cross_attention"):
        yield "add_cross_attention=true", _with(make, "", DECODER)
    for where, part in _parts(config):
        for name, value in list(part.__dict__.items()):
            for other in _others(name, value):
                label = f"{where}.{name}" if where else name
                yield f"{label}={other}".lower(), _with(make, where, {name: other})


def _parts(config: Any) -> Iterator[tuple[str, Any]]:
    yield "", config
    for name, value in config.__dict__.items():
        if hasattr(value, "to_dict"):
            yield name, value


def _others(name: str, value: Any) -> list[Any]:
    if name.startswith("_") or name in IDLE:
        return []
    if isinstance(value, bool):
        return [not value]
    return [c for c in CHOICES.get(name, ()) if c != value]


def _with(make: Callable[[], Any], where: str, fields: dict[str, Any]) -> Callable[[], Any]:
    def changed() -> Any:
        config = make()
        part = getattr(config, where) if where else config
        for name, value in fields.items():
            setattr(part, name, value)
        if "feed_forward_proj" in fields:
            part.is_gated_act = fields["feed_forward_proj"].startswith("gated")
            part.dense_act_fn = "gelu_new" if part.is_gated_act else "relu"
        return config

    return changed
