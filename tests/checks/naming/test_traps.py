"""False positives that are known by name: none of them may be a finding, or only a mild one."""

from typing import Any

import pytest

from heredity.checks.naming.linting import Linted, lint
from heredity.core.findings import Severity

SIZES = {
    "rounding and a large vocabulary": ("google/gemma-7b", 8_537_680_896, {}),
    "a small model with a large vocabulary": ("a/Llama-3.2-1B", 1_235_814_400, {}),
    "a saved tied head": ("a/Llama-3.2-1B-Instruct", 1_498_482_688, {}),
    "a vision tower": ("Qwen/Qwen2-VL-7B-Instruct", 8_291_375_616, {}),
    "towers of an omni model": ("Qwen/Qwen2.5-Omni-7B", 10_732_225_440, {}),
    "layers for several tokens at once": ("deepseek-ai/DeepSeek-V3-671B", 684_531_386_000, {}),
    "several checkpoints in one repository": ("a/Base-7B", 14_484_000_000, {}),
    "an adapter by its library": ("a/Base-7B-x", 41_943_040, {"library": "peft"}),
    "an adapter by its name": ("a/Base-7B-qlora", 41_943_040, {}),
    "an adapter that nothing declares": ("a/OLMo-3-7B-sft-seed3", 528_384, {}),
    "packed counts of GPTQ": ("a/Base-8B-quantized.w4a16", 2_000_000_000, {}),
    "packed counts by a tag": ("a/Base-8B", 2_000_000_000, {"tags": "gptq\n4-bit"}),
    "packed words of MLX": ("mlx-community/Mistral-Small-4-119B-3bit", 14_151_498_752, {}),
    "the size of a teacher": ("a/tiny-student-distilled-from-70B", 1_100_000_000, {}),
    "tokens seen": ("a/codebert-python-100B-tokens", 125_000_000, {}),
    "tokens in trillions": ("a/Ling-tiny-base-30T", 8_210_000_000, {}),
    "a hash": ("a/unc-7516438b", 35_100_000_000, {}),
    "a mixture of experts": ("mistralai/Mixtral-8x7B-v0.1", 46_702_792_704, {}),
    "only the active size": ("Qwen/Qwen1.5-MoE-A2.7B", 14_315_784_192, {}),
    "an effective size": ("google/gemma-4-E2B-it", 5_123_178_051, {}),
    "a backbone without embeddings": ("meta-llama/Prompt-Guard-86M", 278_811_651, {}),
    "a test model": ("trl/tiny-random-Llama-3-8B", 1_032_272, {}),
    "a draft head": ("a/EAGLE3-Llama3-8B", 425_000_000, {}),
    "a pruned model": ("a/pruned60-llama-3.2-3b", 1_944_443_904, {}),
    "a decimal written with a hyphen": ("a/archangel_pythia6-9b", 6_857_302_016, {}),
    "two sizes, of which one fits": ("a/Llama-3-8B-pruned-4.5B", 4_500_000_000, {}),
}


@pytest.mark.parametrize("case", SIZES)
def test_a_count_that_is_explained_is_no_finding(case: str) -> None:
    name, counted, more = SIZES[case]
    linted = lint(name, {"parameters": float(counted), **more})
    assert linted.outcomes["SIZE"] in {"ok", "unknown", "not claimed"}


FAMILIES = {
    "Led Zeppelin": ("huggingartists/led-zeppelin", "gpt2"),
    "the Hungarian BERT": ("ZTamas/hubert-qa-milqa", "bert"),
    "a clip range": ("a/ppo-clip_range_0.2", "gpt2"),
    "somebody called Sam": ("a/sam-chat", "llama"),
    "health information": ("a/phi-deidentifier", "bert"),
    "a composite named for a backbone": ("facebook/maskformer-swin-tiny-coco", "maskformer"),
    "encoder and decoder": ("Ayham/bert_gpt2_summarization", "encoder-decoder"),
    "the recipe, not the network": ("hfl/chinese-roberta-wwm-ext", "bert"),
    "a student named for its teacher": ("s/paraphrase-multilingual-mpnet-base-v2", "xlm-roberta"),
    "a text tower": ("s/clip-ViT-B-32-multilingual-v1", "distilbert"),
    "a domain's BERT": ("a/finbert-multilingual", "xlm-roberta"),
    "a real LongT5": ("agemagician/mlong-t5-tglobal-base", "longt5"),
    "a brand on another architecture": ("tiiuae/Falcon3-7B-Base", "llama"),
    "another brand": ("Salesforce/codegen25-7b-multi", "llama"),
    "a word within a word": ("VietAI/vit5-base", "t5"),
    "converted to another layout": ("a/Qwen-7B-llamafied", "llama"),
    "a tool": ("a/Qwen2.5-7B-llama.cpp", "qwen2"),
    "a dataset": ("inu-ai/dolly-japanese-gpt-1b", "gpt2"),
    "GGUF calls it llama": ("a/Mistral-7B", "llama"),
    "remote code of an unknown type": ("a/bert-own", "my_own_type"),
    "an embedder on any backbone": ("intfloat/e5-mistral-7b-instruct", "mistral"),
}


