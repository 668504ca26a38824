"""What single names mean."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heredity.knowledge.names import CODES, CONVENTIONS, parse, parse_batches, parse_many
from heredity.knowledge.names.shapes import set_of


def codes(name: str) -> list[tuple[str, str]]:
    return [(one.text, one.code) for one in parse(name).elements]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Llama3Chat", "Llama:A 3:V Chat:F"),
        ("Qwen/Qwen2.5-VL-7B-Instruct-AWQ", "Qwen:A 2.5:V VL:T 7B:P Instruct:F AWQ:Q"),
        ("mixtral-8x7b-v0.1.Q4_K_M.gguf", "mixtral:A 8x7b:P v0.1:V Q4_K_M:Q gguf:X"),
        ("bert-base-multilingual-cased", "bert:A base:S multilingual:L cased:C"),
        ("ppo-LunarLander-v2", "ppo:A LunarLander:T v2:V"),
        ("resnet-50", "resnet:A 50:S"),
        ("google/bert_uncased_L-2_H-128_A-2", "bert:A uncased:C L-2:N H-128:H A-2:H"),
        ("vit-base-patch16-224-in21k", "vit:A base:S patch16:C 224:C in21k:D"),
        ("microsoft/Phi-3-mini-128k-instruct", "Phi:A 3:V mini:S 128k:K instruct:F"),
        ("GODEL-v1_1-large", "GODEL:A v1_1:V large:S"),
        ("Qwen3-30B-A3B-Thinking-2507", "Qwen:A 3:V 30B:P A3B:P Thinking:F 2507:I"),
        ("google/gemma-2-9b-it", "gemma:A 2:V 9b:P it:F"),
        ("sentiment_analysis_IT", "sentiment_analysis:T IT:L"),
        ("model.safetensors", "model:O safetensors:X"),
    ],
)
def test_elements(name: str, expected: str) -> None:
    assert " ".join(f"{text}:{code}" for text, code in codes(name)) == expected


def test_offsets_count_from_the_start_of_the_name_as_given() -> None:
    first = parse("meta-llama/Llama-2-7b-hf").elements[0]
    assert (first.text, first.start, first.end) == ("Llama", 11, 16)


def test_fields() -> None:
    one = parse("unsloth/Qwen3-30B-A3B-Instruct-2507-128K-Q4_K_M.gguf")
    assert (one.params, one.active_params) == (30e9, 3e9)
    assert (one.version, one.quant, one.bits, one.format) == ("3", "Q4_K_M", 4.0, "gguf")
    assert one.context == 131_072


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("x-7b", 7e9),
        ("opt-350m", 350e6),
        ("rwkv-raven-1b5", 1.5e9),
        ("Mixtral-8x22B", 176e9),
        ("gpt_neo_bg_2_7b", 2.7e9),
        ("gemma-3n-E4B-it", 4e9),
        ("SmolLM2-1.7B-8k", 1.7e9),
        ("bert-base", None),
    ],
)
def test_parameters(name: str, params: float | None) -> None:
    assert parse(name).params == params


@pytest.mark.parametrize(
    ("name", "quant", "bits", "form"),
    [
        ("Llama-3-8B-AWQ-INT4", "AWQ", 4.0, None),
        ("Llama-3-8B-GPTQ", "GPTQ", None, None),
        ("Llama-3-8B-4bit", "4bit", 4.0, None),
        ("Llama-3-8B-exl2-4.65bpw", "EXL2", 4.65, "exl2"),
        ("Llama-3-8B-w4a16", "W4A16", 4.0, None),
        ("Llama-3-8B-mlx-8bit", "8bit", 8.0, "mlx"),
        ("Llama-3-8B-i1-GGUF", None, None, "gguf"),
        ("Llama-3-8B-NVFP4", "NVFP4", 4.0, None),
    ],
)
def test_storage(name: str, quant: str | None, bits: float | None, form: str | None) -> None:
    one = parse(name)
    assert (one.quant, one.bits, one.format) == (quant, bits, form)


@pytest.mark.parametrize(
    ("name", "convention"),
    [
        ("resnet-tiny-beans", "I"),
        ("whisper-small-zh", "I"),
        ("CAMEL-13B-Combined-Data", "I"),
        ("garbage-classification", "AT"),
        ("opus-mt-en-de", "AT"),
        ("legal_t5_small_trans_fr_en", "I+AT"),
        ("Llama-2-7b-chat-hf", "I+AT"),
        ("Karnak-GGUF", "O"),
        ("masc_lora", "O"),
        ("14B", "O"),
    ],
)
def test_conventions(name: str, convention: str) -> None:
    assert parse(name).convention == convention


@pytest.mark.parametrize("name", ["distilbert-base-en-fr-cased", "maxvit_nano_rw_256.sw_in1k"])
def test_networks_that_do_not_translate_have_no_pair_of_languages(name: str) -> None:
    assert parse(name).convention == "I"


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("stablelm-2-1_6b-chat", 1.6e9),
        ("llama3_1_8b_lora", 8e9),
        ("smollm-1p7b-100B-20n", 1.7e9),
        ("warmly-qwen35-08b-enko", 0.8e9),
        ("DFN5B-CLIP-ViT-H-14", None),
        ("Infinity-Instruct-7M-Gen-mistral-7B", 7e9),
        ("Ling-3.0-tiny-base-30T", None),
        ("unc-7516438b", None),
        ("codebert-python-100B-tokens", None),
        ("molmoact2-libero-ft-10mm-300", None),
    ],
)
def test_what_counts_the_network_and_what_does_not(name: str, params: float | None) -> None:
    assert parse(name).params == params


def test_an_environment_s_version_is_not_the_model_s() -> None:
    assert parse("ppo-LunarLander-v2").version is None
    assert parse("ppo-lora-v2").version == "2"


def test_language_and_chat_as_tasks_are_switches() -> None:
    assert parse("bert-base-german", language_as_task="always").convention == "I+AT"
    assert parse("t5-small-en-fr").convention == "I+AT"
    assert parse("t5-small-en-fr", language_as_task="never").convention == "I"
    assert parse("Llama-2-7b-chat", chat_as_task=False).convention == "I"


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aAbBqQmMkKxXvV019._-/ ", max_size=40),
    st.lists(
        st.sampled_from(
            sorted(
                set_of(
                    "Llama qwen2.5 7B 8x7B A3B v1_1 2_7b Q4_K_M gguf lora chat en de tiny 32k 1M "
                    "2507 0 5 3 stable diffusion L 12 exl2 4.0bpw bert x mixtralChat Ⅷ ² ß İ"
                )
            )
        ),
        max_size=9,
    ).map("-".join),
)


@given(TEXTS)
@example("")
@example("/")
@example("İİİİ7b")
@example("-" * 1000)
@example("a1" * 500)
@example("a" * 1000)
@example("q-" * 500)
def test_spans_are_in_order_and_say_what_stands_there(text: str) -> None:
    one = parse(text)
    at = text.rfind("/") + 1
    for span in one.elements:
        assert at <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        assert span.code in CODES
        assert 0 < span.confidence <= 1
        at = span.end
    assert one.convention in CONVENTIONS
    assert parse(text) == one


@given(st.lists(TEXTS, max_size=8))
def test_many_at_once_give_the_same(names: list[str]) -> None:
    many = parse_many(names)
    for at, name in enumerate(names):
        one = parse(name)
        low, high = many.offsets[at], many.offsets[at + 1]
        assert [CODES[code] for code in many.codes[low:high]] == [x.code for x in one.elements]
        assert many.starts[low:high].tolist() == [x.start for x in one.elements]
        assert many.ends[low:high].tolist() == [x.end for x in one.elements]
        assert many.values[low:high] == [x.value for x in one.elements]
        assert np.allclose(many.confidences[low:high], [x.confidence for x in one.elements])
        for field in ("params", "active_params", "bits", "context"):
            value, wanted = getattr(many, field)[at], getattr(one, field)
            assert math.isnan(value) if wanted is None else value == wanted
        for field in ("version", "quant", "format"):
            assert getattr(many, field)[at] == getattr(one, field)
        assert CONVENTIONS[many.conventions[at]] == one.convention
    assert list(many.texts()) == [x.text for name in names for x in parse(name).elements]


@given(TEXTS, st.floats(min_value=1, max_value=1e13), st.booleans())
def test_totals_never_break_a_name(text: str, total: float, adapter: bool) -> None:
    one = parse(text, total=total, adapter=adapter)
    assert [x.text for x in one.elements] == [text[x.start : x.end] for x in one.elements]


def test_batches_keep_their_order_with_and_without_workers() -> None:
    batches = [["bert-base", "x-7b"], [], ["whisper-small"]]
    for processes in (1, 2):
        read = list(parse_batches(batches, processes=processes))
        assert [one.names for one in read] == batches
        assert read[0].params[1] == 7e9
