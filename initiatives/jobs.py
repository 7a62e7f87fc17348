"""Working on jobs: in slices, by whichever worker comes first, and from where the last one ended, however it ended.

To add a kind of job:

1. Write its work, `def work(held: Held) -> bool`, in a module of its own next to what it does. It goes on from
   `held.job.position` with what `held.job.parameters` say, by the rights of `held.job.asked_by`, in portions of about a
   second: `held.check_rights()`, do the portion, `held.record(position=..., done=..., skipped=..., result=...)` in the
   transaction that makes the portion last; and so on while `held.goes_on()`. It gives True once all is done. A process
   may be killed anywhere, so a portion that was not recorded is done again: doing it twice must do it once.
2. Describe it as a `Kind`: `permits` says whether who asked may still (read the offices afresh), `clear` removes what
   lies outside of the database before the row is deleted.
3. Put it into KINDS of `initiatives/tasks.py`, whose task `work` gives each job its slices.
4. Ask for it with `ask`, in the transaction of the page; read it with `Job.objects.asked_by_person(worker)`.

Nothing is published: a job is a row, and a scheduled task looks for those that are due. Of each job one process at most
is at work, the one whose session holds the lock, which ends with the session, and so with the process.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from config.locks import session_lock
from initiatives.models import Because, Job, JobState
from initiatives.models.job import LIVE
from unions.models import Worker

logger = logging.getLogger(__name__)

LOCK = 0x6A6F62
"""The first of the two numbers of the session lock; the second is the job's."""

SLICE = 8.0
"""Seconds after which a slice begins no other portion: other tasks get their turn, and a worker that is asked to end
does so in the 10 seconds that it is given."""

MOST_TRIES = 6
"""So many slices in a row that did not get on, and the job has failed: with the waits between them about a minute."""

PREVIEW_KEPT = timedelta(hours=2)
RESULT_KEPT = timedelta(days=30)


class Stopped(Exception):
    """The slice ends here: the job is no longer this process's to work on, or the right to it has ended."""

    def __init__(self, because: Because | None = None) -> None:
        super().__init__(because)
        self.because = because


@dataclass(frozen=True)
class Kind:
    """A kind of job; `kept` is how long its result is. See the head of this module."""

    name: str
    work: "Callable[[Held], bool]"
    permits: Callable[[Job], bool]
    clear: Callable[[Job], None] | None = None
    kept: timedelta = RESULT_KEPT


@dataclass
class Held:
    """A job whose lock this process holds, for a slice that ends at `until` (by the monotonic clock)."""

    job: Job
    kind: Kind
    until: float

    def goes_on(self) -> bool:
        """Whether another portion may begin: there is time, and nobody asked to cancel it."""
        return self.job.cancel_asked_at is None and time.monotonic() < self.until

    def check_rights(self) -> None:
        """Raises Stopped where who asked for it may not any more; read afresh."""
        if not self.kind.permits(self.job):
            raise Stopped(Because.RIGHTS)

    def record(
        self, *, position: int, done: int = 0, skipped: Mapping[str, int] | None = None, result: Any = None
    ) -> None:
        """Note how far it is; `done` and `skipped` come on top, `result` replaces what was noted.

        One update, to be made in the transaction of the portion where there is one. Raises Stopped, so that this
        transaction is undone, where the job is not as this process left it.
        """
        job, now = self.job, timezone.now()
        changed: dict[str, Any] = {"moved_at": now, "due_at": now, "tries": 0}
        changed |= {"position": position, "done": job.done + done}
        changed["skipped"] = dict(Counter(job.skipped) + Counter(skipped or {}))
        changed["result"] = job.result if result is None else result
        mine = Job.objects.filter(pk=job.pk, state=JobState.AT_WORK, position=job.position, done=job.done)
        if not mine.update(**changed):
            raise Stopped
        for name, value in changed.items():
            setattr(job, name, value)
        job.refresh_from_db(fields=["cancel_asked_at"])


