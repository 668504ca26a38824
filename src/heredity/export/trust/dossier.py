"""All that a study knows of one model, gathered by key from the tables that it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from heredity.core.findings import Severity
from heredity.export.trust.ancestry import NOBODY, Ancestry, ancestry
from heredity.export.trust.currency import outdated
from heredity.export.trust.owners import Owner, owner_of
from heredity.knowledge.licenses import ABSENT, Declared, normalize
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import load_pedigree
from heredity.pedigree.relatives import Relatives, relatives
from heredity.store import Store
from heredity.store.facts import ASKED
from heredity.store.lookup import Lookup, Record, looking

MOST_FINDINGS: Final = 200


@dataclass(frozen=True)
class Dossier:
    """What the tables say of one model.

    Attributes:
        model_id: The model.
        tables: Tables that the study has.
        day: Day of its record; of the newest one of the study where no record describes it.
        record: Its row of `models`; None for a stub.
        card: Its row of `cards`; None where there is none.
        traits: Its row of `traits`; likewise.
        name: Its row of `names`; likewise.
        concluded: Its row of `concluded`; likewise.
        assessment: The newest of its rows of `assessments`; likewise.
        findings: Its rows of `findings`.
        rules: Codes of the rules that were looked for in this study.
        verdicts: Rows of `license_verdict` on it, and on ancestors whose labels began to differ.
        refused: Its rows of `rejects` that `link` wrote: declared parents that are no ids.
        nearest: Parents, children, founders; None where the study has not been linked.
        ancestry: Its ancestors.
        owner: What else its owner publishes.
        namesakes: The five most downloaded models of the same name under other owners; `total` in
            each row counts all of them.
        spelled: Other spellings by which models declare it as their parent.
        outdated: What to know of tables that are older than what they rest on.
    """

    model_id: str
    tables: frozenset[str]
    day: date | None
    record: Record | None
    card: Record | None
    traits: Record | None
    name: Record | None
    concluded: Record | None
    assessment: Record | None
    findings: tuple[Record, ...]
    rules: frozenset[str]
    verdicts: tuple[Record, ...]
    refused: tuple[Record, ...]
    nearest: Relatives | None
    ancestry: Ancestry
    owner: Owner
    namesakes: tuple[Record, ...]
    spelled: tuple[str, ...]
    outdated: tuple[str, ...] = ()

    def has(self, table: str) -> bool:
        """Whether the study has a table."""
        return table in self.tables

    def asked(self, *fields: str) -> bool:
        """Whether the source of the record was asked for one of some fields."""
        bits = sum(ASKED[name] for name in fields)
        return self.record is not None and bool((self.record.get("asked") or 0) & bits)

    def of(self, column: str) -> Any:
        """A value of the record; None where there is none."""
        return None if self.record is None else self.record.get(column)

    @cached_property
    def files(self) -> tuple[str, ...] | None:
        """Names of the files; None where they are not known."""
        names = self.of("files")
        return None if names is None else tuple(names)

    @cached_property
    def tags(self) -> frozenset[str]:
        """Tags in lower case."""
        return frozenset(tag.lower() for tag in self.of("tags") or [])

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        """Front matter of the card; empty where there is none."""
        return _mapping(self.card.get("metadata") if self.card else None)

    @cached_property
    def text(self) -> str | None:
        """The card; None where its text was not imported."""
        return None if self.card is None else self.card.get("text")

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """The configuration stub; empty where there is none."""
        return _mapping(self.of("config"))

    @cached_property
    def gguf(self) -> Mapping[str, Any]:
        """The summary of GGUF weights; empty where there is none."""
        return _mapping(self.of("gguf"))

    @cached_property
    def label(self) -> Declared:
        """What the model declares, read; as the check of licenses read it, which knows the card.

        The check alone sees where card and tag name different licenses.
        """
        if self.record is None:
            return ABSENT
        label = normalize(*(self.of(c) for c in ("license", "license_name", "license_link")))
        row = self.concluded
        if row is not None and row["declared_spdx"] != label.expression:
            return normalize(row["declared"])
        return label

    @property
    def lineage_known(self) -> bool:
        """Whether anything says what it was made from: a record in a linked study, or an edge."""
        linked = self.ancestry.node is not None
        return linked and (self.record is not None or bool(self.ancestry.joins))

    def checked(self, code: str) -> bool:
        """Whether a rule was looked for, and the model was there to be looked at."""
        return code in self.rules and self.record is not None

    def found(self, *codes: str) -> list[Record]:
        """Findings of some rules, or whose code begins so."""
        return [row for row in self.findings if row["code"].startswith(codes)]


def _mapping(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def gather(store: Store, model_id: str, loaded: Pedigree | None = None) -> Dossier:
    """The dossier of a model.

    Args:
        store: A study; tables that it lacks are done without.
        model_id: An id of the study.
        loaded: The pedigree of all relations, where it has been loaded already.
    """
    with looking(store) as lookup, ThreadPoolExecutor(1) as beside:
        # Half of the time goes into rows that wait for nothing else.
        own = beside.submit(_own, lookup, model_id)
        pedigree = pedigree_of(lookup, model_id, loaded)
        nearest = relatives(store, model_id, pedigree, lookup) if pedigree else None
        record = lookup.row("models", "model_id", model_id)
        above = ancestry(lookup, pedigree, model_id) if pedigree else NOBODY
        line = [one.model_id for one in above.ancestors]
        return Dossier(
            model_id=model_id,
            tables=frozenset(store.tables()) | _held(store),
            day=record["snapshot"] if record else _newest(lookup),
            record=record,
            verdicts=_verdicts(lookup, model_id, line),
            nearest=nearest,
            ancestry=above,
            owner=owner_of(lookup, pedigree, model_id),
            spelled=_spelled(lookup, above.node),
            **own.result(),
        )


def _own(lookup: Lookup, model_id: str) -> dict[str, Any]:
    """What is found by the model's id alone."""
    return {
        "namesakes": _namesakes(lookup, model_id),
        "card": lookup.row("cards", "model_id", model_id),
        "traits": lookup.row("traits", "model_id", model_id),
        "name": lookup.row("names", "model_id", model_id),
        "concluded": lookup.row("concluded", "model_id", model_id),
        "assessment": _last(lookup.rows("assessments", "model_id", [model_id])),
        "findings": _findings(lookup, model_id),
        "rules": _rules(lookup),
        "refused": _refused(lookup, model_id),
        "outdated": tuple(outdated(lookup)),
    }


