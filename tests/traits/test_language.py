"""Languages and their number."""

from heredity.traits.language import language_number, language_states, tagged_number


def test_the_number_is_that_of_the_states() -> None:
    values = ["en", "english", "zh_CN", "code"]
    assert language_number(values) == len(language_states(values)) == 2
    assert language_number(["code"]) is None
    assert tagged_number(["en", "de", "eng", "license:mit"]) == 2
    assert tagged_number([]) is None
