"""Work ahead of who reads: a generator that runs in a thread of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
_WAIT = 0.05


class _End:
    """Behind the last item; carries what went wrong, if anything did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(items: Iterable[Item], depth: int = 2) -> Generator[Item]:
    """Go through items while the reader works on those before.

    Args:
        items: What to go through; it must not depend on the thread that it runs in.
        depth: How many items may wait.

    Raises:
        Exception: Whatever the items raise, in their place.
    """
    waiting: Queue[Item | _End] = Queue(depth)
    stop = Event()
    thread = Thread(target=_fill, args=(items, waiting, stop), daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        thread.join()


def _fill(items: Iterable[Item], waiting: Queue[Item | _End], stop: Event) -> None:
    end = _End()
    try:
        for item in items:
            if not _put(item, waiting, stop):
                return
    except BaseException as error:  # noqa: BLE001 - the reader raises it
        end = _End(error)
    finally:
        _put(end, waiting, stop)


def _put(item: Item | _End, waiting: Queue[Item | _End], stop: Event) -> bool:
    """Hand an item over, unless nobody wants it any more."""
    while not stop.is_set():
        try:
            waiting.put(item, timeout=_WAIT)
        except Full:
            continue
        return True
    return False