def pedigree_of(lookup: Lookup, model_id: str, loaded: Pedigree | None = None) -> Pedigree | None:
    """The pedigree, where the study has been linked since the model came in."""
    if not lookup.has("nodes", "edges"):
        return None
    linked = lookup.row("nodes", "model_id", model_id, ["node"]) is not None
    return (loaded or load_pedigree(lookup.store)) if linked else None


def _held(store: Store) -> frozenset[str]:
    """Tables whose files stand in the folder, whether or not their room has been loaded."""
    return frozenset(path.stem for path in store.folder.glob("*.parquet"))


def _newest(lookup: Lookup) -> date | None:
    if not lookup.has("models"):
        return None
    found: date | None = lookup.ask(["models"], "SELECT max(snapshot) AS day FROM models")[0]["day"]
    return found


def _last(rows: list[Record]) -> Record | None:
    return max(rows, key=lambda row: row["assessed_at"], default=None)


def _findings(lookup: Lookup, model_id: str) -> tuple[Record, ...]:
    rows = lookup.rows("findings", "model_id", [model_id])
    ranks = {level.value: rank for rank, level in enumerate(Severity)}
    rows.sort(key=lambda r: (ranks[r["severity"]], -r["confidence"], r["code"], r["message"]))
    return tuple(rows[:MOST_FINDINGS])


_BEGAN: Final = (
    "SELECT child, ancestor, generations, verdict, first_change, inherited_from "
    "FROM license_verdict WHERE first_change AND list_contains(?, child)"
)


def _verdicts(lookup: Lookup, model_id: str, above: list[str]) -> tuple[Record, ...]:
    """All verdicts on a model; of those on its ancestors the first changes, in few columns."""
    if not lookup.has("license_verdict"):
        return ()
    own = lookup.rows("license_verdict", "child", [model_id])
    return (*own, *(lookup.ask(["license_verdict"], _BEGAN, [above]) if above else ()))


def _rules(lookup: Lookup) -> frozenset[str]:
    if not lookup.has("rules"):
        return frozenset()
    return frozenset(row["code"] for row in lookup.ask(["rules"], "SELECT code FROM rules"))


def _refused(lookup: Lookup, model_id: str) -> tuple[Record, ...]:
    rows = lookup.rows("rejects", "model_id", [model_id])
    return tuple(row for row in rows if row["stage"] == "link")


def _namesakes(lookup: Lookup, model_id: str) -> tuple[Record, ...]:
    """Models of the same name under other owners."""
    if not lookup.has("models") or "/" not in model_id:
        return ()
    text = (
        "SELECT model_id, downloads, count(*) OVER () AS total FROM models "
        "WHERE name = ? AND model_id <> ? ORDER BY downloads DESC NULLS LAST, model_id LIMIT 5"
    )
    return tuple(lookup.ask(["models"], text, [model_id.partition("/")[2], model_id]))


def _spelled(lookup: Lookup, node: int | None) -> tuple[str, ...]:
    """How else children write it."""
    if node is None:
        return ()
    rows = lookup.rows("edges", "parent", [node], ["declared_as"])
    return tuple(sorted({text for row in rows for text in row["declared_as"]}))
