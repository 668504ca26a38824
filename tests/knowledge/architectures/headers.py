"""Headers of well-known models, written by hand from the published layouts."""

from __future__ import annotations

Tensor = tuple[str, tuple[int, ...], str]


def _pair(name: str, out: int, into: int, *, bias: bool = True) -> list[Tensor]:
    made: list[Tensor] = [(f"{name}.weight", (out, into), "F32")]
    return [*made, (f"{name}.bias", (out,), "F32")] if bias else made


def _norm(name: str, size: int) -> list[Tensor]:
    return [(f"{name}.weight", (size,), "F32"), (f"{name}.bias", (size,), "F32")]


def bert_body(prefix: str = "bert.", layers: int = 3, vocabulary: int = 30522,
              positions: int = 512, types: int = 2, d: int = 768) -> list[Tensor]:  # fmt: skip
    made: list[Tensor] = []
    sizes = {"word": vocabulary, "position": positions, "token_type": types}
    for table, rows in sizes.items():
        made.append((f"{prefix}embeddings.{table}_embeddings.weight", (rows, d), "F32"))
    made += _norm(f"{prefix}embeddings.LayerNorm", d)
    for i in range(layers):
        at = f"{prefix}encoder.layer.{i}"
        for part in ("query", "key", "value"):
            made += _pair(f"{at}.attention.self.{part}", d, d)
        made += _pair(f"{at}.attention.output.dense", d, d)
        made += _norm(f"{at}.attention.output.LayerNorm", d)
        made += _pair(f"{at}.intermediate.dense", 4 * d, d) + _pair(f"{at}.output.dense", d, 4 * d)
        made += _norm(f"{at}.output.LayerNorm", d)
    return made


def bert_masked() -> list[Tensor]:
    head = _pair("cls.predictions.transform.dense", 768, 768)
    head += _norm("cls.predictions.transform.LayerNorm", 768)
    return [*bert_body(), ("cls.predictions.bias", (30522,), "F32"), *head]


def bert_classes() -> list[Tensor]:
    return [*bert_body(), *_pair("bert.pooler.dense", 768, 768), *_pair("classifier", 5, 768)]


def bert_tokens() -> list[Tensor]:
    return [*bert_body(), *_pair("classifier", 9, 768)]


def roberta_classes() -> list[Tensor]:
    body = bert_body("roberta.", vocabulary=50265, positions=514, types=1)
    return [*body, *_pair("classifier.dense", 768, 768), *_pair("classifier.out_proj", 3, 768)]


def roberta_questions() -> list[Tensor]:
    body = bert_body("roberta.", vocabulary=50265, positions=514, types=1)
    return [*body, *_pair("qa_outputs", 2, 768)]


def decoder(
    prefix: str = "model.",
    *,
    biased: bool = False,
    normed: bool = False,
    moe: bool = False,
    head: bool = True,
    vocabulary: int = 32000,
) -> list[Tensor]:
    d, f, kv = 512, 1408, 128
    made: list[Tensor] = [(f"{prefix}embed_tokens.weight", (vocabulary, d), "BF16")]
    for i in range(4):
        at = f"{prefix}layers.{i}"
        for part, size in (("q", d), ("k", kv), ("v", kv)):
            made += _pair(f"{at}.self_attn.{part}_proj", size, d, bias=biased)
        made += _pair(f"{at}.self_attn.o_proj", d, d, bias=False)
        if normed:
            made += [(f"{at}.self_attn.{p}_norm.weight", (64,), "BF16") for p in "qk"]
        if moe:
            made.append((f"{at}.block_sparse_moe.gate.weight", (4, d), "BF16"))
            for e in range(4):
                expert = f"{at}.block_sparse_moe.experts.{e}"
                for w, shape in (("w1", (f, d)), ("w2", (d, f)), ("w3", (f, d))):
                    made.append((f"{expert}.{w}.weight", shape, "BF16"))
        else:
            for part in ("gate", "up"):
                made += _pair(f"{at}.mlp.{part}_proj", f, d, bias=False)
            made += _pair(f"{at}.mlp.down_proj", d, f, bias=False)
        made += [(f"{at}.{n}_layernorm.weight", (d,), "BF16") for n in ("input", "post_attention")]
    made.append((f"{prefix}norm.weight", (d,), "BF16"))
    return [*made, ("lm_head.weight", (vocabulary, d), "BF16")] if head else made


