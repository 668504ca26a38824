"""Results that a card's front matter states (`model-index`), and where they contradict each other.

The shapes are those that the hub reads; whatever has another shape is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import msgspec

MOST: Final = 1_000
"""Rows that are read of one card."""

LONGEST: Final = 200


class Evaluation(msgspec.Struct, frozen=True):
    """One stated result.

    Attributes:
        model: Name under which `model-index` states it; empty where it has none.
        task: Task.
        dataset: Data set, by its type where that is given, else by its name; empty if neither.
        config: Its configuration; empty where none is named.
        split: Its split; likewise.
        settings: Arguments of the evaluation, as text; likewise.
        metric: Metric, by its type where that is given.
        metric_config: Its configuration and arguments; empty where none are named.
        value: The value, where it is a number; None where it is none.
        stated: The value as written.
        source: Who measured it, by the source's name, else its address; empty for the author.
        verified: Whether the hub verified it (a token stands beside it).
    """

    model: str
    task: str
    dataset: str
    config: str
    split: str
    settings: str
    metric: str
    metric_config: str
    value: float | None
    stated: str
    source: str
    verified: bool

    @property
    def key(self) -> tuple[str, ...]:
        """What must be equal in all parts before two values may be compared."""
        return (
            self.dataset, self.config, self.split, self.settings, self.metric, self.metric_config,
        )  # fmt: skip

    @property
    def complete(self) -> bool:
        """Whether it names data set, split, metric and a number."""
        return bool(self.dataset and self.split and self.metric) and self.value is not None

    @property
    def by(self) -> str:
        """Who measured it, in words."""
        return self.source or ("the hub" if self.verified else "the author")


class Contradiction(msgspec.Struct, frozen=True):
    """Two values of one result.

    Attributes:
        dataset: Data set with configuration and split.
        metric: Metric.
        first: One value, and who measured it.
        second: The other.
        difference: Second less first.
        says: All of it in a sentence.
    """

    dataset: str
    metric: str
    first: tuple[float, str]
    second: tuple[float, str]
    difference: float
    says: str


def evaluations(metadata: Mapping[str, Any]) -> list[Evaluation]:
    """The results of a card's front matter, in its order."""
    found: list[Evaluation] = []
    for model in _mappings(metadata.get("model-index")):
        for result in _mappings(model.get("results")):
            found += _of_result(_text(model.get("name")), result)
            if len(found) >= MOST:
                return found[:MOST]
    return found


def _of_result(model: str, result: Mapping[str, Any]) -> Iterator[Evaluation]:
    task, data, source = (_part(result, key) for key in ("task", "dataset", "source"))
    for metric in _mappings(result.get("metrics")):
        value = metric.get("value")
        yield Evaluation(
            model=model,
            task=_text(task.get("type") or task.get("name")),
            dataset=_text(data.get("type") or data.get("name")),
            config=_text(data.get("config")),
            split=_text(data.get("split")),
            settings=_arguments(data.get("args")),
            metric=_text(metric.get("type") or metric.get("name")),
            metric_config=_arguments(metric.get("config")) + _arguments(metric.get("args")),
            value=number(value),
            stated=_text(value),
            source=_text(source.get("name") or source.get("url")),
            verified=bool(metric.get("verifyToken")) and metric.get("verified") is not False,
        )


def number(value: object) -> float | None:
    """A value as a number, with or without a per cent sign; None if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip().removesuffix("%").strip()
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if abs(found) < float("inf") else None


def differences(
    rows: Sequence[Evaluation], others: Sequence[Evaluation] | None = None
) -> list[Contradiction]:
    """Values that differ although data set, configuration, split and metric are the same.

    Rows that lack a data set, a split or a metric are never compared.

    Args:
        rows: Results.
        others: Results to compare them with; by default with each other, of different sources.
    """
    if others is None:
        pairs = [(a, b) for a, b in combinations(rows, 2) if a.by != b.by]
    else:
        pairs = [(a, b) for a in rows for b in others]
    return [
        _contradiction(one, other)
        for one, other in pairs
        if one.complete and other.complete and one.key == other.key and one.value != other.value
    ]


def _contradiction(one: Evaluation, other: Evaluation) -> Contradiction:
    first, second = one.value or 0.0, other.value or 0.0
    where = "/".join(part for part in (one.dataset, one.config, one.split) if part)
    by = f"({one.by})", f"({other.by})"
    if one.by == other.by:
        by = (f"({one.model or one.by})", f"({other.model or other.by})")
    says = f"{one.metric} on {where}: {first:g} {by[0]}, {second:g} {by[1]}"
    return Contradiction(
        where, one.metric, (first, one.by), (second, other.by), second - first, says
    )


def under_other_names(rows: Sequence[Evaluation], model_id: str) -> list[str]:
    """Names of models that results stand under, and that are not this one's.

    A name is the same if it is so in lower case without signs, with or without its owner.
    """
    own = {_letters(model_id), _letters(model_id.rpartition("/")[2])}
    named = {row.model for row in rows if row.model}
    return sorted(name for name in named if _letters(name) not in own and not (own & _tails(name)))


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _tails(name: str) -> set[str]:
    return {_letters(name.rpartition("/")[2])}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    held = value if isinstance(value, list) else [value]
    return [one for one in held if isinstance(one, dict)]


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()[:LONGEST]


def _arguments(value: object) -> str:
    """Arguments in one spelling, whatever their order."""
    if isinstance(value, dict):
        parts = sorted((_text(key), _arguments(inner)) for key, inner in value.items())
        return ", ".join(f"{key}={inner}" for key, inner in parts)[:LONGEST]
    if isinstance(value, list):
        return " ".join(_arguments(inner) for inner in value[:20])[:LONGEST]
    return _text(value)
