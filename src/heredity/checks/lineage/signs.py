"""Relations that a model's own name, tags and files contradict."""

from __future__ import annotations

from heredity.checks.examples import edge, model
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, verdicts
from heredity.core.findings import Severity
from heredity.knowledge.signs import GGUF_FILE, WEIGHTS_BUT_GGUF, sign_regex
from heredity.store.expr import BooleanValue, Column, Table, coalesce, ifelse, literal, union
from heredity.store.facts import ASKED

RELATIONS = ("finetune", "adapter", "quantized", "merge")
UNSIGNED = {"quantized": "a quantized copy of", "adapter": "an adapter for"}
FROM_TAGS, FROM_FILES = 0.6, 0.8
"""Confidence where nothing was found in the tags alone, and in tags and file names."""

GGUF_ONLY = 0.6
LONE_MERGE = 0.5
SHOWN = 20
"""Most tags and files that the evidence quotes."""


@check(
    "LIN005",
    title="Relation contradicts the model's tags or files",
    severity=Severity.WARN,
    confidence="0.8 where the file names are known and 0.6 where only tags are, for a quantized "
    "copy or an adapter without a sign of it; 0.6 for a fine-tune with GGUF files only; 0.5 for a "
    "merge of one (information). What the source was not asked for is unknown and never a sign.",
    reason="The hub mostly infers the relation. A wrong one miscounts the lineage and misleads "
    "whoever looks for an original to run or a license to follow.",
    reference="src/heredity/knowledge/signs.toml",
    reads=("edges", "models"),
    hit=Example(
        "Said to be quantized, yet its name says BF16 and nothing else speaks of it.",
        {
            "models": [
                model(
                    "ann/Base-BF16",
                    tags=["diffusers", "base_model:quantized:bob/Base"],
                    files=["model.safetensors"],
                ),
            ],
            "edges": [edge("ann/Base-BF16", "bob/Base", "quantized")],
        },
    ),
    passes=Example(
        "A tag says gguf; of a second model nothing was asked.",
        {
            "models": [model("ann/Base", tags=["gguf"]), model("eve/Base", asked=0)],
            "edges": [
                edge("ann/Base", "bob/Base", "quantized"),
                edge("eve/Base", "bob/Base", "quantized"),
            ],
        },
    ),
)
def relation_against_signs(tables: Tables) -> Table:
    """A relation that nothing else about the child bears out.

    A quantized copy or an adapter without any sign of being one, a fine-tune that consists of GGUF
    files only, or a merge of a single parent without any sign of merging.
    """
    edges = tables["edges"]
    named = sum((edges[name].cast("int64") for name in RELATIONS), literal(0))
    sole = edges.filter(named == 1)
    return union(
        *(_unsigned(tables, sole, relation) for relation in UNSIGNED),
        _only_gguf(tables, sole),
        _lone_merge(tables, sole),
    )


def _unsigned(tables: Tables, sole: Table, relation: str) -> Table:
    rows = _without_sign(tables, sole.filter(sole[relation]), relation)
    where = ifelse(
        rows.files_known, literal("name, tags, library or files"), literal("name, tags or library")
    )
    return verdicts(
        rows,
        severity=literal(Severity.WARN.value),
        confidence=ifelse(rows.files_known, FROM_FILES, FROM_TAGS),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal(f"Is said to be {UNSIGNED[relation]} ")
        + rows.parent_id
        + ", but nothing in its "
        + where
        + " speaks of it.",
        evidence=_shown(rows, relation),
    )


def _lone_merge(tables: Tables, sole: Table) -> Table:
    counts = tables["edges"].group_by("child_id").agg(lambda t: t.count().name("parents"))
    merges = sole.filter(sole.merge).semi_join(counts.filter(counts.parents == 1), "child_id")
    rows = _without_sign(tables, merges, "merge")
    return verdicts(
        rows,
        severity=literal(Severity.INFO.value),
        confidence=literal(LONE_MERGE),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Is said to be a merge, but names ")
        + rows.parent_id
        + " as its only parent, and nothing speaks of merging.",
        evidence=_shown(rows, "merge"),
    )


def _only_gguf(tables: Tables, sole: Table) -> Table:
    models = tables["models"]
    models = models.filter(_asked(models, "files") & models.files.notnull())
    models = models.mutate(names=models.files.join("\n").lower())
    gguf = models.filter(
        models.names.re_search(GGUF_FILE) & ~models.names.re_search(WEIGHTS_BUT_GGUF)
    )
    rows = _joined(sole.filter(sole.finetune), gguf.mutate(files_known=literal(True)))
    return verdicts(
        rows,
        severity=literal(Severity.WARN.value),
        confidence=literal(GGUF_ONLY),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Is said to be a fine-tune of ")
        + rows.parent_id
        + ", but all its weights are GGUF files: a quantized copy, or a fine-tune whose "
        "original weights are elsewhere.",
        evidence=_shown(rows, "finetune"),
    )


def _without_sign(tables: Tables, edges: Table, relation: str) -> Table:
    """Edges whose child, its tags being known, carries no sign of the relation."""
    models = tables["models"]
    models = models.filter(_asked(models, "tags"))
    files_known = _asked(models, "files") & models.files.notnull()
    models = models.mutate(files_known=files_known)
    rows = _joined(edges, models)
    quiet = ~rows.text.re_search(sign_regex(relation))
    return rows.filter(quiet & rows.gguf.isnull() if relation == "quantized" else quiet)


def _joined(edges: Table, models: Table) -> Table:
    """Edges with what is known of their children, and all their words as one text."""
    words = models.tags.filter(lambda tag: ~tag.contains(":"))
    parts = (models.name, models.library, words.join("\n"), models.files.join("\n"), models.config)
    lines = [coalesce(part, literal("")) for part in parts]
    text = lines[0]
    for line in lines[1:]:
        text = text + "\n" + line
    models = models.select(
        "model_id", "library", "tags", "files", "gguf", "files_known", text=text.lower()
    )
    rows = edges.select("child_id", "parent_id", "evidence")
    return rows.join(models, rows.child_id == models.model_id)


def _asked(models: Table, field: str) -> BooleanValue:
    return (models.asked & ASKED[field]) > 0


def _shown(rows: Table, relation: str) -> Column:
    return evidence(
        "edges",
        "models",
        relation=literal(relation),
        declared_by=rows.evidence,
        library=rows.library,
        tags=rows.tags[:SHOWN],
        files=rows.files[:SHOWN],
    )
