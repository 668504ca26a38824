"""What is silenced, for how long, and mistakes in saying so."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.errors import InputError
from heredity.knowledge.policy import Policy, read_policy
from heredity.knowledge.suppressions import Suppression, read_suppressions, today


def read(text: str) -> list[Suppression]:
    return read_suppressions(tomllib.loads(text)["suppress"], Path("policy.toml"))


def one(keys: str) -> Suppression:
    (found,) = read(f'[[suppress]]\nreason = "Known."\n{keys}\n')
    return found


@pytest.mark.parametrize(
    ("keys", "checks"),
    [
        ('owner = "a"', set()),
        ('owner = "a"\nchecks = ["SIZE", "lic020"]', {"SIZE", "LIC020"}),
        ('owner = "a"\ncodes = ["LIC*"]\ncode = "NAM001"', {"LIC*", "NAM001"}),
    ],
)
def test_checks_by_name_code_and_wildcard(keys: str, checks: set[str]) -> None:
    assert one(keys).checks == checks


@pytest.mark.parametrize(
    ("keys", "model", "codes", "silenced"),
    [
        ('owner = "Acme"', "acme/x", ("SIZE", "NAM001"), True),
        ('owner = "acme"', "acme", ("SIZE", "NAM001"), False),
        ('owner = "acme"', "acmes/x", ("SIZE", "NAM001"), False),
        ('model = "acme/*-GGUF"', "acme/x-gguf", ("SIZE", "NAM001"), True),
        ('model = "acme/x?"', "acme/x", ("SIZE", "NAM001"), False),
        ('model = "acme/[x]"', "acme/x", ("SIZE", "NAM001"), False),
        ('model = "acme/[x]"', "acme/[x]", ("SIZE", "NAM001"), True),
        ('model = "acme/a.b"', "acme/a-b", ("SIZE", "NAM001"), False),
        ('model = "gpt2"\ncodes = ["LIC*"]', "gpt2", ("", "LIC090"), True),
        ('model = "gpt2"\ncodes = ["LIC*"]', "gpt2", ("SIZE", "NAM001"), False),
        ('model = "gpt2"\nchecks = "size"', "gpt2", ("SIZE", "NAM001"), True),
    ],
)
def test_what_is_silenced(keys: str, model: str, codes: tuple[str, str], silenced: bool) -> None:
    assert one(keys).silences(model, *codes) is silenced


@pytest.mark.parametrize(
    ("expires", "day", "expired"),
    [
        ("2027-01-31", date(2027, 1, 31), False),
        ("2027-01-31", date(2027, 2, 1), True),
        ('"2027-01-31"', date(2027, 2, 1), True),
        ("2027-01-31T12:00:00Z", date(2027, 1, 31), False),
    ],
)
def test_the_last_day_counts(expires: str, day: date, expired: bool) -> None:
    assert one(f'owner = "a"\nexpires = {expires}').expired(day) is expired
    assert not one('owner = "a"').expired(date.max)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('owner = "a"\nexpires = "soon"', "expires = 'soon' is no day"),
        ('owner = "a"\nexpires = 2027', "is no day"),
        ('owner = "a"\ncodes = []', "codes is empty"),
        ('owner = "a"\ncodes = [3]', "names no checks"),
        ('owner = "a"\ncode = ""', "names no checks"),
        ('owner = ""', "is no name"),
        ("owner = 3", "is no name"),
        ('owner = "a"\nmodel = "b"', "names no owner and no model, or both"),
        ('owner = "a"\nuntil = 2027-01-01', "a key 'until' that means nothing"),
    ],
)
def test_mistakes_say_where(text: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        one(text)
    assert caught.value.what.startswith("policy.toml, [[suppress]] number 1")
    assert caught.value.hint


def test_a_section_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('[suppress]\nowner = "a"\n')
    with pytest.raises(InputError, match="no list of tables"):
        read_policy(tmp_path / "p.toml")


def test_a_policy_forgets_what_expired() -> None:
    rows = [Suppression("a/*", frozenset(), "Old.", date(2020, 1, 1), 1),
            Suppression("a/*", frozenset({"SIZE"}), "New.", None, 2)]  # fmt: skip
    policy = Policy(suppressions=tuple(rows))
    assert policy.silenced("a/x", "SIZE", "NAM001") == "New."
    assert policy.silenced("a/x", "ARCH", "NAM003") is None
    assert policy.silenced("a/x", "ARCH", "NAM003", date(2020, 1, 1)) == "Old."
    assert [str(s) for s in policy.expired()] == ["suppression 1 (a/*)"]
    assert str(rows[1]) == "suppression 2 (a/*: SIZE)"
    assert today() > date(2026, 1, 1)


@given(st.text("ab/.*?-[]", max_size=8), st.text("ab/.-[]", max_size=8))
def test_patterns_are_wildcards_by_the_letter(pattern: str, text: str) -> None:
    def fits(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(fits(pattern[1:], text[at:]) for at in range(len(text) + 1))
        return bool(text) and pattern[0] in {"?", text[0]} and fits(pattern[1:], text[1:])

    suppression = Suppression(pattern, frozenset(), "Known.")
    assert suppression.silences(text, "", "") is fits(pattern, text)
