"""What a model was made from."""

from __future__ import annotations

import re
from typing import Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked

LOGS: Final = re.compile(
    r"(?:^|/)(?:trainer_state\.json|(?:all|train|eval)_results\.json|[^/]*tfevents[^/]*|"
    r"training_log[^/]*|wandb/)"
)


@field("provenance", "edges.parent_id", "nodes.in_snapshot")
def parents(dossier: Dossier) -> Answer:
    """Models that it was derived from, as declared."""
    if dossier.nearest is None:
        return unchecked("it stands outside the pedigree")
    found = [parent.model_id for parent in dossier.nearest.parents]
    said = sorted({word for parent in dossier.nearest.parents for word in parent.evidence})
    if not found and dossier.record is None:
        return unchecked("no record says what it was made from")
    return stated(found, f"by {', '.join(said)}", "it names none: a founder, or silent")


@field("provenance", "edges.disagreements", "findings.message", "rules.code")
def parents_agree(dossier: Dossier) -> Answer:
    """Whether what else is known bears the declared parents out: other sources, names, headers."""
    if dossier.nearest is None or not dossier.nearest.parents:
        return unchecked("it names no parent")
    if not dossier.checked("LIN004"):
        return unchecked("lineages were not checked: heredity check")
    against = [text for parent in dossier.nearest.parents for text in parent.disagreements]
    rows = dossier.found("LIN001", "LIN003", "LIN004", "LIN005", "LIN007", "LIN009", "NAM007")
    against += [row["message"] for row in rows]
    return present(against or "nothing against them", "sources, names, dates")


@field("provenance", "models.datasets", "models.tags",
       asked=("datasets", "tags", "card_data"), wanted=True)  # fmt: skip
def training_data(dossier: Dossier) -> Answer:
    """Data sets that it was trained on, as declared."""
    declared = dossier.of("datasets") or []
    tagged = [tag[8:] for tag in dossier.of("tags") or [] if tag.startswith("dataset:")]
    found = list(dict.fromkeys([*declared, *tagged]))
    return stated(found, "as declared", "neither card nor tags name any")


@field("provenance", "models.tags", asked=("tags",), wanted=True)
def paper(dossier: Dossier) -> Answer:
    """Papers on arXiv that its tags cite."""
    found = sorted({tag[6:] for tag in dossier.of("tags") or [] if tag.startswith("arxiv:")})
    return stated(found, "it may be a parent's", "no arxiv: tag")


@field("provenance", "models.files", asked=("files",), wanted=True)
def training_logs(dossier: Dossier) -> Answer:
    """Logs or results of the training among the files."""
    if dossier.files is None:
        return unchecked("the files are not known")
    found = [name for name in dossier.files if LOGS.search(name.lower())]
    return present(found[:5], "names of files") if found else absent("no file looks like one")


@field("provenance", "rejects.reason")
def refused_parents(dossier: Dossier) -> Answer:
    """Declared parents that are no model ids: paths on somebody's machine, itself, other sites."""
    found = [f"{row['value']}: {row['reason']}" for row in dossier.refused]
    return present(found or "none", "as declared")
