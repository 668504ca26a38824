"""What a model declares, and what flows from its ancestors."""

from __future__ import annotations

import re
from typing import Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.duties import duties
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked

LICENSE: Final = re.compile(r"(?:^|/)(?:licen[cs]e|copying|use_policy|terms)[^/]*$")
NOTICE: Final = re.compile(r"(?:^|/)(?:notice|attribution|third[-_ ]?party)[^/]*$")
GUESSED: Final = "it stands outside what was checked: heredity check --force"


@field("license", "models.license", "models.license_name",
       asked=("license", "tags", "card_data"), wanted=True)  # fmt: skip
def declared(dossier: Dossier) -> Answer:
    """License ids as declared, with the name that the card gives to `other`."""
    found = [str(one) for one in dossier.of("license") or []]
    name = dossier.of("license_name")
    two = dossier.found("LIC057")
    said = "the tag; the card names another, and the card counts" if two else "tag or card"
    return stated(found + ([f"named {name}"] if name else []), said, "none is declared")


def _file(dossier: Dossier, pattern: re.Pattern[str]) -> Answer:
    if dossier.files is None:
        return unchecked("the files are not known")
    found = [name for name in dossier.files if pattern.search(name.lower())]
    return present(found[:5], "names of files") if found else absent("no file is called so")


@field("license", "models.files", asked=("files",), wanted=True)
def license_file(dossier: Dossier) -> Answer:
    """The text of the license among the files."""
    return _file(dossier, LICENSE)


@field("license", "models.files", asked=("files",), wanted=True)
def notice_file(dossier: Dossier) -> Answer:
    """A file of notices or credits."""
    return _file(dossier, NOTICE)


@field("license", "concluded.concluded", "concluded.complete")
def concluded(dossier: Dossier) -> Answer:
    """What it and all its ancestors ask together, as an SPDX expression."""
    if dossier.concluded is None:
        return unchecked(GUESSED)
    whole = "complete" if dossier.concluded["complete"] else "incomplete: some terms cannot be seen"
    found = dossier.concluded["concluded"]
    if found in ("NOASSERTION", "NONE"):
        return absent("nothing is known of any terms")
    return present(found, f"{whole}; rules {dossier.concluded['rules_version']}")


@field("license", "concluded.verdict", "concluded.code", "concluded.path")
def worst_verdict(dossier: Dossier) -> Answer:
    """The worst verdict on its label against any ancestor, and where it came in."""
    row = dossier.concluded
    if row is None:
        return unchecked(GUESSED)
    if row["verdict"] is None:
        return unchecked("it names no parent, so nothing flows")
    where = f"since {row['first_change']}" if row["first_change"] else ""
    return present(" ".join(filter(None, (row["verdict"], row["code"]))), where)


@field("license", "concluded.obligations", "license_verdict.first_change")
def open_duties(dossier: Dossier) -> Answer:
    """Licenses of ancestors that its label does not carry."""
    if dossier.concluded is None:
        return unchecked(GUESSED)
    owed = duties(dossier)
    found = [f"{one.license} of {one.origin}" for one in owed if one.open]
    unclear = sum(one.state == "unclear" for one in owed)
    return present(found or "none", f"{unclear} more unclear" if unclear else "all ancestors")
