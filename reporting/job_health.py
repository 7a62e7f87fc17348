"""Job health: how each scheduled task and the jobs that people asked for get on, as they noted it themselves."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import maybe_schedule
from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.celery import app
from config.models import Outcome, TaskRun
from initiatives import bulk
from initiatives.admin.decision import DECISIONS
from initiatives.exports import asking
from initiatives.models import Job, JobState
from reporting.freshness import Freshness, freshness
from reporting.health import FOLD_LATE

TITLES: dict[str, "str | Promise"] = {
    "config.tasks.clear_sessions": _("Delete sessions that have expired"),
    "initiatives.tasks.clear_jobs": _("Clear away old jobs"),
    "initiatives.tasks.follow_outdated": _("Let the search follow what was renamed or moved"),
    "initiatives.tasks.forward_left_behind": _("Pass up what desks leave behind"),
    "initiatives.tasks.work": _("Work on what people asked for"),
    "reporting.tasks.fold": _("Count new steps into the figures"),
    "reporting.tasks.refresh_quotas": _("Let the day's quotas begin"),
    "reporting.tasks.settle_tree": _("Carry along what unions have moved"),
}
"""What each scheduled task does, in words."""

GRACE = timedelta(seconds=60)
"""So long after it was due a task has begun, unless beat, its worker or Redis is away, or it waits in a queue."""

UP_SINCE = timezone.now()
"""When this web process began: a task that is due since then and has never run is late, whoever was to run it."""

STILL = timedelta(seconds=60)
"""A job notes about each second how far it is: one that stands still for so long is stuck."""

FAILED_SHOWN = timedelta(days=1)
MOST_JOBS = 50

TITLES_OF_ACTS = {act.value: decision.title for act, decision in DECISIONS.items()}


class Health(TextChoices):
    """How a task is, from the last it noted."""

    WELL = "well", _("well")
    RUNS = "runs", _("running")
    NEVER = "never", _("has not run yet")
    FAILED = "failed", _("failed")
    LATE = "late", _("late")
    STUCK = "stuck", _("stuck")


BAD = (Health.FAILED, Health.LATE, Health.STUCK)


@dataclass(frozen=True)
class TaskHealth:
    """A scheduled task; `took` is that of the last run that ended."""

    title: "str | Promise"
    health: Health
    began_at: datetime | None
    took: timedelta | None
    due_at: datetime | None
    failures: int
    error: str

    @property
    def is_bad(self) -> bool:
        return self.health in BAD


@dataclass(frozen=True)
class AskedFor:
    """A job that a person asked for: what it is in words, and whether it should get on and does not."""

    job: Job
    title: str
    is_stuck: bool

    @property
    def is_bad(self) -> bool:
        return self.is_stuck or self.job.state == JobState.FAILED


@dataclass(frozen=True)
class JobHealth:
    """Everything at one moment; `counts` are the jobs that people asked for and that are not over, by state.

    `jobs` are these, those that wait longest first, and those that have failed within a day.
    """

    age: Freshness
    fold_is_late: bool
    tasks: list[TaskHealth]
    counts: dict[str, int]
    jobs: list[AskedFor]

    @property
    def is_well(self) -> bool:
        is_any_bad = any(task.is_bad for task in self.tasks) or any(job.is_bad for job in self.jobs)
        return not (self.fold_is_late or is_any_bad)


def job_health() -> JobHealth:
    """Read from small tables: it answers as quickly when much is going on."""
    age, now = freshness(), timezone.now()
    counts = Counter(Job.objects.live().values_list("state", flat=True))
    named = {state.value: counts[state.value] for state in (JobState.QUEUED, JobState.AT_WORK)}
    late = age.seconds > FOLD_LATE if age.folded_at else age.uncounted > 0
    return JobHealth(age, late, list(_tasks(now)), named, list(_jobs(now)))


def _jobs(now: datetime) -> Iterator[AskedFor]:
    named = Job.objects.select_related("asked_by")
    live = list(named.live().order_by("due_at", "pk")[:MOST_JOBS])
    getting_on = any(job.state == JobState.AT_WORK and not _stands_still(job, now) for job in live)
    failed = named.filter(state=JobState.FAILED, ended_at__gt=now - FAILED_SHOWN).newest_first()[:MOST_JOBS]
    for job in (*live, *failed):
        waits_its_turn = getting_on and (job.state == JobState.QUEUED or not job.tries)
        yield AskedFor(job, _title_of(job), job.is_live and _stands_still(job, now) and not waits_its_turn)


def _stands_still(job: Job, now: datetime) -> bool:
    """One that nobody has begun stands since it was let into the queue."""
    return now > (job.moved_at or job.begun_at or job.due_at) + STILL


def _title_of(job: Job) -> str:
    """What it is, without the words that somebody looked for; of what is not known here its kind and number."""
    act, form = job.parameters.get("act"), job.parameters.get("form")
    if job.kind == bulk.NAME and act in TITLES_OF_ACTS:
        return gettext("Bulk act: %(act)s") % {"act": TITLES_OF_ACTS[act]}
    if job.kind == asking.NAME and form:
        return gettext("Export as %(form)s") % {"form": str(form).upper()}
    return f"{job.kind} {job.pk}"


def _tasks(now: datetime) -> Iterator[TaskHealth]:
    app.loader.import_default_modules()
    runs = TaskRun.objects.in_bulk()
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for entry in schedule.values():
        name, run = entry["task"], runs.get(entry["task"])
        title, schedule_of = TITLES.get(name, name), maybe_schedule(entry["schedule"], app=app)
        if run is None:
            due = _due_at(schedule_of, UP_SINCE, now)
            health = Health.LATE if now > due + GRACE else Health.NEVER
            yield TaskHealth(title, health, None, None, due, 0, "")
            continue
        due = _due_at(schedule_of, run.began_at, now)
        took = run.ended_at - run.began_at if run.ended_at and run.ended_at >= run.began_at else None
        health = _health_of(run, due, now, app.tasks[name].time_limit or settings.CELERY_TASK_TIME_LIMIT)
        yield TaskHealth(title, health, run.began_at, took, due, run.failures, run.error)


def _due_at(schedule: Any, began_at: datetime, now: datetime) -> datetime:
    """When the run after the one that began then is due."""
    remaining: timedelta = schedule.remaining_estimate(timezone.localtime(began_at))
    return now + remaining


def _health_of(run: TaskRun, due_at: datetime, now: datetime, limit: float) -> Health:
    """A run that has not ended within its hard limit was killed with its worker, and nothing has run since."""
    if run.ended_at is None or run.ended_at < run.began_at:
        return Health.STUCK if now > run.began_at + timedelta(seconds=limit) else Health.RUNS
    if now > due_at + GRACE:
        return Health.LATE
    return Health.FAILED if run.outcome == Outcome.FAILED else Health.WELL
