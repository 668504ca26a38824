"""Licenses as rows: what each asks and grants.

Source: the rows of `licenses.toml`, which name the text that each was read from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

LEVELS: Final = ("low", "medium", "high")
"""Confidence, lowest first; a level is a place in this tuple."""

LOW, MEDIUM, HIGH = range(3)


@dataclass(frozen=True, slots=True)
class LicenseTerms:
    """One row: a license, or a label that stands for one.

    Attributes:
        id: Id of the hub in lower case, or the name that cards give to `other`.
        spdx: SPDX id, `LicenseRef-HF-…`, or `NOASSERTION`.
        group: Its class, such as `permissive` or `share-alike`.
        duties: Letters of the duties; see `licenses.toml`. Empty where the text is not known.
        relicense: What a derivative may declare; `?` where the text is not known.
        level: Confidence on weights, a place in `LEVELS`; licenses of data reach medium at most.
        text: The text that the row was read from, with its version or date.
        clause: The section that counts most; empty where none stands out.
        note: What to know besides; may be empty.
        named: Whether it is a name given to `other`, and no id of the hub.
        label: Whether it is the name of a family whose version is not stated.
        kin: Texts of one kind: `rail`, `llama`, or empty.
        later: Rows that an explicit "or later" reaches beside this one.
        aliases: Other spellings, folded.
        links: Beginnings of addresses where the text stands.
        fingerprints: How the text begins.
    """

    id: str
    spdx: str
    group: str
    duties: frozenset[str]
    relicense: str
    level: int
    text: str
    clause: str = ""
    note: str = ""
    named: bool = False
    label: bool = False
    kin: str = ""
    later: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()

    @property
    def unresolved(self) -> bool:
        """Whether nobody can say what it asks: `cc`, `other`, `unknown`."""
        return self.relicense == "?"

    @property
    def source(self) -> str:
        """The text and its section, as people cite it."""
        return f"{self.text} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class VendorTerms:
    """What a vendor's text asks besides, by version of the text.

    Attributes:
        licenses: Rows that it holds for.
        mark: Words to show; empty if none. `mark_also` may stand for them.
        mark_also: Words that do as well.
        mark_when: On what they must be shown.
        name_prefix: What a model's name must begin with; empty if nothing.
        name_pattern: Regular expression of what is taken for it, ignoring case.
        name_outputs: Whether this holds for models trained on outputs, too.
        notice: Sentence of the notice file; `{version}` stands for the license's version.
        cap_users: Monthly users beyond which another grant is needed; 0 if there is no cap.
        cap_when: When they are counted.
        cap_revenue: US dollars a year beyond which another grant is needed; 0 if there is no cap.
        territory: Who is not licensed; empty if everybody is.
        remote: Whether use may be restricted from afar.
        outputs: What the text says of outputs used for training.
        confidence: As in `LEVELS`.
    """

    licenses: tuple[str, ...]
    mark: str = ""
    mark_also: str = ""
    mark_when: str = ""
    name_prefix: str = ""
    name_pattern: str = ""
    name_outputs: bool = False
    notice: str = ""
    cap_users: int = 0
    cap_when: str = ""
    cap_revenue: int = 0
    territory: str = ""
    remote: bool = False
    outputs: str = ""
    confidence: str = "high"


@cache
def rows() -> Mapping[str, Any]:
    """The whole file, as it stands."""
    text = files("heredity.knowledge").joinpath("licenses.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def rules_version() -> str:
    """Version of rows and rules together; printed wherever verdicts are."""
    return str(rows()["rules_version"])


@cache
def licenses() -> Mapping[str, LicenseTerms]:
    """All rows by id, in the order of the file: ids of the hub, then names given to `other`."""
    found = [
        _terms(row, named)
        for named, kind in enumerate(("license", "named"))
        for row in rows()[kind]
    ]
    return MappingProxyType({terms.id: terms for terms in found})


def _terms(row: Mapping[str, Any], named: int) -> LicenseTerms:
    level = LEVELS.index(row["confidence"])
    return LicenseTerms(
        id=row["id"],
        spdx=row["spdx"],
        group=row["class"],
        duties=frozenset(row["duties"]) - {"?"},
        relicense=row["relicense"],
        level=min(level, MEDIUM) if row.get("data") else level,
        text=row["text"],
        clause=row.get("clause", ""),
        note=row.get("note", ""),
        named=bool(named),
        label=row.get("label", False),
        kin=row.get("kin", ""),
        **{key: tuple(row.get(key, ())) for key in ("later", "aliases", "links", "fingerprints")},
    )


@cache
def vendors() -> Mapping[str, VendorTerms]:
    """Vendor terms by license id; an id that no row names has none."""
    found = [VendorTerms(**{**row, "licenses": tuple(row["licenses"])}) for row in rows()["vendor"]]
    return MappingProxyType({name: terms for terms in found for name in terms.licenses})


@cache
def license_classes(published: bool = False) -> Mapping[str, str]:
    """Class of each license id.

    Args:
        published: Whether to give the classes of the published tables instead of ours.

    Returns:
        Ids to classes; rows whose terms are not known (`cc`, `other`, `unknown`) have none.
    """
    if published:
        return MappingProxyType(
            {name: row["name"] for row in rows()["published"] for name in row["ids"]}
        )
    known = {name: terms.group for name, terms in licenses().items() if not terms.unresolved}
    return MappingProxyType(known)


def classes_of(ids: Iterable[str], published: bool = False) -> list[str]:
    """The classes of some licenses, sorted; an id that no row names has none."""
    known = license_classes(published)
    return sorted({known[name] for name in ids if name in known})
