"""Rules on what a name says a model is: architecture, task, base, version, language."""

from __future__ import annotations

from typing import Final

from heredity.checks.examples import edge, model
from heredity.checks.naming import architectures, metadata, parents, words
from heredity.checks.naming.gathering import findings_of
from heredity.checks.registry import Example, Tables, check
from heredity.core.findings import Severity
from heredity.store.expr import Table

READS: Final = ("models", "edges", "names")
GUIDE: Final = "docs/naming.md"
_ROBERTA: Final = '{"model_type":"roberta","architectures":["RobertaForQuestionAnswering"]}'


@check(
    "NAM003",
    title="Name states another architecture",
    severity=Severity.ERROR,
    confidence="0.95 for an error: another family, by the configuration or by tag and parent. 0.8 "
    "(warning) by the tag alone; 0.5 to 0.8 (information) for another member of the family, and "
    "beside words such as distilled, merge or tokenizer.",
    reason="Code, licenses and comparisons are chosen by the family. Composites, backbones, "
    "teachers, homonyms and names that run as another family's code are told apart by rows of "
    "knowledge/families.toml.",
    reference="src/heredity/knowledge/families.toml",
    reads=READS,
    hit=Example(
        "DistilBERT in the name, RoBERTa in the configuration.",
        {"models": [model("ann/distilbert-base-squad", config=_ROBERTA)]},
    ),
    passes=Example(
        "Led Zeppelin; the Hungarian BERT; a clip range; a backbone; a student of mpnet.",
        {
            "models": [
                model("huggingartists/led-zeppelin", config='{"model_type":"gpt2"}'),
                model("ZTamas/hubert-qa-milqa", config='{"model_type":"bert"}'),
                model("ann/ppo-clip_range_0.2", config='{"model_type":"gpt2"}'),
                model("ann/maskformer-swin-tiny", config='{"model_type":"maskformer"}'),
                model("ann/multilingual-mpnet-base", config='{"model_type":"xlm-roberta"}'),
                model("ann/chinese-roberta-wwm-ext", config='{"model_type":"bert"}'),
                model("ann/bert-unknown-type"),
            ]
        },
    ),
)
def architecture(tables: Tables) -> Table:
    """A name none of whose architecture words the model type bears out."""
    return findings_of(tables, architectures.ARCH, "NAM003")


@check(
    "NAM004",
    title="Class or weights of another model type",
    severity=Severity.WARN,
    confidence="By headers, where the study keeps an assessment: the probability of its answer, an "
    "error for an exact match. Else 0.85: converted and shared classes are told apart, remote code "
    "is not judged.",
    reason="Libraries load by the type and ignore weights that do not fit.",
    reference=GUIDE,
    reads=(*READS, "assessments"),
    hit=Example(
        "Type mistral, class of Qwen2.",
        {
            "models": [
                model(
                    "ann/Base-7B",
                    config='{"model_type":"mistral","architectures":["Qwen2ForCausalLM"]}',
                )
            ]
        },
    ),
    passes=Example(
        "A class of its type; remote code.",
        {
            "models": [
                model("ann/squad", config=_ROBERTA),
                model(
                    "ann/own",
                    tags=["custom_code"],
                    config='{"model_type":"mistral","architectures":["Qwen2ForCausalLM"]}',
                ),
            ]
        },
    ),
)
def model_class(tables: Tables) -> Table:
    """A configuration whose class is of another type than it states, or than the weights are."""
    return findings_of(tables, metadata.CLASS, "NAM004")


@check(
    "NAM005",
    title="Name states another task",
    severity=Severity.WARN,
    confidence="0.8 where the class has the head of another task, 0.6 (information) by the "
    "pipeline tag alone. Tags that say the form only, and generation, count as unknown.",
    reason="A wrong task misroutes widgets, filters and code.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Recognition of names in the name, a head for whole sequences.",
        {
            "models": [
                model(
                    "ann/bert-base-NER",
                    task="audio-classification",
                    config='{"model_type":"bert","architectures":["BertForSequenceClassification"]}',
                )
            ]
        },
    ),
    passes=Example(
        "The same task; answering by generation; no task at all.",
        {
            "models": [
                model("ann/bert-base-NER", task="token-classification"),
                model("ann/t5-squad", task="text2text-generation"),
                model("ann/bert-ner"),
            ]
        },
    ),
)
def task(tables: Tables) -> Table:
    """A name whose task neither the declared task nor the head of the class bears out."""
    return findings_of(tables, words.TASK, "NAM005")


