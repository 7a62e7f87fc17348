"""The fold: takes uncounted steps from their queue and adds what they change to the tallies."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from reporting import cells
from reporting.models import FoldState
from reporting.recompute import TOTAL, add_to_progress, make_deltas, note_progress
from reporting.small import keep_grown
from reporting.tallies import add_to_tallies, try_lock

FIRST_BATCH = 10_000
LARGEST_BATCH = 40_000
SMALLEST_BATCH = 100
STATEMENT_SECONDS = 15
QUICK, LONG = 0.6, 1.2
"""Seconds that a fold holds its lock: after a quick one the next may be twice as large, after a long one half."""

TAKE = """
DELETE FROM initiatives_uncountedstep WHERE step_id = ANY(ARRAY(
    SELECT step_id FROM initiatives_uncountedstep ORDER BY step_id LIMIT %s
)) RETURNING step_id
"""

TOUCHED = f"""
INSERT INTO progress_keys (programme_id, phase_id, union_id)
SELECT DISTINCT programme_id, phase_id, union_id FROM month_deltas WHERE {TOTAL}
"""


@dataclass(frozen=True)
class Folded:
    """What one fold did: how many steps it counted, and whether it left none uncounted."""

    steps: int
    emptied: bool


def fold(batch: int = FIRST_BATCH) -> Folded | None:
    """Count the `batch` oldest uncounted steps: one transaction. None where another fold is at work.

    Taking the steps from the queue and adding them up stand and fall together, so each step counts exactly once,
    wherever a fold is killed and however many run. Where it empties the queue it notes the instant at which it looked:
    every step committed before that instant is in the figures.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not try_lock(cursor):
            return None
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute("SELECT clock_timestamp()")
        looked_at = cursor.fetchone()[0]
        steps = _take(cursor, batch)
        if steps:
            _count(cursor, steps)
        emptied = len(steps) < batch
        if emptied:
            _note(looked_at)
    return Folded(len(steps), emptied)


def fitting(batch: int, seconds: float) -> int:
    """How many steps to fold next, after so many took so long, for a lock that is held for less than 2 seconds."""
    if seconds < QUICK:
        return min(2 * batch, LARGEST_BATCH)
    return max(batch // 2, SMALLEST_BATCH) if seconds > LONG else batch


def _take(cursor: CursorWrapper, batch: int) -> list[int]:
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(TAKE, [batch])
    return [step for (step,) in cursor.fetchall()]


def _count(cursor: CursorWrapper, steps: list[int]) -> None:
    cells.prepare(cursor)
    make_deltas(cursor)
    cells.expand_steps(cursor, steps)
    note_progress(cursor)
    add_to_tallies(cursor)
    add_to_progress(cursor, on=timezone.localdate())
    keep_grown(cursor)


def _note(looked_at: datetime) -> None:
    FoldState.objects.bulk_create(
        [FoldState(pk=1, folded_at=looked_at)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["folded_at"],
    )
