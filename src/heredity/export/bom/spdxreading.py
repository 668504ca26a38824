"""What an SPDX 3.0.1 document holds, ours or another's, and whether it meets what it claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from heredity.export.bom.registry import Contents, Document, Part, hash_text

MODEL: Final = "ai_AIPackage"
DATA: Final = "dataset_DatasetPackage"
REQUIRED: Final = (
    "releaseTime", "suppliedBy", "software_downloadLocation", "software_packageVersion",
    "software_primaryPurpose",
)  # fmt: skip
"""What the AI profile requires of a package beyond what the schema does."""

LICENSES: Final = ("hasDeclaredLicense", "hasConcludedLicense")


def profile_faults(document: Document) -> list[str]:
    """Where a document claims the AI profile and does not meet it."""
    graph = _graph(document)
    claimed = {name for one in graph for name in _texts(one.get("profileConformance"))}
    if "ai" not in claimed:
        return []
    found = []
    count = Counter(
        (one.get("from"), one.get("relationshipType")) for one in graph if _related(one)
    )
    for one in graph:
        if one.get("type") != MODEL:
            continue
        gone = [name for name in REQUIRED if not one.get(name)]
        gone += [name for name in LICENSES if count[one.get("spdxId"), name] != 1]
        if gone:
            found.append(f"{one.get('name')}: the AI profile wants {', '.join(gone)}")
    return found


def contents(document: Document) -> Contents:
    """The models and datasets of a document. What it does not say is empty; never raises."""
    graph = _graph(document)
    by_id = {_text(one.get("spdxId")): one for one in graph}
    links = _links(graph)
    roots = [n for one in graph if one.get("type") == "software_Sbom" for n in _roots(one)]
    models = [one for one in graph if one.get("type") in {MODEL, DATA}]
    parts = [_part(one, by_id, links) for one in models]
    names = [_text(by_id[one].get("name")) for one in roots if one in by_id]
    known = {(one.kind, one.name): one for one in parts}
    return Contents("spdx 3.0.1", tuple(dict.fromkeys(names)), known)


def _roots(bill: Mapping[str, Any]) -> list[str]:
    return _texts(bill.get("rootElement"))


def _links(graph: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Targets of relationships by source and type."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in graph:
        if _related(one):
            key = _text(one.get("from")), _text(one.get("relationshipType"))
            found.setdefault(key, []).extend(_texts(one.get("to")))
    return found


def _related(one: Mapping[str, Any]) -> bool:
    return one.get("type") in {"Relationship", "LifecycleScopedRelationship"}


def _part(
    one: Mapping[str, Any],
    by_id: Mapping[str, Mapping[str, Any]],
    links: Mapping[tuple[str, str], Sequence[str]],
) -> Part:
    own = _text(one.get("spdxId"))
    if one.get("type") == DATA:
        return Part(_text(one.get("name")), "dataset", _text(one.get("software_packageVersion")))
    files = [by_id[f] for f in links.get((own, "contains"), ()) if f in by_id]
    hashed = _hashes(one, "") + [h for f in files for h in _hashes(f, f"{_text(f.get('name'))} ")]
    data = [_text(by_id[d].get("name")) for d in links.get((own, "trainedOn"), ()) if d in by_id]
    return Part(
        name=_text(one.get("name")),
        version=_text(one.get("software_packageVersion")),
        declared=_licenses(links.get((own, "hasDeclaredLicense"), ()), by_id),
        concluded=_licenses(links.get((own, "hasConcludedLicense"), ()), by_id),
        ancestors=tuple(sorted(_above(own, by_id, links))),
        hashes=tuple(sorted(hashed)),
        datasets=tuple(sorted(data)),
    )


def _above(
    own: str,
    by_id: Mapping[str, Mapping[str, Any]],
    links: Mapping[tuple[str, str], Sequence[str]],
) -> set[str]:
    seen = {own}
    waiting = [own]
    for one in waiting:
        above = [n for n in links.get((one, "descendantOf"), ()) if n not in seen]
        seen.update(above)
        waiting += above
    return {_text(by_id[one].get("name")) for one in seen - {own} if one in by_id}


def _licenses(ids: Sequence[str], by_id: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    said = [_text(by_id.get(n, {}).get("simplelicensing_licenseExpression")) for n in ids]
    return tuple(sorted(filter(None, said)))


def _hashes(one: Mapping[str, Any], file: str) -> list[str]:
    listed = one.get("verifiedUsing")
    return [
        file + hash_text(_text(h.get("algorithm")), _text(h.get("hashValue")))
        for h in (listed if isinstance(listed, list) else [])
        if isinstance(h, dict)
    ]


def _graph(document: Document) -> list[Mapping[str, Any]]:
    graph = document.get("@graph")
    return [one for one in graph if isinstance(one, dict)] if isinstance(graph, list) else []


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
