"""Jobs: a slice at a time, one process at a time, from where the last one ended, and over when they are over."""

from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from initiatives import jobs
from initiatives.jobs import MOST_TRIES, Held, Kind
from initiatives.models import Because, Job, JobState
from unions.models import Worker

pytestmark = pytest.mark.django_db

TO = 5


class Broken(Exception):
    """What the work of these tests fails with."""


def count(held: Held) -> bool:
    """Counts to TO, a number each portion; passes over the numbers that the parameters name, breaks at others."""
    while held.goes_on() and held.job.position < TO:
        held.check_rights()
        number = held.job.position + 1
        if number == held.job.parameters.get("breaks_at"):
            raise Broken
        if number in held.job.parameters.get("odd", []):
            held.record(position=number, skipped={"odd": 1})
        else:
            held.record(position=number, done=1, result={"last": number})
    return held.job.position == TO


def active(job: Job) -> bool:
    return bool(Worker.objects.filter(pk=job.asked_by_id, is_active=True).exists())


KINDS = {"count": Kind("count", count, active)}


@pytest.fixture
def job(officer: Worker) -> Job:
    return jobs.ask("count", by=officer, parameters={"odd": [2, 4]}, total=TO)


def read(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_is_done_and_says_what_came_of_it(job: Job) -> None:
    assert jobs.work_on_next(KINDS)
    done = read(job)
    assert (done.state, done.done, done.skipped, done.result) == (JobState.DONE, 3, {"odd": 2}, {"last": 5})
    assert (done.gone_through, done.passed_over, done.tries) == (TO, 2, 0)
    assert done.begun_at is not None
    assert done.ended_at is not None
    assert done.ended_at > done.begun_at
    assert not jobs.work_on_next(KINDS)


def test_a_slice_ends_in_time_and_the_next_one_goes_on(job: Job) -> None:
    KINDS["count"].work(Held(job, KINDS["count"], until=0))
    assert read(job).position == 0
    Job.objects.filter(pk=job.pk).update(position=3, done=2, state=JobState.AT_WORK)
    assert jobs.work_on_next(KINDS)
    assert (read(job).state, read(job).done, read(job).skipped) == (JobState.DONE, 3, {"odd": 1})


def test_jobs_take_turns_when_their_slices_end(officer: Worker) -> None:
    first, second = (jobs.ask("count", by=officer, parameters={}) for _one in range(2))
    assert jobs.work_on_next(KINDS, seconds=0)
    assert read(first).state == JobState.AT_WORK
    assert jobs.work_on_next(KINDS, seconds=0)
    assert read(second).state == JobState.AT_WORK


def test_no_second_process_works_on_it(job: Job) -> None:
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK, job.pk])
        assert not jobs.work_on_next(KINDS)
    for _moment in range(100):  # the ended session lets go of its lock a moment later
        if jobs.work_on_next(KINDS):
            break
    assert read(job).state == JobState.DONE


def test_whoever_was_overtaken_records_nothing(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.AT_WORK)
    mine = Held(read(job), KINDS["count"], until=0)
    Held(read(job), KINDS["count"], until=0).record(position=1, done=1)
    with pytest.raises(jobs.Stopped):
        mine.record(position=1, done=1)
    assert read(job).done == 1


def test_what_breaks_is_tried_again_later_and_not_for_ever(officer: Worker) -> None:
    job = jobs.ask("count", by=officer, parameters={"breaks_at": 3})
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now())  # as of a preview that was confirmed late
    waits = []
    for _slice in range(MOST_TRIES + 1):  # the first of which gets on
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        with pytest.raises(Broken):
            jobs.work_on_next(KINDS)
        waits.append(round((read(job).due_at - timezone.now()).total_seconds()))
    assert (read(job).position, waits) == (2, [0, 1, 2, 4, 8, 16, 32])
    assert not jobs.work_on_next(KINDS)
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    assert not jobs.work_on_next(KINDS)
    assert (read(job).state, read(job).because) == (JobState.FAILED, Because.TRIES)
    assert read(job).expires_at > timezone.now() + jobs.RESULT_KEPT - timedelta(minutes=1)


def test_whose_right_ended_is_stopped(job: Job, officer: Worker) -> None:
    Worker.objects.filter(pk=officer.pk).update(is_active=False)
    assert jobs.work_on_next(KINDS)
    assert (read(job).state, read(job).because, read(job).done) == (JobState.CANCELLED, Because.RIGHTS, 0)


def test_cancelling_ends_what_has_not_begun_at_once_and_the_rest_after_its_portion(job: Job, officer: Worker) -> None:
    jobs.cancel(job)
    assert (read(job).state, read(job).because) == (JobState.CANCELLED, Because.ASKED)
    begun = jobs.ask("count", by=officer, parameters={})
    jobs.work_on_next(KINDS, seconds=0)
    jobs.cancel(begun)
    assert read(begun).state == JobState.AT_WORK
    jobs.work_on_next(KINDS)
    assert (read(begun).state, read(begun).done) == (JobState.CANCELLED, 0)


def test_a_preview_waits_for_its_confirmation_and_the_same_form_makes_one_job(officer: Worker) -> None:
    key = uuid4()
    preview = jobs.ask("count", by=officer, parameters={"odd": [1]}, key=key, state=JobState.PREVIEWED)
    assert jobs.ask("count", by=officer, parameters={}, key=key) == preview
    assert not jobs.work_on_next(KINDS)
    assert jobs.confirm(preview, {"odd": [2]})
    assert not jobs.confirm(preview, {"odd": [3]})
    assert jobs.work_on_next(KINDS)
    assert (read(preview).state, read(preview).parameters) == (JobState.DONE, {"odd": [2]})


def test_old_ones_are_cleared_with_what_they_keep_outside(job: Job, officer: Worker) -> None:
    cleared: list[int] = []
    kinds = {"count": Kind("count", count, active, clear=lambda gone: cleared.append(gone.pk))}
    jobs.work_on_next(kinds)
    live = jobs.ask("count", by=officer, parameters={})
    assert jobs.clear_expired(kinds) == 0
    Job.objects.update(expires_at=timezone.now())
    assert jobs.clear_expired(kinds) == 1
    assert cleared == [job.pk]
    assert list(Job.objects.all()) == [live]
