"""Metadata DNA: the listing record of each model, as columns of codes, and as text.

The record has, in this order, `_id, id, likes, trendingScore, private, downloads, tags,
pipeline_tag, library_name, createdAt, modelId`. A key whose value the study does not hold is left
out, as the hub leaves out empty tasks and libraries; but `_id` is always there: where the source
served none, the first 24 hexadecimal digits of the SHA-256 digest of the model's id stand for it,
which no other model has. Numbers without a fraction have no point.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from heredity.analyses.population import Population
from heredity.analyses.similarity.recordtexts import record_texts
from heredity.analyses.similarity.words import Words, declared_parents, own_words
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at, present, whole
from heredity.store.terms import distinct, list_parts, python_literals, starts


class MetadataDna:
    """The listing records of a study; each column is read when it is first asked for.

    Args:
        population: The models. A row of this class is a model, in the order of the nodes.
    """

    name = "metadata"

    def __init__(self, population: Population) -> None:
        self.population = population
        self._columns: dict[str, Array] = {}

    @property
    def nodes(self) -> Ints:
        """Node of each row."""
        return self.population.models

    @cached_property
    def row_of(self) -> Ints:
        """Row of each node; -1 for a stub."""
        rows = np.full(self.population.nodes, -1, np.int64)
        rows[self.nodes] = np.arange(len(self.nodes))
        return rows

    @cached_property
    def _tags(self) -> tuple[Ints, npt.NDArray[np.int32], Array]:
        starts, values = list_parts(self.column("tags"))
        codes, texts = distinct(values)
        return starts, codes, texts

    @property
    def tag_starts(self) -> Ints:
        """Where each row's tags begin; one more than rows."""
        return self._tags[0]

    @property
    def tag_codes(self) -> npt.NDArray[np.int32]:
        """The tags of all rows, as numbers."""
        return self._tags[1]

    @property
    def tag_texts(self) -> Array:
        """The distinct tags."""
        return self._tags[2]

    @cached_property
    def tag_literals(self) -> Array:
        """The distinct tags as Python literals."""
        return python_literals(self.tag_texts)

    @cached_property
    def tag_names_parent(self) -> Flags:
        """Whether each distinct tag declares a parent."""
        return starts(self.tag_texts, "base_model:")

    @cached_property
    def tags_known(self) -> Flags:
        """Whether each row's tags were asked for."""
        return present(self.column("tags"))

    def column(self, name: str) -> Array:
        """A column of the table `models`, row by row."""
        if name not in self._columns:
            self._columns[name] = whole(self.population.store.arrow("models", [name]).column(name))
        return self._columns[name]

    @cached_property
    def ids(self) -> Array:
        """Id of each row."""
        return at(self.population.ids, self.nodes)

    @property
    def eligible(self) -> Ints:
        """Nodes that take part: every model that a record describes."""
        return self.nodes

    def texts(self, nodes: Ints, mask: str = "M0") -> Array:
        """The record of some nodes as text, in that order.

        Args:
            nodes: Nodes that a record describes.
            mask: What is taken out.
        """
        return record_texts(self, self.row_of[nodes], mask)

    @cached_property
    def parents(self) -> Words:
        """Ids and names of each row's declared parents, as resolved and as written."""
        return declared_parents(self.population, self.row_of)

    @cached_property
    def parent_names(self) -> Words:
        """Names of each row's declared parents."""
        return declared_parents(self.population, self.row_of, ids=False)

    def own(self, rows: Ints) -> Words:
        """Own ids, names and owners of some rows, by their place among these."""
        columns = (self.ids, self.column("name"), self.column("owner"))
        return own_words(rows, columns)
