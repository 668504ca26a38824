"""Languages as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso639 import ALL_LANGUAGES

from heredity.knowledge import languages
from heredity.knowledge.languages import (
    is_language_tag,
    language_name,
    paper_language,
    read_languages,
)

TWO = sorted(language.part1 for language in ALL_LANGUAGES if language.part1)
ACTIVE = [x for x in ALL_LANGUAGES if x.status == "A" and x.scope != "S"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("en", "en"), ("EN", "en"), ("eng", "en"), ("English", "en"), ("english", "en"),
        ("chi", "zh"), ("zho", "zh"), ("ger", "de"), ("deu", "de"), ("cmn", "cmn"), ("yue", "yue"),
        ("no", "no"), ("False", "no"), ("false", "no"), ("nob", "nb"), ("Norwegian Bokmål", "nb"),
        ("zh_CN", "zh"), ("zh-Hans-CN", "zh"), ("zho_Hans", "zh"), ("eng_Latn", "en"),
        ("sv-SE", "sv"), ("sv-se", "sv"), ("pt-br", "pt"), ("pt-BR", "pt"), ("es-419", "es"),
        ("en-DE", "en"), ("en-de", "de en"), ("en_de", "de en"), ("en-to-de", "de en"),
        ("eng-deu", "de en"), ("zh-yue", "yue"), ("de-1996", "de"), ("sl-rozaj", "sl"),
        ("en, fr", "en fr"), ("en/de", "de en"), ("English;Chinese", "en zh"),
        ("zh-CN,en", "en zh"),
        ("Swahili", "sw"), ("Malay", "ms"), ("Greek", "el"), ("Chinese (Simplified)", "zh"),
        ("iw", "he"), ("\\no", "no"), ("jw", "jv"), ("fri", "fy"), ("zhs", "zh"), ("cn", "zh"),
        ("code", ""), ("multilingual", ""), ("python", ""), ("t5", ""), ("tf", ""), ("7B", ""),
        ("", ""), ("  ", ""), ("und", ""), ("mul", ""), ("zxx", ""), ("no_ppt", ""),
        ("pt-flow", ""),
        ("en-core-web", ""), ("ge", ""), ("logo", ""), ("co-rl", ""), ("art", ""),
    ],
)  # fmt: skip
def test_a_written_value(text: str, codes: str) -> None:
    assert read_languages(text) == tuple(codes.split())


@given(st.text(max_size=30))
def test_any_text_gives_known_codes_in_order(text: str) -> None:
    codes = read_languages(text)
    assert list(codes) == sorted(set(codes))
    assert all(read_languages(code) == (code,) for code in codes)


@given(st.sampled_from(sorted(ACTIVE, key=lambda x: x.part3)))
def test_every_code_of_the_standard_is_read(language) -> None:
    codes = [language.part3, language.part2b, language.part2t, language.part1]
    canonical = language.part1 or language.part3
    assert {read_languages(code) for code in codes if code} == {(canonical,)}
    assert language_name(canonical) == language.name


@given(st.sampled_from(TWO), st.sampled_from(TWO))
def test_two_codes_in_lower_case_are_a_pair_unless_they_are_a_locale(one: str, other: str) -> None:
    found = read_languages(f"{one}-{other}")
    locale = f"{one}-{other}" in languages._rows().locales
    assert set(found) == ({one} if locale else {one, other})


def test_the_published_reading_keeps_two_letters_only() -> None:
    assert [paper_language(tag) for tag in ("en", "no", "zho", "eng", "t5", "EN", "english")] == [
        "English", "Norwegian", None, None, None, None, None,
    ]  # fmt: skip
    assert paper_language("tl") == "Tagalog"


@pytest.mark.parametrize("tag", ["en", "zho", "ceb", "pt-br", "zh-hans", "sr-Latn", "nso"])
def test_tags_that_are_languages(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    ["t5", "tf", "trl", "mlx", "vit", "ner", "sam", "doi", "region:us", "deploy:azure", "EN",
     "endpoints_compatible", "arxiv:1910.09700", "gpt-oss", "rt-detr", "lg-ai", "so-101",
     "en-de-tokenizer", ""],
)  # fmt: skip
def test_tags_that_are_none(tag: str) -> None:
    assert not is_language_tag(tag)


def test_rows_say_something_that_the_standard_does_not() -> None:
    rows, standard = languages._rows(), languages._standard()
    assert all(code in standard.titles for codes in rows.words.values() for code in codes)
    assert all(trap in standard.second or "-" in trap for trap in rows.traps)
    assert all(locale.split("-")[1] in standard.two & rows.regions for locale in rows.locales)
    assert all(len(region) == 2 for region in rows.regions)
    assert all(len(script) == 4 for script in rows.scripts)
