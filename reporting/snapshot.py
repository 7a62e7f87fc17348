"""One snapshot for everything that a page of figures shows, so that its numbers agree with each other and their age."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL max_parallel_workers_per_gather = 0"""
"""What a page reads takes a few ms, less than to start parallel workers, which would also take the other requests'
processors."""


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is of one instant, and nothing is written; within a transaction, it is that transaction's."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(BEGIN)
        yield
