"""Inferred parents are the same on DuckDB and on Spark."""

from collections.abc import Callable

import pytest

from heredity.pedigree.infer.stage import INFER
from heredity.store import Context, Store
from heredity.store.stage import run_stage

CARD = "This model is a fine-tuned version of [x](https://huggingface.co/acme/tale-7b) on x."
IDS = [
    "acme/tale-7b",
    "acme/tale-7b-bf16",
    "bulk/acme_tale-7b-bf16-GGUF",
    "bulk/tale-7b-Q4_K_M-GGUF",
    "me/opus",
    "me/tale-7b-finetuned-fr",
    "me/tale-7b-lora",
]


@pytest.mark.spark
def test_both_engines_infer_the_same(make: Callable[..., Store], spark: str) -> None:
    declared = {"base_models": [{"relation": "finetune", "model_id": "acme/tale-7b"}]}
    models = {each: {} for each in IDS} | {"you/tuned": declared}
    cards = [{"model_id": "me/opus", "text": CARD, "source": "cards", "row": 1}]
    tables = []
    for engine in ("duckdb", spark):
        store = make(models, cards=cards, engine=engine)
        run_stage(store, INFER, Context(store))
        tables.append(store.arrow("inferred"))
    assert tables[0].num_rows >= 4
    assert tables[0].equals(tables[1])
