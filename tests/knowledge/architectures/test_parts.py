"""Bodies and heads: classes that the reference never saw whole, and what must stay unknown."""

from __future__ import annotations

import numpy as np
import pytest

from heredity.knowledge.architectures.assess import Assessor
from heredity.knowledge.architectures.choosing import ending
from heredity.knowledge.architectures.classifier import trained
from heredity.knowledge.architectures.equality import bodies_alike, families, types_alike
from heredity.knowledge.architectures.matching import match
from heredity.knowledge.architectures.parts import Parts
from heredity.knowledge.architectures.query import ask
from heredity.knowledge.architectures.reference import Reference, reference
from tests.knowledge.architectures import headers as h

HEADED = [
    (h.bert_tokens(), "bert", "BertForTokenClassification", "token-classification"),
    (h.roberta_questions(), "roberta", "RobertaForQuestionAnswering", "question-answering"),
    (h.decoder(), "llama", "LlamaForCausalLM", "causal-lm"),
]


def without(tensors: list[h.Tensor]) -> Reference:
    """The reference without every form that has the names of a header."""
    known = reference()
    found = match(ask(tensors), known)
    assert found is not None
    names = {known.short.must[[f]].indices.tobytes() for f in known.entry_form[found.entries]}
    gone = [f for f in range(len(known.forms)) if known.short.must[[f]].indices.tobytes() in names]
    return known.without(gone)


@pytest.mark.parametrize(("tensors", "kind", "name", "task"), HEADED)
def test_a_class_that_was_never_seen_is_told_by_body_and_head(
    tensors: list[h.Tensor], kind: str, name: str, task: str
) -> None:
    found = Assessor(without(tensors), trained()).assess(tensors)
    assert found.method == "classifier"
    assert kind in found.model_types
    assert name in found.architectures
    assert task in found.task_heads


def test_a_family_that_was_never_seen_is_unknown() -> None:
    known = reference()
    less = known.without(types=bodies_alike(known)["whisper"])
    assert not Assessor(less, trained()).assess(h.whisper()).known


def test_every_form_is_its_body_and_its_head() -> None:
    known = reference()
    parts = Parts(known)
    for entry in range(0, len(known.entry_class), 97):
        must, _ = known.forms[int(known.entry_form[entry])]
        cut = parts.cuts[entry]
        assert len(cut.body[0]) + len(cut.head[0]) == len(must)
        assert cut.body[0]
        assert cut.body[0] <= cut.body[1]
        assert cut.head[0] <= cut.head[1]


def test_a_body_is_most_like_itself() -> None:
    grid = Parts(reference()).grid
    for row in (0, 10, 100):
        kin = grid.kin(row)
        assert kin[row] == pytest.approx(1)
        assert np.all((kin >= 0) & (kin <= 1 + 1e-9))


def test_endings_of_class_names() -> None:
    assert ending("BertForMaskedLM") == "ForMaskedLM"
    assert ending("GPT2LMHeadModel") == ending("LlamaForCausalLM") == "ForCausalLM"
    assert ending("T5EncoderModel") == "EncoderModel"
    assert ending("CLIP") == ""


def test_families_hold_what_is_like_the_like() -> None:
    sets = {"a": frozenset("ab"), "b": frozenset("abc"), "c": frozenset("bc"), "d": frozenset("d")}
    assert families(sets) == {"a": "a", "b": "a", "c": "a", "d": "d"}
    alike = types_alike(reference())
    assert families(alike)["camembert"] == families(alike)["roberta"]


def _lora(tensors: list[h.Tensor], *modules: str) -> list[h.Tensor]:
    made: list[h.Tensor] = []
    for name, shape, dtype in tensors:
        module = name.removesuffix(".weight")
        if module.rpartition(".")[2] in modules:
            start = f"base_model.model.{module}"
            made += [(f"{start}.lora_A.weight", (8, shape[1]), dtype)]
            made += [(f"{start}.lora_B.weight", (shape[0], 8), dtype)]
    return made


@pytest.mark.parametrize(
    ("tensors", "modules", "kind", "most"),
    [
        (h.bert_classes(), ("query", "value"), "bert", 10),
        (h.decoder(), ("q_proj", "down_proj"), "llama", 150),
        (h.decoder(moe=True), ("w1", "w2"), "mixtral", 20),
        (h.t5(), ("q", "v"), "t5", 20),
    ],
)
def test_an_adapter_tells_the_types_that_have_its_modules(
    tensors: list[h.Tensor], modules: tuple[str, ...], kind: str, most: int
) -> None:
    found = Assessor(reference(), trained()).assess(_lora(tensors, *modules))
    assert found.method == "adapter"
    assert kind in found.model_types
    assert len(found.model_types) <= most
    assert found.architectures == found.task_heads == ()


def test_an_adapter_of_unknown_modules_is_unknown() -> None:
    strange = _lora([("a.mine.weight", (4, 4), "F32"), ("b.mine.weight", (4, 4), "F32")], "mine")
    assert not Assessor(reference(), trained()).assess(strange).known
