"""What the rules on names read of all models, as columns that are made when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import numpy as np

from heredity.checks.naming.claims import Claims
from heredity.checks.naming.records import Records
from heredity.checks.naming.wording import Worded, worded
from heredity.store.cardtexts import normalized
from heredity.store.columns import Flags, Ints, at, coded, contains, lowered, whole
from heredity.store.parts import is_ascii, kept_lines, numbers_of

_SEPARATORS: Final = [(r"[_\s]", "-")]


class Evidence:
    """What is known of all models, and what their names claim.

    Attributes:
        records: What the tables know.
        claims: What the names claim.
    """

    def __init__(self, records: Records, claims: Claims) -> None:
        self.records = records
        self.claims = claims
        self._said: dict[str, Flags] = {}

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def names(self) -> Any:
        """Names without their owners."""
        return whole(self.records.table.column("name"))

    @cached_property
    def text(self) -> Any:
        """Names in lower case with `-` between words, as `Subject.text`."""
        return lowered(normalized(self.names, _SEPARATORS))

    @cached_property
    def plain(self) -> Flags:
        """Names of ASCII alone: of others, columns and the judge may see other letters."""
        return is_ascii(self.names)

    def said(self, pattern: str) -> Flags:
        """Where an expression of RE2 hits the text of a name; each is looked for once."""
        if pattern not in self._said:
            self._said[pattern] = contains(self.text, pattern)
        return self._said[pattern]

    def said_at(self, rows: Ints, patterns: Iterable[str]) -> Ints:
        """Which expressions hit the texts of some names, as bits."""
        texts = at(self.text, rows)
        found = np.zeros(len(rows), np.int64)
        for bit, pattern in enumerate(patterns):
            found |= contains(texts, pattern).astype(np.int64) << bit
        return found

    def codes(self, column: str, rows: Ints) -> Ints:
        """Texts of a column at some rows as numbers; -1 for null."""
        return numbers_of(at(whole(self.records.table.column(column)), rows))

    def flags_at(self, columns: Iterable[str], rows: Ints) -> Ints:
        """Boolean columns at some rows, as bits; null is False."""
        found = np.zeros(len(rows), np.int64)
        for bit, column in enumerate(columns):
            found |= self.records.flags(column)[rows].astype(np.int64) << bit
        return found

    def tags_at(self, rows: Ints, wanted: str) -> Ints:
        """The tags of some rows that an expression hits as a whole, as numbers for sets of tags."""
        tags = at(whole(self.records.table.column("tags")), rows)
        return numbers_of(kept_lines(tags.fill_null(""), wanted))

    @cached_property
    def words(self) -> Worded:
        """Architecture words of the names."""
        return worded(self.names)

    @cached_property
    def parents(self) -> tuple[Ints, Any]:
        """The first parents as numbers, -1 for none, and their distinct ids."""
        return coded(self.records.parent_id)
