"""The rows of `license_pairs.toml`: pairs, codes, and what each rule says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

VERDICTS: Final = (
    "conflict",
    "obligation-dropped",
    "undeclared",
    "unknown",
    "ok-if-notices-kept",
    "ok",
)
"""Verdicts, worst first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of an upstream and a downstream license.

    Attributes:
        kind: `not-fitting`, `unsettled` or `listed`; the key of the reason.
        why: The sentence that the reason quotes.
    """

    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code of findings.

    Attributes:
        code: `LIC…`.
        verdict: What it says of an edge; empty for a note beside a verdict.
        severity: `error`, `warn` or `info`.
        signal: What it means.
    """

    code: str
    verdict: str
    severity: str
    signal: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule says.

    Attributes:
        key: Name of the rule's branch.
        code: Code of its finding.
        why: One sentence with `{up}`, `{down}`, `{pair}`.
        change: The smallest change that resolves it; empty where nothing has to change.
    """

    key: str
    code: str
    why: str
    change: str


@cache
def rows() -> Mapping[str, Any]:
    """The whole file, as it stands."""
    text = files("heredity.knowledge").joinpath("license_pairs.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def pairs() -> Mapping[tuple[str, str], Pair]:
    """Pairs that rules alone do not settle, by upstream and downstream id."""
    found = {
        (up, down): Pair(row["kind"], row["why"])
        for row in rows()["pair"]
        for up in row["upstream"]
        for down in row["downstream"]
        if up != down
    }
    return MappingProxyType(found)


@cache
def codes() -> Mapping[str, Code]:
    """All codes, in order."""
    return MappingProxyType({row["code"]: Code(**row) for row in rows()["code"]})


@cache
def reasons() -> Mapping[str, Reason]:
    """What each rule says, by key."""
    return MappingProxyType({row["key"]: Reason(**row) for row in rows()["reason"]})


def verdict_of(code: str) -> str:
    """The verdict of a code; empty for a note beside a verdict."""
    return codes()[code].verdict
