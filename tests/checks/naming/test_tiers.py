"""What whole configurations and kept headers settle beyond the hub's list."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heredity.checks.architecture.headers import kept
from heredity.checks.examples import model
from heredity.checks.naming.gathering import gathered
from heredity.checks.naming.judging import CONFLICT, OUTCOMES, Judged, judged
from heredity.checks.naming.linting import lint
from heredity.checks.naming.metadata import CLASS
from heredity.checks.registry import Tables
from heredity.core.findings import Severity
from heredity.store import Store

DENSE = {
    "model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
    "vocab_size": 32000, "tie_word_embeddings": False,
}  # fmt: skip
MIXTURE = {
    "model_type": "mixtral", "hidden_size": 4096, "intermediate_size": 14336,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
    "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2,
    "tie_word_embeddings": False,
}  # fmt: skip


def said(name: str, config: dict[str, Any], check: str, **facts: Any) -> str | Severity:
    linted = lint(name, {"whole_config": json.dumps(config), **facts})
    found = [c.severity for c in linted.complaints if c.check == check]
    return found[0] if found else linted.outcomes[check]


@pytest.mark.parametrize(
    ("name", "counted", "outcome"),
    [
        ("a/Base-7B", None, "ok"),
        ("a/Base-1B", None, Severity.WARN),
        ("a/Base-4B", None, "unknown"),
        ("a/Base-1B", 6_738_415_616, Severity.ERROR),
        ("a/Base-1B-lora", None, "unknown"),
        ("a/Base", None, "not claimed"),
    ],
)
def test_a_configuration_is_held_against_the_size(
    name: str, counted: float | None, outcome: str | Severity
) -> None:
    assert said(name, DENSE, "SIZE", parameters=counted) == outcome


@pytest.mark.parametrize(
    ("name", "counted", "outcome"),
    [
        ("a/Big-47B-A13B", None, "ok"),
        ("a/Big-47B-A3B", None, Severity.WARN),
        ("a/Big-47B-A3B", 30e9, "unknown"),
        ("a/Big-47B-A3B", 46.7e9, Severity.WARN),
        ("a/Big-47B", None, "not claimed"),
    ],
)
def test_active_parameters_are_held_against_the_configuration(
    name: str, counted: float | None, outcome: str | Severity
) -> None:
    assert said(name, MIXTURE, "ACTIVE", parameters=counted) == outcome


@pytest.mark.parametrize("config", ["", "[]", "{", '{"hidden_size":"x"}', '{"hidden_size":-1}'])
def test_odd_configurations_promise_nothing(config: str) -> None:
    assert lint("a/Base-7B", {"whole_config": config}).outcomes["SIZE"] == "unknown"


def classes(study: Callable[..., Store], shown: dict[str, Any]) -> Judged:
    config = '{"model_type":"bert","architectures":["BertForMaskedLM"]}'
    rows = {"models": [model("ann/one", config=config)], "assessments": [kept("ann/one", **shown)]}
    return judged(CLASS, gathered(Tables(study(rows))))


def test_a_kept_header_settles_type_and_class(study: Callable[..., Store]) -> None:
    found = classes(study, {})
    assert OUTCOMES[found.outcomes[0]] == "ok"
    found = classes(study, {"model_types": ["gpt2"], "architectures": ["GPT2LMHeadModel"],
                            "task_heads": ["causal-lm"]})  # fmt: skip
    assert found.outcomes.tolist() == [CONFLICT]
    (ruling,) = found.rulings
    assert (ruling.severity, ruling.tier) == (Severity.ERROR, 2)
    assert ruling.seen["header"]["model_types"] == ("gpt2",)
    found = classes(study, {"method": "abstain", "model_types": [], "architectures": []})
    assert OUTCOMES[found.outcomes[0]] == "ok"  # as without headers: class and type go together