@pytest.mark.parametrize("case", FAMILIES)
def test_a_family_that_is_explained_is_no_finding(case: str) -> None:
    name, kind = FAMILIES[case]
    assert lint(name, {"type_config": kind}).outcomes["ARCH"] != "conflict"


MEMBERS = {
    "an XLM-RoBERTa called RoBERTa": ("51la5/roberta-large-NER", "xlm-roberta"),
    "a DistilBERT called BERT": ("bhadresh-savani/bert-base-go-emotion", "distilbert"),
    "an mT5 called T5": ("lemon234071/t5-base-Chinese", "mt5"),
}


@pytest.mark.parametrize("case", MEMBERS)
def test_another_member_of_the_family_is_a_mild_finding(case: str) -> None:
    name, kind = MEMBERS[case]
    (found,) = lint(name, {"type_config": kind}).complaints
    assert (found.check, found.severity) == ("ARCH", Severity.INFO)


WRONG = {
    "a BERT called DeBERTa": ("mlcorelib/deberta-base-uncased", "bert"),
    "a RoBERTa called DistilBERT": ("janeel/distilbert-base-uncased-finetuned-squad", "roberta"),
    "a DeBERTa called BERT": ("sohamtiwari3120/bert-finetuned-ner", "deberta-v2"),
}


@pytest.mark.parametrize("case", WRONG)
def test_another_family_is_an_error(case: str) -> None:
    name, kind = WRONG[case]
    found = [c for c in lint(name, {"type_config": kind}).complaints if c.check == "ARCH"]
    assert [c.severity for c in found] == [Severity.ERROR]
    assert {"claim", "seen", "tier", "rule", "settle"} <= set(found[0].evidence)


OTHERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a mixed K-quant": ("a/Base-7B-Q4_K_M-GGUF", {"tags": "gguf", "quant_bits": "6"}, "QUANT"),
    "GPTQ within compressed-tensors": (
        "a/Base-7B-GPTQ-Int4",
        {"quant_method": "compressed-tensors"},
        "QUANT",
    ),
    "the precision of the original": ("a/Base-BF16-mlx-8Bit", {"tags": "8-bit\nmlx"}, "QUANT"),
    "a dequantized upload": ("a/Base-7B-AWQ-dequantized", {"tags_known": True}, "QUANT"),
    "an empty repository": (
        "a/Base-GGUF",
        {"files_known": True, "weights": False, "tags_known": True},
        "FORMAT",
    ),
    "a gated repository": (
        "a/Base-GGUF",
        {"files_known": True, "weights": True, "gated": True, "tags_known": True},
        "FORMAT",
    ),
    "answers by generation": ("a/t5-base-squad", {"task": "text2text-generation"}, "TASK"),
    "zero-shot by entailment": ("a/bart-ner", {"task": "zero-shot-classification"}, "TASK"),
    "a headless upload": (
        "a/bert-ner",
        {"task": "feature-extraction", "classes": '["BertModel"]'},
        "TASK",
    ),
    "a multilingual base": ("a/xlm-r-german", {"languages": "en"}, "LANG"),
    "a data set's language": ("a/mt5-german-qa", {"languages": "en"}, "LANG"),
    "context by rope scaling": (
        "a/Base-7B-128k",
        {"positions": 32_768.0, "rope_factor": 4.0},
        "CTX",
    ),
    "context at run time": ("a/Base-7B-yarn-128k", {"positions": 32_768.0}, "CTX"),
    "a resolution that changed": ("a/vit-base-patch16-224", {"patch": 16.0}, "DIM"),
    "a distilled version": ("a/DeepSeek-R1-0528-Qwen3-8B", {"type_config": "qwen3"}, "VER"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_other_explained_facts_are_no_finding(case: str) -> None:
    name, facts, check = OTHERS[case]
    assert lint(name, facts).outcomes[check] != "conflict"


def test_without_facts_nothing_passes_and_nothing_is_found() -> None:
    found: Linted = lint("a/Llama-3.1-8B-Instruct-AWQ-128k-german")
    assert found.complaints == ()
    assert set(found.outcomes.values()) <= {"unknown", "not claimed", "ok"}
    assert found.outcomes["SIZE"] == found.outcomes["ARCH"] == found.outcomes["LANG"] == "unknown"
