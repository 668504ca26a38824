"""SPDX 3.0.1 as JSON-LD: an AI package for each model, relationships up to the founders.

Source: https://spdx.github.io/spdx-spec/v3.0.1/, profiles Core, Software, AI and Dataset.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from heredity.core.version import __version__
from heredity.export.bom import spdx23, validating
from heredity.export.bom.facts import Gathered, Model
from heredity.export.bom.licensing import NOBODY_KNOWS, NOTE, NOTHING, references_of, text_of
from heredity.export.bom.registry import BomFormat, Contents, Document, Request, add_format
from heredity.export.bom.spdxpackages import (
    ai_package,
    annotation,
    dataset_package,
    hashes,
    lacks,
)
from heredity.export.bom.spdxreading import contents, profile_faults
from heredity.knowledge.licenses import rules_version

CONTEXT: Final = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
SPEC: Final = "3.0.1"
OLD: Final = "2.3"
NO_LICENSE: Final = "expandedlicensing_NoAssertionLicense"
UNTIMED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Where nothing has a date: the format cannot do without one."""

SHOWN: Final = 5


def faults(document: Document, spec: str) -> list[str]:
    """What is wrong with a document: by the schema, and by the profiles that it claims."""
    return validating.faults(document, f"spdx-{spec}.schema.json", {}) or profile_faults(document)


def build(gathered: Gathered, request: Request) -> Document:
    """The document of some facts; the same facts give the same document but for its time."""
    if request.spec == OLD:
        return spdx23.build(gathered, request.at or dated(gathered))
    draft = _Made(gathered, request, "https://spdx.org/spdxdocs/heredity").document()
    for timed in ("created", "comment"):
        draft["@graph"][0].pop(timed, None)
    told = json.dumps(draft, sort_keys=True)
    name = uuid5(NAMESPACE_URL, f"heredity:{told}")
    return _Made(gathered, request, f"https://spdx.org/spdxdocs/heredity-{name}").document()


