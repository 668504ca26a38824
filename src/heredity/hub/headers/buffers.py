"""Tensors that are no parameters: tables and statistics that a program keeps beside them."""

from __future__ import annotations

import re
from typing import Final

from heredity.hub.headers.header import TensorInfo

_NAMES: Final = frozenset(
    {
        *("inv_freq", "original_inv_freq", "position_ids", "token_type_ids", "masked_bias"),
        *("running_mean", "running_var", "num_batches_tracked", "relative_position_index"),
        *("relative_coords_table", "causal_mask", "attn_mask", "cos_cached", "sin_cached"),
        *("freqs_cis", "position_embeddings_buffer", "embed_scale", "rotary_embedding_freqs"),
        *("e_score_correction_bias", "expert_bias", "final_logits_bias", "slope_rate"),
    }
)
_GGUF: Final = re.compile(r"rope_(?:freqs|factors_(?:long|short))\.weight")
_MASK: Final = re.compile(r"(?:^|\.)(?:attn|attention|self_attn)\.(?:.*\.)?bias")
_COUNTING: Final = frozenset({"BOOL", "I64", "I32", "I16", "U64", "U32", "U16"})


def is_buffer(tensor: TensorInfo) -> bool:
    """Whether a tensor that no packing explains is no parameter.

    Whole numbers are not trained; causal masks of older models are called `attn.bias` and have
    four dimensions.
    """
    last = tensor.name.rsplit(".", 1)[-1]
    if last in _NAMES or tensor.dtype in _COUNTING or _GGUF.fullmatch(tensor.name):
        return True
    # Balances the load of experts by counting, not by training.
    if tensor.name.endswith("exp_probs_b.bias"):
        return True
    square = len(tensor.shape) == 4 and tensor.shape[-1] == tensor.shape[-2]
    return square and bool(_MASK.search(tensor.name))
