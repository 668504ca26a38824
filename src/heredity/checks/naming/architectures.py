"""The architecture that a name states, against the model type."""

from __future__ import annotations

import re
from typing import Any, Final

from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.judging import (
    SILENT,
    SOUND,
    SUSPECT,
    UNKNOWN,
    NameRule,
    Outcomes,
    Ruling,
    apart,
    in_words,
    outcome,
)
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.knowledge.families import (
    is_brand,
    is_generic,
    is_known,
    kinship,
    spoken,
    type_of_class,
    words_of,
)
from heredity.store.columns import Flags, Ints, at, contains

RULE: Final = (
    "some architecture word of the name must be borne out by the model type: the same family, or "
    "one that it is implemented as, a backbone of, or distilled from"
)
TOOL: Final = (
    r"llama[-.]?(?:cpp|factory|file|index)|ollama|langchain|gpt4all|chat-?gpt|gpt-?[345]|claude"
)
"""In RE2: whatever `_TOOL` may hit."""

_TOOL: Final = re.compile(
    r"llama[-.]?(?:cpp|factory|file|index)|ollama|langchain|gpt4all|chat-?gpt|"
    r"gpt-?[345](?!\d*x)|claude"
)
_BETWEEN: Final = re.compile(
    r"distil(?!bert|roberta|gpt|hubert)|teacher|student|(?:^|[^a-z])(?:vs|to|from|like|style|with|and|2|x|merge|merged|"
    r"slerp|ties|dare|"
    r"tokenizer|vocab|embeddings?|encoder|decoder|pretrain\w*|reward\w*|random|tiny-random|dummy|hybrid|"
    r"ensemble|multi-?modal|crf|lstm|bilstm|cnn|gnn)(?:[^a-z]|$)"
)


def sift(evidence: Evidence) -> Outcomes:
    """Models with a word for an architecture and a known type are suspects."""
    records = evidence.records
    typed: Flags = records.has("type_config") | records.has("type_tag") | records.has("type_gguf")
    typed |= records.has("classes")
    said = evidence.words.codes > 0
    return outcome(len(records), (~said, SILENT), (~typed, UNKNOWN), (said, SUSPECT))


def alike(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same words of the same types; homonyms and tools are read name by name."""
    words = evidence.words
    tools = contains(at(evidence.text, rows), TOOL)
    return [
        words.codes[rows],
        *(evidence.codes(name, rows) for name in (*_KINDS.values(), "classes")),
        apart(words.unsure[rows] | tools),
    ]


def judge(subject: Subject) -> Ruling | int:
    """Whether the type bears out any architecture word."""
    words = [w for w in _words(subject) if not is_generic(w)]
    if not words:
        return SILENT
    types = _types(subject)
    if not types:
        return UNKNOWN
    kin = {(word, kind): kinship(word, kind) for word in words for kind in types.values()}
    if any(found not in {None, "is-a"} for found in kin.values()):
        return SOUND
    if not all(is_known(kind) for kind in types.values()):
        return UNKNOWN
    near = any(found == "is-a" for found in kin.values())
    if not near and any(kinship(w, k) for w in spoken(subject.name) for k in types.values()):
        return UNKNOWN  # the name holds the type's word too, though it may be a homonym
    return _ruling(subject, words, types, near)


def _words(subject: Subject) -> tuple[str, ...]:
    name = _TOOL.sub(" ", subject.name.lower()) if _TOOL.search(subject.text) else subject.name
    return words_of(name, str(subject.facts.get("task") or ""))


_KINDS: Final = {"config": "type_config", "tag": "type_tag", "gguf": "type_gguf"}


def _types(subject: Subject) -> dict[str, str]:
    """Model type by source."""
    facts = subject.facts
    found = {source: facts[column] for source, column in _KINDS.items() if facts.get(column)}
    if "config" not in found and (kind := _of_class(facts.get("classes"))):
        found = {"class": kind, **found}
    return found


def _of_class(classes: str | None) -> str | None:
    """The type of the first class, where a configuration lacks its type."""
    named = re.search(r'"([A-Za-z0-9_]+)"', classes or "")
    return type_of_class(named.group(1)) if named else None


def _ruling(subject: Subject, words: list[str], types: dict[str, str], near: bool) -> Ruling | int:
    between = bool(_BETWEEN.search(subject.text))
    kind = next(iter(types.values()))
    second = _second(subject, words, types)
    alone = (
        bool({"config", "class"} & set(types))
        and not _inherited(subject, words)
        and not is_brand(words[0])
    )
    strong = second is not None or alone
    sure = strong and not near and not between and not subject.adapted and len(words) == 1
    severity = Severity.ERROR if sure else Severity.INFO if between or near else Severity.WARN
    member = "another member of that family" if near else "another family"
    seen: dict[str, Any] = {
        "types": types,
        "classes": subject.facts.get("classes"),
        "second": second,
        "graph": "is-a" if near else "no path",
    }
    return Ruling(
        severity,
        0.95 if sure else 0.5 if between else 0.8,
        f"The name says {in_words(words)}, but the model type is '{kind}', {member}.",
        ", ".join(words),
        seen,
        0,
        RULE,
        "The tensor names in the headers of the weights (heredity assess).",
        _renamed(subject.name, words[0], kind) if len(words) == 1 else None,
    )


def _renamed(name: str, word: str, kind: str) -> str | None:
    pattern = "[-_. ]?".join(re.escape(part) for part in word.split("-"))
    renamed = re.sub(pattern, kind, name, count=1, flags=re.IGNORECASE)
    return renamed if renamed != name else None


def _inherited(subject: Subject, words: list[str]) -> bool:
    """Whether the parent's name says the same word, so that the name only follows it."""
    named = words_of((subject.parent_id or "").rpartition("/")[2])
    return bool(set(named) & set(words))


def _second(subject: Subject, words: list[str], types: dict[str, str]) -> str | None:
    """A second source of the type that does not go with the name: the parent's type or name."""
    if not subject.parent_id:
        return None
    kinds = list(types.values())
    named = words_of(subject.parent_id.rpartition("/")[2])
    if set(named) & set(words):
        return None  # the parent's name says the same: then it is no second opinion
    if any(kinship(w, k) == "same" for w in named for k in kinds):
        return f"parent {subject.parent_id} is named {in_words(named)}"
    theirs = subject.parent.get("type_config") or subject.parent.get("type_tag")
    return f"parent {subject.parent_id} is '{theirs}'" if theirs in kinds else None


ARCH = NameRule("ARCH", sift, judge, alike)
