"""After a change of the tree: initiatives still name what was merged, and wait at desks that stand no longer above."""

import logging
import time
from collections import Counter

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from initiatives import approval
from initiatives.models import Initiative
from initiatives.models.reads import COLUMN_OF_LEVEL, InitiativeQuerySet
from initiatives.refusals import Refused
from initiatives.rights import responsible_desk_of
from initiatives.states import Reason, State
from reporting import carrying
from reporting.models import TreeChange
from reporting.tree_paths import places_of, subtree
from unions.models import Level, Union

logger = logging.getLogger(__name__)

BATCH = 1000
SECONDS = 20
"""After which a run begins no other batch; the next one goes on."""

CARRY = """
UPDATE initiatives_initiative SET {column} = %s WHERE id IN (
    SELECT id FROM initiatives_initiative WHERE {column} = ANY(%s) LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
)
"""

CARRY_MOVED = """
UPDATE initiatives_initiative SET unit_id = %(unit)s WHERE id IN (
    SELECT id FROM initiatives_initiative WHERE superior_id = ANY(%(taken_in)s) AND unit_id <> %(unit)s
    LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
)
"""

SEEN = """
SELECT pg_snapshot_xmin(seen)::text::bigint, pg_snapshot_xmax(seen)::text::bigint FROM pg_current_snapshot() AS seen
"""


def settle() -> bool:
    """Carry on for a while where acts on the tree left off; whether all is done. Idempotent, and safe side by side."""
    until = time.monotonic() + SECONDS
    passed_on = pass_on(until)
    carried = {_carry(union, until) for union in Union.objects.exclude(formerly=[])}
    carried |= {_carry_moved(unit, until) for unit in Union.objects.exclude(taken_in=[])}
    unsettled = list(TreeChange.objects.filter(settled_at=None).order_by("pk"))
    for change in unsettled:
        _name_again(change)
    oldest, next_one = _running()
    TreeChange.objects.filter(settled_at=None, seen_until=None).update(seen_until=next_one)
    if carried <= {True}:
        _close_the_books(unsettled, oldest)
    return passed_on and not TreeChange.objects.filter(settled_at=None).exists()


def strays() -> InitiativeQuerySet:
    """What waits at a desk that a change of the tree took away from above its union."""
    left = {pk for desks in TreeChange.objects.values_list("left", flat=True) for pk in desks}
    waiting: InitiativeQuerySet = Initiative.objects.filter(state=State.WAITING, desk__in=left)
    return waiting.exclude(union__path__startswith=F("desk__path"))


def pass_on(until: float) -> bool:
    """Forward the strays, each in a transaction of its own, oldest first; whether none is left that can be moved."""
    counts: Counter[str] = Counter()
    merged = set(TreeChange.objects.filter(kind=TreeChange.Kind.MERGE).values_list("union_id", flat=True))
    last = 0
    while time.monotonic() < until:
        found = strays().filter(pk__gt=last).order_by("pk").select_related("union", "desk")
        batch = list(found.only("pk", "last_step_id", "union", "desk")[:BATCH])
        for initiative in batch:
            counts[_forward(initiative, merged)] += 1
            last = initiative.pk
        if len(batch) < BATCH:
            break
    if counts:
        logger.info("Union moved: %s", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    return set(counts) <= {"forwarded", "decided"}


def _forward(initiative: Initiative, merged: set[int]) -> str:
    """To what stands now where the desk stood: the survivor of a merged one, else the one of its level or above."""
    desk = responsible_desk_of(initiative)
    rank = Level(desk.level).rank - (desk.pk in merged)
    start = [union for union in initiative.union.with_ancestors() if Level(union.level).rank <= rank][-1]
    try:
        approval.forward(initiative, seen=initiative.last_step_id, reason=Reason.UNION_MOVED, start=start)
    except Refused as refusal:
        logger.info("Initiative %s was not passed on: %s", initiative.pk, refusal.code)
        return refusal.code
    return "forwarded"


def _carry(union: Union, until: float) -> bool:
    """Let initiatives name the union that still name one merged into it; whether none is left."""
    column = COLUMN_OF_LEVEL[Level(union.level)]
    while time.monotonic() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CARRY.format(column=column), [union.pk, union.formerly, BATCH])
            if not cursor.rowcount:
                return not Initiative.objects.filter(**{f"{column}__in": union.formerly}).exists()
    return False


def _carry_moved(unit: Union, until: float) -> bool:
    """Let initiatives name the unit that their superiors were moved to; whether none is left."""
    while time.monotonic() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CARRY_MOVED, {"unit": unit.pk, "taken_in": unit.taken_in, "most": BATCH})
            if not cursor.rowcount:
                return not Initiative.objects.filter(superior__in=unit.taken_in).exclude(unit=unit).exists()
    return False


def _name_again(change: TreeChange) -> None:
    """What was first submitted while the act was at work may name its place before: read then, written since."""
    if change.union_id in (*change.target.formerly, *change.target.taken_in):
        return
    unions = [(union.pk, union.path, union.level) for union in subtree(change.union)]
    with transaction.atomic(), connection.cursor() as cursor:
        carrying.rename(cursor, places_of(unions, change.union.with_ancestors()))


def _running() -> tuple[int, int]:
    """The oldest transaction that has not ended, and the number that the next one will get."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        oldest, next_one = cursor.fetchone()
        return oldest, next_one


def _close_the_books(changes: list[TreeChange], oldest: int) -> None:
    """Settle the changes since which every transaction has ended that could have seen the tree before."""
    for change in changes:
        if change.seen_until is None or change.seen_until > oldest:
            continue
        with transaction.atomic():
            target = Union.objects.select_for_update(no_key=True).get(pk=change.target_id)
            formerly = [pk for pk in target.formerly if pk != change.union_id]
            Union.objects.filter(pk=target.pk).update(formerly=formerly)
            if change.union_id in target.taken_in:  # no other change concerns the two units meanwhile
                Union.objects.filter(pk=target.pk).update(taken_in=[])
                Union.objects.filter(pk=change.old_parent_id).update(let_go=[])
            TreeChange.objects.filter(pk=change.pk).update(settled_at=timezone.now())
