"""Clean names with one token swapped for a wrong one, and the facts of the clean model."""

from dataclasses import dataclass
from typing import Any

CLEAN: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("a/Llama-3.1-8B-Instruct", {"type_config": "llama", "parameters": 8_030_261_248.0}, ""),
    ("a/Qwen2.5-7B-Instruct", {"type_config": "qwen2", "parameters": 7_615_616_512.0}, ""),
    ("a/Qwen3-8B", {"type_config": "qwen3", "parameters": 8_190_735_360.0}, ""),
    ("a/gemma-2-9b-it", {"type_config": "gemma2", "parameters": 9_241_705_984.0}, ""),
    ("a/gemma-3-4b-it", {"type_config": "gemma3", "parameters": 4_300_079_472.0}, ""),
    ("a/Mistral-7B-v0.3", {"type_config": "mistral", "parameters": 7_248_023_552.0}, ""),
    ("a/bert-base-NER", {"type_config": "bert", "task": "token-classification"}, ""),
    ("a/roberta-base-squad", {"type_config": "roberta", "task": "question-answering"}, ""),
    ("a/t5-base-summarization", {"type_config": "t5", "task": "summarization"}, ""),
    ("a/deberta-v3-base-ner", {"type_config": "deberta-v2", "task": "token-classification"}, ""),
    ("a/whisper-small-asr", {"type_config": "whisper", "task": "automatic-speech-recognition"}, ""),
    (
        "a/Llama-3.1-8B-AWQ",
        {"type_config": "llama", "quant_method": "awq", "quant_bits": "4"},
        "",
    ),
    (
        "a/Qwen2.5-7B-GPTQ-Int4",
        {"type_config": "qwen2", "quant_method": "gptq", "quant_bits": "4"},
        "",
    ),
    ("a/Mistral-7B-bnb-4bit", {"quant_method": "bitsandbytes", "quant_bits": "4"}, ""),
)  # fmt: skip

SWAPS = {
    "A": {"Llama": "Gemma", "Qwen2.5": "Mistral", "Mistral": "Llama-2", "bert-base": "gpt2-base",
          "roberta": "distilbert", "t5": "bart", "deberta-v3": "bert", "whisper": "wav2vec2"},
    "P": {"8B": "70B", "7B": "32B", "9b": "2b", "4b": "27b", "1.5B": "7B"},
    "Q": {"AWQ": "GPTQ", "GPTQ": "AWQ", "Int4": "Int8", "4bit": "8bit", "bnb": "awq"},
    "V": {"Qwen3": "Qwen2.5", "Qwen2.5": "Qwen3", "gemma-2": "gemma-3", "gemma-3": "gemma-2"},
    "T": {"NER": "image-classification", "squad": "ner", "summarization": "asr", "asr": "ner",
          "ner": "squad"},
}  # fmt: skip
"""Tokens by code, each with a wrong one of its kind."""

NEEDED = {"P": "parameters", "Q": "quant_method"}
"""Fact without which a wrong token cannot be told."""

CHECKED = {"A": {"ARCH"}, "P": {"SIZE"}, "Q": {"QUANT"}, "V": {"VER"}, "T": {"TASK"}}


@dataclass(frozen=True)
class Corrupted:
    """A name with one wrong token."""

    code: str
    name: str
    facts: dict[str, Any]


def corrupted() -> list[Corrupted]:
    found = []
    for code, swaps in SWAPS.items():
        for name, facts, _ in CLEAN:
            hits = [(a, b) for a, b in swaps.items() if a in name]
            if (
                hits
                and (code != "P" or "parameters" in facts)
                and (code != "Q" or "quant_method" in facts)
            ):
                old, new = max(hits, key=lambda pair: len(pair[0]))
                found.append(Corrupted(code, name.replace(old, new, 1), facts))
    return found
