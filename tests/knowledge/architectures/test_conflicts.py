"""Contradictions between name, configuration and header."""

from __future__ import annotations

from heredity.knowledge.architectures import assess
from heredity.knowledge.architectures.conflicts import Conflict, claims, conflicts, declared_pair
from tests.knowledge.architectures import headers as h


def _of(name: str, kind: str, classes: str, tensors: list[h.Tensor]) -> tuple[Conflict, ...]:
    said = claims(name, {"model_type": kind, "architectures": [classes]})
    return conflicts(said, assess(tensors))


def test_three_that_agree_make_no_contradiction() -> None:
    assert _of("ann/bert-base-cased", "bert", "BertForMaskedLM", h.bert_masked()) == ()
    assert _of("ann/tiny", "mistral", "MistralForCausalLM", h.decoder()) == ()


def test_a_wrong_type_is_an_error() -> None:
    (found,) = _of("ann/x", "distilbert", "DistilBertForMaskedLM", h.bert_masked())
    assert (found.kind, found.severity) == ("type", "error")
    assert "distilbert" in found.message
    assert "bert" in found.message


def test_a_missing_head_is_said() -> None:
    (found,) = _of("ann/x", "bert", "BertForQuestionAnswering", h.bert_body(""))
    assert (found.kind, found.severity) == ("head", "warn")


def test_another_class_of_the_type_is_said() -> None:
    (found,) = _of("ann/x", "bert", "BertForQuestionAnswering", h.bert_masked())
    assert found.kind == "class"


def test_a_name_that_the_weights_contradict() -> None:
    (found,) = _of("ann/deberta-base", "bert", "BertForMaskedLM", h.bert_masked())
    assert (found.kind, found.severity) == ("name", "warn")


def test_unknown_headers_types_and_code_of_its_own_are_no_contradiction() -> None:
    assert _of("ann/bert", "bert", "BertForMaskedLM", [("a.b", (1,), "F32")]) == ()
    assert _of("ann/x", "ours", "OurModel", h.bert_masked()) == ()
    said = claims("ann/x", {"model_type": "t5", "auto_map": {"AutoModel": "x.Y"}})
    assert all(c.severity == "info" for c in conflicts(said, assess(h.bert_masked())))


def test_type_and_class_of_a_configuration() -> None:
    wrong = {"model_type": "roberta", "architectures": ["BertForMaskedLM"]}
    assert [c.kind for c in declared_pair(claims("x", wrong))] == ["pair"]
    right = {"model_type": "roberta", "architectures": ["RobertaForMaskedLM"]}
    assert declared_pair(claims("x", right)) == ()


def test_malformed_configurations_claim_nothing() -> None:
    for config in ({"model_type": 3, "architectures": "x"}, {"architectures": [None, 3]}, {}):
        said = claims("x", config)
        assert (said.model_type, said.architectures) == ("", ())
