"""Rules on what a name says about weights: sizes, storage, shapes."""

from __future__ import annotations

from typing import Final

from heredity.checks.examples import edge, model
from heredity.checks.naming import shapes, sizes, storage
from heredity.checks.naming.gathering import findings_of
from heredity.checks.registry import Example, Tables, check
from heredity.core.findings import Severity
from heredity.store.expr import Table

READS: Final = ("models", "edges", "names")
GUIDE: Final = "docs/naming.md"


@check(
    "NAM001",
    title="Name claims another number of parameters",
    severity=Severity.ERROR,
    confidence="0.95 for an error: less than 1/8 or more than 15/8 of the claim, and a parent that "
    "is named otherwise agrees with the count. Else a warning: 0.8 beyond these bounds, 0.6 "
    "within.",
    reason="People choose by size. Rounding, large vocabularies, vision towers, adapters, packed "
    "weights, mixtures, teachers, parts and test models are told apart first.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "A 7B name on the 1.1 billion weights of its parent.",
        {
            "models": [model("ann/Great-7B", parameters=1_100_048_384)],
            "edges": [edge("ann/Great-7B", "bob/Small-1.1B", "finetune")],
        },
    ),
    passes=Example(
        "A rounded size, an adapter, a packed copy, a mixture, a test model.",
        {
            "models": [
                model("google/gemma-7b", parameters=8_537_680_896),
                model("ann/Base-7B-lora", parameters=41_943_040, library="peft"),
                model("ann/Base-7B-GPTQ", parameters=1_129_000_000),
                model("ann/Mixtral-8x7B", parameters=46_702_792_704),
                model("ann/tiny-random-Base-7B", parameters=1_032_272),
                model("eve/Base-7B"),
            ],
        },
    ),
)
def size(tables: Tables) -> Table:
    """A name whose number of parameters is far from the counted one."""
    return findings_of(tables, sizes.SIZE, "NAM001")


@check(
    "NAM002",
    title="Name claims more active parameters than there are",
    severity=Severity.WARN,
    confidence="0.8 against the total of the hub, 0.9 against headers.",
    reason=(
        "The active size is what a token costs. A part of a model carries the name of the whole."
    ),
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Twelve billion active of three.",
        {"models": [model("ann/Big-120B-A12B", parameters=2_942_325_248)]},
    ),
    passes=Example(
        "Three of thirty; an unknown total.",
        {
            "models": [
                model("ann/Qwen3-30B-A3B", parameters=30_532_122_624),
                model("ann/Qwen3-235B-A22B"),
            ]
        },
    ),
)
def active(tables: Tables) -> Table:
    """A name whose active parameters (`A3B`) exceed all that were counted."""
    return findings_of(tables, shapes.ACTIVE, "NAM002")


@check(
    "NAM006",
    title="Name claims another quantization",
    severity=Severity.ERROR,
    confidence="0.95 (error) against quantization_config; 0.7 to 0.75 (warning) against tags. "
    "Mixed types, several kinds of files and unquantized uploads count as unknown.",
    reason="Method and bits decide which programs can load the weights and how good they are.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "AWQ in the name, GPTQ in the configuration.",
        {
            "models": [
                model(
                    "ann/Base-7B-AWQ",
                    tags=["gptq"],
                    config='{"model_type":"llama","quantization_config":{"quant_method":"gptq"}}',
                )
            ]
        },
    ),
    passes=Example(
        "AWQ both times; a mixed K-quant; compressed-tensors made by GPTQ.",
        {
            "models": [
                model(
                    "ann/Base-7B-AWQ",
                    config='{"quantization_config":{"quant_method":"awq","bits":4}}',
                ),
                model("ann/Base-7B-Q4_K_M-GGUF", tags=["gguf"]),
                model(
                    "ann/Base-7B-GPTQ-Int4",
                    config='{"quantization_config":{"quant_method":"compressed-tensors"}}',
                ),
            ]
        },
    ),
)
def quantization(tables: Tables) -> Table:
    """A name whose quantization method or bits the configuration or the tags contradict."""
    return findings_of(tables, storage.QUANT, "NAM006")


@check(
    "NAM009",
    title="Name claims more context than there are positions",
    severity=Severity.WARN,
    confidence="0.7: sliding windows and scaling at run time can go beyond the positions.",
    reason="Input beyond the positions is cut or misread without a word.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "128k in the name, 8,192 in the GGUF metadata.",
        {
            "models": [
                model("ann/Llama-3-8B-128k", gguf='{"architecture":"llama","context_length":8192}')
            ]
        },
    ),
    passes=Example(
        "As many as claimed; unknown positions; a factor of rope scaling.",
        {
            "models": [
                model("ann/A-8B-128k", gguf='{"context_length":131072}'),
                model("ann/B-8B-128k"),
                model(
                    "ann/C-8B-128k",
                    config='{"max_position_embeddings":32768,"rope_scaling":{"factor":4.0}}',
                ),
            ]
        },
    ),
)
def context(tables: Tables) -> Table:
    """A name whose context length exceeds the positions that the model has."""
    return findings_of(tables, shapes.CTX, "NAM009")


@check(
    "NAM010",
    title="Name claims other dimensions",
    severity=Severity.ERROR,
    confidence="0.95: the numbers are compared as they stand. Needs a whole configuration.",
    reason="Layers, hidden size, heads and patches are what such names are chosen by.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Four layers in the name, twelve in the configuration.",
        {
            "models": [
                model(
                    "ann/bert_uncased_L-4_H-512_A-8",
                    config='{"num_hidden_layers":12,"hidden_size":512,"num_attention_heads":8}',
                )
            ]
        },
    ),
    passes=Example(
        "The same numbers; a resolution that fine-tuning changed; a stub without fields.",
        {
            "models": [
                model(
                    "ann/bert_uncased_L-4_H-512_A-8",
                    config='{"num_hidden_layers":4,"hidden_size":512,"num_attention_heads":8}',
                ),
                model("ann/vit-base-patch16-224", config='{"patch_size":16,"image_size":384}'),
                model("ann/bert_uncased_L-2_H-128_A-2", config='{"model_type":"bert"}'),
            ]
        },
    ),
)
def dimensions(tables: Tables) -> Table:
    """A name whose layers, hidden size, heads or patches are not the configuration's."""
    return findings_of(tables, shapes.DIM, "NAM010")


@check(
    "NAM012",
    title="Name states a file format that no file has",
    severity=Severity.WARN,
    confidence="0.85. Empty and gated repositories, and unknown files, count as unknown.",
    reason="Programs look for the format that the name promises. Files may lie in a branch.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "GGUF in the name, only safetensors among the files.",
        {"models": [model("ann/Base-GGUF", files=["config.json", "model.safetensors"])]},
    ),
    passes=Example(
        "A GGUF file; an empty repository; unknown files.",
        {
            "models": [
                model("ann/Base-GGUF", files=["base.Q4_K_M.gguf"]),
                model("ann/Other-GGUF", files=["README.md"]),
                model("eve/Base-GGUF", asked=0),
            ]
        },
    ),
)
def file_format(tables: Tables) -> Table:
    """A name that states GGUF or ONNX where weight files are of other formats only."""
    return findings_of(tables, storage.FORMAT, "NAM012")
