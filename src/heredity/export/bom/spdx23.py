"""SPDX 2.3 as JSON, reduced: packages, relationships, licenses, and annotations for the rest.

Source: https://spdx.github.io/spdx-spec/v2.3/. That version knows neither models nor datasets; both
are packages here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from heredity.core.version import __version__
from heredity.export.bom.facts import Gathered, Model
from heredity.export.bom.licensing import (
    NOBODY_KNOWS,
    NOTE,
    references_of,
    text_of,
)
from heredity.export.bom.registry import Contents, Document, Part, hash_text
from heredity.export.bom.spdxpackages import annotation

VERSION: Final = "SPDX-2.3"
TOOL: Final = f"Tool: heredity-{__version__}"
TRAINED: Final = "trained on"


def build(gathered: Gathered, created: datetime) -> Document:
    """The document of some facts.

    Args:
        gathered: The facts.
        created: When it was made; the format cannot do without.
    """
    instant = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    ids = {name: f"SPDXRef-model-{at}" for at, name in enumerate(gathered.models)}
    named = dict.fromkeys(d for m in gathered.models.values() for d in m.datasets)
    data = {name: f"SPDXRef-dataset-{at}" for at, name in enumerate(named)}
    parts: Document = {
        "packages": [
            *(_package(m, ids[m.model_id], gathered, instant) for m in gathered.models.values()),
            *(_bare(name, own) for name, own in data.items()),
        ],
        "relationships": list(_relationships(gathered, ids, data)),
        "hasExtractedLicensingInfos": list(_custom(gathered)),
    }
    told = json.dumps(parts, sort_keys=True).replace(instant, "")
    return {
        "spdxVersion": VERSION,
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"Bill of materials of {', '.join(gathered.asked[:5])}",
        "documentNamespace": "https://spdx.org/spdxdocs/heredity-"
        f"{uuid5(NAMESPACE_URL, f'heredity:{told}')}",
        "creationInfo": {"created": instant, "creators": [TOOL]},
        "comment": f"Licenses: {NOTE}.",
        "documentDescribes": [ids[one] for one in gathered.asked],
        **parts,
    }


def _bare(name: str, own: str, place: str = NOBODY_KNOWS) -> dict[str, Any]:
    return {
        "SPDXID": own,
        "name": name,
        "downloadLocation": place,
        "filesAnalyzed": False,
        "licenseDeclared": NOBODY_KNOWS,
        "licenseConcluded": NOBODY_KNOWS,
        "copyrightText": NOBODY_KNOWS,
    }


def _package(model: Model, own: str, gathered: Gathered, instant: str) -> dict[str, Any]:
    said = model.licensing
    place = model.page if model.known and model.page else NOBODY_KNOWS
    single = model.weights[0].sha256 if len(model.weights) == 1 else ""
    rest = annotation(model, gathered.parents.get(model.model_id, ()))
    found = {
        **_bare(model.model_id, own, place),
        "versionInfo": model.revision,
        "licenseDeclared": said.declared if model.known else NOBODY_KNOWS,
        "licenseConcluded": said.concluded,
        "description": model.card.description,
        "checksums": [{"algorithm": "SHA256", "checksumValue": single}] if single else [],
        "externalRefs": _purl(model),
        "annotations": [
            {
                "annotationDate": instant,
                "annotationType": "OTHER",
                "annotator": TOOL,
                "comment": rest,
            }
        ],
    }
    return {name: part for name, part in found.items() if part not in ("", [])}


def _purl(model: Model) -> list[dict[str, str]]:
    if not model.purl:
        return []
    kind = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl"}
    return [{**kind, "referenceLocator": model.purl}]


def _relationships(
    gathered: Gathered, ids: Mapping[str, str], data: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for one in gathered.asked:
        yield _related("SPDXRef-DOCUMENT", "DESCRIBES", ids[one])
    for model in gathered.models.values():
        own = ids[model.model_id]
        for edge in gathered.parents.get(model.model_id, ()):
            if edge.cut:
                continue
            parent = ids[edge.model_id]
            comment = f"{edge.relation}; evidence: {', '.join(edge.evidence)}"
            yield _related(own, "DESCENDANT_OF", parent, comment)
            if "quantized" in edge.relations:
                yield _related(own, "VARIANT_OF", parent, "quantized")
            if "adapter" in edge.relations:
                yield _related(own, "DEPENDS_ON", parent, "an adapter needs its base")
        for name in model.datasets:
            yield _related(own, "OTHER", data[name], TRAINED)
        for copy in gathered.copies.get(model.model_id, ()):
            yield _related(ids[copy], "VARIANT_OF", own, "quantized")


def _related(source: str, kind: str, target: str, comment: str = "") -> dict[str, str]:
    found = {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
    return found | ({"comment": comment} if comment else {})


def _custom(gathered: Gathered) -> Iterator[dict[str, Any]]:
    said = (m.licensing for m in gathered.models.values())
    expressions = [text for one in said for text in (one.declared, one.concluded)]
    for name in dict.fromkeys(n for text in expressions for n in references_of(text)):
        title, address = text_of(name)
        where = f"The text stands at {address}" if address else "The text is not in this document"
        yield {
            "licenseId": name,
            "name": title or name,
            "extractedText": f"{where}.",
            **({"seeAlsos": [address]} if address else {}),
        }


def contents(document: Document) -> Contents:
    """The models and datasets of a document. What it does not say is empty; never raises."""
    packages = {_text(one.get("SPDXID")): one for one in _listed(document, "packages")}
    links: dict[tuple[str, str], list[str]] = {}
    for one in _listed(document, "relationships"):
        key = _text(one.get("spdxElementId")), _text(one.get("relationshipType"))
        if key[1] != "OTHER" or one.get("comment") == TRAINED:
            links.setdefault(key, []).append(_text(one.get("relatedSpdxElement")))
    data = {to for (_, kind), targets in links.items() if kind == "OTHER" for to in targets}
    names = {own: _text(one.get("name")) for own, one in packages.items()}
    parts = [_part(own, one, own in data, names, links) for own, one in packages.items()]
    roots = links.get(("SPDXRef-DOCUMENT", "DESCRIBES"), [])
    subjects = tuple(dict.fromkeys(names[one] for one in roots if one in names))
    return Contents("spdx 2.3", subjects, {(one.kind, one.name): one for one in parts})


def _part(
    own: str,
    package: Mapping[str, Any],
    data: bool,
    names: Mapping[str, str],
    links: Mapping[tuple[str, str], Sequence[str]],
) -> Part:
    if data:
        return Part(names[own], "dataset", _text(package.get("versionInfo")))
    above, seen = [own], {own}
    for one in above:
        new = [n for n in links.get((one, "DESCENDANT_OF"), ()) if n not in seen]
        seen.update(new)
        above += new
    hashed = [
        hash_text(_text(one.get("algorithm")), _text(one.get("checksumValue")))
        for one in _listed(package, "checksums")
    ]
    return Part(
        name=names[own],
        version=_text(package.get("versionInfo")),
        declared=_license(package.get("licenseDeclared")),
        concluded=_license(package.get("licenseConcluded")),
        ancestors=tuple(sorted({names[one] for one in above[1:] if one in names})),
        hashes=tuple(sorted(hashed)),
        datasets=tuple(sorted(names[d] for d in links.get((own, "OTHER"), ()) if d in names)),
    )


def _license(value: Any) -> tuple[str, ...]:
    return () if value in (NOBODY_KNOWS, "NONE") or not _text(value) else (_text(value),)


def _listed(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = holder.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
