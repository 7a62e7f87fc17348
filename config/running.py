"""How every task runs: noted, tried again when the database was away, and never beside itself where that would harm."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from celery import Task
from django.db import Error, InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from config.locks import is_connected, number_of, session_lock
from config.models import Outcome, TaskRun

logger = logging.getLogger(__name__)

LOCK = 0x7461736B
"""The first of the two numbers of a task's session lock; the second comes from its name."""

FIRST_WAIT, LONGEST_WAIT = 2, 60
"""Seconds before a run that the database broke off is tried again; each wait is twice the one before."""


class Noted(Task):  # type: ignore[type-arg]  # takes no argument at run time
    """The base of all tasks. One that is `alone` ends at once where another worker runs it already."""

    abstract = True
    alone = True
    max_retries = 3

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        single: AbstractContextManager[bool] = (
            session_lock(LOCK, number_of(self.name)) if self.alone else nullcontext(True)
        )
        try:
            with single as free:
                if not free:
                    return None
                with noted(self.name):
                    return super().__call__(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            is_connected()
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.request.retries or 0))
            raise self.retry(exc=error, countdown=wait) from error


class Beside(Noted):
    """A task that several workers may run at once."""

    abstract = True
    alone = False


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Note when the run began, when it ended and how."""
    run = TaskRun(task=name, began_at=timezone.now())
    TaskRun.objects.bulk_create([run], update_conflicts=True, unique_fields=["task"], update_fields=["began_at"])
    try:
        yield
    except Exception as error:
        _note_failure(name, error)
        raise
    TaskRun.objects.filter(pk=name).update(ended_at=timezone.now(), outcome=Outcome.WELL, failures=0, error="")


def _note_failure(name: str, error: Exception) -> None:
    is_connected()
    try:
        TaskRun.objects.filter(pk=name).update(
            ended_at=timezone.now(),
            outcome=Outcome.FAILED,
            failures=F("failures") + 1,
            error=type(error).__name__[:100],
        )
    except Error as away:
        logger.warning("That %s failed could not be noted: %s", name, away)
