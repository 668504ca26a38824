"""The rules against a second implementation, over every pair of rows."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.licenses import Declared, Leaf, licenses, merge, normalize, verdict
from heredity.knowledge.licenses.outcomes import rows_outcome
from heredity.knowledge.licenses.pairs import VERDICTS, verdict_of
from heredity.knowledge.licenses.rules import RELATIONS, Use, clash, rule
from heredity.knowledge.licenses.terms import LEVELS
from tests.oracles import licenses as oracle

IDS = [*licenses(), ""]
ids = st.sampled_from(IDS)
relations = st.sampled_from(RELATIONS)


def declared(name: str) -> Declared:
    """A declaration of a row, without reading."""
    return Declared("declared", (name,), name, node=Leaf(name)) if name else normalize(None)


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_pair_of_rows_agrees_with_the_literal_rules(relation: str) -> None:
    for up, down in product(IDS, IDS):
        found = rows_outcome(up, relation, down)
        expected = oracle.pair(up, relation, down), oracle.confidence(up, relation, down)
        got = (verdict_of(found.code), found.code), LEVELS[found.level]
        assert got == expected, (up, relation, down)


@pytest.mark.parametrize(("commercial", "hosted"), [(True, False), (False, True), (True, True)])
def test_uses_by_code_agree_with_the_literal_rules(commercial: bool, hosted: bool) -> None:
    for up in IDS:
        found = verdict(declared(up), "references", None, commercial=commercial, hosted=hosted)
        assert (found.verdict, found.code) == oracle.references(up, commercial, hosted), up


def test_clashes_of_parents_agree_with_the_literal_rules() -> None:
    known = licenses()
    for one, other in product(IDS, IDS):
        found = clash(known.get(one), known.get(other))
        assert found == oracle.clash(one, other), (one, other)


@given(st.lists(ids, min_size=1, max_size=6), ids)
def test_merges_agree_with_the_literal_rules(parents: list[str], child: str) -> None:
    found, each = merge([declared(one) for one in parents], declared(child))
    assert found.verdict == oracle.merged(parents, child)
    assert [one.code for one in each] == [oracle.pair(u, "merge", child)[1] for u in parents]


@given(st.lists(ids, min_size=1, max_size=6), ids, st.randoms())
def test_the_order_of_parents_is_of_no_account(parents: list[str], child: str, random) -> None:
    shuffled = parents[:]
    random.shuffle(shuffled)
    first, _ = merge([declared(one) for one in parents], declared(child))
    second, _ = merge([declared(one) for one in shuffled], declared(child))
    assert first == second


@given(st.lists(ids, min_size=1, max_size=5), ids, ids)
def test_another_parent_never_improves_a_merge(parents: list[str], more: str, child: str) -> None:
    before, _ = merge([declared(one) for one in parents], declared(child))
    after, _ = merge([declared(one) for one in [*parents, more]], declared(child))
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)


@pytest.mark.parametrize("unknown", ["unknown"])
def test_unknown_never_becomes_ok_unless_upstream_is_public_domain(unknown: str) -> None:
    for relation, other in product(set(RELATIONS) - {"references"}, IDS):
        for up, down in ((unknown, other), (other, unknown)):
            found = verdict(declared(up), relation, declared(down))
            free = bool(up) and licenses()[up].group == "public-domain"
            assert not found.verdict.startswith("ok") or free, (up, relation, down)


def test_what_nobody_can_resolve_upstream_never_becomes_ok() -> None:
    for up, relation, down in product(("cc", "other", "unknown"), RELATIONS, IDS):
        assert not verdict(declared(up), relation, declared(down)).verdict.startswith("ok")


def test_ids_say_nothing_by_themselves() -> None:
    # A row under another id gets the same verdict, where no pair or list names the id.
    from dataclasses import replace

    from heredity.knowledge.licenses.pairs import pairs

    listed = {name for pair in pairs() for name in pair} | {"unknown", "gemma"}
    known = licenses()
    for up, relation, down in product(known, RELATIONS, known):
        if up in listed or down in listed or up == down:
            continue
        other = rule(
            replace(known[up], id=f"x-{up}"), relation, replace(known[down], id=f"y-{down}")
        )
        assert other == rule(known[up], relation, known[down])


@given(ids, relations, ids, st.booleans(), st.integers(0, 5))
def test_doubt_lowers_confidence_and_changes_nothing_else(
    up: str, relation: str, down: str, inferred: bool, between: int
) -> None:
    plain = verdict(declared(up), relation, declared(down))
    doubtful = verdict(declared(up), relation, declared(down), inferred=inferred, between=between)
    steps = inferred + between
    expected = LEVELS[max(0, LEVELS.index(plain.confidence) - steps)]
    assert (doubtful.verdict, doubtful.code, doubtful.why) == (
        plain.verdict, plain.code, plain.why,
    )  # fmt: skip
    assert doubtful.confidence == expected


def test_several_relations_count_as_the_strictest() -> None:
    several = verdict("mit", ["adapter", "finetune"], "unknown")
    assert several == verdict("mit", "finetune", "unknown")
    assert verdict("cc-by-nd-4.0", {"quantized", "adapter"}, "mit").code == "LIC021"
    with pytest.raises(ValueError, match="distilled"):
        verdict("mit", "distilled", "mit")
    with pytest.raises(ValueError, match="relation"):
        verdict("mit", [], "mit")


def test_a_merge_wants_a_parent() -> None:
    with pytest.raises(ValueError, match="parent"):
        merge([], "mit")


def test_a_hundred_parents() -> None:
    names = [name for name in licenses() if name != "other"] * 2
    found, each = merge([declared(name) for name in names[:100]], declared("mit"))
    assert (found.verdict, found.code, len(each)) == ("conflict", "LIC031", 100)


def test_rules_on_improvement_are_told_where_families_meet() -> None:
    def notes(*parents: str) -> bool:
        return "LIC032" in merge([declared(one) for one in parents], declared("mit"))[0].notes

    assert notes("llama2", "apache-2.0")
    assert notes("mit", "llama3", "gemma")
    assert not notes("llama2", "llama3.1")
    assert not notes("llama3.1", "apache-2.0")
    assert not notes("llama3", "unknown")
    assert "LIC062" in verdict("llama3", "finetune", "llama3").notes


def test_use_matters_to_references_alone() -> None:
    use = Use(commercial=True, hosted=True)
    for name in IDS:
        assert rows_outcome("cc-by-nc-4.0", "finetune", name, use).reason == (
            rows_outcome("cc-by-nc-4.0", "finetune", name).reason
        )
