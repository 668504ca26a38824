"""The most frequent terms: exact, whatever the buckets hold."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.similarity import lexicon, wordcounts
from heredity.analyses.similarity.lexicon import frequent
from heredity.analyses.similarity.terms import terms_of
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at
from heredity.store.terms import as_texts
from tests.oracles import dna

WORDS = [f"{a}{b}" for a in "abcde" for b in "wxyz"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=12)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few buckets, so that terms share them, and pieces that end within a text."""
    monkeypatch.setattr(lexicon, "_BUCKETS", 16)
    monkeypatch.setattr(lexicon, "_FIRST", 2)
    monkeypatch.setattr(lexicon, "_PIECE", 7)


@given(TEXTS, st.data())
def test_weighted_counts(texts: list[str], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(texts), max_size=len(texts)))
    limit = data.draw(st.integers(1, 30))
    column = as_texts(texts)
    found, counts = frequent(
        terms_of(column), np.array(weights, float), limit, lambda rows: at(column, rows)
    )
    wanted: Counter[str] = Counter()
    for text, weight in zip(texts, weights, strict=True):
        wanted.update({term: weight * n for term, n in Counter(dna.terms(text)).items() if weight})
    kept = sorted(sorted(wanted, key=lambda t: (-wanted[t], t))[:limit])
    assert found.terms == kept
    assert counts.tolist() == [wanted[term] for term in kept]
    place, columns = found.columns(terms_of(column).hashes)
    spelled = [term for text in texts for term in dna.terms(text)]
    assert [spelled[i] for i in place] == [kept[c] for c in columns]
    assert len(place) == sum(term in kept for term in spelled)


class Fixed:
    """Texts that no mask changes."""

    def __init__(self, texts: list[str]) -> None:
        self.eligible = np.arange(len(texts))
        self._texts = as_texts(texts)

    def texts(self, nodes: Ints, mask: str) -> Array:
        del mask
        return at(self._texts, nodes)


@pytest.mark.parametrize("buckets", [1 << 20, 4])
def test_a_guess_from_few_texts_is_proved(monkeypatch: pytest.MonkeyPatch, buckets: int) -> None:
    monkeypatch.setattr(wordcounts, "VOCABULARY", 6)
    monkeypatch.setattr(wordcounts, "_RUN", 50)
    monkeypatch.setattr(wordcounts, "_BUCKETS", buckets)
    rng = np.random.default_rng(4)
    chance = 1 / np.arange(1, len(WORDS) + 1)
    drawn = rng.choice(WORDS, (700, 9), p=chance / chance.sum())
    texts = [" ".join(words) for words in drawn]
    related = np.ones(len(texts), bool)
    found = wordcounts.text_counts(Fixed(texts), related, "M0", sample=20)
    counts = [Counter(dna.terms(text)) for text in texts]
    kept = dna.vocabulary(counts, 6)
    assert found.spell().to_pylist() == kept
    dense = np.concatenate([chunk.toarray() for chunk in found.chunks])
    assert dense.tolist() == [[one[term] for term in kept] for one in counts]
