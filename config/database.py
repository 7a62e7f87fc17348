"""What PostgreSQL is told in its own way: settings beside its statements, and many ids at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Func, Value


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


class IsAnyOf(Func):
    """Whether a row's id is one of many, given as one literal: thousands of them are read as quickly as one."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__(F("pk"), Value(f"{{{','.join(map(str, ids))}}}"))
