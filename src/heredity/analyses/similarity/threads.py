"""Two runs of rows at a time: sparse products and most of NumPy let other threads go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS: Final = 2


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """The results of some work, in the order of the items, so that sums of them are repeatable."""
    with ThreadPoolExecutor(THREADS) as pool:
        yield from pool.map(work, items)


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items, each made while the one before it is in use; so two are held at a time."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item
