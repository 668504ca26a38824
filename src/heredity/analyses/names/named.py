"""The names of all nodes as columns: codes as bits, conventions, fields, and elements with values.

A stub's name is known though no record describes it, so that every edge has a name on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.names.reading import (
    BATCH,
    SORTED,
    model_batches,
    names_batch,
    or_rows,
)
from heredity.analyses.population import Population
from heredity.core.errors import StudyError
from heredity.knowledge.names import CONVENTIONS, LanguageAsTask, parse_many
from heredity.store.arrow import Array, RecordBatch
from heredity.store.cardtexts import of_lists
from heredity.store.columns import Ints, at, distinct_texts
from heredity.store.nested import (
    chosen_rows,
    floats,
    lower_or,
    numbered_texts,
    of_structs,
    table_batches,
)

NUMBERS: Final = ("params", "bits", "context")
TEXTS: Final = ("version", "quant", "format")
_READS: Final = ("model_id", "elements.list.element.code", "elements.list.element.text",
          "elements.list.element.value", "codes", *NUMBERS, *TEXTS, "convention")  # fmt: skip
_WITH_TASK: Final = np.array(
    [CONVENTIONS.index({"I": "I+AT", "O": "AT"}.get(name, name)) for name in CONVENTIONS]
)
_CODE: Final = {code: place for place, code in enumerate(SORTED)}


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """The names of nodes.

    Attributes:
        mask: Codes of each node's name as bits, in the order of `SORTED`.
        convention: Place of its convention in `CONVENTIONS`.
        numbers: Claimed numbers by field, NaN for none; only of nodes with edges.
        fields: Claimed texts by field as numbers, -1 for none; only of nodes with edges.
        states: The texts of each field, by number.
        keys: What elements of nodes with edges say, each value of a code of a node once: node, code
            as place in `SORTED` and value as one number; ascending.
        width: Number of values; a node has so many keys times the number of codes.
    """

    mask: Ints
    convention: Ints
    numbers: dict[str, Floats]
    fields: dict[str, Ints]
    states: dict[str, list[str]]
    keys: Ints
    width: int

    @property
    def of_node(self) -> int:
        """Keys that one node may have."""
        return len(SORTED) * self.width


def read_named(population: Population, wanted: np.ndarray[Any, Any]) -> Named:
    """Read the table `names`, and the names of stubs; all of them now if there is no such table.

    Args:
        population: The models.
        wanted: Nodes whose elements and fields are needed: those with edges.

    Raises:
        StudyError: The table speaks of other models.
    """
    mask = np.zeros(population.nodes, np.int64)
    convention = np.zeros(population.nodes, np.int64)
    gathered: dict[str, list[Any]] = {}
    for nodes, batch in _batches(population):
        found, borders = of_lists(batch.column("codes"))
        numbers, names = distinct_texts(found)
        bits = np.array([1 << _CODE[name] for name in names], np.int64)
        mask[nodes] = or_rows(bits[numbers] if len(names) else numbers, borders)
        numbers, names = distinct_texts(batch.column("convention"))
        convention[nodes] = np.array([CONVENTIONS.index(n) for n in names], np.int64)[numbers]
        kept = wanted[nodes]
        if kept.any():
            _gather(gathered, nodes[kept], chosen_rows(batch, kept))
    return _named(population, mask, convention, gathered)


def _batches(population: Population) -> Iterator[tuple[Ints, RecordBatch]]:
    """Rows of the table with their nodes; then the stubs' names, read now."""
    store, first = population.store, 0
    there = store.has("names")
    for batch in (
        table_batches(store, "names", _READS, 4 * BATCH) if there else model_batches(store)
    ):
        nodes = population.models[first : first + batch.num_rows]
        _must_match(batch, at(population.ids, nodes))
        yield nodes, batch
        first += batch.num_rows
    stubs = np.flatnonzero(~population.in_snapshot)
    for start in range(0, len(stubs), BATCH):
        nodes = stubs[start : start + BATCH]
        read = parse_many(at(population.ids, nodes).to_pylist())
        unknown = np.full(len(nodes), np.nan)
        yield nodes, names_batch(read, unknown, np.zeros(len(nodes), bool))


def _must_match(batch: RecordBatch, ids: Array) -> None:
    if not batch.column("model_id").equals(ids):
        raise StudyError(
            "The table 'names' speaks of other models than the study holds.",
            "Read the names again: heredity analyze names",
        )


def _gather(gathered: dict[str, list[Any]], nodes: Ints, batch: RecordBatch) -> None:
    """Add the elements and fields of a batch."""
    fields, count = of_structs(batch.column("elements"))
    numbers, names = distinct_texts(fields["code"])
    places = np.array([_CODE[name] for name in names], np.int64)
    parts: dict[str, Any] = {
        "node": nodes,
        "holder": np.repeat(nodes, count),
        "code": places[numbers] if len(names) else numbers,
        "said": lower_or(fields["value"], fields["text"]),
    }
    parts |= {name: floats(batch.column(name)) for name in NUMBERS}
    parts |= {name: batch.column(name) for name in TEXTS}
    for name, part in parts.items():
        gathered.setdefault(name, []).append(part)


def _named(
    population: Population, mask: Ints, convention: Ints, gathered: dict[str, list[Any]]
) -> Named:
    def whole(name: str, kind: type = np.int64) -> Any:
        return np.concatenate([np.zeros(0, kind), *gathered.get(name, [])])

    node = whole("node")
    numbers, fields, states = {}, {}, {}
    for name in NUMBERS:
        numbers[name] = np.full(population.nodes, np.nan)
        numbers[name][node] = whole(name, np.float64)
    for name in TEXTS:
        codes, distinct = numbered_texts(gathered.get(name, []))
        fields[name] = np.full(population.nodes, -1, np.int64)
        fields[name][node] = codes
        states[name] = distinct.to_pylist()
    value, _ = numbered_texts(gathered.get("said", []))
    width = int(value.max(initial=0)) + 1
    keys = _distinct((whole("holder") * len(SORTED) + whole("code")) * width + value)
    return Named(mask, convention, numbers, fields, states, keys, width)


def _distinct(keys: Ints) -> Ints:
    """Distinct numbers, ascending; they nearly ascend already, so that sorting is quick."""
    keys = np.sort(keys, kind="stable")
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]


def conventions_as(population: Population, named: Named, language: LanguageAsTask) -> Ints:
    """Conventions of models, given what a language counts as; they are known for a pair.

    Where one always counts, each name with a language has a task. Where it never does, only names
    that have both are read again: the others' conventions do not depend on it.
    """
    found = named.convention[population.models].copy()
    spoken = (named.mask[population.models] >> _CODE["L"] & 1) == 1
    if language == "always":
        found[spoken] = _WITH_TASK[found[spoken]]
    if language == "never":
        place = np.flatnonzero(spoken & (_WITH_TASK[found] == found))
        for start in range(0, len(place), BATCH):
            rows = place[start : start + BATCH]
            names = at(population.ids, population.models[rows]).to_pylist()
            found[rows] = parse_many(names, language_as_task="never").conventions
    return found
