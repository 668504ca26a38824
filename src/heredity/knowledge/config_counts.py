"""Parameters by configuration: closed formulas for the common families, nothing for the others.

A formula says what a configuration promises, not what a file holds: a count more than a tenth off
the header's means that the formula does not know the family's newest turn, and is no finding.

Symbols: d hidden size, L layers, h heads, g key/value heads, k size of a head (not always d/h),
f size of the feed-forward part, V vocabulary, E experts, K experts that a token uses.

Traps: aliases of the sizes (`n_embd`, `d_model`, `dim`; `n_inner`, `ffn_dim`,
`expert_ffn_hidden_size`, `moe_intermediate_size`); sizes nested in `text_config`; heads whose size
is given; leading dense layers of mixtures; shared experts; tied heads (what a configuration leaves
out counts as tied or not by family and by version of its library).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Config = Mapping[str, Any]

NESTED: Final = ("text_config", "llm_config", "language_config", "thinker_config")
LARGEST: Final = 10**9
"""Sizes beyond are no sizes."""


@dataclass(frozen=True, slots=True)
class ConfigCount:
    """What a configuration promises.

    Attributes:
        total: Parameters, tied ones once. For configurations that nest a `text_config` those of
            the text model only.
        active: Parameters that one token uses; equals `total` without experts.
        family: Name of the formula.
        nested: Whether only a nested part was counted.
    """

    total: int
    active: int
    family: str
    nested: bool = False


class _Absent(LookupError):
    """A size that the formula needs is not there."""


def config_parameters(config: Config) -> ConfigCount | None:
    """Count by formula; null where no formula knows the type, or a size is missing or absurd.

    Args:
        config: A `config.json`. Values are taken by type; nothing is trusted.
    """
    part, nested = config, False
    if _formula(config) is None:
        inner = next((config[n] for n in NESTED if isinstance(config.get(n), Mapping)), None)
        if inner is None:
            return None
        part, nested = inner, True
    formula = _formula(part)
    if formula is None:
        return None
    family, count = formula
    try:
        total, active = count(_Sizes(part))
    except _Absent:
        return None
    return ConfigCount(total, active, family, nested)


class _Sizes:
    """A configuration read by aliases."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.kind = str(config.get("model_type", "")).lower()

    def maybe(self, *names: str) -> int | None:
        """The first of several names that holds a size."""
        for name in names:
            value = self.config.get(name)
            if type(value) is int and 0 <= value <= LARGEST:
                return value
        return None

    def size(self, *names: str, default: int | None = None) -> int:
        """A size that the formula needs."""
        found = self.maybe(*names)
        if found is None:
            found = default
        if found is None:
            raise _Absent(names[0])
        return found

    def flag(self, *names: str, default: bool) -> bool:
        """A switch."""
        for name in names:
            value = self.config.get(name)
            if isinstance(value, bool):
                return value
        return default

    @property
    def d(self) -> int:
        """Hidden size."""
        return self.size("hidden_size", "n_embd", "d_model", "dim", "n_embed")

    @property
    def layers(self) -> int:
        """Layers."""
        return self.size("num_hidden_layers", "n_layer", "n_layers", "num_layers")

    @property
    def heads(self) -> int:
        """Attention heads."""
        return max(self.size("num_attention_heads", "n_head", "n_heads", "num_heads"), 1)

    @property
    def words(self) -> int:
        """Vocabulary."""
        return self.size("vocab_size", "padded_vocab_size")

    @property
    def architecture(self) -> str:
        """Class of the model; empty where it is not said."""
        named = self.config.get("architectures")
        first = named[0] if isinstance(named, list) and named else ""
        return first if isinstance(first, str) else ""

    def tied(self, default: bool) -> bool:
        """Whether head and embedding are one; a bare model has no head."""
        return self.flag("tie_word_embeddings", default=default)


def _decoder(s: _Sizes) -> tuple[int, int]:
    """Gated decoders, dense or with experts."""
    d, layers = s.d, s.layers
    attention = _attention(s)
    norms = (4 if s.kind in _FOUR_NORMS else 2) * d
    dense = 3 * d * s.size("intermediate_size", "ffn_hidden_size", "n_inner", default=0)
    total, active = _feed_forward(s, dense)
    tied = s.tied(s.kind in _TIED)
    ends = s.words * d * (1 if tied else 2) + d
    fixed = ends + layers * (attention + norms)
    return fixed + total, fixed + active


