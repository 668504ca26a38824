r"""Fields of front matter while they are collected, as the hub's JSON and as the card's YAML.

Texts are parts of JSON strings already: in YAML line breaks are written as `\n`, and backslashes
are doubled in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from heredity.hub.simulated.plan import Flags, Ints
from heredity.store.texts import Texts, joined, lists, pick, wrapped

BREAK = "\\n"


@dataclass(slots=True)
class Fields:
    """Fields of a range of models.

    Attributes:
        first: First model of the range.
        last: The one behind its last.
        has: Whether each model has front matter that can be read.
        json: A column per field, each text ending in a comma.
        yaml: The same fields as lines.
        tags: Pieces of the list of tags that the hub makes of them, ending in a comma.
    """

    first: int
    last: int
    has: Flags
    json: list[Texts] = field(default_factory=list)
    yaml: list[Texts] = field(default_factory=list)
    tags: dict[str, Texts] = field(default_factory=dict)

    @property
    def models(self) -> slice:
        """The range."""
        return slice(self.first, self.last)

    def add(self, json: Texts, yaml: Texts) -> None:
        """Add a field that is already written."""
        self.json.append(json)
        self.yaml.append(yaml)

    def word(self, key: str, told: Flags, values: Sequence[str], code: Ints) -> None:
        """Add a field of one word."""
        at = np.where(told & self.has, code, len(values))
        self.add(
            pick([*[f'"{key}":"{value}",' for value in values], ""], at),
            pick([*[f"{key}: {value}{BREAK}" for value in values], ""], at),
        )

    def many(
        self, key: str, row: Ints, json: Texts, yaml: Texts, bare: Flags | None = None
    ) -> None:
        """Add a field that is a list.

        Args:
            key: Its name.
            row: Model of each value, counted from the first; ascending.
            json: The values as JSON.
            yaml: The values as YAML.
            bare: Whether a model with one value writes it without a list.
        """
        counts = np.bincount(row, minlength=len(self.has))
        alone = np.zeros(len(counts), np.bool_) if bare is None else bare & (counts == 1)
        inner = lists(json, counts, ",")
        self.add(
            wrapped(
                counts > 0, f'"{key}":', pick(["[", ""], alone.astype(int)), inner,
                pick(["],", ","], alone.astype(int)),
            ),
            wrapped(
                counts > 0, f"{key}:", pick([BREAK + "- ", " "], alone.astype(int)),
                lists(yaml, counts, BREAK + "- "), BREAK,
            ),
        )  # fmt: skip

    def tag(self, name: str, row: Ints, pieces: Texts) -> None:
        """Add tags, a piece for each value."""
        self.tags[name] = lists(pieces, np.bincount(row, minlength=len(self.has)), "")

    def whole(self) -> tuple[Texts, Texts]:
        """The object and the lines; nothing where there is no front matter."""
        return wrapped(self.has, "{", *self.json, "}"), joined(*self.yaml)
