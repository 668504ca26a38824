"""How complete the facts about a model are, what is missing, and where it could be found.

Groups and weights are those of the OWASP generator of bills of materials for models (required 20,
metadata 20, component 20, model card 30, references 10); a group's points are shared out evenly
over the facts listed here, so that two scores are alike only where the lists are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from heredity.export.bom.facts import Model
from heredity.export.bom.licensing import NOBODY_KNOWS
from heredity.export.bom.modelcards import inputs_outputs

CARD: Final = "the model card; heredity import takes cards along"
RECORD: Final = "the hub's full record, /api/models/ID?blobs=true; heredity import reads it"
HEADERS: Final = "the weights; heredity headers MODEL"
ASSESSED: Final = "the weights; heredity assess MODEL --study DIR"

WEIGHTS: Final = {
    "required": 20,
    "metadata": 20,
    "component": 20,
    "model card": 30,
    "references": 10,
}
"""Points of each group."""


class Fact(msgspec.Struct, frozen=True):
    """One fact that a bill of materials should hold.

    Attributes:
        group: Its group, of `WEIGHTS`.
        name: What it is.
        held: Whether it is known of a model.
        where: Where it could be found.
    """

    group: str
    name: str
    held: Callable[[Model], bool]
    where: str


def _always(_: Model) -> bool:
    return True


FACTS: Final = (
    Fact("required", "format", _always, ""),
    Fact("required", "version of the format", _always, ""),
    Fact("required", "serial number", _always, ""),
    Fact("required", "name", lambda m: bool(m.name), ""),
    Fact("metadata", "tool", _always, ""),
    Fact("metadata", "supplier", lambda m: bool(m.owner), "the present id, with its owner"),
    Fact("metadata", "task", lambda m: bool(m.task), RECORD),
    Fact("metadata", "release date", lambda m: bool(m.created), RECORD),
    Fact("metadata", "library", lambda m: bool(m.library), RECORD),
    Fact("component", "package URL", lambda m: bool(m.purl), "an id of the hub"),
    Fact("component", "commit", lambda m: bool(m.revision), RECORD),
    Fact(
        "component",
        "hashes of weights",
        lambda m: any(one.sha256 for one in m.weights),
        RECORD,
    ),
    Fact("component", "description", lambda m: bool(m.card.description), CARD),
    Fact("component", "declared license", lambda m: bool(m.licensing.names), CARD),
    Fact(
        "component",
        "concluded license",
        lambda m: m.licensing.concluded != NOBODY_KNOWS,
        "heredity check, where the lineage declares any",
    ),
    Fact("model card", "architecture family", lambda m: bool(m.family), ASSESSED),
    Fact(
        "model card",
        "architecture class",
        lambda m: bool(m.architectures),
        RECORD,
    ),
    Fact("model card", "parameters", lambda m: bool(m.parameters), HEADERS),
    Fact(
        "model card",
        "inputs and outputs",
        lambda m: any(inputs_outputs(m.task)),
        RECORD,
    ),
    Fact("model card", "datasets", lambda m: bool(m.datasets), CARD),
    Fact("model card", "hyper-parameters", lambda m: bool(m.card.settings), CARD),
    Fact("model card", "metrics", lambda m: bool(m.card.metrics), CARD),
    Fact("model card", "intended use", lambda m: "uses" in m.card.sections, CARD),
    Fact("model card", "limitations", lambda m: "limits" in m.card.sections, CARD),
    Fact("model card", "ethical considerations", lambda m: "risks" in m.card.sections, CARD),
    Fact(
        "model card",
        "energy or emissions",
        lambda m: bool(m.card.emissions) or "environment" in m.card.sections,
        CARD,
    ),
    Fact("references", "page", lambda m: m.known and bool(m.page), "the hub"),
    Fact("references", "source at a commit", lambda m: bool(m.revision), RECORD),
    Fact("references", "license text", lambda m: bool(m.licensing.address), CARD),
    Fact("references", "paper", lambda m: bool(m.papers), CARD),
)


class Group(msgspec.Struct, frozen=True):
    """One group of facts of one model.

    Attributes:
        name: The group.
        held: Facts that are known.
        facts: All its facts.
        points: Points for those that are known.
        weight: Points for all.
    """

    name: str
    held: int
    facts: int
    points: float
    weight: int


class Missing(msgspec.Struct, frozen=True):
    """A fact that is not known.

    Attributes:
        name: What it is.
        where: Where it could be found.
    """

    name: str
    where: str


class Completeness(msgspec.Struct, frozen=True):
    """How complete the facts about a model are.

    Attributes:
        model_id: The model.
        score: Points out of 100.
        groups: The groups, in their order.
        missing: What is not known.
    """

    model_id: str
    score: float
    groups: tuple[Group, ...]
    missing: tuple[Missing, ...]

    def lines(self) -> list[str]:
        """The completeness of a model, for people: the score, and what is missing, by place."""
        parts = ", ".join(f"{one.name} {one.held}/{one.facts}" for one in self.groups)
        found: dict[str, list[str]] = {}
        for one in self.missing:
            found.setdefault(one.where, []).append(one.name)
        return [f"{self.model_id}: completeness {self.score:.1f} of 100 ({parts})"] + [
            f"  missing: {', '.join(names)}; look in {where}" for where, names in found.items()
        ]


def completeness(model: Model) -> Completeness:
    """How complete the facts about a model are."""
    groups = []
    for name, weight in WEIGHTS.items():
        facts = [fact for fact in FACTS if fact.group == name]
        held = sum(fact.held(model) for fact in facts)
        groups.append(Group(name, held, len(facts), weight * held / len(facts), weight))
    missing = [Missing(fact.name, fact.where) for fact in FACTS if not fact.held(model)]
    score = round(sum(one.points for one in groups), 2)
    return Completeness(model.model_id, score, tuple(groups), tuple(missing))
