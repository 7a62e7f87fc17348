"""What must hold when midnight passes: each step on its day, a day that has ended as it was, quotas, deadlines."""

import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from bench import feeder, house, people
from bench.applications import NEW, open_programme, typed
from bench.client import Client
from bench.scene import Watcher, kept_up, until
from bench.under_load import at_work
from initiatives.deadlines import midnight_after
from initiatives.models import ApprovalStep, Initiative, Programme, UncountedStep
from initiatives.states import State
from reporting import figures as reading
from reporting import quotas
from reporting.audit import audit
from reporting.models import Progress
from unions.models import Level, Union

QUOTA = 17
LATE_SECONDS = 90
UNIONS = 20

RECOUNT = """
SELECT state, count(*), coalesce(sum(verified_benefit), 0)::bigint FROM (
    SELECT DISTINCT ON (s.initiative_id) s.state, s.verified_benefit
    FROM initiatives_approvalstep s JOIN unions_union u ON u.id = s.union_id
    WHERE s.programme_id = %s AND s.at < %s AND u.path LIKE %s ORDER BY s.initiative_id, s.id DESC
) last GROUP BY state
"""


def passed() -> dict[str, Any]:
    """Let people work until midnight has passed and the new day's quotas hold. Raises where it began too late."""
    feeder.keep_open()
    programme, today = open_programme(), timezone.localdate()
    forms, ends = typed(programme), midnight_after(today)
    Programme.objects.filter(pk=programme.pk).update(closes_at=ends, decides_until=feeder.LONG_AFTER)
    union = Union.objects.filter(level=Level.UNIT).order_by("pk")[0]
    _owe_from(programme, union, ends)
    writer = next(who for who, _pk in people.authors(60, Random(9)) if not who.worker.has_office)
    fed = [sys.executable, "-m", "bench.feeder", "5", "36000", "1"]
    with house.serving(references=False, feeder=fed) as place, kept_up(place):
        first = ApprovalStep.objects.order_by("-pk").values_list("pk", flat=True)[0]
        kept = _draft(Client(place.base), writer.session, forms())
        owed_before = _owed(programme, union)
        with at_work(place.base, writers=2, decisions=200, seed=1) as told:
            if timezone.now() >= ends:
                raise RuntimeError("Midnight was over before people were at work.")
            _sleep_until(ends)
            late = list(_submitted_late(Client(place.base), writer.session, kept, forms()))
            recovered = Watcher.of(place.base).recovered()
            until("the ended day is counted", lambda: _is_counted(ends), 60)
            soon = _as_of(today)
            until("the new day's quota holds", lambda: _owed(programme, union) == QUOTA, LATE_SECONDS, pause=0.5)
            quota_seconds = (timezone.now() - ends).total_seconds()
        place.end(["feeder"])
        until("all steps are counted", lambda: not UncountedStep.objects.exists(), 60)
    faults = [*late, *_wrong_days(first, ends), *told.faults()]
    if owed_before == QUOTA:
        faults.append("the new day's quota held before midnight")
    if not soon == _as_of(today) == _recounted(today):
        faults.append(f"as_of {today} changed after the day had ended, or is not what the steps add up to")
    return {
        "recovered_seconds": recovered,
        "quota_holds_after_seconds": round(quota_seconds, 1),
        "steps": _sides(first, ends),
        "acknowledged": {"submissions": len(told.submissions), "approvals": len(told.approvals)},
        "refused_as_too_late": told.resent,
        "faults": faults,
        "audit": list(audit()),
    }


def _owe_from(programme: Programme, union: Union, ends: datetime) -> None:
    line = quotas.Line(programme.pk, None, union.pk, "assigned", QUOTA, timezone.localdate(ends))
    with transaction.atomic():
        quotas.write_quotas([line])


def _owed(programme: Programme, union: Union) -> int | None:
    row = Progress.objects.filter(programme=programme, phase=None, union=union).first()
    return row.quota if row else None


def _sleep_until(at: datetime) -> None:
    while (left := (at - timezone.now()).total_seconds()) > 0:
        time.sleep(min(left, 1) + 0.001)


def _draft(client: Client, session: str, fields: dict[str, object]) -> dict[str, object]:
    """These fields, saved before midnight as a draft."""
    answer = client.post(NEW, session, fields | {"action": "save"})
    if answer.status != HTTPStatus.FOUND or not Initiative.objects.filter(key=str(fields["key"])).exists():
        raise RuntimeError(f"The draft was not saved: {answer.status}")
    return fields


def _submitted_late(client: Client, session: str, kept: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    """Where one after midnight is taken, or leaves no draft: of what was saved before, and of a new form."""
    for what, fields in {"a draft": kept, "a new form": new}.items():
        answer = client.post(NEW, session, fields)
        state = Initiative.objects.filter(key=str(fields["key"])).values_list("state", flat=True).first()
        if answer.status != HTTPStatus.CONFLICT or state != State.DRAFT:
            yield f"{what} submitted too late was answered with {answer.status}, and is {state or 'not there'}"


def _is_counted(ends: datetime) -> bool:
    return not UncountedStep.objects.filter(step__at__lt=ends).exists()


def _wrong_days(first: int, ends: datetime) -> Iterator[str]:
    made = ApprovalStep.objects.filter(pk__gt=first)
    wrong = made.exclude(day=TruncDate(F("at"), tzinfo=timezone.get_default_timezone())).count()
    if wrong:
        yield f"{wrong} steps lie on a day that is not theirs"
    for side, number in _sides(first, ends).items():
        if not number:
            yield f"no step was made {side} midnight"


def _sides(first: int, ends: datetime) -> dict[str, int]:
    made = ApprovalStep.objects.filter(pk__gt=first)
    return {"before": made.filter(at__lt=ends).count(), "after": made.filter(at__gte=ends).count()}


def _seen() -> list[Union]:
    """The confederation and unions drawn below it."""
    every = list(Union.objects.exclude(level=Level.CONFEDERATION).order_by("pk"))
    return [Union.objects.get(level=Level.CONFEDERATION), *Random(2).sample(every, UNIONS)]


def _as_of(day: date) -> dict[tuple[int, int], dict[str, int]]:
    """The figures at the end of the day, of both programmes."""
    found = {}
    for programme in Programme.objects.all():
        for pk, one in reading.figures(programme, _seen(), as_of=day).items():
            states = {state.value: getattr(one, state.value) for state in State if state != State.DRAFT}
            found[programme.pk, pk] = states | {"verified": one.verified_benefit}
    return found


def _recounted(day: date) -> dict[tuple[int, int], dict[str, int]]:
    """The same from the last step of each initiative before the end of the day."""
    found = {}
    for programme in Programme.objects.all():
        for union in _seen():
            with connection.cursor() as cursor:
                cursor.execute(RECOUNT, [programme.pk, midnight_after(day), f"{union.path}%"])
                rows = cursor.fetchall()
            states = {state.value: 0 for state in State if state != State.DRAFT}
            states |= {state: count for state, count, _sum in rows}
            verified = sum(amount for state, _count, amount in rows)
            found[programme.pk, union.pk] = states | {"verified": verified}
    return found
