"""Relations that a model's own name, tags and files contradict."""

from __future__ import annotations

from heredity.checks.examples import edge, model
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, verdicts
from heredity.core.findings import Severity
from heredity.knowledge.signs import GGUF_FILE, WEIGHTS_BUT_GGUF, sign_regex
from heredity.store.expr import StringValue, Table, cases, coalesce, ifelse, literal, null
from heredity.store.facts import ASKED

RELATIONS = ("finetune", "adapter", "quantized", "merge")
UNSIGNED = ("quantized", "adapter", "merge")
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
    rows = _joined(tables)
    case = _case(rows)
    rows = rows.mutate(case=case).filter(case.notnull())
    merge = rows.case == "merge"
    return verdicts(
        rows,
        severity=ifelse(merge, Severity.INFO.value, Severity.WARN.value),
        confidence=cases(
            (merge, LONE_MERGE),
            (rows.case == "finetune", GGUF_ONLY),
            (rows.files_known, FROM_FILES),
            else_=FROM_TAGS,
        ),
        model_id=rows.model_id,
        parent_id=rows.parent_id,
        message=_message(rows),
        evidence=evidence(
            "edges",
            "models",
            relation=rows.case,
            declared_by=rows.evidence,
            library=rows.library,
            tags=rows.tags[:SHOWN],
            files=rows.files[:SHOWN],
        ),
    )


def _joined(tables: Tables) -> Table:
    """Edges of a single relation, with what is known of their children.

    All words of the child stand in `text` and its file names in `names`, in lower case, by line.
    """
    rows = _sole(tables).join(_known(tables), "model_id")
    words = rows.tags.filter(lambda tag: ~tag.contains(":")).join("\n")
    lines = [_text(part) for part in (rows.name, rows.library, words, rows.config, rows.names)]
    text = lines[0].concat(*(part for line in lines[1:] for part in ("\n", line)))
    return rows.mutate(text=text, names=_text(rows.names), files_known=rows.names.notnull())


def _sole(tables: Tables) -> Table:
    """Edges of a single relation, with the number of parents that their child has."""
    edges = tables["edges"]
    counts = edges.group_by("child_id").agg(parents=edges.count())
    named = sum((edges[name].cast("int64") for name in RELATIONS), literal(0))
    rows = edges.filter(named == 1).join(counts, "child_id")
    return rows.select("parent_id", "evidence", "parents", *RELATIONS, model_id=rows.child_id)


def _known(tables: Tables) -> Table:
    """Models whose tags are known; `names` is null where the file names are not."""
    models = tables["models"]
    files = ifelse((models.asked & ASKED["files"]) > 0, models.files, null())
    rows = models.filter((models.asked & ASKED["tags"]) > 0)
    return rows.select(
        "model_id", "name", "library", "tags", "config", "gguf", files=files, names=files.join("\n")
    )


def _text(part: StringValue) -> StringValue:
    return coalesce(part.lower(), literal(""))


def _case(rows: Table) -> StringValue:
    """The relation that nothing bears out; null for an edge that is in order."""
    quiet = {name: ~rows.text.re_search(sign_regex(name)) for name in UNSIGNED}
    only_gguf = rows.names.re_search(GGUF_FILE) & ~rows.names.re_search(WEIGHTS_BUT_GGUF)
    doubtful = {
        "quantized": rows.gguf.isnull() & quiet["quantized"],
        "adapter": quiet["adapter"],
        "merge": (rows.parents == 1) & quiet["merge"],
        "finetune": only_gguf,
    }
    return cases(
        *((rows[name], ifelse(doubt, name, null("string"))) for name, doubt in doubtful.items())
    )


def _message(rows: Table) -> StringValue:
    where = ifelse(rows.files_known, "name, tags, library or files", "name, tags or library")
    unsigned = literal(", but nothing in its ") + where + " speaks of it."
    return cases(
        (
            rows.case == "quantized",
            literal("Is said to be a quantized copy of ") + rows.parent_id + unsigned,
        ),
        (
            rows.case == "adapter",
            literal("Is said to be an adapter for ") + rows.parent_id + unsigned,
        ),
        (
            rows.case == "merge",
            literal("Is said to be a merge, but names ")
            + rows.parent_id
            + " as its only parent, and nothing speaks of merging.",
        ),
        else_=literal("Is said to be a fine-tune of ") + rows.parent_id + ", but all its weights "
        "are GGUF files: a quantized copy, or a fine-tune whose original weights are elsewhere.",
    )
