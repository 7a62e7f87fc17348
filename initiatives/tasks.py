"""Scheduled tasks: passing up what desks leave behind, and working on the jobs that people asked for."""

import logging
import time
from collections import Counter
from collections.abc import Iterable

from celery import shared_task
from django.utils import timezone

from config.running import Beside
from initiatives import approval, bulk, jobs, reindexing
from initiatives.exports import work as exports
from initiatives.jobs import Kind
from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from initiatives.refusals import Refused
from initiatives.states import Reason
from unions.models import Level

logger = logging.getLogger(__name__)

BATCH = 1000
"""How many are looked for at once."""

PASSING_SECONDS = 60
"""For so long a run passes up batch after batch for each reason; the rest is found by the next one."""

KINDS: dict[str, Kind] = {kind.name: kind for kind in (bulk.KIND, exports.KIND)}
"""What people can ask for that takes longer than a page."""


@shared_task(base=Beside, soft_time_limit=100, time_limit=120)
def work() -> None:
    """Give the job that has waited longest its slice. Each run has another job, so that workers share them out."""
    jobs.work_on_next(KINDS)


@shared_task(soft_time_limit=100, time_limit=120)
def clear_jobs() -> None:
    """Delete the jobs whose time is over, and what they keep outside of the database."""
    if cleared := jobs.clear_expired(KINDS):
        logger.info("%s jobs were cleared away.", cleared)


@shared_task(soft_time_limit=200, time_limit=240)
def follow_outdated() -> None:
    """Let what is searched follow workers and unions that were renamed or moved; two runs at once do no harm."""
    if written := reindexing.follow_outdated():
        logger.info("%s entries of the search were written anew.", written)


@shared_task(name="initiatives.tasks.forward_left_behind", soft_time_limit=200, time_limit=240)
def forward_left_behind() -> None:
    """Pass up what waits where nobody is free to decide, and what is overdue; each in a transaction of its own.

    What another run or an officer has moved meanwhile is refused as stale, so two runs at once do no harm.
    """
    now = timezone.now()
    movable = Initiative.objects.filter(programme__decides_until__gt=now).exclude(desk__level=Level.CONFEDERATION)
    today = timezone.localdate(now)
    overdue = movable.overdue(now).below_a_staffed_desk(today)  # else those that cannot move would fill each batch
    counts = pass_all_up(movable.stranded(today), Reason.DESK_EMPTY) + pass_all_up(overdue, Reason.OVERDUE)
    if counts:
        refused = ", ".join(f"{count} {code}" for code, count in sorted(counts.items()) if code != "passed up")
        logger.info("%s passed up; refused: %s", counts["passed up"], refused or "none")


def pass_all_up(left_behind: InitiativeQuerySet, reason: Reason) -> "Counter[str]":
    """Batch after batch, until none is left, none of a batch could be passed up, or time is over; counted as below."""
    counts: Counter[str] = Counter()
    until = time.monotonic() + PASSING_SECONDS
    while True:
        batch = list(first(left_behind))
        passed = pass_up(batch, reason)
        counts += passed
        if len(batch) < BATCH or not passed["passed up"] or time.monotonic() > until:
            return counts


def first(left_behind: InitiativeQuerySet) -> InitiativeQuerySet:
    """The oldest of them, a batch, with their ids alone."""
    return left_behind.oldest_first().only("pk", "last_step_id")[:BATCH]


def pass_up(left_behind: Iterable[Initiative], reason: Reason) -> "Counter[str]":
    """How many were passed up, and how many acts were refused with which code."""
    counts: Counter[str] = Counter()
    for initiative in left_behind:
        try:
            approval.forward(initiative, seen=initiative.last_step_id, reason=reason)
        except Refused as refusal:
            logger.info("Initiative %s was not passed up: %s", initiative.pk, refusal.code)
            counts[refusal.code] += 1
        else:
            counts["passed up"] += 1
    return counts
