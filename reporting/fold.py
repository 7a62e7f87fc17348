"""The fold: takes uncounted steps from their queue and adds what they change to the tallies."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg2.errors import LockNotAvailable

from config.database import set_locally
from reporting import cells
from reporting.models import FoldState
from reporting.recompute import add_to_progress, make_deltas, note_progress
from reporting.small import keep_grown
from reporting.tallies import Turn, add_to_tallies, wait

FIRST_BATCH = 10_000
LARGEST_BATCH = 60_000
SMALLEST_BATCH = 100
STATEMENT_SECONDS = 15
LOCK_SECONDS = 3
"""How long it waits for what somebody else has locked, such as a table that is being changed."""
QUICK, LONG = 0.9, 1.7
"""Seconds that a fold holds its lock: after a quick one the next may be twice as large, after a long one half."""

TAKE = """
DELETE FROM initiatives_uncountedstep WHERE step_id = ANY(ARRAY(
    SELECT step_id FROM initiatives_uncountedstep ORDER BY step_id LIMIT %s
)) RETURNING step_id
"""


@dataclass(frozen=True)
class Folded:
    """What one fold did: how many steps it counted, whether it left none uncounted, and for how many seconds it kept
    others waiting: the longer of its turn, in which it reads what its steps change, and of the lock under which it
    writes."""

    steps: int
    emptied: bool
    held: float = field(default=0.0, compare=False)


def fold(batch: int = FIRST_BATCH) -> Folded | None:
    """Count the `batch` oldest uncounted steps: one transaction. None where somebody else folds or changes the tree.

    Taking the steps from the queue and adding them up stand and fall together, so each step counts exactly once,
    wherever a fold is killed and however many begin. Where it empties the queue it notes the instant at which it
    looked: every step committed before that instant is in the figures.
    """
    with connection.cursor() as cursor:
        turn = Turn()
        try:
            if not turn.take():
                return None
            with transaction.atomic():
                return _folded(cursor, turn, batch)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return None
            raise
        finally:
            turn.give()


def _folded(cursor: CursorWrapper, turn: Turn, batch: int) -> Folded:
    set_locally(cursor, statement_timeout=f"{STATEMENT_SECONDS}s", lock_timeout=f"{LOCK_SECONDS}s")
    began = time.monotonic()
    cursor.execute("SELECT clock_timestamp()")
    looked_at = cursor.fetchone()[0]
    steps = _take(cursor, batch)
    if steps:
        _expand(cursor, steps)
    wait(cursor)
    turn.give()
    writing = time.monotonic()
    if steps:
        add_to_tallies(cursor)
        add_to_progress(cursor, on=timezone.localdate())
        keep_grown(cursor)
    emptied = len(steps) < batch
    if emptied:
        _note(looked_at)
    return Folded(len(steps), emptied, max(writing - began, time.monotonic() - writing))


def fitting(batch: int, seconds: float) -> int:
    """How many steps to fold next, after so many took so long, for locks that are held for less than 2 seconds."""
    if seconds < QUICK:
        return min(2 * batch, LARGEST_BATCH)
    return max(batch // 2, SMALLEST_BATCH) if seconds > LONG else batch


def _take(cursor: CursorWrapper, batch: int) -> list[int]:
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(TAKE, [batch])
    return [step for (step,) in cursor.fetchall()]


def _expand(cursor: CursorWrapper, steps: list[int]) -> None:
    cells.prepare(cursor)
    make_deltas(cursor)
    cells.expand_steps(cursor, steps)
    note_progress(cursor)


def _note(looked_at: datetime) -> None:
    FoldState.objects.bulk_create(
        [FoldState(pk=1, folded_at=looked_at)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["folded_at"],
    )
