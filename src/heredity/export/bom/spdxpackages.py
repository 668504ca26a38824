"""Models and datasets as packages of SPDX 3.0.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from heredity.export.bom import plain
from heredity.export.bom.facts import Model
from heredity.export.bom.licensing import NOBODY_KNOWS, NOTHING
from heredity.export.bom.lineage import Parent


def ai_package(model: Model) -> dict[str, Any]:
    """The fields of a model's package that refer to no other element; empty ones may be among."""
    said = model.card.sections
    single = model.weights[0].sha256 if len(model.weights) == 1 else ""
    return {
        "name": model.model_id,
        "description": model.card.description,
        "software_packageVersion": model.revision,
        "software_downloadLocation": _location(model),
        "software_homePage": model.page if model.known else "",
        "software_packageUrl": model.purl,
        "software_primaryPurpose": "model",
        "verifiedUsing": hashes(single),
        "externalRef": list(_references(model)),
        "ai_domain": [model.task] if model.task else [],
        "ai_typeOfModel": list(dict.fromkeys(filter(None, [model.family, *model.architectures]))),
        "ai_hyperparameter": [
            {"type": "DictionaryEntry", "key": name, "value": value}
            for name, value in model.card.settings
        ],
        "ai_metric": _metrics(model),
        "ai_limitation": _joined(said.get("limits", ())),
        "ai_informationAboutApplication": _joined(said.get("uses", ())),
    }


def _location(model: Model) -> str:
    if not model.known or not model.page:
        return ""
    return f"{model.page}/tree/{model.revision}" if model.revision else model.page


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(texts)


def hashes(value: str) -> list[dict[str, str]]:
    """A SHA-256 as an integrity method; nothing where it is not known."""
    return [{"type": "Hash", "algorithm": "sha256", "hashValue": value}] if value else []


def _references(model: Model) -> Iterator[dict[str, Any]]:
    if model.licensing.address:
        yield _reference("license", model.licensing.address)
    for paper in model.papers:
        yield _reference("documentation", f"https://arxiv.org/abs/{paper}")


def _reference(kind: str, address: str) -> dict[str, Any]:
    return {"type": "ExternalRef", "externalRefType": kind, "locator": [address]}


def _metrics(model: Model) -> list[dict[str, str]]:
    """Metrics as entries of a dictionary, whose keys must differ."""
    found: dict[str, str] = {}
    for one in model.card.metrics:
        name = f"{one.name} ({one.slice})" if one.slice else one.name
        key, number = name, 1
        while key in found:
            number += 1
            key = f"{name} #{number}"
        found[key] = one.value
    return [{"type": "DictionaryEntry", "key": key, "value": v} for key, v in found.items()]


def dataset_package(name: str) -> dict[str, Any]:
    """The fields of a dataset's package."""
    place = plain.repository(name)
    return {
        "name": name,
        "dataset_datasetType": ["noAssertion"],
        "software_primaryPurpose": "data",
        "software_downloadLocation": f"https://huggingface.co/datasets/{place}" if place else "",
    }


def lacks(model: Model) -> list[str]:
    """What the AI profile requires and nobody knows of a model."""
    said = model.licensing
    needed = {
        "record": model.known,
        "releaseTime": model.created,
        "suppliedBy": model.owner,
        "software_packageVersion": model.revision,
        "software_downloadLocation": _location(model),
        "declared license": said.declared not in {NOBODY_KNOWS, NOTHING},
        "concluded license": said.concluded != NOBODY_KNOWS,
    }
    missing = [name for name, held in needed.items() if not held]
    return ["no record describes it"] if "record" in missing else missing


def annotation(model: Model, parents: Sequence[Parent]) -> str:
    """What the format has no field for, one line each."""
    said = model.licensing
    told = {
        "resolution": "exact" if model.known else "not_in_snapshot",
        "license:declared": said.raw,
        "license:verdict": said.verdict,
        "license:code": said.code,
        "license:complete": str(said.complete).lower() if said.judged else "",
        "license:first-change": said.first_change,
        "parameters": str(model.parameters) if model.parameters else "",
        "architecture:source": "headers of the weights" if model.shown else "",
        "library": model.library,
        "snapshot": model.snapshot.isoformat() if model.snapshot else "",
        **{f"dropped:{field}": value for field, value in model.dropped},
    }
    lines = [f"heredity:{name}={value}" for name, value in told.items() if value]
    lines += [f"heredity:{name}={value}" for name, value in said.inherited()]
    lines += [f"heredity:co2:{name}={value}" for name, value in model.card.emissions]
    lines += [
        f"heredity:lineage:cycle={p.model_id} ({p.relation}) left out" for p in parents if p.cut
    ]
    return "\n".join(lines)