def _attention(s: _Sizes) -> int:
    d, heads = s.d, s.heads
    if s.maybe("kv_lora_rank"):
        return _latent_attention(s)
    groups = s.size("num_key_value_heads", default=heads)
    size = s.size("head_dim", default=256 if s.kind.startswith("gemma") else d // heads)
    weights = 2 * d * heads * size + 2 * d * groups * size
    bias = 0
    if s.kind in _QKV_BIAS:
        bias = (heads + 2 * groups) * size
    elif s.flag("attention_bias", default=s.kind == "gpt_oss") and s.kind not in _NEVER_BIAS:
        bias = (heads + 2 * groups) * size + d
    if s.kind in _HEAD_NORMS:
        bias += 2 * size
    if s.kind in _FULL_NORMS:
        bias += (heads + groups) * size
    return weights + bias + (heads if s.kind == "gpt_oss" else 0)


def _latent_attention(s: _Sizes) -> int:
    """DeepSeek's: queries and keys through low ranks, with a norm after each."""
    d, heads, rank = s.d, s.heads, s.size("kv_lora_rank")
    plain, turned = s.size("qk_nope_head_dim"), s.size("qk_rope_head_dim")
    values = s.size("v_head_dim")
    low = s.maybe("q_lora_rank")
    query = d * low + low + low * heads * (plain + turned) if low else d * heads * (plain + turned)
    keys = d * (rank + turned) + rank + rank * heads * (plain + values)
    bias = (low or 0) + rank + turned + d if s.flag("attention_bias", default=False) else 0
    return query + keys + heads * values * d + bias


def _feed_forward(s: _Sizes, dense: int) -> tuple[int, int]:
    """All layers' feed-forward parts: total and active."""
    layers, d = s.layers, s.d
    experts = s.maybe(*_EXPERTS) or 0
    if experts == 0:
        return layers * dense, layers * dense
    used = s.size(*_USED)
    plain = min(s.size("first_k_dense_replace", default=0), layers)
    inner = s.size(
        *("moe_intermediate_size", "expert_ffn_hidden_size", "intermediate_size"),
    )
    expert = 3 * d * inner + (2 * inner + d if s.kind == "gpt_oss" else 0)
    shared = 3 * d * s.size("n_shared_experts", "num_shared_experts", default=0) * inner
    alone = s.maybe("shared_expert_intermediate_size")
    if alone:
        shared = 3 * d * alone + d  # and the gate of the shared expert
    router = d * experts
    if s.kind == "gpt_oss":
        router += experts
    always = plain * dense + (layers - plain) * (shared + router)
    mixed = layers - plain
    return always + mixed * experts * expert, always + mixed * min(used, experts) * expert


def _bert(s: _Sizes) -> tuple[int, int]:
    """Encoders of BERT's line, with the head that the class names."""
    d, f, words = s.d, s.size("intermediate_size"), s.words
    narrow = s.size("embedding_size", default=d)
    types = s.size("type_vocab_size", default=2)
    ends = (words + s.size("max_position_embeddings") + types) * narrow + 2 * narrow
    if narrow != d:
        ends += narrow * d + d
    body = ends + s.layers * (4 * (d * d + d) + 2 * d * f + f + d + 4 * d)
    total = body + _bert_head(s, d, narrow)
    return total, total


def _bert_head(s: _Sizes, d: int, narrow: int) -> int:
    name, square, electra = s.architecture, d * d + d, s.kind == "electra"
    labels, words = _labels(s), s.words
    if name.endswith(("ForMaskedLM", "LMHeadModel", "ForCausalLM")):
        untied = 0 if s.tied(True) else words * (narrow + (not electra))
        return d * narrow + narrow + 2 * narrow + words + untied
    if name.endswith("ForPreTraining"):
        return square + d + 1 if electra else 2 * square + 2 * d + words + 2 * d + 2
    if name.endswith("ForTokenClassification"):
        return d * labels + labels
    if name.endswith("ForQuestionAnswering"):
        return 2 * d + 2
    # BERT pools before it classifies, RoBERTa's head holds the same square of its own.
    if name.endswith("ForSequenceClassification"):
        return square + d * labels + labels
    return 0 if electra else square


def _labels(s: _Sizes) -> int:
    named = s.config.get("id2label")
    return len(named) if isinstance(named, Mapping) else s.size("num_labels", default=2)


def _gpt2(s: _Sizes) -> tuple[int, int]:
    """GPT-2 and BigCode: learned positions, biases everywhere."""
    d = s.d
    f = s.maybe("n_inner") or 4 * d
    keys = d // s.heads if s.kind == "gpt_bigcode" and s.flag("multi_query", default=True) else d
    attention = d * (d + 2 * keys) + d + 2 * keys + d * d + d
    layer = attention + 2 * d * f + f + d + 4 * d
    words = s.words * d * (1 if s.tied(True) else 2)
    total = words + s.size("n_positions", "n_ctx") * d + s.layers * layer + 2 * d
    return total, total


def _neox(s: _Sizes) -> tuple[int, int]:
    """GPT-NeoX: biases, head of its own."""
    d, f = s.d, s.size("intermediate_size")
    layer = 4 * (d * d + d) + 2 * d * f + f + d + 4 * d
    total = s.words * d * (1 if s.tied(False) else 2) + s.layers * layer + 2 * d
    return total, total


def _bloom(s: _Sizes) -> tuple[int, int]:
    """BLOOM: a norm after the embedding, no positions."""
    d = s.d
    layer = 4 * (d * d + d) + 8 * d * d + 5 * d + 4 * d
    total = s.words * d * (1 if s.tied(True) else 2) + 2 * d + s.layers * layer + 2 * d
    return total, total


def _opt(s: _Sizes) -> tuple[int, int]:
    """OPT: two positions more than it says; a narrow embedding is widened and narrowed."""
    d, f = s.d, s.size("ffn_dim")
    narrow = s.size("word_embed_proj_dim", default=d)
    words = s.words * narrow * (1 if s.tied(True) else 2)
    ends = words + (s.size("max_position_embeddings") + 2) * d
    if narrow != d:
        ends += 2 * narrow * d
    first = s.flag("do_layer_norm_before", default=True)
    last = 2 * d if first and not s.flag("_remove_final_layer_norm", default=False) else 0
    total = ends + s.layers * (4 * (d * d + d) + 2 * d * f + f + d + 4 * d) + last
    return total, total


def _t5(s: _Sizes) -> tuple[int, int]:
    """T5: norms without bias, one table of relative positions per stack."""
    d, f, heads = s.d, s.size("d_ff"), s.heads
    inner = heads * s.size("d_kv")
    down = s.size("num_layers", "num_hidden_layers")
    up = s.size("num_decoder_layers", default=down)
    form = s.config.get("feed_forward_proj", "relu")
    gated = isinstance(form, str) and form.startswith("gated")
    feed = (3 if gated else 2) * d * f + d
    attention = 4 * d * inner + d
    tables = 2 * s.size("relative_attention_num_buckets", default=32) * heads
    words = s.words * d * (1 if s.tied(s.kind != "mt5") else 2)
    total = words + down * (attention + feed) + up * (2 * attention + feed) + 2 * d + tables
    if s.architecture.endswith("EncoderModel"):
        total = s.words * d + down * (attention + feed) + d + tables // 2
    return total, total


def _falcon(s: _Sizes) -> tuple[int, int]:
    """Falcon: one key for all heads, or some; norms by generation."""
    d, heads = s.d, s.heads
    newer = s.flag("new_decoder_architecture", default=s.maybe("n_head_kv") is not None)
    groups = s.size("num_kv_heads", "n_head_kv", default=heads) if newer else 1
    if not newer and not s.flag("multi_query", default=True):
        groups = heads
    size = d // heads
    bias = s.flag("bias", default=False)
    attention = d * (heads + 2 * groups) * size + d * d
    attention += (heads + 2 * groups) * size + d if bias else 0
    f = s.maybe("ffn_hidden_size") or 4 * d
    feed = 2 * d * f + (f + d if bias else 0)
    parallel = s.flag("parallel_attn", default=True)
    norms = 4 * d if newer or not parallel else 2 * d
    words = s.words * d * (1 if s.tied(True) else 2)
    total = words + s.layers * (attention + feed + norms) + 2 * d
    return total, total


_EXPERTS: Final = ("num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts")
_USED: Final = ("num_experts_per_tok", "moe_topk", "moe_top_k", "experts_per_token")
_FOUR_NORMS: Final = frozenset({"gemma2", "gemma3_text", "gemma3", "glm4"})
_TIED: Final = frozenset(
    {"gemma", "gemma2", "gemma3", "gemma3_text", "cohere", "starcoder2", "smollm3"}
)
_QKV_BIAS: Final = frozenset({"qwen2", "qwen2_moe", "qwen2_vl_text", "qwen2_5_vl_text"})
_NEVER_BIAS: Final = frozenset({"mistral", "mixtral", "phi3", "minimax_m2"})
_HEAD_NORMS: Final = frozenset(
    {"qwen3", "qwen3_moe", "gemma3", "gemma3_text", "qwen3_vl_text", "qwen3_vl_moe_text"}
)
_FULL_NORMS: Final = frozenset({"olmo2", "olmoe", "minimax_m2"})
_Formula = Callable[[_Sizes], tuple[int, int]]
_FORMULAS: Final[Mapping[str, tuple[str, _Formula]]] = {
    **dict.fromkeys(
        (
            *("llama", "mistral", "mixtral", "qwen2", "qwen3", "qwen2_moe", "qwen3_moe", "gemma"),
            *("gemma2", "gemma3_text", "phi3", "granite", "olmo2", "olmoe", "gpt_oss", "smollm3"),
            *("deepseek_v2", "deepseek_v3", "kimi_k2", "minimax_m2", "qwen3_vl_text"),
            *("qwen3_vl_moe_text", "qwen2_vl_text", "qwen2_5_vl_text"),
        ),
        ("gated decoder", _decoder),
    ),
    **dict.fromkeys(
        ("bert", "roberta", "xlm-roberta", "camembert", "electra"), ("bert encoder", _bert)
    ),
    **dict.fromkeys(("gpt2", "gpt_bigcode"), ("gpt2", _gpt2)),
    "gpt_neox": ("gpt-neox", _neox),
    "bloom": ("bloom", _bloom),
    "opt": ("opt", _opt),
    **dict.fromkeys(("t5", "mt5"), ("t5", _t5)),
    **dict.fromkeys(("falcon", "refinedweb", "refinedwebmodel"), ("falcon", _falcon)),
}


def _formula(config: Config) -> tuple[str, _Formula] | None:
    kind = config.get("model_type")
    return _FORMULAS.get(kind.lower()) if isinstance(kind, str) else None
