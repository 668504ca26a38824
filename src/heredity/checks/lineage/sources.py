"""Sources that contradict each other: on who the parent is, and on what was done to it."""

from __future__ import annotations

from heredity.checks.examples import edge, model
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, listed, verdicts
from heredity.core.findings import Severity
from heredity.store.expr import ArrayValue, BooleanValue, Table, cases, coalesce, literal
from heredity.store.facts import ASKED

HUB = ("resolved", "tag")
"""Evidence that the hub itself gives."""

CARD = "card"
RELATIONS = ("finetune", "adapter", "quantized", "merge")
ASKED_THE_HUB = ASKED["tags"] | ASKED["base_models"]


@check(
    "LIN004",
    title="Card and hub name different parents",
    severity=Severity.WARN,
    confidence="0.9 where the study holds all parents that only one side names; 0.6 where it lacks "
    "one of them (it may have been renamed, and the hub follows renames while cards keep old "
    "names); 0.3 where the names differ in their owners only.",
    reason="One of the two is wrong or out of date, and tools that read only one of them see "
    "another lineage, with other licenses, than those that read the other.",
    reference="docs/reference/tables.md#edges, column evidence",
    reads=("edges", "models"),
    hit=Example(
        "The card names one parent, the hub another.",
        {
            "models": [model("ann/tuned")],
            "edges": [
                edge("ann/tuned", "bob/base", "finetune", evidence=["resolved", "tag"]),
                edge("ann/tuned", "bob/other", evidence=["card"]),
            ],
        },
    ),
    passes=Example(
        "Both name the same; a second model's source never gave the hub's view.",
        {
            "models": [model("ann/tuned"), model("eve/tuned", asked=ASKED["card_data"])],
            "edges": [
                edge("ann/tuned", "bob/base", "finetune", evidence=["tag", "card"]),
                edge("eve/tuned", "bob/base", evidence=["card"]),
            ],
        },
    ),
)
def parents_differ(tables: Tables) -> Table:
    """A model whose card and whose hub record name different parents.

    Also one whose card names parents while the hub, though asked, gives none.
    """
    edges = tables["edges"]
    sides = edges.mutate(
        hub=edges.evidence.contains(HUB[0]) | edges.evidence.contains(HUB[1]),
        card=edges.evidence.contains(CARD),
        held=edges.parent_in_snapshot,
        short=edges.parent_id.re_replace("^.*/", "").lower(),
    ).select("child_id", "parent_id", "hub", "card", "held", "short")
    both = sides.group_by("child_id").agg(
        hubs=sides.hub.cast("int64").sum(),
        cards=sides.card.cast("int64").sum(),
        differ=(sides.hub != sides.card).cast("int64").sum(),
    )
    suspects = both.filter((both.cards > 0) & (both.differ > 0))
    models = tables["models"].select("model_id", "asked")
    suspects = suspects.join(models, suspects.child_id == models.model_id)
    asked = (suspects.asked & ASKED_THE_HUB) > 0
    return _told(_gathered(sides, suspects.filter((suspects.hubs > 0) | asked)))


def _gathered(sides: Table, suspects: Table) -> Table:
    """What each side says about each suspect, as sorted lists: all of it, and what only it says."""
    rows = sides.semi_join(suspects, "child_id")
    one = rows.hub != rows.card
    return rows.group_by("child_id").agg(
        hubs=_ids(rows, rows.hub),
        cards=_ids(rows, rows.card),
        only_hub=_ids(rows, rows.hub & ~rows.card),
        only_card=_ids(rows, rows.card & ~rows.hub),
        lacking=(one & ~rows.held).any(),
        hub_names=rows.short.collect(where=rows.hub & one, distinct=True).sort().join("\n"),
        card_names=rows.short.collect(where=rows.card & one, distinct=True).sort().join("\n"),
    )


def _ids(rows: Table, where: BooleanValue) -> ArrayValue:
    named = rows.parent_id.collect(where=where).sort()
    return coalesce(named, literal([], type="array<string>"))


def _told(rows: Table) -> Table:
    card, hub = listed(rows.only_card), listed(rows.only_hub)
    return verdicts(
        rows,
        confidence=cases(
            (rows.hub_names == rows.card_names, 0.3),
            (rows.lacking, 0.6),
            else_=0.9,
        ),
        model_id=rows.child_id,
        parent_id=literal(None, type="string"),
        message=cases(
            (
                rows.hubs.length() == 0,
                literal("The card names ") + card + "; the hub gives no parent.",
            ),
            (
                rows.only_hub.length() == 0,
                literal("The card names ") + card + " too, which the hub does not.",
            ),
            (
                rows.only_card.length() == 0,
                literal("The hub names ") + hub + " too, which the card does not.",
            ),
            else_=literal("The card names ") + card + " where the hub names " + hub + ".",
        ),
        evidence=evidence("edges", card=rows.cards, hub=rows.hubs),
    )


@check(
    "LIN007",
    title="Sources disagree on the relation",
    severity=Severity.WARN,
    confidence="Half the trust in the edge: that two sources differ is certain, which one is right "
    "is not.",
    reason="A fine-tune, an adapter, a quantized copy and a merge differ in what the child "
    "contains and in what it owes to its parent. A quantized copy of a merge, which lists the "
    "parents of the merge, is a common innocent case.",
    reference="docs/reference/tables.md#edges, column disagreements",
    reads=("edges",),
    hit=Example(
        "The hub's tag says finetune, the card quantized.",
        {
            "edges": [
                edge(
                    "ann/tuned",
                    "bob/base",
                    "finetune",
                    evidence=["tag", "card"],
                    disagreements=["card:quantized"],
                ),
            ],
        },
    ),
    passes=Example(
        "All say finetune.",
        {
            "edges": [edge("ann/tuned", "bob/base", "finetune", evidence=["tag", "card"])],
        },
    ),
)
def relations_differ(tables: Tables) -> Table:
    """An edge whose sources name different relations."""
    edges = tables["edges"]
    rows = edges.filter(edges.disagreements.length() > 0)
    first = rows.evidence[0]
    kept = cases(*((rows[name], literal(name)) for name in RELATIONS), else_="unspecified")
    return verdicts(
        rows,
        confidence=(rows.confidence * 0.5),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Taken as ")
        + kept
        + " of "
        + rows.parent_id
        + " after the source '"
        + first
        + "', but other sources say otherwise: "
        + listed(rows.disagreements)
        + ".",
        evidence=evidence(
            "edges",
            declared_by=rows.evidence,
            disagreements=rows.disagreements,
            **{name: rows[name] for name in RELATIONS},
        ),
    )
