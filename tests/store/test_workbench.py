from pathlib import Path

import pyarrow as pa
import pytest

from heredity.core.errors import OutsideError
from heredity.store.workbench import Workbench, quoted


def test_sql_over_arrow(tmp_path: Path) -> None:
    with Workbench(tmp_path) as bench:
        bench.show("t", pa.table({"a": [1, 2, 3]}))
        assert bench.table("SELECT sum(a) AS s FROM t").to_pylist() == [{"s": 6}]
        assert bench.rows("SELECT a FROM t WHERE a > $1 ORDER BY a", [1]) == [(2,), (3,)]
        bench.show("t", pa.table({"a": [5]}))
        assert bench.rows("FROM t") == [(5,)]


def test_forks_share_tables_but_not_what_is_temporary(tmp_path: Path) -> None:
    with Workbench(tmp_path) as bench:
        bench.run("CREATE TABLE shared AS SELECT 1 AS a")
        one, two = bench.fork(), bench.fork()
        for number, fork in enumerate((one, two)):
            fork.run(f"CREATE TEMP TABLE mine AS SELECT {number} AS a")
        assert [fork.rows("FROM mine, shared") for fork in (one, two)] == [[(0, 1)], [(1, 1)]]


def test_statements_that_data_may_not_allow(tmp_path: Path) -> None:
    with Workbench(tmp_path) as bench:
        assert bench.attempt("SELECT json_type('{}')")
        assert not bench.attempt("SELECT json_type('{broken')")


def test_a_full_scratch_disk_is_said_so(tmp_path: Path) -> None:
    with Workbench(tmp_path, memory="60MiB") as bench:
        bench.run("SET max_temp_directory_size = '1MiB'")
        with pytest.raises(OutsideError, match="Ran out of scratch space"):
            bench.run(
                "CREATE TABLE t AS SELECT random() AS a, repeat('x', 100) AS b FROM range(5000000)"
            )
        big = "SELECT random() AS a, repeat('x', 200) AS b FROM range(3000000) ORDER BY a"
        with pytest.raises(OutsideError, match="Ran out of scratch space"):
            list(bench.stream(big))


def test_a_stream_can_be_interrupted(tmp_path: Path) -> None:
    with Workbench(tmp_path) as bench:
        stream = bench.stream("FROM range(10000000)")
        next(stream)
        bench.interrupt()
        stream.close()


def test_quoting() -> None:
    assert quoted("it's") == "'it''s'"
