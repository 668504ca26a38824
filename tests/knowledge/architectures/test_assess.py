"""Answers for headers written by hand, and what must never change an answer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.knowledge.architectures import assess
from tests.knowledge.architectures import headers as h

GOLDEN = [
    (h.bert_masked(), "bert", "BertForMaskedLM", "masked-lm"),
    (h.bert_classes(), "bert", "BertForSequenceClassification", "sequence-classification"),
    (h.bert_tokens(), "bert", "BertForTokenClassification", "token-classification"),
    (h.bert_body(""), "bert", "BertModel", "headless"),
    (h.roberta_classes(), "roberta", "RobertaForSequenceClassification", "sequence-classification"),
    (h.roberta_questions(), "roberta", "RobertaForQuestionAnswering", "question-answering"),
    (h.decoder(), "llama", "LlamaForCausalLM", "causal-lm"),
    (h.decoder(head=False), "llama", "LlamaForCausalLM", "causal-lm"),
    (h.decoder("", head=False), "llama", "LlamaModel", "headless"),
    (h.decoder(biased=True, vocabulary=151936), "qwen2", "Qwen2ForCausalLM", "causal-lm"),
    (h.decoder(normed=True, vocabulary=151936), "qwen3", "Qwen3ForCausalLM", "causal-lm"),
    (h.decoder(moe=True), "mixtral", "MixtralForCausalLM", "causal-lm"),
    (h.t5(), "t5", "T5ForConditionalGeneration", "seq-to-seq-causal-lm"),
    (h.t5(gated=True), "t5", "T5ForConditionalGeneration", "seq-to-seq-causal-lm"),
    (h.vit_classes(), "vit", "ViTForImageClassification", "image-classification"),
    (h.whisper(), "whisper", "WhisperForConditionalGeneration", "speech-seq-2-seq"),
    (h.gpt2(), "gpt2", "GPT2Model", "headless"),
]
NAMES = [f"{case[1]}-{case[2]}-{number}" for number, case in enumerate(GOLDEN)]
golden = pytest.mark.parametrize(("tensors", "kind", "name", "task"), GOLDEN, ids=NAMES)


@golden
def test_known_networks_are_told(tensors: list[h.Tensor], kind: str, name: str, task: str) -> None:
    found = assess(tensors)
    assert found.method == "exact"
    assert kind in found.model_types
    assert name in found.architectures
    assert task in found.task_heads


@golden
@pytest.mark.parametrize("start", ["module.", "_orig_mod.", "base_model.model.", "some.outer."])
def test_wrapping_and_order_never_change_the_answer(
    tensors: list[h.Tensor], kind: str, name: str, task: str, start: str
) -> None:
    whole = assess(tensors)
    moved = [(start + n, shape, dtype) for n, shape, dtype in tensors]
    random.Random(1).shuffle(moved)
    found = assess(moved)
    assert (found.model_types, found.architectures) == (whole.model_types, whole.architectures)


@given(st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=10, deadline=None)
def test_shards_in_any_order_give_one_answer(dice: random.Random, shards: int) -> None:
    tensors = h.bert_masked()
    parts: list[list[h.Tensor]] = [[] for _ in range(shards)]
    for tensor in tensors:
        dice.choice(parts).append(tensor)
    dice.shuffle(parts)
    assert assess([t for part in parts for t in part]) == assess(tensors)


def test_old_names_of_norms_are_read() -> None:
    old = [
        (n.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"), s, d)
        for n, s, d in h.bert_masked()
    ]
    assert assess(old) == assess(h.bert_masked())


def test_sizes_tell_roberta_from_bert_without_their_prefix() -> None:
    assert assess(h.bert_body("")).model_types == ("bert",)
    found = assess(h.bert_body("", vocabulary=50265, positions=514, types=1))
    assert "roberta" in found.model_types
    assert "bert" not in found.model_types


def test_packed_weights_are_read_as_plain() -> None:
    packed: list[h.Tensor] = []
    for name, shape, dtype in h.decoder():
        if ".layers." in name and len(shape) == 2:
            module = name.removesuffix(".weight")
            packed += [(f"{module}.qweight", (shape[1] // 8, shape[0]), "I32")]
            packed += [(f"{module}.{p}", (1, shape[0]), "F16") for p in ("scales", "qzeros")]
            packed += [
                (f"{module}.g_idx", (shape[1],), "I32"),
                (f"{module}.bias", (shape[0],), "F16"),
            ]
        else:
            packed.append((name, shape, dtype))
    assert "LlamaForCausalLM" in assess(packed).architectures


def test_a_head_is_told_where_one_name_is_strange() -> None:
    found = assess([*h.bert_tokens(), ("my_extra.bias", (3,), "F32")])
    assert found.method == "classifier"
    assert found.model_types == ("bert",)
    assert "BertForTokenClassification" in found.architectures


WORDS = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=9)


@given(st.lists(WORDS.map(lambda w: f"zq{w}.xx{w}.yy"), min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_random_names_are_unknown(names: list[str]) -> None:
    found = assess([(name, (3, 4), "F32") for name in names])
    assert found.method == "abstain"
    assert found.model_types == found.architectures == found.task_heads == ()


SHAPES = st.lists(st.integers(0, 2**63), max_size=5)


@given(st.lists(st.tuples(st.text(max_size=30), SHAPES, st.text(max_size=5)), max_size=20))
@settings(max_examples=40, deadline=None)
def test_no_header_makes_it_fail(tensors: list[tuple[str, list[int], str]]) -> None:
    found = assess(tensors)
    assert 0 <= found.probability <= 1
    assert found.known == bool(found.model_types)


def test_a_gguf_file_is_believed_where_its_tensors_bear_it_out() -> None:
    names = ["token_embd.weight", "blk.0.attn_q.weight", "blk.0.ffn_down.weight", "output.weight"]
    tensors = [(name, (4, 4), "Q4_K") for name in names]
    found = assess(tensors, {"general.architecture": "llama"})
    assert found.method == "gguf"
    assert found.model_types[:2] == ("llama", "mistral")
    assert found.architectures[0] == "LlamaForCausalLM"
    assert found.probability < 0.95
    assert assess(tensors, {"general.architecture": "mamba"}).method == "abstain"
    assert assess(tensors, {"general.architecture": 7}).method == "abstain"
