"""What a model card itself says: metrics, uses, limits, emissions. Nothing is made up.

Sources: the card's front matter (`model-index`, `co2_eq_emissions`) and the headings of the Hub's
card template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from heredity.export.bom import plain

MOST_METRICS: Final = 500
"""Metrics of one card that are written; some cards hold thousands."""

MOST_SETTINGS: Final = 100

LONGEST_CARD: Final = 400_000
"""Characters of a card that are read for headings."""

_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)")
_MARKS: Final = re.compile(r"[^a-z0-9&, -]+")
_SETTING: Final = re.compile(
    r"^[ \t]*[-*][ \t]+[*_`]*([A-Za-z][\w .-]{0,60}?)[*_`]*:[*_ `]*(.+?)[*_`]*$"
)
_NOTHING: Final = re.compile(
    r"\[?\s*(?:more information needed|needs more information|todo|n/?a|tbd|none)\s*\]?\.?",
    re.IGNORECASE,
)
_TAGS: Final = re.compile(r"<!--.*?-->|<[^<>]{1,400}>", re.DOTALL)
_MARKUP: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[!\[.*")

SETTINGS: Final = frozenset({
    "training hyperparameters", "training hyper-parameters", "hyperparameters", "hyper-parameters",
})  # fmt: skip
"""Headings, in lower case, above a list of hyper-parameters."""

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "uses": (
        "intended use", "intended uses", "intended uses & limitations", "direct use",
        "downstream use", "primary intended uses", "uses", "use cases", "intended usage",
    ),
    "users": ("intended users", "primary intended users"),
    "limits": (
        "limitations", "limitation", "known limitations", "limitations and bias",
        "limitations and biases", "bias, risks, and limitations", "risks and limitations",
        "out-of-scope use", "out-of-scope uses", "out of scope use",
    ),
    "risks": (
        "ethical considerations", "ethical considerations and limitations", "bias", "biases",
        "risks", "bias and risks", "safety", "ethics",
    ),
    "environment": (
        "environmental impact", "carbon footprint", "co2 emissions", "energy consumption",
    ),
}  # fmt: skip
"""Headings of cards, in lower case, and what stands under them."""


class Metric(msgspec.Struct, frozen=True):
    """One row of a card's `model-index`.

    Attributes:
        name: The metric.
        value: Its value as text.
        slice: Task, dataset, configuration and split.
        dataset: The dataset alone; its id, where the card gives one.
        verified: Whether the card calls it verified by the hub.
    """

    name: str
    value: str
    slice: str
    dataset: str
    verified: bool


class CardTexts(msgspec.Struct, frozen=True):
    """What a card says.

    Attributes:
        there: Whether there is a card with a text.
        description: Its first paragraph.
        metrics: Rows of its `model-index`.
        metrics_left: Rows beyond `MOST_METRICS`.
        sections: Texts under known headings, by the keys of `HEADINGS`.
        settings: Hyper-parameters of the training, as names and values.
        emissions: What the front matter says of emissions, as names and values.
    """

    there: bool = False
    description: str = ""
    metrics: tuple[Metric, ...] = ()
    metrics_left: int = 0
    sections: Mapping[str, tuple[str, ...]] = {}
    settings: tuple[tuple[str, str], ...] = ()
    emissions: tuple[tuple[str, str], ...] = ()


def read_card_texts(metadata: str | None, text: str | None) -> CardTexts:
    """Read a card. Never raises, whatever it holds.

    Args:
        metadata: Its front matter as JSON text, if any.
        text: The whole card, if it was imported.
    """
    front = _front(metadata)
    metrics = list(_metrics(front.get("model-index")))
    body = _body(text[:LONGEST_CARD]) if text else []
    return CardTexts(
        there=bool(text),
        description=_description(body),
        metrics=tuple(metrics[:MOST_METRICS]),
        metrics_left=max(len(metrics) - MOST_METRICS, 0),
        sections=_sections(body),
        settings=tuple(_settings(body)),
        emissions=tuple(_emissions(front.get("co2_eq_emissions"))),
    )


def _front(metadata: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(metadata) if metadata else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _metrics(index: Any) -> Iterator[Metric]:
    for model in _mappings(index):
        for result in _mappings(model.get("results")):
            where, data = _slice(result), _data(result)
            dataset = plain.line(data.get("type") or data.get("name"))
            for metric in _mappings(result.get("metrics")):
                name = plain.line(metric.get("name") or metric.get("type"))
                value = _value(metric.get("value"))
                if name and value:
                    yield Metric(name, value, where, dataset, metric.get("verified") is True)


def _mappings(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def _value(value: Any) -> str:
    if isinstance(value, bool | dict | list):
        return plain.line(json.dumps(value, ensure_ascii=True))
    return "0" if value == 0 else plain.line(value)


def _data(result: Mapping[str, Any]) -> Mapping[str, Any]:
    data = result.get("dataset")
    return data if isinstance(data, dict) else {"name": data}


def _slice(result: Mapping[str, Any]) -> str:
    task, data = result.get("task"), _data(result)
    parts = [plain.line(data.get("name") or data.get("type"), 120)]
    parts += [plain.line(data.get(key), 60) for key in ("config", "split")]
    if isinstance(task, dict):
        parts.insert(0, plain.line(task.get("type") or task.get("name"), 60))
    return " / ".join(filter(None, parts))


def _emissions(value: Any) -> Iterator[tuple[str, str]]:
    found = value if isinstance(value, dict) else {"emissions": value}
    for name, one in found.items():
        if shown := plain.line(one):
            unit = " g CO2eq" if name == "emissions" and not isinstance(one, str) else ""
            yield plain.line(name, 60) or "emissions", shown + unit


def _body(text: str) -> list[str]:
    """The lines of a card without front matter, comments and tags."""
    if text.startswith("---"):
        end = re.search(r"^---[ \t]*$", text[3:], re.MULTILINE)
        text = text[3 + end.end() :] if end else text
    return _TAGS.sub("", text).splitlines()


def _description(lines: Sequence[str]) -> str:
    """The first paragraph that is prose."""
    paragraph: list[str] = []
    fenced = False
    for raw in lines:
        fenced ^= bool(_FENCE.match(raw))
        one = _MARKUP.sub("", raw).strip()
        if one and not fenced and not re.match(r"[#|>*+\-`~=\[{]|\d+\.", one):
            paragraph.append(one)
        elif paragraph:
            if _says(" ".join(paragraph)):
                break
            paragraph = []
    text = " ".join(paragraph)
    return plain.line(text, 500) if _says(text) else ""


def _settings(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The list of names and values that training programs write under such a heading."""
    texts = (text for heading, text in _headed(lines) if heading in SETTINGS)
    found: dict[str, str] = {}
    for one in next(texts, "").splitlines():
        if (match := _SETTING.match(one)) and (value := plain.line(match[2])):
            found.setdefault(plain.line(match[1], 60), value)
    yield from list(found.items())[:MOST_SETTINGS]


def _says(text: str) -> bool:
    return len(text) >= 20 and not _NOTHING.fullmatch(text.strip(" *_"))


def _sections(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for heading, text in _headed(lines):
        kind = _kinds().get(heading)
        shown = plain.block(text) if kind else ""
        if kind and shown and not _NOTHING.fullmatch(shown.strip(" *_\n")):
            found.setdefault(kind, []).append(shown)
    return {kind: tuple(texts) for kind, texts in found.items()}


def _kinds() -> dict[str, str]:
    return {heading: kind for kind, headings in HEADINGS.items() for heading in headings}


def _headed(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Headings, folded, each with what stands under it before the next heading."""
    heading, fenced = "", False
    held: list[str] = []
    for one in lines:
        fenced ^= bool(_FENCE.match(one))
        match = None if fenced else _HEADING.match(one)
        if match:
            yield heading, "\n".join(held)
            heading, held = _folded(match[2]), []
        else:
            held.append(one)
    yield heading, "\n".join(held)


def _folded(heading: str) -> str:
    return " ".join(_MARKS.sub(" ", heading.lower()).split()).strip(" ,-&")
