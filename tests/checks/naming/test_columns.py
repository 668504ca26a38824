"""Columns and distinct combinations give what judging model by model gives."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from heredity.analyses import ANALYSES
from heredity.checks.examples import edge, model
from heredity.checks.naming.claims import Claims, claims_of, stored_claims
from heredity.checks.naming.gathering import gathered
from heredity.checks.naming.judging import judged
from heredity.checks.naming.linting import RULES
from heredity.checks.naming.sizes import numbers, sizes_of
from heredity.checks.naming.subjects import Subject
from heredity.checks.naming.wording import worded
from heredity.checks.registry import Tables
from heredity.knowledge.families import words_of
from heredity.store import Context, Store
from heredity.store.columns import texts, whole
from heredity.store.stage import run_stage
from tests.checks.naming.judged import study as real
from tests.oracles.naming_checks import outcomes

NAMES = [
    "bert-base-uncased", "DistilBert-base-SQuAD", "XLM-RoBERTa-large", "xlm-r2", "roberta1b2",
    "Qwen3-qwen2.5-7b", "qwen2-7B", "Qwen-2-5B", "gemma-3n-E4B-it", "Phi-3-mini-4k", "phi-2",
    "led-zeppelin", "led-base-16384", "hubert-qa", "llama.cpp-7b", "gpt-4-distilled", "GPT-4x7B",
    "Mixtral-8x7B-v0.1", "model-1b5", "pythia6-9b", "Big-120B-A12B", "7billion-llama", "7bb8m",
    "llama-2-70b-chat-hf", "TinyLlama-1.1B", "BioLinkBERTLarge", "aBertCdE-t5", "t5v1_1-base",
    "Base-7B-AWQ", "Base-7B-GPTQ-4bit", "Base-GGUF", "x-onnx", "sentiment-german-base", "fr-en-mt",
    "bert_uncased_L-4_H-512_A-8", "vit-patch16-224", "Llama-3-8B-128k", "bert-NER", "t5-squad",
    "Ünïcode-bert-7B", "qwen\uff13-7b", "\uff22ERT-base", "x_qwen2\t7b",
    "llama-7b-llama-13b", "2", "",
]  # fmt: skip
CONFIGS = [
    (
        '{"model_type":"bert","architectures":["BertForSequenceClassification"],'
        '"hidden_size":768,"num_hidden_layers":12,"patch_size":16}'
    ),
    '{"model_type":"qwen2","architectures":["LlamaForCausalLM"]}',
    '{"model_type":"roberta","quantization_config":{"quant_method":"gptq","bits":8}}',
    '{"model_type":"llama","max_position_embeddings":4096}',
    None,
]
TAGS = [["4-bit", "awq"], ["gguf", "llama"], ["custom_code", "ner"], ["lora"], []]
PARENTS = ["Qwen/Qwen2.5-7B", "bob/Llama-2-13b", "eve/model-1b5", "o/gemma-2-2b", "ö/bért"]


def test_architecture_words_of_many_names_are_those_of_each() -> None:
    found = worded(texts(NAMES))
    assert [found.sets[code] for code in found.codes] == [words_of(name) for name in NAMES]


def test_sizes_of_many_names_are_those_of_each() -> None:
    rows, sizes = sizes_of(texts(NAMES))
    for row, name in enumerate(NAMES):
        mine = set(sizes[rows == row].tolist())
        assert mine <= set(numbers(Subject({"name": name})))


def tangled(study: Callable[..., Store]) -> Store:
    """Every name beside several configurations, tags and parents."""
    models, edges = [], []
    for place, name in enumerate(NAMES):
        for turn in range(5):
            at = place + turn
            one = f"o{turn}/{name or 'x'}-{turn}" if turn else f"o/{name or 'x'}"
            models.append(
                model(
                    one,
                    config=CONFIGS[at % 5],
                    tags=TAGS[(at // 2) % 5],
                    task=[None, "token-classification", "fill-mask", "audio-classification"][
                        at % 4
                    ],
                    languages=[None, ["en"], ["de", "fr"]][at % 3],
                    parameters=[None, 7_000_000_000, 124_000_000, 1_500_000_000][at % 4],
                    gguf=[None, '{"total":7000000000,"context_length":8192}'][at % 2],
                    files=[["model.safetensors"], ["a.gguf"], ["README.md"]][at % 3],
                )
            )
            if turn != 1:
                kind = ["finetune", "adapter", "quantized", "merge"][at % 4]
                edges.append(edge(one, PARENTS[at % 5], kind))
    return study({"models": models, "edges": edges})


def check_against_oracle(store: Store) -> None:
    evidence = gathered(Tables(store))
    plain = outcomes(evidence.records)
    ids = evidence.records.table.column("model_id").to_pylist()
    for rule in RULES.values():
        said = judged(rule, evidence)
        rulings = dict(zip(said.rows, said.rulings, strict=True))
        for row, (model_id, outcome) in enumerate(zip(ids, said.outcomes.tolist(), strict=True)):
            wanted = plain[model_id, rule.check]
            assert rulings.get(row, outcome) == wanted, (model_id, rule.check)


def test_columns_give_what_judging_model_by_model_gives(study: Callable[..., Store]) -> None:
    check_against_oracle(tangled(study))


@pytest.mark.shared
@pytest.mark.slow
def test_columns_give_the_same_of_real_models(shared_data: Path, tmp_path: Path) -> None:
    store = real(tmp_path / "study", [shared_data / "hub" / "hub_stats_sample.parquet"])
    check_against_oracle(store)
    store.close()


def test_the_table_of_names_gives_the_claims_of_the_names(study: Callable[..., Store]) -> None:
    store = tangled(study)
    ids = whole(store.arrow("models", ["model_id"]).column("model_id"))
    assert stored_claims(store, ids) is None
    analysis = next(one for one in ANALYSES.members() if one.name == "names")
    run_stage(store, analysis.stage, Context(store))
    kept = stored_claims(store, ids)
    read = claims_of(store.arrow("models", ["name"]).column("name"))
    assert kept is not None
    for column in Claims.__slots__:
        mine, other = getattr(kept, column), getattr(read, column)
        if column == "format":  # numbers of formats have no order of their own
            assert len(set(zip(mine.tolist(), other.tolist(), strict=True))) == len(set(mine))
        else:
            assert np.array_equal(mine, other, equal_nan=mine.dtype == np.float64), column
    assert stored_claims(store, ids[1:]) is None
