"""Quotas: the act that sets one, and the job that lets begin to hold what holds from today."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from initiatives.refusals import Refused
from reporting import cells
from reporting.due_quotas import note_stale
from reporting.models import Quota
from reporting.recompute import recompute_progress
from reporting.tallies import lock
from unions import scope
from unions.models import Level, Office, Union, Worker

WRITE = """
INSERT INTO reporting_quota (programme_id, phase_id, union_id, kind, count, from_on)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::integer[], %s::date[])
ON CONFLICT (programme_id, coalesce(phase_id, 0), union_id, kind, from_on) DO UPDATE SET count = EXCLUDED.count
WHERE reporting_quota.count <> EXCLUDED.count RETURNING xmax = 0
"""

KEYS = """
INSERT INTO progress_keys (programme_id, phase_id, union_id)
SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
"""


class Line(NamedTuple):
    """A quota to be written: ids, a kind of Quota.Kind, how many approved initiatives are owed, and from which day."""

    programme: int
    phase: int | None
    union: int
    kind: str
    owed: int
    from_on: date


class Written(NamedTuple):
    """How many quotas were made, changed and found as they should be."""

    created: int
    updated: int
    unchanged: int


def may_set_quota(worker: Worker, union: Union) -> bool:
    """An administrator at the union or above, a leader above it; nobody at the root, whose quota is the target."""
    if union.level == Level.CONFEDERATION:
        return False
    above = (office.union for office in scope.offices(worker, (Office.Kind.LEADER,)) if office.union_id != union.pk)
    return scope.administers(worker, union) or any(union.is_at_or_below(top) for top in above)


def set_quota(
    *,
    programme: Programme,
    union: Union,
    count: int,
    from_on: date,
    by: Worker,
    phase: Phase | None = None,
    kind: str = Quota.Kind.ASSIGNED,
) -> Quota:
    """Set how many approved initiatives a union owes from a day on, in the programme or one of its phases.

    Once more for the same day replaces it. Raises Refused where the person may not or the quota cannot be.
    """
    if union.level == Level.CONFEDERATION:
        raise Refused("confederation", _("The confederation's quota is the programme's target."))
    if not may_set_quota(by, union):
        raise Refused("no_right", _("Only a leader above this union or its administrator sets its quota."))
    if phase is not None and phase.programme_id != programme.pk:
        raise Refused("phase", _("The phase belongs to another programme."))
    if count < 1:
        raise Refused("count", _("A quota is at least 1."))
    line = Line(programme.pk, phase.pk if phase else None, union.pk, kind, count, from_on)
    with transaction.atomic():
        write_quotas([line])
    return Quota.objects.get(programme=programme, phase=phase, union=union, kind=kind, from_on=from_on)


def write_quotas(lines: Sequence[Line]) -> Written:
    """Write quotas, each replacing that of the same day, and their unions' progress; in the caller's transaction."""
    with connection.cursor() as cursor:
        lock(cursor)
        cursor.execute(WRITE, _columns(lines))
        made = [created for (created,) in cursor.fetchall()]
        cells.prepare(cursor)
        cursor.execute(KEYS, _columns(lines)[:3])
        recompute_progress(cursor, on=timezone.localdate())
    return Written(made.count(True), made.count(False), len(lines) - len(made))


def refresh_quotas() -> int:
    """Put into progress the quotas that hold today where others stand there; how many rows that were."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor)
        cells.prepare(cursor)
        today = timezone.localdate()
        note_stale(cursor, on=today)
        recompute_progress(cursor, on=today)
        return _stale(cursor)


def _stale(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT count(*) FROM progress_keys")
    return int(cursor.fetchone()[0])


def _columns(lines: Sequence[Line]) -> list[list[object]]:
    return [list(column) for column in zip(*lines, strict=True)]
