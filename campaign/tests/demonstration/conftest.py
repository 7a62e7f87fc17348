"""The demonstration, loaded once for all tests of this folder and undone after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from campaign.tests.demonstration.rows import Rows, told_rows

NOW = datetime.fromisoformat("2025-06-18T09:40:00+07:00")
"""Until when it is told; past on every clock, so that the tests say the same on each day of the year."""
DRAWN = 60
"""How many are drawn at random; what is on the visitors' line comes whole."""


class Loads(NamedTuple):
    """What two loads into an empty database have written; that of the second stands there."""

    first: Rows
    second: Rows


@pytest.fixture(scope="package")
def loads(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loads]:
    with django_db_blocker.unblock():
        with loaded() as first:
            pass
        with loaded() as second:
            yield Loads(first, second)


@pytest.fixture
def demonstration(loads: Loads, db: None) -> None:
    """The loaded demonstration; what the test changes is undone after it."""


def load() -> None:
    """In this process, whose transaction is undone: another would see nothing of it."""
    call_command("load_demonstration", now=NOW, verbosity=0, initiatives=DRAWN, processes=1)


@contextmanager
def loaded() -> Iterator[Rows]:
    """The demonstration in an empty database, which is empty again afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE initiatives_code RESTART")  # undone with the transaction
        load()
        yield told_rows()
        transaction.set_rollback(True)
