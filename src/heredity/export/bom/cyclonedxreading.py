"""What a CycloneDX document holds, ours or another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from heredity.export.bom.licensing import NOBODY_KNOWS
from heredity.export.bom.registry import Contents, Document, Part, hash_text

MODEL: Final = "machine-learning-model"
DATA: Final = "data"


def contents(document: Document) -> Contents:
    """The models and datasets of a document. What it does not say is empty; never raises."""
    tops = [one for one in _listed(document, "components") if one.get("type") in {MODEL, DATA}]
    described = _mapping(_mapping(document.get("metadata")).get("component"))
    if described.get("type") == MODEL:
        tops.insert(0, described)
    names = {one["bom-ref"]: _name(one) for one in tops if isinstance(one.get("bom-ref"), str)}
    parts: dict[tuple[str, str], Part] = {}
    for one in (inner for top in tops for inner in _within(top)):
        part = _part(one, names)
        known = parts.get((part.kind, part.name))
        if known is None or len(part.ancestors) > len(known.ancestors):
            parts[part.kind, part.name] = part
    subjects = [_name(one) for one in tops if one.get("type") == MODEL and not _needed(one)]
    version = document.get("specVersion")
    return Contents(f"cyclonedx {version}", tuple(dict.fromkeys(subjects)), parts)


def _needed(component: Mapping[str, Any]) -> bool:
    """Whether a component is there only because another needs it."""
    return any(one.get("name") == "heredity:role" for one in _listed(component, "properties"))


def _within(component: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A component and all its ancestors, as they are nested."""
    waiting = [component]
    for one in waiting:
        yield one
        waiting += _ancestors(one)


def _ancestors(component: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _listed(_mapping(component.get("pedigree")), "ancestors")


def _part(component: Mapping[str, Any], names: Mapping[str, str]) -> Part:
    if component.get("type") == DATA:
        return Part(_name(component), "dataset", _text(component.get("version")))
    own = list(_within(component))[1:]
    card = _mapping(_mapping(component.get("modelCard")).get("modelParameters"))
    refs = [_text(one.get("ref")) for one in _listed(card, "datasets")]
    return Part(
        name=_name(component),
        version=_text(component.get("version")),
        declared=_licenses(component, "declared"),
        concluded=_licenses(component, "concluded"),
        ancestors=tuple(sorted({_name(one) for one in own})),
        hashes=tuple(sorted(_hashes(component))),
        datasets=tuple(sorted({names.get(ref, ref) for ref in refs if ref})),
    )


def _licenses(component: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """Licenses of a kind; those without a kind count as declared."""
    found = set()
    for one in _listed(component, "licenses"):
        held = _mapping(one.get("license")) or one
        name = _text(held.get("id") or held.get("name") or held.get("expression"))
        if (
            name not in {"", NOBODY_KNOWS}
            and (_text(held.get("acknowledgement")) or "declared") == kind
        ):
            found.add(name)
    return tuple(sorted(found))


def _hashes(component: Mapping[str, Any], file: str = "") -> Iterator[str]:
    for one in _listed(component, "hashes"):
        yield file + hash_text(_text(one.get("alg")), _text(one.get("content")))
    for inner in _listed(component, "components"):
        yield from _hashes(inner, f"{_text(inner.get('name'))} ")


def _name(component: Mapping[str, Any]) -> str:
    group, name = _text(component.get("group")), _text(component.get("name"))
    return f"{group}/{name}" if group else name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = holder.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
