"""All pairs at once agree with one at a time."""

import numpy as np
import pytest

from heredity.knowledge.licenses import Declared, judge, licenses, normalize, pair_table, verdict
from heredity.knowledge.licenses.pairing import SEVERITIES
from heredity.knowledge.licenses.pairs import VERDICTS
from heredity.knowledge.licenses.terms import LEVELS

TABLE = pair_table()


def test_every_cell_is_a_well_formed_verdict() -> None:
    size = len(licenses()) + 1
    assert TABLE.code.shape == TABLE.level.shape == TABLE.severity.shape == (6, size, size)
    assert TABLE.rows[-1] == ""
    assert set(np.unique(TABLE.level)) <= {0, 1, 2}
    assert set(np.unique(TABLE.severity)) <= {0, 1, 2}
    assert {TABLE.verdicts[code] for code in np.unique(TABLE.code)} == set(VERDICTS)
    assert pair_table() is TABLE
    with pytest.raises(ValueError, match="read-only"):
        TABLE.code[0, 0, 0] = 1


def test_the_table_says_what_single_verdicts_say() -> None:
    random = np.random.default_rng(5)
    for _ in range(500):
        kind, up, down = random.integers((6, len(TABLE.rows), len(TABLE.rows)))
        one = verdict(_plain(TABLE.rows[up]), TABLE.relations[kind], _plain(TABLE.rows[down]))
        cell = (kind, up, down)
        assert TABLE.codes[TABLE.code[cell]] == one.code
        assert TABLE.verdicts[TABLE.code[cell]] == one.verdict
        assert LEVELS[TABLE.level[cell]] == one.confidence
        assert SEVERITIES[TABLE.severity[cell]] == one.severity


def _plain(name: str) -> Declared:
    return normalize(name)


def test_many_edges_at_once() -> None:
    texts = [
        "mit", "gpl-3.0", None, "mit or gpl-3.0", "gpl-2.0+", ["mit", "gpl-3.0"], "other:acme",
        "other", "unknown", "cc", "llama3", "MIT OR acme", "gpl-2.0 with x-exception",
    ]  # fmt: skip
    declared = [normalize(text) for text in texts]
    random = np.random.default_rng(7)
    up, down = random.integers(len(texts), size=(2, 4_000)).astype(np.int32)
    relation = random.integers(6, size=4_000).astype(np.int8)
    found = judge(declared, up, relation, down)
    assert found.code.dtype == found.level.dtype == found.severity.dtype == np.int8
    for at in range(4_000):
        one = verdict(declared[up[at]], TABLE.relations[relation[at]], declared[down[at]])
        assert TABLE.codes[found.code[at]] == one.code
        assert LEVELS[found.level[at]] == one.confidence
        assert SEVERITIES[found.severity[at]] == one.severity


def test_no_edges() -> None:
    none = np.array([], np.int32)
    found = judge([normalize("mit")], none, none.astype(np.int8), none)
    assert len(found.code) == len(found.level) == len(found.severity) == 0
    assert len(judge([], none, none.astype(np.int8), none).code) == 0


def test_rows_of_declarations() -> None:
    assert TABLE.rows[TABLE.row(normalize("MIT"))] == "mit"
    assert TABLE.row(normalize(None)) == len(TABLE.rows) - 1
    assert TABLE.row(normalize("mit or isc")) == -1
    assert TABLE.row(normalize("gpl-2.0+")) == -1
