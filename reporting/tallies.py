"""The one function that writes tallies and month ends, and the lock that its callers hold."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from config.locks import is_connected
from reporting.cells import AMOUNTS, KEY, LOOKUPS, NOTHING, plan_by
from reporting.models.tally import Cell, Tally

FOLD_LOCK = 2_022_2023
"""The advisory lock of the database under which alone tallies, month ends, progress and the tree's paths change."""

FOLD_TURN = 2_022_2025
"""The advisory lock of a session whose fold takes steps and reads what they change, until it holds the lock above. Who
else wants that one takes this one first."""

NOBODY_WRITES = "SELECT CASE WHEN pg_try_advisory_lock(%(lock)s) THEN pg_advisory_unlock(%(lock)s) ELSE false END"

_ADD = ", ".join(f"{name} = {{table}}.{name} + EXCLUDED.{name}" for name in Cell.AMOUNTS)


def _same_cell(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in Cell.KEY)


ADD_DAYS = f"""
INSERT INTO reporting_tally ({KEY}, day, {AMOUNTS})
SELECT {KEY}, day, {AMOUNTS} FROM {{days}} ORDER BY {", ".join(Tally.DAILY_KEY)}
ON CONFLICT ({KEY}, day) DO UPDATE SET {_ADD.format(table="reporting_tally")}
"""

ADD_MONTHS = f"""
WITH touched AS (
    SELECT {KEY}, month, {AMOUNTS} FROM {{months}}
    UNION ALL
    SELECT {KEY}, later.month, {NOTHING[1:-1]}
    FROM (SELECT {KEY}, min(month) AS month FROM {{months}} GROUP BY {KEY}) first
    CROSS JOIN LATERAL (
        SELECT m.month FROM reporting_monthend m
        WHERE {_same_cell("m", "first")} AND m.month > first.month OFFSET 0
    ) later
), grown AS (
    SELECT {KEY}, month, {", ".join(f"(sum(sum({name})) OVER months)::bigint AS {name}" for name in Cell.AMOUNTS)}
    FROM touched GROUP BY {KEY}, month WINDOW months AS (PARTITION BY {KEY} ORDER BY month)
)
INSERT INTO reporting_monthend ({KEY}, month, {AMOUNTS})
SELECT {", ".join(f"g.{name}" for name in Cell.KEY)}, g.month,
    {", ".join(f"g.{name} + CASE WHEN m.month < g.month THEN m.{name} ELSE 0 END" for name in Cell.AMOUNTS)}
FROM grown g LEFT JOIN LATERAL (
    SELECT m.month, {", ".join(f"m.{name}" for name in Cell.AMOUNTS)} FROM reporting_monthend m
    WHERE {_same_cell("m", "g")} AND m.month <= g.month ORDER BY m.month DESC LIMIT 1
) m ON true
WHERE m.month IS DISTINCT FROM g.month OR ({", ".join(f"g.{name}" for name in Cell.AMOUNTS)}) <> {NOTHING}
ORDER BY {KEY}, month
ON CONFLICT ({KEY}, month) DO UPDATE SET {_ADD.format(table="reporting_monthend")}
"""
"""A month that has no row yet begins with what the latest month before it ended with; each row takes the changes of its
month and of all before it. So a row stands exactly where a cell changed, and the latest row is the cell's figure."""


def lock(cursor: CursorWrapper) -> None:
    """Wait for every fold at work and keep all others away until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLD_TURN])
    wait(cursor)


def wait(cursor: CursorWrapper) -> None:
    """Wait for the fold's lock alone, and hold it until the transaction ends: for a fold whose turn it is."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLD_LOCK])


class Turn:
    """A fold's turn to take steps. The session holds it until it is given on, also past its transaction."""

    def __init__(self) -> None:
        self.is_mine = False

    def take(self) -> bool:
        """Begin, unless somebody else has begun or still writes; whether it is ours."""
        with connection.cursor() as cursor:
            self.is_mine = True  # whatever breaks in here, it is given back
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [FOLD_TURN])
            self.is_mine = bool(cursor.fetchone()[0])
            if self.is_mine:
                cursor.execute(NOBODY_WRITES, {"lock": FOLD_LOCK})
                return bool(cursor.fetchone()[0])
        return False

    def give(self) -> None:
        """Let the next one begin; a session that was lost has done so by that."""
        if self.is_mine and is_connected():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [FOLD_TURN])
        self.is_mine = False


def add_to_tallies(cursor: CursorWrapper, *, days: str = "day_deltas", months: str = "month_deltas") -> None:
    """Add the changes by day to the tallies and those by month to the month ends; the only writer of both.

    `days` and `months` are relations with a cell's key, its day or month, and amounts, each cell and day at most once.
    The caller holds the fold's lock.
    """
    plan_by(cursor, LOOKUPS)
    cursor.execute(ADD_DAYS.format(days=days))
    cursor.execute(ADD_MONTHS.format(months=months))
