"""Policies of organizations."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import InputError
from heredity.knowledge.names import parse
from heredity.knowledge.policy import Policy, read_policy

TEXT = """
[name]
require = ["architecture", "parameters"]
order = ["architecture", "version", "parameters", "adaptation", "quantization", "format"]
separator = "-"
max_length = 40

[[suppress]]
owner = "acme"
checks = ["SIZE"]
reason = "Sizes are those of the teacher."
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    file = tmp_path / "policy.toml"
    file.write_text(TEXT)
    return read_policy(file)


def test_a_good_name_breaks_nothing(policy: Policy) -> None:
    assert policy.breaches(parse("acme/Llama-3.1-8B-Instruct-AWQ")) == []


def test_every_breach_is_said(policy: Policy) -> None:
    said = policy.breaches(parse("acme/Instruct_Llama"))
    assert len(said) == 3
    assert "parameters" in said[0]
    assert "before" in said[1]
    assert "'_'" in said[2]


def test_a_name_is_built_by_the_policy(policy: Policy) -> None:
    parsed = parse("acme/Instruct_Llama-3.1-8B")
    assert policy.proposed(parsed, {}) == "acme/Llama-3.1-8B-Instruct"
    assert policy.proposed(parse("acme/Llama_Instruct"), {}) is None
    assert policy.proposed(parse("acme/Llama_Instruct"), {"P": "8B"}) == "acme/Llama-8B-Instruct"


@given(st.text("abcllamaqwen378B-_.", min_size=1, max_size=40))
def test_a_proposed_name_keeps_order_and_separator(text: str) -> None:
    rules = Policy(order=("A", "P", "F"), separator="-", lowercase=True)
    built = rules.proposed(parse(text), {})
    assert built is None or built == built.lower()


def test_suppressions_have_reasons(policy: Policy) -> None:
    assert policy.silenced("acme/x", "SIZE", "NAM001") == "Sizes are those of the teacher."
    assert policy.silenced("acme/x", "ARCH", "NAM003") is None
    assert policy.silenced("bob/x", "SIZE", "NAM001") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[name", "TOML"),
        ("[nam]", "nam"),
        ("[name]\nrequire = ['colour']", "colour"),
        ("[name]\nseparator = '/'", "separator"),
        ("[name]\nmax_length = -1", "max_length"),
        ("[[suppress]]\nowner = 'a'", "reason"),
        ("[[suppress]]\nreason = 'a'", "owner"),
        ("name = 3", "table"),
    ],
)
def test_mistakes_are_said(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=says):
        read_policy(file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_policy(tmp_path / "none.toml")
