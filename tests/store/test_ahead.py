import threading
from collections.abc import Iterator

import pytest

from heredity.store.ahead import ahead


def test_items_come_in_order() -> None:
    assert list(ahead(range(100))) == list(range(100))
    assert list(ahead([])) == []


def test_an_error_comes_in_its_place() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    found: list[int] = []
    with pytest.raises(ValueError, match="two"):
        found.extend(ahead(broken()))
    assert found == [1]


def test_a_reader_that_stops_leaves_no_thread() -> None:
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    before = threading.active_count()
    stream = ahead(endless())
    assert next(stream) == 1
    stream.close()
    assert threading.active_count() == before
    del stream
    assert closed.wait(5)


def test_one_that_was_never_read_can_be_closed() -> None:
    ahead(iter([1])).close()
