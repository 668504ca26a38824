"""Terms of whole columns against terms of one text after the other."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.similarity import terms as module
from heredity.analyses.similarity.terms import pieces, plain_terms, terms_of
from heredity.store.terms import MARK, as_texts
from tests.oracles import dna

WORDS = st.sampled_from(["llama", "3", "8b", "_", "é", "e\u0301", "İ", "ΟΔΟΣ", "日本", MARK, "x"])
TEXT = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=9).map(" ".join))


@given(st.lists(st.one_of(st.none(), TEXT), max_size=12), st.booleans())
def test_whole_columns_give_what_single_texts_give(texts: list[str | None], pairs: bool) -> None:
    found = terms_of(as_texts(texts), pairs)
    known: dict[str, int] = {}
    assert len(found.starts) == len(texts) + 1
    for at, text in enumerate(texts):
        # The mark cannot be told from a gap between words, which it is.
        wanted = dna.terms((text or ""), pairs)
        own = found.hashes[found.starts[at] : found.starts[at + 1]].tolist()
        assert len(own) == len(wanted)
        for term, number in zip(wanted, own, strict=True):
            assert known.setdefault(term, number) == number
    assert len(set(known.values())) == len(known)


@given(TEXT)
def test_the_plain_form_is_the_published_pattern(text: str) -> None:
    assert plain_terms(text) == dna.terms(text)
    assert all(re.fullmatch(r"\w\w+( \w\w+)?", term) for term in plain_terms(text))


def test_pieces_of_a_column_join_seamlessly(monkeypatch: pytest.MonkeyPatch) -> None:
    column = as_texts([f"word{i} and more {'y' * (i % 50)}" for i in range(500)])
    whole = terms_of(column)
    monkeypatch.setattr(module, "_CHUNK", 100)
    runs = list(pieces(column, 100))
    assert len(runs) > 50
    assert [i for run in runs for i in range(run.start, run.stop)] == list(range(500))
    parts = [terms_of(column[run.start : run.stop]) for run in runs]
    assert np.array_equal(np.concatenate([part.hashes for part in parts]), whole.hashes)
    assert np.array_equal(np.concatenate([part.lengths for part in parts]), whole.lengths)


def test_a_text_longer_than_a_piece_is_a_piece() -> None:
    column = as_texts(["aa " * 100, "b", "cc dd"])
    assert [list(range(p.start, p.stop)) for p in pieces(column, 10)] == [[0], [1, 2]]
