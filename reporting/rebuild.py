"""Rebuild: reckons from all counted steps what the tallies should be, and adds what is missing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from reporting import cells
from reporting.differences import PROGRESS_FIGURES, compare, differences, make_tables
from reporting.recompute import COLUMNS, FIGURES, add_to_progress, make_deltas, recompute_progress
from reporting.tallies import add_to_tallies, lock

MOST_LINES = 1000

REBUILD_LOCK = 2_022_2024
"""The advisory lock that a rebuild's session holds from its snapshot until all is mended."""

_QUOTA = len(PROGRESS_FIGURES)

OTHER_QUOTAS = f"""
INSERT INTO progress_keys (programme_id, phase_id, union_id)
SELECT programme_id, phase_id, union_id FROM wrong_progress WHERE found[{_QUOTA}] <> due[{_QUOTA}]
"""

_DIFFERENCES = ", ".join(f"due[{n}] - found[{n}]" for n in range(1, len(FIGURES) + 1))

MISSING_PROGRESS = f"""
INSERT INTO progress_deltas (programme_id, phase_id, union_id, {COLUMNS})
SELECT programme_id, coalesce(phase_id, 0), union_id, {_DIFFERENCES} FROM wrong_progress
"""


@dataclass(frozen=True)
class Rebuilt:
    """How many tallies, month ends and progress rows differed and were mended."""

    days: int
    months: int
    progress: int

    @property
    def anything(self) -> bool:
        return bool(self.days or self.months or self.progress)


class RebuildAtWork(RuntimeError):
    """Another rebuild has noted what is missing; both would add it."""


def rebuild(*, say: Callable[[str], object] = lambda line: None) -> Rebuilt:
    """Make tallies, month ends and progress what the counted steps add up to; once more changes nothing.

    The reckoning takes one snapshot and no lock: pages and folds go on. What is missing against the tallies of that
    snapshot is added afterwards, in a short transaction under the fold's lock; what was folded meanwhile stays right,
    since everything is only ever added. `say` gets a line for each of the first thousand differences.
    A union that moves between the two leaves its own wrong cells to the next rebuild. Raises RebuildAtWork, at once,
    where another rebuild is between the two.
    """
    with connection.cursor() as cursor, _alone(cursor):
        cells.prepare(cursor)
        make_tables(cursor)
        with transaction.atomic(durable=True):
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            compare(cursor, on=timezone.localdate())
        rebuilt = count(cursor)
        if rebuilt.anything:
            with transaction.atomic(durable=True):
                for difference in islice(differences(), MOST_LINES):
                    say(str(difference))
            with transaction.atomic(durable=True):
                mend(cursor)
        make_tables(cursor)
    return rebuilt


@contextmanager
def _alone(cursor: CursorWrapper) -> Iterator[None]:
    """The session holds the lock, past its transactions; where the session ends, so does the lock."""
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [REBUILD_LOCK])
    if not cursor.fetchone()[0]:
        raise RebuildAtWork("Another rebuild is at work.")
    try:
        yield
    finally:
        if connection.is_usable():
            cursor.execute("SELECT pg_advisory_unlock(%s)", [REBUILD_LOCK])


def count(cursor: CursorWrapper) -> Rebuilt:
    cursor.execute(
        """SELECT (SELECT count(*) FROM wrong_days), (SELECT count(*) FROM wrong_months),
            (SELECT count(*) FROM wrong_progress)"""
    )
    return Rebuilt(*cursor.fetchone())


def mend(cursor: CursorWrapper) -> None:
    """Add the differences that were noted, under the fold's lock."""
    lock(cursor)
    cells.prepare(cursor)
    make_deltas(cursor)
    add_to_tallies(cursor, days="wrong_days", months="wrong_months")
    today = timezone.localdate()
    cursor.execute(MISSING_PROGRESS)
    add_to_progress(cursor, on=today)
    cursor.execute(OTHER_QUOTAS)
    recompute_progress(cursor, on=today)
