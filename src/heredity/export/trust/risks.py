"""What to look at before relying on a model: each a registered question, answered from the tables.

A risk is a signal with its reason and its source; none that cannot be looked for is called clear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import msgspec

from heredity.core.registry import Registry
from heredity.export.trust.ancestry import Ancestor
from heredity.export.trust.dossier import Dossier
from heredity.export.trust.evaluations import differences, evaluations, under_other_names
from heredity.export.trust.fields.serialization import own_code, pickle_only, places_of_code

State = Literal["found", "clear", "not_checkable"]
STALE: Final = 365
"""Days without a commit, up to the day of the snapshot, after which a model is called stale."""


class Risk(msgspec.Struct, frozen=True):
    """One risk of one model.

    Attributes:
        name: Its name.
        title: What it is, in a few words.
        state: `found`, `clear` (looked for and not found) or `not_checkable`.
        says: What was found, or why it cannot be looked for; empty if clear.
        source: Tables and columns.
        date: Day that it speaks of; None where it cannot be looked for.
    """

    name: str
    title: str
    state: State
    says: str
    source: str
    date: date | None


Look = Callable[[Dossier], "str | None"]
"""What was found; empty if nothing; None if it cannot be looked for."""


@dataclass(frozen=True, slots=True)
class RiskSpec:
    """One question.

    Attributes:
        name: Its name.
        title: What it is, in a few words.
        doc: What counts, in a sentence.
        reads: Tables and columns that it is answered from.
        lacking: What is said where it cannot be answered.
        look: Answers it.
    """

    name: str
    title: str
    doc: str
    reads: tuple[str, ...]
    lacking: str
    look: Look


RISKS: Registry[RiskSpec] = Registry("risk")
_ORDER: list[str] = []


def risk(title: str, *reads: str, lacking: str) -> Callable[[Look], Look]:
    """Register a question; its docstring says what counts. See `RiskSpec`."""

    def register(look: Look) -> Look:
        name = look.__name__
        doc = " ".join((look.__doc__ or "").split())
        RISKS.add(name, RiskSpec(name, title, doc, reads, lacking, look))
        _ORDER.append(name)
        return look

    return register


def risks(dossier: Dossier) -> list[Risk]:
    """All risks of a model: those found first, then those that cannot be looked for."""
    found = [_answered(RISKS.get(name), dossier) for name in _ORDER]
    order = {"found": 0, "not_checkable": 1, "clear": 2}
    return sorted(found, key=lambda one: order[one.state])


def _answered(spec: RiskSpec, dossier: Dossier) -> Risk:
    says = spec.look(dossier)
    source = ", ".join(spec.reads)
    if says is None:
        return Risk(spec.name, spec.title, "not_checkable", spec.lacking, source, None)
    state: State = "found" if says else "clear"
    return Risk(spec.name, spec.title, state, says, source, dossier.day)


NO_RECORD: Final = "no record describes it, or the source was not asked"
UNLINKED: Final = "the study has not been linked: heredity link"
UNSEEN: Final = "its lineage cannot be seen: no record describes it, or it was not linked"


@risk("no record", "nodes.in_snapshot", lacking=UNLINKED)
def no_record(dossier: Dossier) -> str | None:
    """Another model names it, and no record describes it: removed, renamed, private, left out."""
    if dossier.record is None:
        return "no record of the snapshot describes it: removed, renamed, private, or left out"
    return ""


@risk("disabled", "models.disabled", lacking=NO_RECORD)
def disabled(dossier: Dossier) -> str | None:
    """The hub disabled it."""
    off = dossier.of("disabled")
    return None if off is None else "the hub disabled it" if off else ""


@risk("gated", "models.gated", lacking=NO_RECORD)
def gated(dossier: Dossier) -> str | None:
    """One must ask for access."""
    how = dossier.of("gated")
    if how is None:
        return None
    return "" if how == "false" else f"access must be asked for ({how})"


def _named(found: list[Ancestor]) -> str:
    said = ", ".join(one.model_id for one in found[:3])
    return said + (f" and {len(found) - 3} more" if len(found) > 3 else "")


@risk("gated or disabled upstream", "models.gated", "models.disabled",
      lacking="no ancestor's record tells")  # fmt: skip
def gated_upstream(dossier: Dossier) -> str | None:
    """An ancestor is gated or disabled: who builds it anew may not get it."""
    above = dossier.ancestry.ancestors
    if not dossier.lineage_known:
        return None
    found = [one for one in above if one.disabled or one.gated not in (None, "false")]
    if found:
        return f"{_named(found)} {'is' if len(found) == 1 else 'are'} gated or disabled"
    known = [one for one in above if one.gated is not None or one.disabled is not None]
    return "" if len(known) == len(above) else None


@risk("dangling parent", "edges.parent_in_snapshot", lacking=UNSEEN)
def dangling(dossier: Dossier) -> str | None:
    """An ancestor has no record: its terms and what it was made from cannot be seen."""
    if not dossier.lineage_known:
        return None
    found = [one for one in dossier.ancestry.ancestors if not one.in_snapshot]
    return f"no record describes {_named(found)}" if found else ""


@risk("circle", "edges.cut", lacking=UNSEEN)
def circle(dossier: Dossier) -> str | None:
    """Models of its lineage name each other as parents, or it names itself."""
    if not dossier.lineage_known:
        return None
    cut = [one for one in dossier.ancestry.joins if one.cut]
    itself = dossier.found("LIN002")
    said = [f"{one.child} names {one.parent}, which closes a circle" for one in cut[:2]]
    return "; ".join(said or [row["message"] for row in itself])


@risk("pickle files only", "models.files", lacking="the files are not known")
def pickled(dossier: Dossier) -> str | None:
    """All weights are in formats that may run code when they are loaded."""
    only = pickle_only(dossier)
    said = "all weights are in pickle formats, which may run code when they are loaded"
    return None if only is None else said if only else ""


@risk("custom code", "models.config", "models.tags", "models.files",
      lacking="neither configuration nor tags nor files are known")  # fmt: skip
def custom_code_needed(dossier: Dossier) -> str | None:
    """Loading it may run code of the repository."""
    found = own_code(dossier)
    if found:
        return f"it may run code of its own: {', '.join(found)}"
    return "" if places_of_code(dossier) else None


@risk("look-alike name", "findings.message", lacking="names were not checked: heredity check")
def look_alike_name(dossier: Dossier) -> str | None:
    """It could be taken for a far more popular model."""
    if not dossier.checked("NAM014"):
        return None
    return "; ".join(row["message"] for row in dossier.found("NAM014"))


@risk("change of name", "edges.declared_as", lacking=UNLINKED)
def renamed(dossier: Dossier) -> str | None:
    """It, or a parent, is known by another id: an address may be redirected, or taken over."""
    if dossier.ancestry.node is None:
        return None
    said = [f"others write it as {name}" for name in dossier.spelled[:3]]
    own = [one for one in dossier.ancestry.joins if one.child == dossier.model_id]
    said += [
        f"{one.parent} is written {', '.join(one.declared_as)}" for one in own if one.declared_as
    ]
    return "; ".join(said)


@risk("two labels", "findings.message", lacking="licenses were not checked: heredity check")
def two_labels(dossier: Dossier) -> str | None:
    """Card and tag name different licenses."""
    if not dossier.checked("LIC057"):
        return None
    return "; ".join(row["message"].partition(" Smallest")[0] for row in dossier.found("LIC057"))


@risk("replaced", "cards.metadata", lacking="the study holds no card of it")
def replaced(dossier: Dossier) -> str | None:
    """Its card points to a newer version."""
    if dossier.card is None:
        return None
    newer = dossier.metadata.get("new_version")
    return f"its card points to a newer version: {newer}" if isinstance(newer, str) else ""


@risk("stale", "models.last_modified", lacking=NO_RECORD)
def stale(dossier: Dossier) -> str | None:
    """No commit for a year before the day of the snapshot."""
    last = dossier.of("last_modified")
    if last is None or dossier.day is None:
        return None
    days = (dossier.day - last.date()).days
    return f"no commit for {days:,} days before the snapshot" if days > STALE else ""


@risk("single author", "(commits)", lacking="a snapshot holds no commits")
def single_author(_: Dossier) -> str | None:
    """One person alone commits to it. No snapshot that Heredity reads holds commits."""
    return None


@risk("results under another name", "cards.metadata", lacking="the study holds no card of it")
def borrowed_results(dossier: Dossier) -> str | None:
    """Results of its card stand under another model's name: copied, or of a former name."""
    if dossier.card is None:
        return None
    named = under_other_names(evaluations(dossier.metadata), dossier.model_id)
    return f"results of its card stand under {', '.join(named[:3])}" if named else ""


@risk("results that contradict", "cards.metadata", lacking="its card states no results")
def contradicted_results(dossier: Dossier) -> str | None:
    """Two sources state different values of one result, all keys being equal."""
    rows = evaluations(dossier.metadata)
    if not rows:
        return None
    return "; ".join(one.says for one in differences(rows)[:3])


@risk("weights unlike the name", "findings.message",
      lacking="names were not checked: heredity check")  # fmt: skip
def contradicted_name(dossier: Dossier) -> str | None:
    """A check found the name, the configuration or the headers in contradiction."""
    if not dossier.checked("NAM001"):
        return None
    rows = [row for row in dossier.found("NAM", "ARC") if row["code"] != "NAM014"]
    return "; ".join(f"{row['message']} ({row['code']})" for row in rows[:3])