class _Made:
    """The elements of one document.

    Args:
        gathered: The facts.
        request: What is to be written.
        base: What all ids begin with.
    """

    def __init__(self, gathered: Gathered, request: Request, base: str) -> None:
        self.gathered = gathered
        self.request = request
        self.base = base
        self.elements: list[dict[str, Any]] = []
        self.licenses: dict[str, str] = {}

    def id(self, kind: str, name: str) -> str:
        """The id of an element."""
        return f"{self.base}#{kind}/{quote(name, safe='/', errors='replace')}"

    def add(self, type_: str, id_: str, **fields: Any) -> str:
        """Add an element; empty fields are left out."""
        kept = {key: value for key, value in fields.items() if value not in (None, "", [], {})}
        self.elements.append({"type": type_, "spdxId": id_, "creationInfo": "_:creation", **kept})
        return id_

    def relate(self, source: str, kind: str, targets: Sequence[str], comment: str = "") -> None:
        """Add a relationship."""
        number = sum(one["type"] == "Relationship" for one in self.elements)
        self.add(
            "Relationship",
            f"{self.base}#relationship/{number}",
            **{"from": source},
            relationshipType=kind,
            to=list(targets),
            comment=comment,
        )

    def document(self) -> Document:
        """The document."""
        tool = self.add("Tool", self.id("tool", "heredity"), name=f"heredity {__version__}")
        maker = self.add("SoftwareAgent", self.id("agent", "heredity"), name="heredity")
        for name in self._suppliers():
            self.add("Agent", self.id("supplier", name), name=name or NOBODY_KNOWS)
        for name in self._datasets():
            self.add("dataset_DatasetPackage", self.id("dataset", name), **dataset_package(name))
        for model in self.gathered.models.values():
            self._model(model)
        for model in self.gathered.models.values():
            self._lineage(model)
        return {"@context": CONTEXT, "@graph": [self._creation(maker, tool), *self._collections()]}

    def _creation(self, maker: str, tool: str) -> dict[str, Any]:
        created = self.request.at or dated(self.gathered)
        found: dict[str, Any] = {
            "type": "CreationInfo",
            "@id": "_:creation",
            "created": _instant(created),
            "createdBy": [maker],
            "createdUsing": [tool],
            "specVersion": SPEC,
        }
        if self.request.at is None:
            found["comment"] = "created: the day of the newest record, so that nothing changes"
        return found

    def _collections(self) -> list[dict[str, Any]]:
        """The document and its bill, then all elements."""
        profiles, why = self._profiles()
        held = self.elements
        ids = [one["spdxId"] for one in held]
        self.elements = []
        bill, root = self.id("bom", "models"), [self._of(one) for one in self.gathered.asked]
        told = f"Licenses: {NOTE}; rules {rules_version()}."
        about = {"profileConformance": profiles, "comment": f"{why} {told}".strip()}
        title = f"Bill of materials of {', '.join(self.gathered.asked[:SHOWN])}"
        self.add(
            "SpdxDocument",
            self.id("document", "models"),
            name=title + (" and others" if len(self.gathered.asked) > SHOWN else ""),
            rootElement=[bill],
            element=[bill, *ids],
            **about,
        )
        self.add("software_Sbom", bill, rootElement=root, element=ids, **about)
        return [*self.elements, *held]

    def _profiles(self) -> tuple[list[str], str]:
        """The profiles that the document meets, and why not more."""
        short = {
            one.model_id: gone for one in self.gathered.models.values() if (gone := lacks(one))
        }
        if not short:
            return ["core", "software", "simpleLicensing", "ai"], ""
        told = [f"{name}: {', '.join(gone)}" for name, gone in list(short.items())[:SHOWN]]
        more = [f"and {len(short) - SHOWN} more models"] if len(short) > SHOWN else []
        return ["core", "software"], (
            "The AI profile is not claimed, for facts that it requires are not known. "
            + "; ".join([*told, *more])
            + "."
        )

    def _suppliers(self) -> list[str]:
        return list(dict.fromkeys(one.owner for one in self.gathered.models.values()))

    def _datasets(self) -> list[str]:
        models = self.gathered.models.values()
        named = [d for m in models for d in (*m.datasets, *_tested(m))]
        return list(dict.fromkeys(named))

    def _of(self, model_id: str) -> str:
        return self.id("model", model_id)

    def _model(self, model: Model) -> None:
        """A model with its files, its notes and its two licenses."""
        own = self._of(model.model_id)
        self.add(
            "ai_AIPackage",
            own,
            **ai_package(model),
            suppliedBy=self.id("supplier", model.owner),
            releaseTime=_instant(model.created) if model.created else None,
        )
        self._files(model, own)
        if statement := annotation(model, self.gathered.parents.get(model.model_id, ())):
            self.add(
                "Annotation",
                self.id("notes", model.model_id),
                annotationType="other",
                subject=own,
                statement=statement,
            )
        said = model.licensing
        what = {NOTHING: "nothing is declared", NOBODY_KNOWS: f"declared as: {said.raw}"}
        comment = what.get(said.declared, "") if model.known else "no record describes the model"
        comment = "" if comment == "declared as: " else comment
        self.relate(own, "hasDeclaredLicense", [self._license(said.declared, model)], comment)
        partly = "" if said.complete else "incomplete: the terms of some ancestors cannot be seen"
        concluded = self._license(said.concluded, model)
        self.relate(own, "hasConcludedLicense", [concluded], partly if said.judged else "")

    def _files(self, model: Model, own: str) -> None:
        if len(model.weights) < 2:
            return
        files = [
            self.add(
                "software_File",
                self.id("file", f"{model.model_id}/{one.name}"),
                name=one.name,
                verifiedUsing=hashes(one.sha256),
            )
            for one in {one.name: one for one in model.weights}.values()
        ]
        self.relate(own, "contains", files)

    def _license(self, expression: str, model: Model) -> str:
        """The id of a license expression; that of no assertion where there is none."""
        if expression in {NOBODY_KNOWS, NOTHING, ""}:
            return NO_LICENSE
        if expression not in self.licenses:
            self.licenses[expression] = self.id("license", expression)
            entries = [
                {"type": "DictionaryEntry", "key": name, "value": self._custom(name, model)}
                for name in references_of(expression)
            ]
            self.add(
                "simplelicensing_LicenseExpression",
                self.licenses[expression],
                simplelicensing_licenseExpression=expression,
                simplelicensing_customIdToUri=entries,
            )
        return self.licenses[expression]

    def _custom(self, reference: str, model: Model) -> str:
        """The id of a license that SPDX does not list; it is added when it is first met."""
        own = self.id("custom-license", reference)
        if reference in self.licenses:
            return own
        self.licenses[reference] = own
        name, place = text_of(reference)
        address = (model.licensing.names == (reference,) and model.licensing.address) or place
        where = f"The text stands at {address}" if address else "The text is not in this document"
        return self.add(
            "expandedlicensing_CustomLicense",
            own,
            name=name or reference,
            simplelicensing_licenseText=f"{where}.",
            expandedlicensing_seeAlso=[address] if address else [],
        )

    def _lineage(self, model: Model) -> None:
        """How a model came from its parents, what it was trained on, and what it needs."""
        own = self._of(model.model_id)
        for edge in self.gathered.parents.get(model.model_id, ()):
            if edge.cut:
                continue
            parent = self._of(edge.model_id)
            comment = f"{edge.relation}; evidence: {', '.join(edge.evidence)}"
            self.relate(own, "descendantOf", [parent], f"{comment}; confidence {edge.confidence:g}")
            if "quantized" in edge.relations:
                self.relate(parent, "hasVariant", [own], "quantized")
            if "adapter" in edge.relations:
                self.relate(own, "dependsOn", [parent], "an adapter needs its base at run time")
        for copy in self.gathered.copies.get(model.model_id, ()):
            self.relate(own, "hasVariant", [self._of(copy)], "quantized")
        for kind, data in (("trainedOn", model.datasets), ("testedOn", _tested(model))):
            if data:
                self.relate(own, kind, [self.id("dataset", name) for name in data])


def _tested(model: Model) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.dataset for one in model.card.metrics if one.dataset))


def dated(gathered: Gathered) -> datetime:
    """The day of the newest record: what stands for the time of a document that has none."""
    newest = gathered.newest
    return datetime(newest.year, newest.month, newest.day, tzinfo=UTC) if newest else UNTIMED


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def version_of(document: Document) -> str | None:
    """Version of a document of this format."""
    if document.get("spdxVersion") == spdx23.VERSION:
        return OLD
    return SPEC if document.get("@context") == CONTEXT else None


def _contents(document: Document) -> Contents:
    return (spdx23.contents if version_of(document) == OLD else contents)(document)


SPDX = add_format(
    BomFormat(
        name="spdx",
        versions=(SPEC, OLD),
        doc="SPDX 3.0.1, JSON-LD: its AI profile is claimed where every fact that it requires is "
        "known, and only the core and software profiles elsewhere. SPDX 2.3, JSON, reduced.",
        build=build,
        faults=faults,
        version_of=version_of,
        contents=_contents,
    )
)
