"""The fold: takes uncounted steps from their queue and adds what they change to the tallies."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg2.errors import LockNotAvailable

from reporting import cells
from reporting.models import FoldState
from reporting.recompute import add_to_progress, make_deltas, note_progress
from reporting.small import keep_grown
from reporting.tallies import Turn, add_to_tallies, try_lock, wait

FIRST_BATCH = 10_000
LARGEST_BATCH = 25_000
SMALLEST_BATCH = 100
STATEMENT_SECONDS = 15
TURN_SECONDS = 3
"""How long it waits for its turn, and for the fold before it to have written."""
QUICK, LONG = 0.6, 1.2
"""Seconds that a fold holds its lock: after a quick one the next may be twice as large, after a long one half."""

TAKE = """
DELETE FROM initiatives_uncountedstep WHERE step_id = ANY(ARRAY(
    SELECT step_id FROM initiatives_uncountedstep ORDER BY step_id LIMIT %s {locked}
)) RETURNING step_id
"""
PASSING_BY = "FOR UPDATE SKIP LOCKED"
"""The steps of the fold before, which is still writing."""

EARLIER = "SELECT EXISTS (SELECT FROM initiatives_uncountedstep WHERE step_id < %s)"
OUT_OF_ORDER = """
SELECT EXISTS (
    SELECT FROM initiatives_approvalstep s JOIN initiatives_uncountedstep u ON u.step_id = s.previous_id
    WHERE s.id = ANY(%s)
)"""


@dataclass(frozen=True)
class Folded:
    """What one fold did: how many steps it counted, whether it left none uncounted, and for how many seconds it held
    the lock that lets no other write."""

    steps: int
    emptied: bool
    held: float = field(default=0.0, compare=False)


class Overtaken(Exception):
    """The fold before this one was broken off, and what it left is to be counted first."""


def fold(batch: int = FIRST_BATCH) -> Folded | None:
    """Count the `batch` oldest uncounted steps: one transaction. None where it did not get its turn for some seconds.

    Taking the steps from the queue and adding them up stand and fall together, so each step counts exactly once,
    wherever a fold is killed and however many run. Two at once take turns: one reads what its steps change while the
    one before it writes, and writes after it, so that an initiative's steps are counted in their order. Where it
    empties the queue it notes the instant at which it looked: every step committed before that instant is in the
    figures.
    """
    with connection.cursor() as cursor:
        turn = Turn()
        try:
            with transaction.atomic():
                return _folded(cursor, turn, batch)
        except Overtaken:
            return Folded(0, emptied=False)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return None
            raise
        finally:
            turn.give()


def _folded(cursor: CursorWrapper, turn: Turn, batch: int) -> Folded:
    limits = [f"{STATEMENT_SECONDS}s", f"{TURN_SECONDS}s"]
    cursor.execute("SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)", limits)
    turn.take()
    is_alone, began = try_lock(cursor), time.monotonic()
    cursor.execute("SELECT clock_timestamp()")
    looked_at = cursor.fetchone()[0]
    steps = _take(cursor, batch, locked="" if is_alone else PASSING_BY)
    if steps:
        _expand(cursor, steps)
    if not is_alone:
        wait(cursor)
        began = time.monotonic()
        _catch_up(cursor, steps)
    turn.give()
    if steps:
        add_to_tallies(cursor)
        add_to_progress(cursor, on=timezone.localdate())
        keep_grown(cursor)
    emptied = is_alone and len(steps) < batch
    if emptied:
        _note(looked_at)
    return Folded(len(steps), emptied, time.monotonic() - began)


def fitting(batch: int, seconds: float) -> int:
    """How many steps to fold next, after so many took so long, for a lock that is held for less than 2 seconds."""
    if seconds < QUICK:
        return min(2 * batch, LARGEST_BATCH)
    return max(batch // 2, SMALLEST_BATCH) if seconds > LONG else batch


def _take(cursor: CursorWrapper, batch: int, *, locked: str) -> list[int]:
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(TAKE.format(locked=locked), [batch])
    return [step for (step,) in cursor.fetchall()]


def _expand(cursor: CursorWrapper, steps: list[int]) -> None:
    cells.prepare(cursor)
    make_deltas(cursor)
    cells.expand_steps(cursor, steps)
    note_progress(cursor)


def _catch_up(cursor: CursorWrapper, steps: list[int]) -> None:
    """What the fold before has left or changed meanwhile. Raises Overtaken where it was broken off."""
    if not steps:
        return
    if _asked(cursor, EARLIER, max(steps)):
        cells.plan_by(cursor, cells.LOOKUPS)
        if _asked(cursor, OUT_OF_ORDER, steps):
            raise Overtaken
    if _asked(cursor, cells.GROWN_SINCE):
        cells.expand_again(cursor)
        make_deltas(cursor)
        note_progress(cursor)


def _asked(cursor: CursorWrapper, question: str, *values: int | list[int]) -> bool:
    cursor.execute(question, values)
    return bool(cursor.fetchone()[0])


def _note(looked_at: datetime) -> None:
    FoldState.objects.bulk_create(
        [FoldState(pk=1, folded_at=looked_at)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["folded_at"],
    )
