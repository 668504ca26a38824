"""The rows of the vocabulary: each is read as it says."""

from heredity.knowledge.names import CODES, parse
from heredity.knowledge.names.shapes import shape_of
from heredity.knowledge.vocabulary import Word, extensions, fused, kinds, phrases, words


def test_every_row_has_an_example_that_reads_so() -> None:
    wrong = [f"{word.text}: {word.example}" for word in words() if not reads_so(word)]
    assert wrong == []


def reads_so(word: Word) -> bool:
    bare = "".join(word.text.split())
    return any(
        one.code == word.code and "".join(filter(str.isalnum, one.text.lower())) == plain(bare)
        for one in parse(word.example).elements
    )


def plain(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_rows_are_in_lower_case_without_separators_but_spaces_and_not_repeated() -> None:
    for word in words():
        assert word.text == word.text.lower() == " ".join(word.text.split())
        assert word.code in CODES
    texts = ["".join(word.text.split()) for word in words() if word.kind != "ext"]
    assert len(texts) > 4_000
    assert {text for text in texts if texts.count(text) > 2} == set()


def test_tables_by_text() -> None:
    assert fused()["stablediffusion"].code == "A"
    assert phrases()["fill", "mask"].value == "fill-mask"
    assert extensions()["gguf"] == "gguf"
    assert kinds()["llm"] == "A"


def test_plain_words_have_no_shape() -> None:
    for word in ("llama", "base", "chat", "stheno"):
        assert shape_of(word) is None
