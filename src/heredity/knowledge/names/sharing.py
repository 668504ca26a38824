"""Batches shared among worker processes, in constant memory and in the order given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def shared(
    read: Callable[[Sequence[str]], T], batches: Iterable[Sequence[str]], processes: int
) -> Iterator[T]:
    """What a function makes of each batch.

    Args:
        read: The function; worker processes must be able to import it.
        batches: Lists of names; some ten thousand each is a good size.
        processes: How many worker processes share the batches; 1 works in this one.
    """
    if processes <= 1:
        yield from map(read, batches)
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting: deque[Future[T]] = deque()
        for batch in batches:
            waiting.append(pool.submit(read, list(batch)))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
