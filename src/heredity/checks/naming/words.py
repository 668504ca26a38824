"""Tasks and languages that a name states, against what is declared."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

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
from heredity.knowledge.names import CODES, parse_many
from heredity.store.cardtexts import normalized
from heredity.store.columns import Flags, Ints, at, coded, contains, texts, whole
from heredity.store.parts import numbers_of

NAMED: Final = {
    "token classification": (
        r"(?:^|-)(?:ner|pos-tag\w*|token-classification)(?:-|$)",
        {"token-classification"},
    ),
    "question answering": (
        r"(?:^|-)(?:squad\d?|squad-v2|qa|question-answering)(?:-|$)",
        {"question-answering", "document-question-answering", "visual-question-answering",
         "table-question-answering", "extractive-qa"},
    ),
    "image classification": (r"(?:^|-)image-classification(?:-|$)", {"image-classification"}),
    "speech recognition": (
        r"(?:^|-)(?:asr|speech-recognition|stt)(?:-|$)",
        {"automatic-speech-recognition"},
    ),
    "speech synthesis": (
        r"(?:^|-)(?:tts|text-to-speech)(?:-|$)",
        {"text-to-speech", "text-to-audio"},
    ),
    "summarization": (r"(?:^|-)(?:summari[sz]ation|summari[sz]er)(?:-|$)", {"summarization"}),
    "object detection": (r"(?:^|-)object-detection(?:-|$)", {"object-detection"}),
    "segmentation": (
        r"(?:^|-)(?:image|semantic|instance)-segmentation(?:-|$)",
        {"image-segmentation", "mask-generation"},
    ),
    "masked language modeling": (r"(?:^|-)fill-mask(?:-|$)", {"fill-mask"}),
}  # fmt: skip
"""Tasks in names that leave no doubt, with the pipeline tags that bear them out."""

BROAD: Final = {
    "text-generation", "text2text-generation", "feature-extraction", "sentence-similarity",
    "any-to-any", "image-text-to-text", "text-classification", "zero-shot-classification",
    "audio-text-to-text", "image-to-text", "text-ranking", "reinforcement-learning", "translation",
    "fill-mask", "other", "robotics", "multimodal", "audio-to-audio", "video-text-to-text",
    "image-feature-extraction", "text-retrieval",
}  # fmt: skip
"""Pipeline tags that can do another task by generation, or that say the form and not the task."""

HEADS: Final = {
    "token classification": "TokenClassification",
    "question answering": "QuestionAnswering",
    "image classification": "ImageClassification",
    "speech recognition": "CTC|SpeechSeq2Seq|Whisper|RNNT|Conditional|Moonshine|Parakeet",
    "object detection": "Detection",
    "segmentation": "Segmentation",
    "masked language modeling": "MaskedLM|PreTraining",
}
_OTHER_HEAD: Final = re.compile(
    r"For(TokenClassification|QuestionAnswering|ImageClassification|SequenceClassification|"
    r"ObjectDetection|SemanticSegmentation|MultipleChoice|AudioClassification)\b"
)
_ABOUT: Final = re.compile(
    r"hallucinat|detect|rerank|judge|reward|(?:^|-)rl(?:-|$)|classif|router|embed"
)
TASK_RULE: Final = "a task in the name must be the declared task, or one that it can be done by"


def sift_task(evidence: Evidence) -> Outcomes:
    """Names with a task, where a task or a class is known."""
    records, claims = evidence.records, evidence.claims
    known = records.has("task") | records.has("classes")
    return outcome(
        len(records),
        (~claims.has("T") & ~claims.has("D"), SILENT),
        (~known, UNKNOWN),
        (known, SUSPECT),
    )


def alike_task(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same task in the name, the same task and class declared."""
    spaced = normalized(at(evidence.text, rows), [("[.]", "-")])
    named = np.zeros(len(rows), np.int64)
    for bit, (pattern, _) in enumerate(NAMED.values()):
        named |= contains(spaced, pattern).astype(np.int64) << bit
    borne = "|".join(sorted({tag for _, tags in NAMED.values() for tag in tags}))
    return [
        named,
        evidence.codes("task", rows),
        evidence.codes("classes", rows),
        evidence.tags_at(rows, borne),
        apart(_may_contradict(evidence, rows, named)),
    ]


def _may_contradict(evidence: Evidence, rows: Ints, named: Ints) -> Flags:
    """Whether more than task and class decides: a declared task that is not a broad one."""
    codes, tasks = coded(at(whole(evidence.records.table.column("task")), rows))
    narrow = np.array([*(task not in BROAD for task in tasks.to_pylist()), False])
    found: Flags = narrow[codes] & (named > 0)
    return found


