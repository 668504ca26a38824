"""The model card of a CycloneDX component."""

from __future__ import annotations

from typing import Any, Final

from heredity.export.bom.cardtexts import CardTexts
from heredity.export.bom.facts import Model

_WORDS: Final = {
    "text": "text", "image": "image", "video": "video", "audio": "audio", "speech": "audio",
    "3d": "3d",
}  # fmt: skip

TASKS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "text-generation": (("text",), ("text",)),
    "text2text-generation": (("text",), ("text",)),
    "translation": (("text",), ("text",)),
    "summarization": (("text",), ("text",)),
    "fill-mask": (("text",), ("text",)),
    "question-answering": (("text",), ("text",)),
    "text-classification": (("text",), ("labels",)),
    "token-classification": (("text",), ("labels",)),
    "zero-shot-classification": (("text",), ("labels",)),
    "sentence-similarity": (("text",), ("embeddings",)),
    "feature-extraction": (("text",), ("embeddings",)),
    "text-ranking": (("text",), ("scores",)),
    "image-classification": (("image",), ("labels",)),
    "zero-shot-image-classification": (("image", "text"), ("labels",)),
    "object-detection": (("image",), ("boxes",)),
    "zero-shot-object-detection": (("image", "text"), ("boxes",)),
    "image-segmentation": (("image",), ("masks",)),
    "mask-generation": (("image",), ("masks",)),
    "depth-estimation": (("image",), ("image",)),
    "image-feature-extraction": (("image",), ("embeddings",)),
    "unconditional-image-generation": ((), ("image",)),
    "image-text-to-text": (("image", "text"), ("text",)),
    "visual-question-answering": (("image", "text"), ("text",)),
    "document-question-answering": (("image", "text"), ("text",)),
    "video-classification": (("video",), ("labels",)),
    "video-text-to-text": (("video", "text"), ("text",)),
    "automatic-speech-recognition": (("audio",), ("text",)),
    "audio-classification": (("audio",), ("labels",)),
    "voice-activity-detection": (("audio",), ("labels",)),
    "audio-text-to-text": (("audio", "text"), ("text",)),
    "tabular-classification": (("table",), ("labels",)),
    "tabular-regression": (("table",), ("numbers",)),
    "table-question-answering": (("table", "text"), ("text",)),
    "time-series-forecasting": (("time series",), ("time series",)),
}
"""What goes into models of a task, and what comes out, by the hub's definitions of its tasks."""


def inputs_outputs(task: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What goes in and what comes out; nothing where the task does not tell."""
    if task in TASKS:
        return TASKS[task]
    first, _, last = task.partition("-to-")
    if first in _WORDS and last in _WORDS:
        return (_WORDS[first],), (_WORDS[last],)
    return (), ()


def model_card(model: Model, refs: dict[str, str]) -> dict[str, Any]:
    """The card of a model: what is known, and nothing else; empty if nothing is.

    Args:
        model: The model.
        refs: References of datasets by their names.
    """
    card = {
        "modelParameters": _parameters(model, refs),
        "quantitativeAnalysis": _analysis(model.card),
        "considerations": _considerations(model.card),
        "properties": [
            {"name": f"heredity:hyperparameter:{name}", "value": value}
            for name, value in model.card.settings
        ],
    }
    return {name: part for name, part in card.items() if part}


def _parameters(model: Model, refs: dict[str, str]) -> dict[str, Any]:
    taken, given = inputs_outputs(model.task)
    learns = model.task == "reinforcement-learning"
    found = {
        "approach": {"type": "reinforcement-learning"} if learns else None,
        "task": model.task,
        "architectureFamily": model.family,
        "modelArchitecture": ", ".join(model.architectures),
        "datasets": [{"ref": refs[name]} for name in model.datasets],
        "inputs": [{"format": one} for one in taken],
        "outputs": [{"format": one} for one in given],
    }
    return {name: part for name, part in found.items() if part}


def _analysis(card: CardTexts) -> dict[str, Any]:
    metrics = [
        {"type": one.name, "value": one.value, **({"slice": one.slice} if one.slice else {})}
        for one in card.metrics
    ]
    return {"performanceMetrics": metrics} if metrics else {}


def _considerations(card: CardTexts) -> dict[str, Any]:
    said = card.sections
    found: dict[str, Any] = {
        "users": list(said.get("users", ())),
        "useCases": list(said.get("uses", ())),
        "technicalLimitations": list(said.get("limits", ())),
        "ethicalConsiderations": [{"name": text} for text in said.get("risks", ())],
        "environmentalConsiderations": _environment(card),
    }
    return {name: part for name, part in found.items() if part}


def _environment(card: CardTexts) -> dict[str, Any]:
    """Emissions as properties: the figures that the format itself asks for are not in cards."""
    said = [(f"heredity:co2:{name}", value) for name, value in card.emissions]
    said += [("heredity:card:environment", text) for text in card.sections.get("environment", ())]
    return {"properties": [{"name": n, "value": v} for n, v in said]} if said else {}
