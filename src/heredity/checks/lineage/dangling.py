"""Parents that lead nowhere: not in the study, the model itself, a path on somebody's machine."""

from __future__ import annotations

from heredity.checks.examples import edge, reject
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, listed, verdicts
from heredity.core.findings import Severity
from heredity.core.reasons import LOCAL_PATH, SELF_LOOP
from heredity.store.expr import Table, ifelse, literal

HUB_KNEW_IT = 0.5
"""Factor of the confidence where the hub itself resolved the parent: it existed then."""


WHOLE_ENOUGH = 0.5
"""Share of the declared parents that a study must hold for a missing one to be a warning."""


@check(
    "LIN001",
    title="Parent is not in the study",
    severity=Severity.WARN,
    confidence="Trust in the edge, times the share of all declared parents that the study holds "
    "(by the rule of succession): in a small excerpt a missing parent says little. Halved where "
    "the hub resolved the parent.",
    reason="Whatever the parent asks of its descendants, such as its license, cannot be looked up. "
    "It may have been deleted, renamed or made private, or the import did not cover it.",
    reference="docs/reference/tables.md#edges, column parent_in_snapshot",
    reads=("edges",),
    hit=Example(
        "A card names a parent that no record describes.",
        {
            "edges": [
                edge(
                    "ann/tuned", "bob/gone", "finetune", evidence=["card"], parent_in_snapshot=False
                ),
            ],
        },
    ),
    passes=Example("The parent is there.", {"edges": [edge("ann/tuned", "bob/base", "finetune")]}),
)
def dangling_parent(tables: Tables) -> Table:
    """An edge whose parent no record describes.

    A warning where the study holds most of the declared parents and the hub did not resolve this
    one; information otherwise.
    """
    edges = tables["edges"]
    parents = edges.group_by("parent_id").agg(held=edges.parent_in_snapshot.any())
    totals = parents.agg(declared=parents.count(), held=parents.held.cast("int64").sum())
    rows = edges.filter(~edges.parent_in_snapshot).cross_join(totals)
    resolved = rows.evidence.contains("resolved")
    share = (rows.held + 1) / (rows.declared + 2)
    trust = rows.confidence * share * ifelse(resolved, HUB_KNEW_IT, 1.0)
    mild = resolved | (share < WHOLE_ENOUGH)
    return verdicts(
        rows,
        severity=ifelse(mild, Severity.INFO.value, Severity.WARN.value),
        confidence=trust,
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Names the parent ") + rows.parent_id + ", which the study does not hold: "
        "deleted, renamed, private, or not covered by the import.",
        evidence=evidence(
            "edges",
            declared_by=rows.evidence,
            declared_as=rows.declared_as,
            parents_declared=rows.declared,
            parents_held=rows.held,
        ),
    )


@check(
    "LIN002",
    title="Model names itself as its parent",
    severity=Severity.ERROR,
    confidence="1: the text is the model's own id.",
    reason="Nothing descends from itself, so the true parent is not declared. Often the model was "
    "renamed to the name of its base, or a template was filled in wrongly.",
    reference="docs/reference/tables.md#rejects",
    reads=("rejects",),
    hit=Example(
        "The front matter names the model itself.",
        {
            "rejects": [reject("ann/base", "ann/base", SELF_LOOP)],
        },
    ),
    passes=Example(
        "A parent was refused for another reason.",
        {
            "rejects": [reject("ann/base", "./out/checkpoint-500", LOCAL_PATH)],
        },
    ),
)
def self_loop(tables: Tables) -> Table:
    """A model that is declared to be its own parent; such a link never becomes an edge."""
    rows = _refused(tables, SELF_LOOP)
    return verdicts(
        rows,
        confidence=literal(1.0),
        model_id=rows.model_id,
        parent_id=rows.model_id,
        message=literal("Names itself as its parent, in ") + listed(rows.fields) + ".",
        evidence=evidence("rejects", fields=rows.fields, written=rows.written),
    )


@check(
    "LIN006",
    title="Parent is a path on somebody's machine",
    severity=Severity.WARN,
    confidence="0.95: a folder name may, rarely, look like a path and be an id.",
    reason="The lineage ends at a folder that nobody else can see, mostly because a training "
    "script wrote its own checkpoint into the card. The true parent is known to the author only.",
    reference="docs/reference/tables.md#rejects",
    reads=("rejects",),
    hit=Example(
        "A training script wrote its output folder into the card.",
        {
            "rejects": [reject("ann/tuned", "./out/checkpoint-500", LOCAL_PATH)],
        },
    ),
    passes=Example(
        "A parent was refused for another reason.",
        {
            "rejects": [reject("ann/base", "ann/base", SELF_LOOP)],
        },
    ),
)
def local_path(tables: Tables) -> Table:
    """A declared parent that is a local path instead of a model id."""
    rows = _refused(tables, LOCAL_PATH)
    return verdicts(
        rows,
        confidence=literal(0.95),
        model_id=rows.model_id,
        parent_id=literal(None, type="string"),
        message=literal("Names a path on somebody's machine as its parent: ")
        + listed(rows.written)
        + ".",
        evidence=evidence("rejects", fields=rows.fields, written=rows.written),
    )


def _refused(tables: Tables, reason: str) -> Table:
    """Models with a parent that was refused for this reason: where it stood, how it was written."""
    rejects = tables["rejects"]
    rows = rejects.filter((rejects.reason == reason) & rejects.model_id.notnull())
    return rows.group_by("model_id").agg(
        fields=rows.field.collect(distinct=True).sort(),
        written=rows.value.collect(distinct=True).sort(),
    )
