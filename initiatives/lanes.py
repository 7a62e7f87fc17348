"""Acting on many rows in lanes: threads with a connection each, so that one computes while the other is answered."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

Row = TypeVar("Row")
Result = TypeVar("Result")


class Lanes:
    """This thread and, where there are two, one more. Rows share nothing but what `do` reads."""

    def __init__(self, other: ThreadPoolExecutor | None) -> None:
        self.other = other

    def each(self, do: Callable[[Row], Result], rows: Sequence[Row]) -> list[Result]:
        """What `do` makes of each row, in no order. Raises what it raises, after both lanes have ended."""
        if self.other is None:
            return [do(row) for row in rows]
        theirs = self.other.submit(lambda: [do(row) for row in rows[1::2]])
        try:
            mine = [do(row) for row in rows[::2]]
        finally:
            theirs.exception()
        return mine + theirs.result()


@contextmanager
def lanes(count: int) -> Iterator[Lanes]:
    """One lane or two, whose commits do not wait for the disk: whoever notes what was done there must `settle` it."""
    _let_commits_wait(wait=False)
    try:
        if count == 1:
            yield Lanes(None)
            return
        with ThreadPoolExecutor(1, "lane", initializer=_let_commits_wait, initargs=(False,)) as other:
            try:
                yield Lanes(other)
            finally:
                other.submit(_close).result()
    finally:
        if connection.connection is not None and connection.is_usable():
            _let_commits_wait(wait=True)


def _close() -> None:
    """Close this thread's connection."""
    connection.close()


def settle() -> None:
    """Let this transaction's commit wait for the disk, and with it for all that was committed before."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO on")


def _let_commits_wait(wait: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit" if wait else "SET synchronous_commit TO off")
