"""Whether somebody else could make a model again."""

from __future__ import annotations

import re
from typing import Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, unchecked

_HEADING: Final = r"(?mi)^#{1,6}\s+[^\n]*\b(?:%s)\b"
HARDWARE: Final = re.compile(_HEADING % r"hardware|compute infrastructure|gpus?|compute")
PARAMETERS: Final = re.compile(_HEADING % r"hyper-?\s?parameters?|training (?:arguments|settings)")
PROCEDURE: Final = re.compile(_HEADING % r"training(?: procedure| details| config\w*)?|recipe")
VERSIONS: Final = re.compile(_HEADING % r"framework versions?|environment|requirements|software")
CONFIGURATION: Final = re.compile(
    r"(?:^|/)(?:training_args\.(?:bin|json)|training_config\.\w+|axolotl[^/]*\.ya?ml|recipe\.ya?ml|"
    r"mergekit_config\.ya?ml|train[^/]*\.(?:py|sh|ya?ml))$"
)
ENVIRONMENT: Final = re.compile(
    r"(?:^|/)(?:requirements[^/]*\.txt|environment\.ya?ml|pyproject\.toml|dockerfile)$"
)


def _sought(
    dossier: Dossier, heading: re.Pattern[str], files: re.Pattern[str] | None = None
) -> Answer:
    """A section of the card or a file; not checkable where neither is known."""
    found = []
    if dossier.text is not None and (hit := heading.search(dossier.text)):
        found.append(f"section “{' '.join(hit[0].lstrip('#').split())[:80]}”")
    if files and dossier.files is not None:
        found += [name for name in dossier.files if files.search(name.lower())][:5]
    known = [
        what
        for what, there in (
            ("the card", dossier.text is not None),
            ("the files", files is not None and dossier.files is not None),
        )
        if there
    ]
    if found:
        return present(found, " and ".join(known))
    if not known:
        return unchecked("neither the card's text nor the files are in the study")
    return absent(f"not found in {' and '.join(known)}")


@field("reproducibility", "cards.text", "cards.metadata", wanted=True)
def hardware(dossier: Dossier) -> Answer:
    """Hardware that it was trained on: a section of the card, or its front matter."""
    emissions = dossier.metadata.get("co2_eq_emissions")
    if isinstance(emissions, dict) and emissions.get("hardware_used"):
        return present(str(emissions["hardware_used"]), "co2_eq_emissions of the front matter")
    return _sought(dossier, HARDWARE)


@field("reproducibility", "cards.text", "models.files", wanted=True)
def training_configuration(dossier: Dossier) -> Answer:
    """How it was trained: a section of the card, or a configuration among the files."""
    return _sought(dossier, PROCEDURE, CONFIGURATION)


@field("reproducibility", "cards.text", wanted=True)
def hyper_parameters(dossier: Dossier) -> Answer:
    """A section of the card on hyper-parameters."""
    return _sought(dossier, PARAMETERS)


@field("reproducibility", "cards.text", "models.files", wanted=True)
def environment(dossier: Dossier) -> Answer:
    """Versions of the software: a section of the card, or a list among the files."""
    return _sought(dossier, VERSIONS, ENVIRONMENT)


@field("reproducibility", "cards.metadata", wanted=True)
def demo(dossier: Dossier) -> Answer:
    """Examples that its page can run (`widget` of the front matter)."""
    if dossier.card is None:
        return unchecked("the study holds no card of it")
    examples = dossier.metadata.get("widget")
    if isinstance(examples, list) and examples:
        plural = "s" if len(examples) > 1 else ""
        return present(f"{len(examples)} example{plural}", "widget of the front matter")
    return absent("no widget in the front matter")
