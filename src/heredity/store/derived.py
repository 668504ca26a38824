"""The tables that stages derive from facts: pedigree, findings, runs."""

from __future__ import annotations

from heredity.store.schema import Column, TableSpec, table

EDGE_SET = Column("edge_set", "string", "Edge set that the row speaks of.")

NODES = table(
    TableSpec(
        "nodes",
        "One node of the pedigree: a model, or the stub of a parent that no record describes.",
        (
            Column("node", "int64", "Number of the node: its rank among all ids."),
            Column("model_id", "string", "The model."),
            Column("in_snapshot", "bool", "False for a stub."),
        ),
        key=("node",),
    )
)

EDGES = table(
    TableSpec(
        "edges",
        "One derivation, parent to child, with every relation and all evidence for it.",
        (
            Column("child_id", "string", "The derived model."),
            Column("parent_id", "string", "The model that it was derived from."),
            Column("finetune", "bool", "Derived by fine-tuning."),
            Column("adapter", "bool", "An adapter for the parent."),
            Column("quantized", "bool", "A quantized copy."),
            Column("merge", "bool", "A merge of the parent with others."),
            Column("unspecified", "bool", "No evidence names a relation."),
            Column(
                "evidence",
                "list<string>",
                "Who says so, most trusted first: `resolved` (the hub's baseModels), `tag` (its "
                "base_model tags), `card` (front matter), `curated` (an imported list).",
            ),
            Column(
                "disagreements",
                "list<string>",
                "What less trusted evidence says otherwise, as `evidence:relation`.",
            ),
            Column("declared_as", "list<string>", "The parent as written, where that differs."),
            Column("parent_in_snapshot", "bool", "False where no record describes the parent."),
            Column("inferred", "bool", "True for an edge that nobody declared."),
            Column(
                "confidence",
                "float64",
                "Trust in the edge, from 0 to 1: that of its best evidence.",
            ),
            Column(
                "cut", "bool", "True where the edge closed a cycle and is left out of the pedigree."
            ),
            Column("child", "int64", "Node of the child."),
            Column("parent", "int64", "Node of the parent."),
            Column(
                "choice",
                "int64",
                "Rank of the parent among the child's parents: of those in an edge set, the "
                "lowest is the primary parent.",
            ),
        ),
        key=("child", "parent"),
    )
)

FAMILIES = table(
    TableSpec(
        "families",
        "One family: a weakly connected component of an edge set; an isolated model is one alone.",
        (
            EDGE_SET,
            Column("family_id", "string", "Smallest id among the family's members."),
            Column(
                "founder_id",
                "string",
                "Its founder with the most descendants, ties to the smallest id.",
            ),
            Column("models", "int64", "Members, stubs included."),
            Column("stubs", "int64", "Members that no record describes."),
            Column("founders", "int64", "Members without a parent."),
            Column("edges", "int64", "Edges within the family."),
            Column("depth", "int64", "Edges on its longest lineage.", unit="generations"),
        ),
        key=("edge_set", "family_id"),
    )
)

MEMBERS = table(
    TableSpec(
        "members",
        "One node's place in its family, isolated models included.",
        (
            EDGE_SET,
            Column("model_id", "string", "The model."),
            Column("family_id", "string", "Its family."),
            Column(
                "founder_id",
                "string",
                "The founder that its primary parents lead to; itself for a founder.",
            ),
            Column(
                "generation",
                "int64",
                "Edges from that founder on the primary parents' forest; 0 for a founder.",
                unit="generations",
            ),
            Column("in_snapshot", "bool", "False for a stub."),
        ),
        key=("edge_set", "model_id"),
    )
)

FINDINGS = table(
    TableSpec(
        "findings",
        "One verdict on a model or an edge, with its evidence.",
        (
            Column("code", "string", "Rule, such as LIN001."),
            Column("severity", "string", "`error`, `warn` or `info`."),
            Column("confidence", "float64", "Trust in the verdict, from 0 to 1."),
            Column("model_id", "string", "The model it speaks of."),
            Column(
                "parent_id", "string", "The parent, for a verdict on an edge.", null="on a model"
            ),
            Column("message", "string", "One sentence."),
            Column("evidence", "string", "What it rests on, as JSON text."),
            Column("stage", "string", "Check that found it."),
        ),
        key=("code", "model_id", "parent_id", "message"),
        shared=True,
    )
)

RULES = table(
    TableSpec(
        "rules",
        "One rule that findings come from, as its check described it when it ran.",
        (
            Column("code", "string", "Its code, such as LIN001."),
            Column("title", "string", "What it finds, in a few words."),
            Column("severity", "string", "How bad its findings are, unless one says otherwise."),
            Column("doc", "string", "What it finds, in full."),
            Column("confidence", "string", "How the confidence of its findings is set."),
            Column("reason", "string", "Why to care, and what may explain a finding innocently."),
            Column("reference", "string", "Where the rule, or what it reads, is described."),
            Column("example", "string", "A case that it finds."),
            Column("stage", "string", "Check that it belongs to."),
        ),
        key=("code",),
        shared=True,
    )
)

RUNS = table(
    TableSpec(
        "runs",
        "One stage run that wrote tables.",
        (
            Column("stage", "string", "The stage."),
            Column("key", "string", "Digest of code, parameters and inputs."),
            Column("software", "string", "Version of Heredity and of its code."),
            Column("engine", "string", "Engine that ran it."),
            Column("parameters", "string", "Parameters as JSON text."),
            Column("seed", "int64", "Seed of its random numbers.", null="it draws none"),
            Column("inputs", "string", "Digest of each input, as JSON text."),
            Column("rows", "string", "Rows of each output, as JSON text."),
            Column("started", "timestamp", "Start.", unit="UTC"),
            Column("seconds", "float64", "Wall time.", unit="s"),
            Column(
                "peak_memory",
                "int64",
                "Highest resident memory of the process so far.",
                unit="bytes",
            ),
        ),
        key=("started", "stage"),
    )
)
