"""Beside: lines of another thread and connection, what fails there, and a block that is left before."""

import time
from collections.abc import Iterator
from threading import Event

import pytest
from django.db import DatabaseError, connection

from reporting import beside as other
from reporting.beside import beside

pytestmark = pytest.mark.django_db(transaction=True)


def asked(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [str(value) for (value,) in cursor.fetchall()]


def is_gone(backend: str) -> bool:
    """Whether the server ends that connection within some seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not asked(f"SELECT pid FROM pg_stat_activity WHERE pid = {backend}"):
            return True
        time.sleep(0.05)
    return False


def test_all_lines_arrive_in_their_order_from_another_connection_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other, "MOST", 2)
    with beside(lambda: iter([*asked("SELECT pg_backend_pid()"), *map(str, range(9))])) as found:
        pid, *lines = found
    assert lines == [str(number) for number in range(9)]
    assert [pid] != asked("SELECT pg_backend_pid()")
    assert is_gone(pid)


def test_what_fails_there_is_raised_where_the_lines_are_taken() -> None:
    def fail() -> Iterator[str]:
        yield "one"
        yield from asked("SELECT 1 / 0")

    def take() -> None:
        with beside(fail) as found:
            assert next(found) == "one"
            next(found)

    with pytest.raises(DatabaseError, match="division by zero"):
        take()


def test_a_block_that_is_left_cancels_what_is_asked() -> None:
    asking, began = Event(), time.monotonic()

    def find() -> Iterator[str]:
        asking.set()
        yield from asked("SELECT pg_sleep(60)")

    def leave() -> None:
        with beside(find):
            assert asking.wait(30)
            time.sleep(0.2)
            raise ValueError("left")

    with pytest.raises(ValueError, match="left"):
        leave()
    assert time.monotonic() - began < 30


def test_a_block_that_takes_no_line_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other, "MOST", 1)
    began = time.monotonic()
    with beside(lambda: iter("123")):
        time.sleep(0.3)
    assert time.monotonic() - began < 30