@check(
    "NAM007",
    title="Name states another base than the declared parent",
    severity=Severity.WARN,
    confidence="0.75 for the family; 0.5 (information) for a size that the count bears out: then "
    "the model was grown, cut or merged.",
    reason="One of the two is wrong, or the model was grown, cut or merged without saying so.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Gemma in the name, Qwen as the parent.",
        {
            "models": [model("ann/GemmaWild-9b")],
            "edges": [edge("ann/GemmaWild-9b", "Qwen/Qwen3.5-9B", "finetune")],
        },
    ),
    passes=Example(
        "The parent's family; a merge; a parent without a family in its name.",
        {
            "models": [model("ann/Llama-3-8B-x"), model("ann/Gemma-mix"), model("ann/Llama-8B-y")],
            "edges": [
                edge("ann/Llama-3-8B-x", "meta-llama/Llama-3-8B", "finetune"),
                edge("ann/Gemma-mix", "Qwen/Qwen3-8B", "merge"),
                edge("ann/Llama-8B-y", "bob/Something", "finetune"),
            ],
        },
    ),
)
def base(tables: Tables) -> Table:
    """A name whose family or size is not that of the one declared parent."""
    return findings_of(tables, parents.BASE, "NAM007")


@check(
    "NAM008",
    title="Name states another version",
    severity=Severity.ERROR,
    confidence=(
        "0.95 (error) where type and parent agree against the name; 0.75 (warning) by the type."
    ),
    reason="Versions are wanted in names and rarely checked; licenses change with them.",
    reference="src/heredity/knowledge/families.toml",
    reads=READS,
    hit=Example(
        "Qwen3 in the name, on the type and a parent of Qwen2.5.",
        {
            "models": [model("ann/Qwen3-7B-chat", config='{"model_type":"qwen2"}')],
            "edges": [edge("ann/Qwen3-7B-chat", "Qwen/Qwen2.5-7B", "finetune")],
        },
    ),
    passes=Example(
        "The type of the series; a series without a type of its own.",
        {
            "models": [
                model("Qwen/Qwen3-8B", config='{"model_type":"qwen3"}'),
                model("ann/DeepSeek-R1-0528-Qwen3-8B", config='{"model_type":"qwen3"}'),
                model("ann/Llama-3.1-8B", config='{"model_type":"llama"}'),
            ]
        },
    ),
)
def version(tables: Tables) -> Table:
    """A name whose release series has a model type of its own, which the model has not."""
    return findings_of(tables, parents.VER, "NAM008")


@check(
    "NAM011",
    title="Language of the name is not declared",
    severity=Severity.INFO,
    confidence="0.6: the language of the data is not always that of the job.",
    reason="Filters by language miss the model, or show it to the wrong people.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "German in the name, English declared.",
        {"models": [model("ann/sentiment-german-base", languages=["en"])]},
    ),
    passes=Example(
        "Declared by another code; multilingual; nothing declared.",
        {
            "models": [
                model("ann/sentiment-german-base", languages=["deu", "de-DE"]),
                model("ann/sentiment-french", languages=["multilingual"]),
                model("ann/sentiment-czech"),
            ]
        },
    ),
)
def language(tables: Tables) -> Table:
    """A name with a language that is not among the declared ones."""
    return findings_of(tables, words.LANG, "NAM011")


@check(
    "NAM013",
    title="Metadata contradict each other",
    severity=Severity.WARN,
    confidence="0.7 for two counts threefold apart, 0.6 (information) for two model types.",
    reason=(
        "The total may be a number that the author wrote; verdicts that rest on it would be wrong."
    ),
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "A total of 333,312 beside GGUF files of 7.6 billion.",
        {
            "models": [
                model("ann/Base", parameters=333_312, gguf='{"total":7615616512}'),
            ]
        },
    ),
    passes=Example(
        "Two counts that agree; one only.",
        {
            "models": [
                model("ann/Base", parameters=7_615_616_512, gguf='{"total":7615616512}'),
                model("ann/Other", parameters=333_312),
            ]
        },
    ),
)
def contradiction(tables: Tables) -> Table:
    """A model whose counts, or whose model types, differ between sources."""
    return findings_of(tables, metadata.META, "NAM013")
