"""Literal DNA of models, one at a time: texts, masks, terms, vectors, with dictionaries."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Record = Mapping[str, Any]
"""A listing record, key by key, as `ast.literal_eval` reads it."""


def last_part(model_id: str) -> str:
    return model_id.rpartition("/")[2]


def parent_words(parents: Iterable[str]) -> list[str]:
    return [w for p in parents for w in (p, last_part(p)) if len(w.encode()) >= 3]


def own_words(model_id: str) -> list[str]:
    owner = model_id.rpartition("/")[0]
    return [w for w in (model_id, last_part(model_id), owner) if len(w.encode()) >= 3]


def without(text: str, words: Iterable[str]) -> str:
    for word in sorted(set(words), key=lambda w: (-len(w.encode()), w.encode())):
        text = text.replace(word, "")
    return text


def masked_record(text: str, mask: str, parents: Sequence[str]) -> str:
    """The text of a record under a mask."""
    record = ast.literal_eval(text)
    rank = int(mask[1])
    if rank == 0:
        return text
    words = parent_words(parents) + own_words(record["id"]) * (rank >= 2)
    if "tags" in record:
        record["tags"] = [t for t in record["tags"] if not t.startswith("base_model:")]
    gone = ["_id", "id", "modelId"] * (rank >= 2)
    gone += ["likes", "trendingScore", "downloads", "createdAt"] * (rank >= 3)
    record = {key: value for key, value in record.items() if key not in gone}
    if rank == 4:
        tags = [re.sub("^(license|dataset):", "", t) for t in record.get("tags", [])]
        found = [record.get("pipeline_tag"), record.get("library_name"), " ".join(tags)]
        if "tags" not in record:
            found[2] = ""
        return without(" ".join(v for v in found if v is not None), words)
    return without(str(record), words)


def terms(text: str, pairs: bool = True) -> list[str]:
    words = re.findall(r"\b\w\w+\b", text.lower())
    return words + [f"{a} {b}" for a, b in pairwise(words)] * pairs


def vocabulary(counts: Sequence[Counter[str]], limit: int = 512) -> list[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return sorted(sorted(total, key=lambda t: (-total[t], t))[:limit])


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(w * w for w in weights.values()))
    return {t: w / length for t, w in weights.items() if w}


def bow(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    kept = set(vocabulary(counts))
    return [unit({t: n for t, n in one.items() if t in kept}) for one in counts]


def tfidf(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    kept = set(vocabulary(counts))
    df = Counter(t for one in counts for t in one if t in kept)
    idf = {t: math.log((1 + len(counts)) / (1 + n)) + 1 for t, n in df.items()}
    return [unit({t: n * idf[t] for t, n in one.items() if t in kept}) for one in counts]


# ---- records by their parts -------------------------------------------------------------------

KINDS = {"base_model:": "parent", "license:": "license", "dataset:": "dataset", "arxiv:": "paper"}
SINGLES = {
    "pipeline_tag": "task",
    "library_name": "library",
    "likes": "likes",
    "downloads": "downloads",
    "trendingScore": "trending",
}


def parts(text: str, mask: str, parents: Sequence[str]) -> list[tuple[str, str]]:
    """The parts of a record under a mask: field and value."""
    record, rank = ast.literal_eval(text), int(mask[1])
    own = record["id"]
    owner = own.split("/")[0] if "/" in own else None
    tags = record.get("tags") or []
    found = [(next((k for p, k in KINDS.items() if t.startswith(p)), "tag"), t) for t in tags]
    found += [(field, str(record[key])) for key, field in SINGLES.items() if key in record]
    if owner is not None:
        found.append(("owner", owner))
    if "private" in record:
        found.append(("private", str(record["private"]).lower()))
    if "createdAt" in record:
        found.append(("day", record["createdAt"][:10]))
    names = [w for p in parents if len((w := last_part(p)).encode()) >= 3]
    owned = [w for w in (last_part(own), owner) if w is not None and len(w.encode()) >= 3]
    hidden = names * (rank >= 1) + owned * (rank >= 2)
    texts = ("parent", "license", "dataset", "paper", "tag", "task", "library", "owner")
    found = [p for p in found if p[0] not in texts or not any(w in p[1] for w in hidden)]
    name = without(last_part(own), parent_words(parents)) if rank >= 1 else last_part(own)
    found.append(("name", name))
    last = {"parent": 0, "owner": 1, "name": 1, "private": 3}
    last |= dict.fromkeys(("day", "likes", "downloads", "trending"), 2)
    found = [(field, value) for field, value in found if last.get(field, 4) >= rank]
    if rank == 4:
        return [(field, re.sub("^(license|dataset):", "", value)) for field, value in found]
    return found


def part_counts(found: Iterable[tuple[str, str]]) -> Counter[str]:
    return Counter(term for _, value in found for term in terms(value))


def balanced(records: Sequence[Sequence[tuple[str, str]]]) -> list[dict[str, float]]:
    """Vectors in which each field counts alike."""
    values = []
    for record in records:
        words = [(f, w) for f, v in record if f == "name" for w in terms(v, pairs=False)]
        values.append(Counter([p for p in record if p[0] != "name"] + words))
    often: Counter[tuple[str, str]] = Counter()
    for one in values:
        often.update(one)
    n = len(records)
    idf = {p: math.log((1 + n) / (1 + min(k, n))) + 1 for p, k in often.items()}
    vectors = []
    for one in values:
        weights = {p: k * idf[p] for p, k in one.items() if often[p] > 1}
        fields = {field for field, _ in weights}
        vector = {}
        for field in fields:
            block = unit({f"{f}: {v}": w for (f, v), w in weights.items() if f == field})
            vector |= {t: w / math.sqrt(len(fields)) for t, w in block.items()}
        vectors.append(vector)
    return vectors


# ---- cards ------------------------------------------------------------------------------------

FRONT = re.compile(r"^\s*---[ \t]*[\r\n]+([\s\S]*?)[\r\n]+---[ \t]*(?:[\r\n]|$)")


def masked_card(card: str, mask: str, parents: Sequence[str], model_id: str, length: int) -> str:
    rank = int(mask[1])
    text = (FRONT.sub("", card, count=1) if rank == 4 else card)[:length]
    words = parent_words(parents) * (rank >= 1) + own_words(model_id) * (rank >= 2)
    text = without(text, words)
    numbers = re.compile(r"\b[0-9]+(?:[.,:/\-T][0-9]+)*(?:Z\b|\b)", re.ASCII)
    return numbers.sub("", text) if rank >= 3 else text
