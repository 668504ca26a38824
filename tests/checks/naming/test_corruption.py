"""What is found of wrong tokens that were planted in clean names."""

import sys
from collections import Counter

import pytest

from heredity.checks.naming.linting import lint
from tests.checks.naming.corruption import CHECKED, CLEAN, corrupted

RECALL = {"A": 0.85, "P": 0.1, "P, headers": 0.8, "Q": 0.8, "V": 0.75, "T": 0.75}


@pytest.mark.parametrize("name", [name for name, _, _ in CLEAN])
def test_the_clean_names_are_clean(name: str) -> None:
    facts = next(facts for clean, facts, _ in CLEAN if clean == name)
    assert lint(name, facts).complaints == ()


def test_planted_tokens_are_found() -> None:
    planted, found = Counter[str](), Counter[str]()
    for case in corrupted():
        checks = {c.check for c in lint(case.name, case.facts).complaints}
        planted[case.code] += 1
        found[case.code] += bool(checks & CHECKED[case.code])
        if case.code == "P":
            read = {"logical": case.facts["parameters"]}
            with_headers = lint(case.name, case.facts, counts=read).complaints
            found["P, headers"] += any(c.check == "SIZE" for c in with_headers)
            planted["P, headers"] += 1
    counts = ", ".join(f"{code} {found[code]}/{planted[code]}" for code in planted)
    sys.stdout.write(f"found of what was planted: {counts}\n")
    for code, least in RECALL.items():
        assert found[code] >= least * planted[code], (code, found[code], planted[code])
