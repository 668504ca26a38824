"""What evaluations a model states, and who measured them."""

from __future__ import annotations

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.evaluations import differences, evaluations, under_other_names
from heredity.export.trust.registry import Answer, absent, field, present, unchecked

NO_CARD = "the study holds no card of it"


@field("claims", "cards.metadata", wanted=True)
def evaluation_rows(dossier: Dossier) -> Answer:
    """Results that `model-index` of the front matter states."""
    if dossier.card is None:
        return unchecked(NO_CARD)
    rows = evaluations(dossier.metadata)
    if not rows:
        return absent("no readable model-index in the front matter")
    sets = {row.dataset for row in rows}
    return present(len(rows), f"on {len(sets)} data sets")


@field("claims", "cards.metadata")
def complete_rows(dossier: Dossier) -> Answer:
    """How many of these name data set, split, metric and value, so that they can be checked."""
    rows = evaluations(dossier.metadata)
    if not rows:
        return unchecked("there are no results")
    whole = sum(row.complete for row in rows)
    return present(f"{whole} of {len(rows)}", "data set, split, metric, value")


@field("claims", "cards.metadata", wanted=True)
def measured_by(dossier: Dossier) -> Answer:
    """Who measured the results: sources that they name; none means the author."""
    rows = evaluations(dossier.metadata)
    if not rows:
        return unchecked("there are no results")
    named = sorted({row.source for row in rows if row.source})
    verified = sum(row.verified for row in rows)
    if not named and not verified:
        return absent("no row names a source: measured by the author, as far as it says")
    return present(named or "verified by the hub", f"{verified} of {len(rows)} verified by the hub")


@field("claims", "cards.metadata")
def contradicted_rows(dossier: Dossier) -> Answer:
    """Results that two sources state differently for the same data set, split and metric."""
    rows = evaluations(dossier.metadata)
    if not rows:
        return unchecked("there are no results")
    found = differences(rows)
    return present([d.says for d in found] or "none", "compared only where all keys are equal")


@field("claims", "cards.metadata")
def results_of_another(dossier: Dossier) -> Answer:
    """Results that stand under another model's name: a card that was copied, or a former name."""
    rows = evaluations(dossier.metadata)
    if not rows:
        return unchecked("there are no results")
    others = under_other_names(rows, dossier.model_id)
    return present(others or "none", "name of model-index")


@field("claims", "models.name", "findings.message", "rules.code")
def name_contradicted(dossier: Dossier) -> Answer:
    """What its name claims and the facts contradict."""
    if not dossier.checked("NAM001"):
        return unchecked("names were not checked: heredity check")
    found = [row["message"] for row in dossier.found("NAM0", "ARC0") if row["code"] != "NAM014"]
    return present(found or "nothing", "the checks of names and architectures")
