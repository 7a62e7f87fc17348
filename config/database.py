"""What PostgreSQL is told beside its statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


def set_locally(cursor: CursorWrapper, **settings: str) -> None:
    """Let PostgreSQL work with these settings of its own until the transaction ends; without one, for nothing."""
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    cursor.execute(f"SELECT {calls}", [word for setting in settings.items() for word in setting])


@contextmanager
def planned(**settings: str) -> Iterator[None]:
    """Plan and run what is read in this block with these settings; nothing that it writes stays."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            set_locally(cursor, **settings)
        yield
        transaction.set_rollback(True)  # which takes the settings back, also within another transaction
