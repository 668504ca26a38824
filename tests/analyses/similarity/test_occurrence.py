"""Parts that hold a word of their row, against a look at every pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.similarity import occurrence
from heredity.analyses.similarity.occurrence import holding, shape_of
from heredity.analyses.similarity.words import Words
from heredity.store.terms import as_texts

TEXT = st.text("abcé-", max_size=8)
ROW = st.tuples(st.lists(st.integers(0, 9), max_size=6), st.lists(TEXT, max_size=3))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occurrence, "_PAIRS", 5)
    monkeypatch.setattr(occurrence, "_BYTES", 9)


@given(
    st.lists(TEXT, min_size=10, max_size=10),
    st.lists(st.booleans(), min_size=10, max_size=10),
    st.lists(ROW, max_size=7),
)
def test_every_pair(
    texts: list[str], looked: list[bool], rows: list[tuple[list[int], list[str]]]
) -> None:
    codes = [code for parts, _ in rows for code in parts]
    starts = np.cumsum([0, *(len(parts) for parts, _ in rows)])
    owner = [at for at, (_, words) in enumerate(rows) for _ in words]
    words = Words(np.array(owner, np.int64), as_texts([w for _, ws in rows for w in ws]))
    found = holding(
        starts, np.array(codes, np.int32), as_texts(texts), np.array(looked, bool), words
    )
    wanted = [
        looked[code] and any(w in texts[code] for w in words if len(w.encode()) >= 3)
        for parts, words in rows
        for code in parts
    ]
    assert found.tolist() == wanted


@given(st.lists(TEXT, max_size=9))
def test_shapes(texts: list[str]) -> None:
    shape = shape_of(as_texts(texts))
    assert shape.length.tolist() == [len(text.encode()) for text in texts]
    for bits, text in zip(shape.bits.tolist(), texts, strict=True):
        assert bits == sum(1 << b for b in {byte & 63 for byte in text.encode()})
