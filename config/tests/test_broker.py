"""The way back to a broker that is away."""

from pathlib import Path

import pytest

from config.broker import Broker
from config.celery import app


class Enough(Exception):
    """The test has seen enough."""


def test_workers_and_beat_try_again_every_two_seconds_without_end(tmp_path: Path) -> None:
    waits: list[float] = []

    def note(error: Exception, wait: float) -> None:
        waits.append(wait)
        if len(waits) == 2:
            raise Enough

    away = app.connection_for_read(f"redis+socket://{tmp_path}/nobody.sock")
    assert isinstance(away, Broker)
    with away, pytest.raises(Enough):
        away.ensure_connection(note, app.conf.broker_connection_max_retries)
    assert waits == [2, 2]
    assert app.conf.broker_connection_max_retries is None
