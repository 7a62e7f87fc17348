"""What another connection finds meanwhile: lines from a thread with a connection of its own, few at a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from queue import Empty, Full, Queue
from threading import Event

from django.db import connection
from psycopg2 import Error

MOST = 1000
"""Lines that wait to be taken; the thread waits before it finds more."""
LOOK_SECONDS = 0.1


@contextmanager
def beside(find: Callable[[], Iterator[str]]) -> Iterator[Iterator[str]]:
    """Let a thread find lines while the block does something else; the block gets them to take at its end.

    What fails in the thread is raised where its lines are taken. A block that is left before cancels what the thread's
    connection is asking, and waits for the thread. The connection is closed in any case.
    """
    found: Queue[str] = Queue(MOST)
    left = Event()
    cancels: list[Callable[[], object]] = []

    def run() -> None:
        try:
            connection.ensure_connection()
            cancels.append(connection.connection.cancel)
            for line in find():
                if not _put(found, line, left):
                    return
        finally:
            cancels.clear()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        finding = pool.submit(run)
        try:
            yield _taken(found, finding)
        finally:
            left.set()
            while not finding.done():
                for cancel in cancels:
                    with suppress(Error):  # its connection was closed just now
                        cancel()
                wait([finding], LOOK_SECONDS)


def _put(found: "Queue[str]", line: str, left: Event) -> bool:
    """Whether there is still somebody who will take it."""
    while not left.is_set():
        try:
            found.put(line, timeout=LOOK_SECONDS)
        except Full:
            continue
        return True
    return False


def _taken(found: "Queue[str]", finding: "Future[None]") -> Iterator[str]:
    while not (finding.done() and found.empty()):
        try:
            yield found.get(timeout=LOOK_SECONDS)
        except Empty:
            continue
    finding.result()
