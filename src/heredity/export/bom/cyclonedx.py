"""CycloneDX 1.6 and 1.7: a machine-learning component for each model, ancestors in its pedigree.

Source: the schemas of https://cyclonedx.org/docs/1.6/json/ and 1.7. Documents are made as plain
JSON: the library of that project has no class for model cards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from heredity.core.version import __version__
from heredity.export.bom import validating
from heredity.export.bom.cyclonedxreading import contents
from heredity.export.bom.facts import Gathered, Model
from heredity.export.bom.licensing import NOBODY_KNOWS, NOTE, NOTHING, ids_of
from heredity.export.bom.lineage import Parent, ancestors
from heredity.export.bom.modelcards import model_card
from heredity.export.bom.registry import BomFormat, Document, Request, add_format
from heredity.knowledge.licenses import rules_version

DEEPEST: Final = 18
"""Generations within one another; parsers of many languages stop at a depth of 64, which is three
for each generation. Ancestors further up stand side by side."""

_BESIDE: Final = {
    f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": f"{name}.SNAPSHOT.schema.json"
    for name in ("spdx", "jsf-0.82", "cryptography-defs")
}


def faults(document: Document, spec: str) -> list[str]:
    """What is wrong with a document of a version."""
    return validating.faults(document, f"bom-{spec}.SNAPSHOT.schema.json", _BESIDE)


@cache
def listed_ids() -> frozenset[str]:
    """The SPDX ids that may stand as `license.id`."""
    place = files("heredity").joinpath("data", "schemas", "spdx.SNAPSHOT.schema.json")
    return frozenset(json.loads(place.read_text("utf-8"))["enum"])


def build(gathered: Gathered, request: Request) -> Document:
    """The document of some facts; the same facts give the same document but for its time."""
    made = _Made(gathered, request.spec)
    document: Document = {
        "bomFormat": "CycloneDX",
        "specVersion": request.spec,
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "tools": {"components": [_tool()]},
            "properties": list(_about(gathered)),
        },
        "components": made.components(),
        "dependencies": made.dependencies(),
    }
    told = json.dumps(document, sort_keys=True)
    document["serialNumber"] = uuid5(NAMESPACE_URL, f"heredity:{told}").urn
    if request.at:
        stamp = {"timestamp": request.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        document["metadata"] = stamp | document["metadata"]
    return document


def _tool() -> dict[str, str]:
    return {"type": "application", "name": "heredity", "version": __version__}


def _about(gathered: Gathered) -> Iterator[dict[str, str]]:
    if gathered.newest:
        yield _property("snapshot", gathered.newest.isoformat())
    yield _property("license:checked", gathered.checked)
    yield _property("license:rules", rules_version())
    yield _property("license:note", NOTE)


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"heredity:{name}", "value": value}


class _Made:
    """The parts of one document.

    Args:
        gathered: The facts.
        spec: Version of the format.
    """

    def __init__(self, gathered: Gathered, spec: str) -> None:
        self.gathered = gathered
        self.spec = spec
        self.tops = self._with_bases()
        self.taken: set[str] = set()
        every = dict.fromkeys(d for m in gathered.models.values() for d in m.datasets)
        self.datasets = {name: f"dataset:{name}" for name in every}

    def _with_bases(self) -> list[str]:
        """The models asked for, and the bases that adapters among them need at run time."""
        tops = dict.fromkeys(self.gathered.asked)
        waiting = list(tops)
        while waiting:
            waiting = [b for one in waiting for b in self._bases(one) if b not in tops]
            tops |= dict.fromkeys(waiting)
        return list(tops)

    def _bases(self, model: str) -> list[str]:
        edges = self.gathered.parents.get(model, ())
        return [p.model_id for p in edges if "adapter" in p.relations and not p.cut]

    def components(self) -> list[dict[str, Any]]:
        """The components: models asked for, bases of adapters, datasets."""
        self.taken.update(map(_ref, self.tops))
        asked = set(self.gathered.asked)
        made = []
        for one in self.tops:
            role = [] if one in asked else [_property("role", "base of an adapter")]
            made.append(self._component(one, {"bom-ref": _ref(one)}, role, _Tree(self, one)))
        return made + [_dataset(name, ref) for name, ref in self.datasets.items()]

    def _component(
        self,
        model_id: str,
        ref: Mapping[str, str],
        more: Sequence[dict[str, str]],
        tree: _Tree | None,
        depth: int = 0,
    ) -> dict[str, Any]:
        """One model; with its pedigree where a tree is given."""
        model = self.gathered.models[model_id]
        single = model.weights[0] if len(model.weights) == 1 else None
        found: dict[str, Any] = {
            "type": "machine-learning-model",
            **ref,
            "supplier": {"name": model.owner} if model.owner else None,
            "group": model.owner,
            "name": model.name,
            "version": model.revision,
            "description": model.card.description,
            "hashes": _hashes(single.sha256) if single else None,
            "licenses": self._licenses(model),
            "purl": model.purl,
            "pedigree": self._pedigree(model_id, tree, depth) if tree else None,
            "externalReferences": list(_references(model)),
            "components": self._files(model),
            "properties": [*more, *_properties(model), *self._cut(model_id)],
            "modelCard": model_card(model, self.datasets),
        }
        return {name: part for name, part in found.items() if part}

    def _files(self, model: Model) -> list[dict[str, Any]]:
        if len(model.weights) < 2:
            return []
        return [
            {
                "type": "file",
                "name": one.name,
                **({"hashes": _hashes(one.sha256)} if one.sha256 else {}),
                **(
                    {"properties": [_property("bytes", str(one.size))]}
                    if one.size is not None
                    else {}
                ),
            }
            for one in model.weights
        ]

    def _licenses(self, model: Model) -> list[dict[str, Any]]:
        """Declared and concluded licenses, side by side."""
        said = model.licensing
        if not model.known:
            return []
        declared = [_license(name, "declared", said.address) for name in said.names]
        if self.spec == "1.7" and said.concluded != NOBODY_KNOWS:
            return [*declared, {"expression": said.concluded, "acknowledgement": "concluded"}]
        return declared + [_license(name, "concluded") for name in ids_of(said.concluded)]

    def _cut(self, model_id: str) -> Iterator[dict[str, str]]:
        for parent in self.gathered.parents.get(model_id, ()):
            if parent.cut:
                yield _property("lineage:cycle", f"{parent.model_id} ({parent.relation}) left out")

    def _pedigree(self, model_id: str, tree: _Tree, depth: int) -> dict[str, Any]:
        """The ancestors of a model, each with its own; in full where the tree meets it first."""
        edges = [p for p in self.gathered.parents.get(model_id, ()) if not p.cut]
        if not edges:
            return self._variants(model_id) if depth == 0 else {}
        shown = [self._ancestor(model_id, edge, tree, depth + 1) for edge in edges]
        if depth + 1 == DEEPEST:
            shown += tree.beyond(edges)
        return {
            "ancestors": shown,
            **(self._variants(model_id) if depth == 0 else {}),
            "notes": notes(edges),
        }

    def _variants(self, model_id: str) -> dict[str, Any]:
        known = self.gathered.copies.get(model_id, ())
        relation = [_property("relation", "quantized")]
        shown = [self._component(one, {}, relation, None) for one in known]
        return {"variants": shown} if shown else {}

    def _ancestor(self, child: str, edge: Parent, tree: _Tree, depth: int) -> dict[str, Any]:
        first = tree.first(child, edge.model_id)
        more = [*_edge_properties(edge)]
        if first and depth == DEEPEST:
            return self.flat(edge.model_id, more)
        if not first:
            more.append(_property("lineage:shown", "in full elsewhere in this pedigree"))
        inner = tree if first else None
        return self._component(edge.model_id, self.new_ref(edge.model_id), more, inner, depth)

    def new_ref(self, model_id: str) -> dict[str, str]:
        """A reference, for the first component of the model in the document."""
        ref = _ref(model_id)
        if ref in self.taken:
            return {}
        self.taken.add(ref)
        return {"bom-ref": ref}

    def flat(self, model_id: str, more: Sequence[dict[str, str]]) -> dict[str, Any]:
        """An ancestor at the depth where documents end; its parents are named, not nested."""
        edges = [p for p in self.gathered.parents.get(model_id, ()) if not p.cut]
        named = [_property("lineage:parent", f"{p.model_id} ({p.relation})") for p in edges]
        ref = self.new_ref(model_id)
        return self._component(model_id, ref, [*more, *named], None)

    def dependencies(self) -> list[dict[str, Any]]:
        """Models need their datasets; an adapter needs its base."""
        made = []
        for one in self.tops:
            data = [self.datasets[name] for name in self.gathered.models[one].datasets]
            needs = [*(_ref(base) for base in self._bases(one)), *data]
            made.append({"ref": _ref(one), **({"dependsOn": needs} if needs else {})})
        return made + [{"ref": ref} for ref in self.datasets.values()]


class _Tree:
    """Where each ancestor of one model is shown in full: below the nearest of its descendants.

    Args:
        made: The document.
        root: The model.
    """

    def __init__(self, made: _Made, root: str) -> None:
        self.made = made
        self.below: dict[str, str] = {root: ""}
        self.depth = {root: 0}
        waiting = [root]
        for one in waiting:
            for parent in made.gathered.parents.get(one, ()):
                if not parent.cut and parent.model_id not in self.below:
                    self.below[parent.model_id] = one
                    self.depth[parent.model_id] = self.depth[one] + 1
                    waiting.append(parent.model_id)

    def first(self, child: str, parent: str) -> bool:
        """Whether the parent is shown in full under this child."""
        return self.below[parent] == child

    def beyond(self, edges: Sequence[Parent]) -> list[dict[str, Any]]:
        """The ancestors of some parents that would lie too deep, each once in the document."""
        full = [p.model_id for p in edges if self.depth[p.model_id] == DEEPEST]
        above = ancestors(full, self.made.gathered.parents)
        mine = [one for one in above if self.depth.get(one, 0) > DEEPEST]
        self.depth |= dict.fromkeys(mine, 0)
        beside = [_property("lineage:shown", "beside its descendants: the pedigree is too deep")]
        return [self.made.flat(one, beside) for one in mine]


def notes(edges: Sequence[Parent]) -> str:
    """How a model came from its parents, and who says so."""
    if len(edges) == 1:
        return f"{edges[0].relation}; evidence: {', '.join(edges[0].evidence)}"
    return "\n".join(
        f"{one.model_id}: {one.relation}; evidence: {', '.join(one.evidence)}" for one in edges
    )


def _ref(model_id: str) -> str:
    return f"model:{model_id}"


def _hashes(value: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": value}] if value else []


def _license(name: str, acknowledgement: str, link: str = "") -> dict[str, Any]:
    key = "id" if name in listed_ids() else "name"
    found = {key: name, "acknowledgement": acknowledgement}
    return {"license": found | ({"url": link} if link and key == "name" else {})}


def _dataset(name: str, ref: str) -> dict[str, Any]:
    group, _, last = name.rpartition("/")
    return {
        "type": "data",
        "bom-ref": ref,
        **({"group": group} if group else {}),
        "name": last or name,
        "data": [{"type": "dataset", "name": name}],
    }


def _references(model: Model) -> Iterator[dict[str, str]]:
    if model.known and model.page:
        yield {"type": "model-card", "url": model.page}
    if model.page and model.revision:
        yield {"type": "vcs", "url": f"{model.page}/tree/{model.revision}"}
    if model.licensing.address:
        yield {"type": "license", "url": model.licensing.address}
    for paper in model.papers:
        place = f"https://arxiv.org/abs/{paper}"
        yield {"type": "documentation", "url": place, "comment": "paper"}


def _edge_properties(edge: Parent) -> Iterator[dict[str, str]]:
    yield _property("relation", edge.relation)
    yield _property("evidence", ", ".join(edge.evidence))
    yield _property("confidence", f"{edge.confidence:g}")
    for one in edge.disagreements:
        yield _property("disagreement", one)


def _properties(model: Model) -> Iterator[dict[str, str]]:
    yield _property("resolution", "exact" if model.known else "not_in_snapshot")
    if not model.revision:
        yield _property("version", "unknown")
    if not model.known:
        return
    said = model.licensing
    told = {
        "license:declared": "" if said.declared == NOTHING else said.raw,
        "license:expression": said.declared,
        "license:verdict": said.verdict,
        "license:code": said.code,
        "license:complete": ("true" if said.complete else "false") if said.judged else "",
        "license:first-change": said.first_change,
        "architecture:source": "headers of the weights" if model.shown else "",
        "library": model.library,
        "parameters": str(model.parameters) if model.parameters else "",
        "gated": "true" if model.gated else "",
        "disabled": "true" if model.disabled else "",
        "created": model.created.strftime("%Y-%m-%dT%H:%M:%SZ") if model.created else "",
        "snapshot": model.snapshot.isoformat() if model.snapshot else "",
        "metrics:left-out": str(model.card.metrics_left) if model.card.metrics_left else "",
        **{f"dropped:{field}": value for field, value in model.dropped},
    }
    yield from (_property(name, value) for name, value in told.items() if value)
    yield from (_property(name, value) for name, value in said.inherited())


def version_of(document: Document) -> str | None:
    """Version of a document of this format."""
    if document.get("bomFormat") != "CycloneDX":
        return None
    return str(document.get("specVersion"))


CYCLONEDX = add_format(
    BomFormat(
        name="cyclonedx",
        versions=("1.6", "1.7"),
        doc="CycloneDX, JSON: what most tools for bills of materials read.",
        build=build,
        faults=faults,
        version_of=version_of,
        contents=contents,
    )
)
