"""Settings of PostgreSQL hold for what they were set for, and no longer."""

import pytest
from django.db import connection, transaction

from config.database import planned, set_locally


def _memory() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_settings_end_with_their_transaction() -> None:
    before = _memory()
    with transaction.atomic(), connection.cursor() as cursor:
        set_locally(cursor, work_mem="7MB", jit="off")
        assert _memory() == "7MB"
    assert _memory() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_within", [False, True])
def test_what_is_planned_ends_with_its_block(is_within: bool) -> None:
    before = _memory()
    with transaction.atomic() if is_within else planned(jit="off"):
        with planned(work_mem="7MB"):
            assert _memory() == "7MB"
        assert _memory() == before
    assert _memory() == before
