"""Many texts at once mean what each means by itself."""

import pytest

from heredity.core.errors import UnknownModel
from heredity.pedigree import search
from heredity.pedigree.search import Sought, resolve_model, resolve_models
from heredity.store import Store
from tests.pedigree.conftest import Make
from tests.pedigree.test_search import MODELS

TEXTS = [
    "a/Model", " a/Model ", "https://huggingface.co/a/model/tree/main", "qwen/qwen2.5-0.5b",
    "hf://models/Qwen/Qwen2.5-0.5B@main/config.json", "Qwen/Qwen2.5-0.5B:Q4_K_M", "gpt2",
    "google-bert/bert-base-uncased", "qwen2.5-0.5b", "gone/away", "Qwen/Qwen2.5-05B", "§§§§", "",
    "A/MODEL", "llama-3.1-8b", "Llama-31-8B", "a/Model",
]  # fmt: skip


def alone(store: Store, text: str) -> tuple[str | None, tuple[str, ...]]:
    try:
        return resolve_model(store, text), ()
    except UnknownModel as error:
        return None, tuple(error.near)


@pytest.mark.parametrize("few", [0, 500])
def test_each_text_as_if_it_were_alone(
    make: Make, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    store = make(MODELS)
    found = resolve_models(store, TEXTS)
    assert [one.text for one in found] == TEXTS
    assert [(one.model_id, one.near) for one in found] == [alone(store, text) for text in TEXTS]
    assert {one.text for one in found if one.several} == {"A/MODEL", "llama-3.1-8b"}


def test_near_ids_are_sought_for_some_only(make: Make) -> None:
    store = make(MODELS)
    found = resolve_models(store, ["Qwen/Qwen2.5-05B", "Qwen/Qwen2.5-05"], helped=1)
    assert [bool(one.near) for one in found] == [True, False]


def test_nothing_sought(make: Make) -> None:
    assert resolve_models(make(MODELS), []) == []
    assert resolve_models(make({}), ["gpt2"]) == [Sought("gpt2", None)]