def judge_task(subject: Subject) -> Ruling | int:
    """Whether the declared task, or the head of the class, bears out the name's task."""
    text = re.sub(r"[.]", "-", subject.text)
    named = [task for task, (pattern, _) in NAMED.items() if re.search(pattern, text)]
    if len(named) != 1:
        return SILENT if not named else UNKNOWN
    task = named[0]
    declared = subject.facts.get("task")
    head = _OTHER_HEAD.search(subject.facts.get("classes") or "")
    if declared in NAMED[task][1] or any(t in subject.tags for t in NAMED[task][1]):
        if head and task in HEADS and not re.search(HEADS[task], head.group(0)):
            return _ruling(subject, task, f"class …{head.group(0)}", "classes", 0.8)
        return SOUND
    if declared is None or declared in BROAD or subject.adapted or _ABOUT.search(text):
        return UNKNOWN
    if head and task in HEADS and re.search(HEADS[task], head.group(0)):
        return SOUND
    return _ruling(subject, task, f"task '{declared}'", "task", 0.8 if head else 0.6)


def _ruling(subject: Subject, task: str, seen: str, source: str, trust: float) -> Ruling:
    return Ruling(
        Severity.WARN if trust > 0.7 else Severity.INFO,
        trust,
        f"The name says {task}, but the model declares {seen}.",
        task,
        {source: subject.facts.get(source)},
        0,
        TASK_RULE,
        "The head's tensors in the headers, and num_labels of config.json.",
    )


SURE: Final = 0.8
"""Least confidence of a language in a name."""

MANY: Final = 8
"""Declared languages from which on a single one in the name says little."""

_DATA: Final = re.compile(
    r"multilingual|xlm|mt5|mbart|nllb|m2m|polyglot|bilingual|cross|multi|translat|mt-|"
    r"llama|qwen|gemma|mistral"
)


def sift_language(evidence: Evidence) -> Outcomes:
    """Names with a language, of models with declared languages."""
    records = evidence.records
    said = evidence.claims.has("L")
    return outcome(
        len(records),
        (~said, SILENT),
        (~records.has("languages"), UNKNOWN),
        (said, SUSPECT),
    )


def alike_language(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same languages in the name and declared."""
    read = parse_many(at(evidence.names, rows).to_pylist())
    spoken = np.flatnonzero((read.codes == CODES.index("L")) & (read.confidences >= SURE - 1e-6))
    holder = (np.searchsorted(read.offsets, spoken, side="right") - 1).tolist()
    said: list[str] = [""] * len(rows)
    for place, row in zip(spoken.tolist(), holder, strict=True):
        text = read.names[row][read.starts[place] : read.ends[place]]
        said[row] += f"{read.values[place]} {text}\n"
    return [
        numbers_of(texts(said)),
        evidence.codes("languages", rows),
        evidence.said_at(rows, [_DATA.pattern]),
    ]


def judge_language(subject: Subject) -> Ruling | int:
    """Whether one of the name's languages is declared."""
    named = {
        str(e.value).lower(): e.text
        for e in subject.parsed.elements
        if e.code == "L" and e.value and e.confidence >= SURE
    }
    declared = {x for x in (subject.facts.get("languages") or "").split("\n") if x}
    if not named or not declared:
        return UNKNOWN
    sure = {code: word for code, word in named.items() if len(word) > 3}
    plain = {re.split(r"[-_]", x)[0] for x in declared} | declared
    words = {word.lower() for word in named.values()}
    if "multilingual" in {*named, *words} or "multilingual" in plain or len(declared) >= MANY:
        return UNKNOWN
    if any(_same(c, w, plain) for c, w in named.items()):
        return SOUND
    if not sure or _DATA.search(subject.text):
        return UNKNOWN
    return Ruling(
        Severity.INFO,
        0.6,
        f"The name says {in_words(sorted(sure.values()))}, but the declared languages are "
        f"{in_words(sorted(declared)[:3])}.",
        ", ".join(sorted(sure)),
        {"languages": sorted(declared)},
        0,
        "a language in the name should be among the declared ones",
        "The card: the language of the data is not always that of the job.",
    )


def _same(code: str, word: str, plain: set[str]) -> bool:
    """Whether a language is among declared ones, in whatever spelling."""
    kin = {code, word.lower(), code[:2]} | _MACRO.get(code[:2], set())
    return bool(kin & plain) or any(code in x or x in word.lower() for x in plain if len(x) > 3)


_MACRO: Final = {
    "no": {"nb", "nn", "nob", "nno", "false"},
    "nb": {"no", "nn", "false"},
    "zh": {"yue", "cmn", "zho", "tw", "cn", "wuu"},
    "sr": {"hr", "bs", "sh", "hbs"},
    "hr": {"sr", "bs", "hbs"},
    "ms": {"id", "zsm", "msa"},
    "yu": {"zh"},
    "ar": {"ara", "arz", "ary", "arb"},
    "fa": {"pes", "prs"},
    "he": {"iw"},
    "id": {"ind", "ms"},
    "tl": {"fil"},
}

TASK = NameRule("TASK", sift_task, judge_task, alike_task)
LANG = NameRule("LANG", sift_language, judge_language, alike_language)
