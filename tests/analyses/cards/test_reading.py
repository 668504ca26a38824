"""Facts of cards against the oracle, card by card."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.cards.clusters import resemblance
from heredity.analyses.cards.reading import NAMES, SLOTS, read_cards
from heredity.store.arrow import RecordBatch
from heredity.store.cardtexts import batch_of, characters
from heredity.store.columns import integers, texts
from heredity.store.rowtexts import count_words
from tests.oracles import cards as oracle

PIECES = st.sampled_from(
    ["---\n", "license: mit\n", "# ", "## ", "####### ", "```\n", "```python\n", "my-Model", "x",
     " ", "\n", "1. ", "Uses", " [optional]", "**bold**", "é", "🤗", "org/my-Model", "42", "\t"]
)  # fmt: skip
CARD = st.lists(PIECES, max_size=25).map("".join)


def batch(cards: list[str | None], names: dict[str, list[str | None]] | None = None) -> RecordBatch:
    held = texts(cards)
    plain = held.fill_null("")
    columns = {name: texts((names or {}).get(name, [None] * len(cards))) for name in NAMES}
    counts = {"characters": characters(plain), "words": integers(count_words(plain))}
    return batch_of({"text": held, **counts, **columns})


def slots(facts: RecordBatch) -> np.ndarray:
    found = [row for row in facts.column("signature").to_pylist() if row]
    return np.array(found, np.int32).reshape(-1, SLOTS)


@given(st.lists(CARD, max_size=6))
def test_body_and_headings_are_those_of_the_oracle(cards: list[str]) -> None:
    rows = read_cards(batch(list(cards))).to_pylist()
    for card, row in zip(cards, rows, strict=True):
        assert row["body_characters"] == len(oracle.body(card))
        assert row["body_words"] == len(oracle.body(card).split())
        assert row["headings"] == oracle.headings(card)


@given(st.lists(CARD, min_size=1, max_size=6))
def test_signatures_are_equal_where_the_shingles_are(cards: list[str]) -> None:
    names = {"owner": ["org"] * len(cards), "name": ["my-Model"] * len(cards)}
    rows = read_cards(batch(list(cards), names)).to_pylist()
    sets = [
        oracle.shingles(oracle.masked(oracle.words(oracle.body(card)), ["org", "my-Model"]))
        for card in cards
    ]
    for one, first in zip(rows, sets, strict=True):
        assert bool(one["signature"]) == bool(first)
        for other, second in zip(rows, sets, strict=True):
            assert (one["signature"] == other["signature"]) or first != second


def test_equal_slots_estimate_the_jaccard_similarity() -> None:
    random = np.random.default_rng(3)
    pool = [f"w{number}x" for number in range(400)]
    cards: list[str] = []
    for share in np.linspace(0, 1, 60):
        base = random.choice(pool, 300)
        other = base.copy()
        other[: int(300 * share)] = random.choice(pool, int(300 * share))
        cards += [" ".join(base), " ".join(other)]
    held = slots(read_cards(batch(list(cards))))
    even = np.arange(0, len(cards), 2)
    found = resemblance(held, even, even + 1)
    sets = [oracle.shingles(oracle.words(card)) for card in cards]
    exact = np.array([oracle.jaccard(sets[at], sets[at + 1]) for at in even.tolist()])
    assert np.abs(found - exact).max() < 4 / np.sqrt(SLOTS) / 2 + 0.05
    assert abs((found - exact).mean()) < 0.03


def test_names_and_numbers_that_a_template_filled_in_make_no_difference() -> None:
    text = "This is a fine-tuned version of [{0}](https://hub/{0}), by {1}. Loss: {2}."
    cards = [text.format("acme/base-7b", "me", "0.31"), text.format("gpt2", "you-two", "12.5")]
    names: dict[str, list[str | None]] = {
        "owner": ["me", "you-two"], "name": ["mine", "yours"],
        "parent_owner": ["acme", None], "parent_name": ["base-7b", "gpt2"],
    }  # fmt: skip
    one, other = read_cards(batch(list(cards), names)).column("signature").to_pylist()
    # `acme` and `base-7b` stand side by side, so that both count as one name, as `gpt2` does.
    assert one == other


def test_own_name_as_a_heading_is_told_from_others() -> None:
    cards: list[str | None] = ["# My-Model 7B\n\n## Uses\n", None, "", "no heading"]
    names: dict[str, list[str | None]] = {"name": ["my-model-7b", None, None, None]}
    rows = read_cards(batch(cards, names)).to_pylist()
    assert rows[0]["own_heading"] == [True, False]
    assert [row["headings"] for row in rows[1:]] == [[], [], []]
    assert [row["body_characters"] for row in rows[1:3]] == [0, 0]


@pytest.mark.parametrize("size", [0, 1])
def test_tiny_batches(size: int) -> None:
    assert read_cards(batch([""] * size)).num_rows == size