def t5(*, gated: bool = False, head: bool = True) -> list[Tensor]:
    made: list[Tensor] = [("shared.weight", (32128, 512), "F32")]
    for stack in ("encoder", "decoder"):
        for i in range(2):
            at = f"{stack}.block.{i}.layer"
            names = ["SelfAttention"] + (["EncDecAttention"] if stack == "decoder" else [])
            for j, attention in enumerate(names):
                made += [(f"{at}.{j}.{attention}.{p}.weight", (512, 512), "F32") for p in "qkvo"]
                made.append((f"{at}.{j}.layer_norm.weight", (512,), "F32"))
            if i == 0:
                name = f"{at}.0.SelfAttention.relative_attention_bias.weight"
                made.append((name, (32, 8), "F32"))
            last = f"{at}.{len(names)}"
            for part in ("wi_0", "wi_1") if gated else ("wi",):
                made.append((f"{last}.DenseReluDense.{part}.weight", (2048, 512), "F32"))
            made.append((f"{last}.DenseReluDense.wo.weight", (512, 2048), "F32"))
            made.append((f"{last}.layer_norm.weight", (512,), "F32"))
        made.append((f"{stack}.final_layer_norm.weight", (512,), "F32"))
    return [*made, ("lm_head.weight", (32128, 512), "F32")] if head else made


def vit_classes() -> list[Tensor]:
    at, d = "vit.embeddings", 192
    made: list[Tensor] = [
        (f"{at}.cls_token", (1, 1, d), "F32"),
        (f"{at}.position_embeddings", (1, 197, d), "F32"),
        (f"{at}.patch_embeddings.projection.weight", (d, 3, 16, 16), "F32"),
        (f"{at}.patch_embeddings.projection.bias", (d,), "F32"),
    ]
    for i in range(2):
        at = f"vit.encoder.layer.{i}"
        for part in ("query", "key", "value"):
            made += _pair(f"{at}.attention.attention.{part}", d, d)
        made += _pair(f"{at}.attention.output.dense", d, d)
        made += _pair(f"{at}.intermediate.dense", 4 * d, d) + _pair(f"{at}.output.dense", d, 4 * d)
        made += _norm(f"{at}.layernorm_before", d) + _norm(f"{at}.layernorm_after", d)
    return [*made, *_norm("vit.layernorm", d), *_pair("classifier", 10, d)]


def whisper() -> list[Tensor]:
    d = 384
    made: list[Tensor] = []
    for number, channels in ((1, 80), (2, d)):
        made.append((f"model.encoder.conv{number}.weight", (d, channels, 3), "F32"))
        made.append((f"model.encoder.conv{number}.bias", (d,), "F32"))
    made += [
        ("model.encoder.embed_positions.weight", (1500, d), "F32"),
        ("model.decoder.embed_positions.weight", (448, d), "F32"),
        ("model.decoder.embed_tokens.weight", (51865, d), "F32"),
    ]
    for stack in ("encoder", "decoder"):
        for i in range(2):
            at = f"model.{stack}.layers.{i}"
            for attention in ("self_attn", "encoder_attn")[: 1 + (stack == "decoder")]:
                for part in ("q", "k", "v", "out"):
                    made += _pair(f"{at}.{attention}.{part}_proj", d, d, bias=part != "k")
                made += _norm(f"{at}.{attention}_layer_norm", d)
            made += _pair(f"{at}.fc1", 4 * d, d) + _pair(f"{at}.fc2", d, 4 * d)
            made += _norm(f"{at}.final_layer_norm", d)
        made += _norm(f"model.{stack}.layer_norm", d)
    return made


def gpt2() -> list[Tensor]:
    d = 768
    made: list[Tensor] = [("wte.weight", (50257, d), "F32"), ("wpe.weight", (1024, d), "F32")]
    for i in range(2):
        at = f"h.{i}"
        made += [(f"{at}.attn.bias", (1, 1, 1024, 1024), "F32")]
        for name, into, out in (("attn.c_attn", d, 3 * d), ("attn.c_proj", d, d),
                                ("mlp.c_fc", d, 4 * d), ("mlp.c_proj", 4 * d, d)):  # fmt: skip
            made += [
                (f"{at}.{name}.weight", (into, out), "F32"),
                (f"{at}.{name}.bias", (out,), "F32"),
            ]
        made += _norm(f"{at}.ln_1", d) + _norm(f"{at}.ln_2", d)
    return [*made, *_norm("ln_f", d)]
