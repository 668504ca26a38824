import pytest

from heredity.core.errors import StudyError, UnknownModel
from heredity.pedigree.search import resolve_model
from heredity.store import Store
from tests.pedigree.conftest import Make

MODELS = {
    "openai-community/gpt2": {},
    "bert-base-uncased": {},
    "a/Model": {},
    "a/model": {},
    "meta-llama/Llama-3.1-8B": {"tags": ["base_model:gone/away"]},
    "unsloth/Llama-3.1-8B": {},
    "Qwen/Qwen2.5-0.5B": {},
}


@pytest.fixture
def study(make: Make) -> Store:
    return make(MODELS)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("a/Model", "a/Model"),
        (" a/Model ", "a/Model"),
        ("https://huggingface.co/a/model/tree/main", "a/model"),
        ("hf://models/Qwen/Qwen2.5-0.5B@main/config.json", "Qwen/Qwen2.5-0.5B"),
        ("Qwen/Qwen2.5-0.5B:Q4_K_M", "Qwen/Qwen2.5-0.5B"),
        ("qwen/qwen2.5-0.5b", "Qwen/Qwen2.5-0.5B"),
        ("gpt2", "openai-community/gpt2"),
        ("google-bert/bert-base-uncased", "bert-base-uncased"),
        ("qwen2.5-0.5b", "Qwen/Qwen2.5-0.5B"),
        ("gone/away", "gone/away"),
    ],
)
def test_all_forms_of_an_id(study: Store, text: str, model: str):
    assert resolve_model(study, text) == model


def near(store: Store, text: str) -> list[str]:
    with pytest.raises(UnknownModel) as caught:
        resolve_model(store, text)
    assert caught.value.what.startswith(f"No model '{text}'")
    return caught.value.near


def test_near_names_of_an_unknown_one(study: Store):
    assert near(study, "Qwen/Qwen2.5-05B")[0] == "Qwen/Qwen2.5-0.5B"
    assert near(study, "Llama-31-8B") == ["meta-llama/Llama-3.1-8B", "unsloth/Llama-3.1-8B"]
    assert near(study, "§§§§") == []
    assert near(study, "") == []


def test_what_fits_several_is_for_the_user_to_say(study: Store):
    assert near(study, "A/MODEL") == ["a/Model", "a/model"]
    assert near(study, "llama-3.1-8b") == ["meta-llama/Llama-3.1-8B", "unsloth/Llama-3.1-8B"]


def test_before_linking_models_are_found_and_stubs_are_not(make: Make):
    store = make(MODELS, linked=False)
    assert resolve_model(store, "A/Model".lower()) == "a/model"
    assert "gone/away" not in near(store, "gone/away")


def test_a_study_without_models(make: Make):
    assert near(make({}), "gpt2") == []
    empty = make({}, linked=False)
    empty.path("models").unlink()
    with pytest.raises(StudyError, match="Import a file first"):
        resolve_model(empty, "gpt2")
