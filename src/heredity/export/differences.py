"""What two models' records and cards have in common, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from rapidfuzz.distance import Levenshtein

from heredity.core.errors import UserError
from heredity.store import Store

WHATS: Final = ("metadata", "card")
MOST: Final = 100_000
"""Characters of a text that are compared; what comes after is left out."""

SHORT: Final = 3
"""Characters of a common run below which pieces for people take it into the change around it."""

Kind = Literal["equal", "deleted", "inserted", "substituted"]
_KINDS: Final[Mapping[str, Kind]] = {
    "equal": "equal", "delete": "deleted", "insert": "inserted", "replace": "substituted",
}  # fmt: skip

RECORD: Final = (
    ("_id", "hub_id"), ("id", "model_id"), ("likes", "likes"),
    ("trendingScore", "trending_score"), ("private", "private"), ("downloads", "downloads"),
    ("tags", "tags"), ("pipeline_tag", "task"), ("library_name", "library"),
    ("createdAt", "created_at"), ("modelId", "model_id"),
)  # fmt: skip
"""Keys of a listing record in the hub's order, with the column that holds each."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters.

    Attributes:
        kind: `equal`, `deleted` (in the first text only), `inserted` (in the second only), or
            `substituted`.
        before: The characters in the first text.
        after: The characters in the second.
    """

    kind: Kind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts and the shortest way from one to the other.

    Attributes:
        what: `metadata` or `card`.
        first: The first model.
        second: The second.
        lengths: Characters of the two texts that were compared.
        cut: Whether a text was longer than `MOST` characters, so that its end was left out.
        similarity: 1 - edit distance / length of the longer text (Levenshtein); 1 if both are
            empty.
        deleted: Characters that the way deletes.
        inserted: Characters that it inserts.
        substituted: Characters that it replaces one by one.
        pieces: The way, from the beginning of the texts to their end.
    """

    what: str
    first: str
    second: str
    lengths: tuple[int, int]
    cut: bool
    similarity: float
    deleted: int
    inserted: int
    substituted: int
    pieces: tuple[Piece, ...]


def difference(what: str, names: tuple[str, str], texts: tuple[str, str]) -> Difference:
    """The difference of two texts.

    Args:
        what: What they are.
        names: The models that they belong to.
        texts: The texts.
    """
    one, other = (text[:MOST] for text in texts)
    pieces = tuple(
        Piece(_KINDS[op.tag], one[op.src_start : op.src_end], other[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(one, other)
    )
    counts = dict.fromkeys(_KINDS.values(), 0)
    for piece in pieces:
        counts[piece.kind] += max(len(piece.before), len(piece.after))
    distance = counts["deleted"] + counts["inserted"] + counts["substituted"]
    longest = max(len(one), len(other))
    return Difference(
        what,
        *names,
        lengths=(len(one), len(other)),
        cut=max(map(len, texts)) > MOST,
        similarity=1 - distance / longest if longest else 1.0,
        deleted=counts["deleted"],
        inserted=counts["inserted"],
        substituted=counts["substituted"],
        pieces=pieces,
    )


def readable(pieces: Iterable[Piece], short: int = SHORT) -> list[Piece]:
    """Pieces for people: equal runs below `short` characters join the changes at both their sides.

    The characters stay the same, only fewer and longer pieces are left.
    """
    merged: list[Piece] = []
    held = list(pieces)
    for at, piece in enumerate(held):
        inner = 0 < at < len(held) - 1
        small = piece.kind == "equal" and inner and len(piece.before) < short
        changed = small or piece.kind != "equal"
        if merged and changed and merged[-1].kind != "equal":
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return merged


def _joined(one: Piece, other: Piece) -> Piece:
    before, after = one.before + other.before, one.after + other.after
    kind: Kind = "substituted" if before and after else "deleted" if before else "inserted"
    return Piece(kind, before, after)


def record_text(row: Mapping[str, Any]) -> str:
    """A model's listing record as the text of a Python literal, in the hub's order of keys.

    Args:
        row: A row of `models`. What is null there is left out, as the hub leaves out empty keys.
    """
    parts = [
        f"{key!r}: {_literal(row[column])}" for key, column in RECORD if row[column] is not None
    ]
    return f"{{{', '.join(parts)}}}"


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return repr(f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z")
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def compare(store: Store, first: str, second: str, whats: Iterable[str]) -> list[Difference]:
    """The differences of two models that the study describes.

    Args:
        store: The study.
        first: Id of the first model.
        second: Id of the second.
        whats: Of `WHATS`.

    Raises:
        UserError: A model has no record, or no card whose text was imported.
    """
    read = {"metadata": _records, "card": _cards}
    return [
        difference(
            what, (first, second), _both(what, read[what](store, (first, second)), first, second)
        )
        for what in whats
    ]


def _both(what: str, texts: Mapping[str, str], first: str, second: str) -> tuple[str, str]:
    for name in (first, second):
        if name not in texts:
            noun = "record" if what == "metadata" else "card with a text"
            raise UserError(
                f"The study holds no {noun} of '{name}'.",
                "Compare the records alone: --what metadata"
                if what == "card"
                else "Another model only names it as its parent; import its record first.",
            )
    return texts[first], texts[second]


def _records(store: Store, names: tuple[str, str]) -> dict[str, str]:
    models = store.table("models")
    columns = dict.fromkeys(column for _, column in RECORD)
    rows = store.run(models.filter(models.model_id.isin(names)).select(*columns)).to_pylist()
    return {row["model_id"]: record_text(row) for row in rows}


def _cards(store: Store, names: tuple[str, str]) -> dict[str, str]:
    if not store.has("cards"):
        return {}
    cards = store.table("cards")
    wanted = cards.filter(cards.model_id.isin(names) & cards.text.notnull())
    rows = store.run(wanted.select("model_id", "text")).to_pylist()
    return {row["model_id"]: row["text"] for row in rows}


def have_cards(store: Store, first: str, second: str) -> bool:
    """Whether both models have a card whose text was imported."""
    return len(_cards(store, (first, second))) == len({first, second})
