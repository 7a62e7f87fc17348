"""The demonstration, loaded once for all tests of this folder and undone after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from campaign.tests.demonstration.rows import Rows, told_rows


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


@contextmanager
def loaded() -> Iterator[Rows]:
    """The demonstration in an empty database, which is empty again afterwards."""
    with transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        yield told_rows()
        transaction.set_rollback(True)
