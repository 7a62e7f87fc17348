"""Locks that a database session holds, and that end with it: so with the process, however that ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection


@contextmanager
def session_lock(room: int, number: int) -> Iterator[bool]:
    """Whether this session got the lock, for the block; two numbers of 32 bits name it, the first what it is about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [room, number])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and is_connected():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [room, number])


def number_of(name: str) -> int:
    """A name as the second number of a lock."""
    return crc32(name.encode()) - 2**31


def is_connected() -> bool:
    """Whether the session is still there; a lost one is closed, so that what is asked next opens another."""
    if connection.connection is None:
        return False
    if connection.is_usable():
        return True
    connection.close()
    return False
