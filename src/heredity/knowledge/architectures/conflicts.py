"""Name, declared configuration and header side by side: where do they contradict each other?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.reference import Known, Reference, reference
from heredity.knowledge.families import is_generic, is_known, kinship, words_of

Kind = Literal["type", "class", "head", "name", "pair"]
Level = Literal["error", "warn", "info"]

SURE = 0.95
"""Below this probability of an answer a conflict with it is a hint, no more."""

HEADLESS = "headless"


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a model besides its weights.

    Attributes:
        name: Its name, without owner.
        words: Architecture words of the name.
        model_type: The declared type; empty if none.
        architectures: Declared classes.
        own_code: Whether it brings code of its own, so that declared names need not be known ones.
    """

    name: str = ""
    words: tuple[str, ...] = ()
    model_type: str = ""
    architectures: tuple[str, ...] = ()
    own_code: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two of the three contradict each other.

    Attributes:
        kind: `type`: declared type and header; `class`: declared class and header; `head`: the
            header lacks the declared class's head, or has one more; `name`: name and header;
            `pair`: declared type and declared class.
        severity: `error`, `warn` or `info`.
        confidence: 0 to 1.
        message: A sentence.
    """

    kind: Kind
    severity: Level
    confidence: float
    message: str


def claims(name: str, config: Mapping[str, Any], task: str = "") -> Claims:
    """What a name and a configuration claim.

    Args:
        name: The model's id or name; an owner before `/` is left out.
        config: `config.json`, or what is known of it; anything in it may be missing or malformed.
            Parts of diffusers name their class as `_class_name`.
        task: The declared task, which tells homonyms apart.
    """
    short = name.rpartition("/")[2]
    kind, classes = config.get("model_type"), config.get("architectures")
    listed = classes if isinstance(classes, list) else [config.get("_class_name")]
    return Claims(
        short,
        tuple(w for w in words_of(short, task) if not is_generic(w)),
        kind if isinstance(kind, str) else "",
        tuple(c for c in listed if isinstance(c, str)),
        bool(config.get("auto_map")),
    )


def conflicts(
    said: Claims, shown: Assessment, known: Reference | None = None
) -> tuple[Conflict, ...]:
    """Contradictions; none where the header is unknown or a claim names nothing known.

    Args:
        said: Name and configuration.
        shown: The header's answer.
        known: The reference; the one that ships unless given.
    """
    known = known or reference()
    found: list[Conflict] = []
    if shown.known:
        found += _of_type(said, shown, known)
        found += _of_class(said, shown, known) if not found else []
        found += _of_name(said, shown)
    return tuple(found)


def declared_pair(said: Claims, known: Reference | None = None) -> tuple[Conflict, ...]:
    """A contradiction between declared type and declared class; no header is needed.

    Args:
        said: The configuration.
        known: The reference; the one that ships unless given.
    """
    return tuple(_of_pair(said, known or reference()))


def _of_type(said: Claims, shown: Assessment, known: Reference) -> list[Conflict]:
    kind = said.model_type
    if kind not in known.types or kind in shown.model_types:
        return []
    seen = " or ".join(shown.model_types[:3])
    if said.own_code or any(_part(kind, other) for other in shown.model_types):
        text = f"Declared type is {kind}; the weights are those of {seen}, a part or kin of it."
        return [Conflict("type", "info", 0.5, text)]
    level: Level = "error" if shown.method == "exact" else "warn"
    if shown.type_probability < SURE:
        level = "info"
    text = f"Declared type is {kind}; names and shapes of the weights are those of {seen}."
    return [Conflict("type", level, shown.type_probability, text)]


def _part(one: str, other: str) -> bool:
    """Whether one type is named as a part or kin of the other (`clip`, `clip_text_model`)."""
    one, other = one.replace("-", "_"), other.replace("-", "_")
    a, b = (one, other) if len(one) <= len(other) else (other, one)
    return b.startswith(a + "_") or b.endswith("_" + a)


def _of_class(said: Claims, shown: Assessment, known: Reference) -> list[Conflict]:
    declared = [c for c in _classes(said.architectures, known) if c.model_type == said.model_type]
    names = {c.name for c in declared}
    if not declared or not shown.architectures or names & set(shown.architectures):
        return []
    wanted, seen = min(names), " or ".join(shown.architectures[:3])
    bare = HEADLESS in shown.task_heads
    if bare and not any(HEADLESS in c.tasks for c in declared):
        text = f"Declared class is {wanted}, but the weights hold no head for it ({seen})."
        return [Conflict("head", "warn", shown.head_probability, text)]
    if any(HEADLESS in c.tasks for c in declared):
        text = f"Declared class is {wanted}; the weights also hold a head ({seen})."
        return [Conflict("head", "info", shown.head_probability, text)]
    level: Level = "warn" if shown.probability >= SURE else "info"
    text = f"Declared class is {wanted}; the weights are those of {seen}."
    return [Conflict("class", level, shown.probability, text)]


def _classes(names: Iterable[str], known: Reference) -> list[Known]:
    wanted = set(names)
    return [c for c in known.classes if c.name in wanted]


def _of_name(said: Claims, shown: Assessment) -> list[Conflict]:
    """A name none of whose architecture words goes with what the weights show."""
    types = [t for t in shown.model_types if is_known(t)]
    if not said.words or len(types) < len(shown.model_types):
        return []
    ties = {kinship(word, kind) for word in said.words for kind in types}
    if ties - {None, "is-a"}:
        return []
    word, seen = said.words[0], " or ".join(shown.model_types[:3])
    if "is-a" in ties:
        text = f"The name says {word}; the weights are those of {seen}, another member."
        return [Conflict("name", "info", 0.7, text)]
    level: Level = "warn" if shown.type_probability >= SURE else "info"
    text = f"The name says {word}; the weights are those of {seen}."
    return [Conflict("name", level, round(0.85 * shown.type_probability, 4), text)]


def _of_pair(said: Claims, known: Reference) -> list[Conflict]:
    """A declared class that belongs to other types than the declared one."""
    if said.own_code or said.model_type not in known.types:
        return []
    holders = {c.model_type for c in _classes(said.architectures, known)}
    if not holders or said.model_type in holders:
        return []
    if any(_part(said.model_type, other) for other in holders):
        return []
    wanted = ", ".join(said.architectures[:2])
    text = f"Declared class {wanted} is one of {' or '.join(sorted(holders)[:3])}, "
    return [Conflict("pair", "warn", 0.9, f"{text}not of the declared type {said.model_type}.")]
