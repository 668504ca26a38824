import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.edgesets import TYPED
from heredity.pedigree.trust import (
    CONFIDENCE,
    EVIDENCE,
    STATEMENTS,
    first_bit,
    read_relations,
    speaks,
    verdict,
)

SAID = st.dictionaries(
    st.sampled_from(EVIDENCE), st.sets(st.integers(0, len(TYPED)), min_size=1), min_size=1
)


@given(SAID)
def test_a_code_is_read_back(said: dict[str, set[int]]):
    code = sum(
        first_bit(EVIDENCE.index(kind)) << statement
        for kind, statements in said.items()
        for statement in statements
    )
    found = verdict(code)
    kinds = [kind for kind in EVIDENCE if kind in said]
    named = [{TYPED[s - 1] for s in said[kind] if s} for kind in kinds]
    best = next((names for names in named if names), set())
    assert list(found.evidence) == kinds
    assert set(found.relations) == best
    assert found.confidence == CONFIDENCE[kinds[0]]
    assert {text.split(":")[1] for text in found.disagreements} == set().union(*named) - best
    assert [speaks(code, place) for place in range(len(EVIDENCE))] == [k in said for k in EVIDENCE]


def test_trust_falls_from_kind_to_kind():
    assert list(CONFIDENCE) == list(EVIDENCE)
    assert sorted(CONFIDENCE.values(), reverse=True) == list(CONFIDENCE.values())
    assert STATEMENTS == 5


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("finetune", ("finetune",)),
        ("Fine-tuned", ("finetune",)),
        ("fine tuning", ("finetune",)),
        ("LoRA", ("adapter",)),
        ("q-lora", ("adapter",)),
        ("quantisation", ("quantized",)),
        ("Merged", ("merge",)),
        ("adapter,finetune", ("finetune", "adapter")),
        ("merge + quantized", ("quantized", "merge")),
        ("finetune and merge", ("finetune", "merge")),
        ("", ()),
        ("unspecified", ()),
        ("None", ()),
        ("inspired by", None),
        ("distilled", None),
    ],
)
def test_words_for_relations(text: str, relations: tuple[str, ...] | None):
    assert read_relations(text) == relations


@given(st.text())
def test_any_text_is_read_without_an_error(text: str):
    found = read_relations(text)
    assert found is None or set(found) <= set(TYPED)
