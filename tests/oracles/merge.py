"""What a study holds after several imports, worked out record by record."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple


class Record(NamedTuple):
    """One record as it came in."""

    model_id: str
    snapshot: date
    last_modified: datetime | None
    likes: int


class Outcome(NamedTuple):
    """The study, and what became of the records of the last import."""

    models: dict[str, Record]
    history: list[Record]
    added: int
    updated: int
    superseded: int
    duplicates: int


def merge(imports: Sequence[Sequence[Record]]) -> Outcome:
    """Import after import: the newest record of a model wins, the older are kept once each."""
    models: dict[str, Record] = {}
    history: list[Record] = []
    counts = (0, 0, 0, 0)
    for records in imports:
        counts = _one(models, history, records)
    return Outcome(models, history, *counts)


def _one(
    models: dict[str, Record], history: list[Record], records: Sequence[Record]
) -> tuple[int, int, int, int]:
    before = dict(models)
    duplicates = 0
    arrived = 0
    for record in records:
        present = models.get(record.model_id)
        if record == present or record in history:
            duplicates += 1
            continue
        arrived += 1
        if present is None:
            models[record.model_id] = record
        elif newer(record, present):
            history.append(present)
            models[record.model_id] = record
        else:
            history.append(record)
    added = len(models) - len(before)
    updated = sum(models[i] != record for i, record in before.items())
    return added, updated, arrived - added - updated, duplicates


def newer(record: Record, than: Record) -> bool:
    """Whether a record that came later is newer: by day, then by last commit, then as it came."""
    floor = datetime.min  # noqa: DTZ901
    mine, other = record.last_modified or floor, than.last_modified or floor
    return (record.snapshot, mine) >= (than.snapshot, other)
