"""How tasks run: within a time, noted, alone where they say so, and again a few times when the database was away."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from config import running
from config.celery import app
from config.locks import number_of
from config.models import Outcome, TaskRun
from config.running import Noted

app.loader.import_default_modules()
SCHEDULE: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
OURS = [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]
BESIDE_ITSELF = {"initiatives.tasks.work"}
"""Whose runs take turns by locks of their own."""

ran: list[int] = []


@app.task(name="config.tests.counts")
def counts() -> None:
    ran.append(1)


@app.task(name="config.tests.loses_the_database")
def loses_the_database() -> None:
    ran.append(1)
    raise OperationalError


@app.task(name="config.tests.breaks")
def breaks() -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def none_ran() -> None:
    ran.clear()


@contextmanager
def elsewhere(task: Any) -> Iterator[None]:
    """Another session runs the task."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [running.LOCK, number_of(task.name)])
        yield


@pytest.mark.parametrize("name", list(SCHEDULE))
def test_what_is_scheduled_is_there_and_is_not_piled_up(name: str) -> None:
    entry = SCHEDULE[name]
    assert entry["task"] in app.tasks
    assert 0 < entry["options"]["expires"] <= 3600


@pytest.mark.parametrize("task", OURS, ids=lambda task: task.name)
def test_each_task_has_an_end_a_bound_of_tries_and_runs_alone(task: Any) -> None:
    assert isinstance(task, Noted)
    assert 0 < (task.soft_time_limit or 0) < (task.time_limit or 0) <= 300
    assert task.max_retries == 3
    assert task.alone == (task.name not in BESIDE_ITSELF)
    assert task.acks_late
    assert task.reject_on_worker_lost


@pytest.mark.django_db
def test_a_run_notes_when_it_began_and_how_it_ended() -> None:
    with pytest.raises(ZeroDivisionError):
        breaks()
    with pytest.raises(ZeroDivisionError):
        breaks()
    broken = TaskRun.objects.get(pk=breaks.name)
    assert (broken.outcome, broken.failures, broken.error) == (Outcome.FAILED, 2, "ZeroDivisionError")
    TaskRun.objects.filter(pk=breaks.name).update(task=counts.name)
    counts()
    well = TaskRun.objects.get(pk=counts.name)
    assert (well.outcome, well.failures, well.error) == (Outcome.WELL, 0, "")
    assert well.ended_at is not None
    assert well.began_at > broken.began_at
    assert well.ended_at >= well.began_at


@pytest.mark.django_db
def test_a_run_beside_another_ends_at_once_and_notes_nothing() -> None:
    with elsewhere(counts):
        counts()
    assert ran == []
    assert not TaskRun.objects.exists()


@pytest.mark.django_db
def test_a_run_that_lost_the_database_is_tried_again_three_times() -> None:
    result = loses_the_database.apply()
    assert isinstance(result.result, OperationalError)
    assert len(ran) == 1 + 3
    assert TaskRun.objects.get(pk=loses_the_database.name).failures == 4


@pytest.mark.django_db
def test_an_error_of_its_own_is_not_tried_again() -> None:
    assert isinstance(breaks.apply().result, ZeroDivisionError)
    assert TaskRun.objects.get(pk=breaks.name).failures == 1
