"""Words as integers, against regular expressions."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.cards.words import Sequences, find_words, shingles
from heredity.store.cardtexts import as_bytes
from heredity.store.columns import texts
from tests.oracles import cards as oracle

TEXT = st.text(st.sampled_from("abAB19_ -\n.é模型🤗#`"), max_size=60)


@given(st.lists(TEXT, max_size=8))
def test_words_are_those_of_a_regular_expression(cards: list[str]) -> None:
    data, offsets = as_bytes(texts(cards))
    found = find_words(data, offsets)
    held = data.tobytes()
    for number, card in enumerate(cards):
        own = range(found.first[number], found.first[number + 1])
        cut = [oracle.folded(held[found.starts[w] : found.ends[w]].decode()) for w in own]
        assert cut == oracle.words(card)
        assert [bool(found.numeric[w]) for w in own] == [w[0] in "0123456789" for w in cut]


@given(st.lists(TEXT, max_size=6))
def test_equal_words_have_equal_hashes_and_others_do_not(cards: list[str]) -> None:
    data, offsets = as_bytes(texts(cards))
    hashes = find_words(data, offsets).hashes.tolist()
    plain = [word for card in cards for word in oracle.words(card)]
    assert len(set(zip(plain, hashes, strict=True))) == len(set(plain)) == len(set(hashes))


def test_long_words_differ_in_head_tail_and_length() -> None:
    long = ["a" * n for n in range(1, 40)]
    long += ["a" * 30 + "b", "b" + "a" * 30, "a" * 10 + "b" + "a" * 20]
    data, offsets = as_bytes(texts(long))
    assert len(set(find_words(data, offsets).hashes.tolist())) == len(long)


@given(st.lists(st.integers(1, 4), max_size=20), st.data())
def test_runs_of_words_are_known_by_their_hash(values: list[int], data: st.DataObject) -> None:
    hashes = np.array(values, np.uint64) * np.uint64(0x123456789ABCDEF1)
    runs = Sequences(hashes)
    end = st.integers(0, len(values))
    (a, b), (c, d) = (sorted(data.draw(st.tuples(end, end))) for _ in range(2))
    one, other = runs.of(np.array([a, c]), np.array([b, d]))
    same = values[a:b] == values[c:d]
    assert (one == other) == same
    assert bool(runs.same(np.array([a]), np.array([b]), np.array([other]))[0]) == (one == other)


@given(st.lists(st.lists(st.integers(1, 5), max_size=6), max_size=6))
def test_shingles_are_those_of_the_oracle(cards: list[list[int]]) -> None:
    hashes = np.array([w for card in cards for w in card], np.uint64)
    first = np.concatenate([[0], np.cumsum([len(card) for card in cards])]).astype(np.int64)
    found, borders = shingles(hashes, first)
    names: dict[int, set[tuple[str, ...]]] = {}
    for number, card in enumerate(cards):
        own = set(found[borders[number] : borders[number + 1]].tolist())
        expected = oracle.shingles([str(w) for w in card])
        assert len(own) == len(expected)
        names.setdefault(number, expected)
    held = [set(found[a:b].tolist()) for a, b in pairwise(borders)]
    for one, first_own in names.items():
        for other, second in names.items():
            assert len(held[one] & held[other]) == len(first_own & second)