def ask(
    kind: str,
    *,
    by: Worker,
    parameters: dict[str, Any],
    total: int | None = None,
    key: UUID | None = None,
    state: JobState = JobState.QUEUED,
) -> Job:
    """A job to be worked on, or a preview of one, which waits for `confirm`; with the same key, the job of before."""
    now = timezone.now()
    first = {"kind": kind, "parameters": parameters, "total": total, "state": state, "due_at": now}
    kept = PREVIEW_KEPT if state == JobState.PREVIEWED else RESULT_KEPT
    job, _made = Job.objects.get_or_create(key=key or uuid4(), asked_by=by, defaults=first | {"expires_at": now + kept})
    return job


def confirm(job: Job, parameters: dict[str, Any]) -> bool:
    """Let a preview begin, with what was said besides; False where it has begun already or is over."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.PREVIEWED, expires_at__gt=now)
    return bool(waiting.update(state=JobState.QUEUED, parameters=job.parameters | parameters, due_at=now))


def cancel(job: Job) -> None:
    """End it: at once where nobody has begun, else as soon as the portion that is at work is done."""
    now = timezone.now()
    idle = Job.objects.filter(pk=job.pk, state__in=(JobState.PREVIEWED, JobState.QUEUED))
    if idle.update(state=JobState.CANCELLED, because=Because.ASKED, ended_at=now, cancel_asked_at=now):
        return
    Job.objects.filter(pk=job.pk, state=JobState.AT_WORK, cancel_asked_at=None).update(cancel_asked_at=now, due_at=now)


def work_on_next(kinds: Mapping[str, Kind], seconds: float = SLICE) -> bool:
    """One slice of the job that has waited longest and that nobody else works on; False where there is none.

    An error of the work is raised again, after which the job waits a while and is tried again, MOST_TRIES in a row.
    """
    with _held_next(kinds, seconds) as held:
        if held is None:
            return False
        try:
            all_done = held.kind.work(held)
        except Stopped as stopped:
            if stopped.because:
                _end(held, JobState.CANCELLED, stopped.because)
            return True
        if all_done:
            _end(held, JobState.DONE)
        elif held.job.cancel_asked_at:
            _end(held, JobState.CANCELLED, Because.ASKED)
        return True


def clear_expired(kinds: Mapping[str, Kind], most: int = 200) -> int:
    """Delete jobs whose time is over, and what they keep outside of the database; how many."""
    expired = list(Job.objects.expired(timezone.now()).order_by("expires_at")[:most])
    for job in expired:
        kind = kinds.get(job.kind)
        if kind and kind.clear:
            kind.clear(job)
        job.delete()
    return len(expired)


@contextmanager
def _held_next(kinds: Mapping[str, Kind], seconds: float) -> Iterator[Held | None]:
    due = Job.objects.due(timezone.now()).filter(kind__in=kinds)
    for pk in due.values_list("pk", flat=True)[:50]:
        with session_lock(LOCK, pk) as got:
            if got and (job := _begun(pk, kinds)):
                yield Held(job, kinds[job.kind], time.monotonic() + seconds)
                return
    yield None


def _begun(pk: int, kinds: Mapping[str, Kind]) -> Job | None:
    """The job, with the slice noted; None where it is over meanwhile, or has failed too often."""
    job = Job.objects.select_related("asked_by").get(pk=pk)
    if job.state not in LIVE:
        return None
    now = timezone.now()
    if job.tries >= MOST_TRIES:
        logger.error("Job %s has failed: %s slices in a row did not get on.", job.pk, job.tries)
        over = {"state": JobState.FAILED, "because": Because.TRIES, "ended_at": now}
        Job.objects.filter(pk=pk, state__in=LIVE).update(**over, expires_at=now + kinds[job.kind].kept)
        return None
    job.begun_at, job.state, job.tries = job.begun_at or now, JobState.AT_WORK, job.tries + 1
    job.due_at = now + timedelta(seconds=2 ** (job.tries - 1))
    job.save(update_fields=["begun_at", "state", "tries", "due_at"])
    return job


def _end(held: Held, state: JobState, because: Because | None = None) -> None:
    now = timezone.now()
    over = {"state": state, "because": because or "", "ended_at": now, "expires_at": now + held.kind.kept}
    Job.objects.filter(pk=held.job.pk, state=JobState.AT_WORK).update(**over)
