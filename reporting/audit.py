"""The audit: holds the counting law against a live database, in one snapshot, and changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from config.database import set_locally
from initiatives.states import State
from reporting import cells
from reporting.beside import beside
from reporting.chains import CHECKS
from reporting.differences import compare, differences, make_tables, streamed, take_due_quotas
from reporting.models.tally import ALL_SENT, Cell
from reporting.recompute import TOTAL
from reporting.step_changes import in_states

AMOUNT_SUMS = ", ".join(f"sum({name})" for name in Cell.AMOUNTS)
FIGURE = ("programme_id", "phase_id", "union_id")
SIDES = f"""ARRAY[{", ".join(f"coalesce(sum({name}) FILTER (WHERE side = -1), 0)" for name in Cell.AMOUNTS)}],
    ARRAY[{", ".join(f"coalesce(sum({name}) FILTER (WHERE side = 1), 0)" for name in Cell.AMOUNTS)}]"""
DIFFERS = f"HAVING ({', '.join(f'sum(side * {name})' for name in Cell.AMOUNTS)}) <> {cells.NOTHING}"

CHILDREN = f"""
WITH figure AS MATERIALIZED (
    SELECT {", ".join(FIGURE)}, {cells.SUMS} FROM reporting_tally WHERE {TOTAL} GROUP BY {", ".join(FIGURE)}
    UNION ALL
    SELECT {", ".join(FIGURE)}, {cells.AMOUNTS} FROM small_deltas
), side AS (
    SELECT {", ".join(FIGURE)}, {cells.AMOUNTS}, -1 AS side FROM figure
    UNION ALL
    SELECT {", ".join(FIGURE)}, {cells.AMOUNTS}, 1 FROM own_deltas
    UNION ALL
    SELECT programme_id, phase_id, above.id, {cells.AMOUNTS}, 1
    FROM figure JOIN unions_union u ON u.id = figure.union_id
    JOIN unions_union above ON above.path = left(u.path, length(u.path) - 4)
)
SELECT concat_ws(', ', p.slug, ph.name_vi, u.code), w.found, w.due FROM (
    SELECT {", ".join(FIGURE)}, {SIDES} FROM side GROUP BY {", ".join(FIGURE)} {DIFFERS}
) w ({", ".join(FIGURE)}, found, due)
LEFT JOIN initiatives_programme p ON p.id = w.programme_id LEFT JOIN initiatives_phase ph ON ph.id = w.phase_id
LEFT JOIN unions_union u ON u.id = w.union_id
"""
"""A union's figure is what its own initiatives and its children's figures add up to; the root's is the national one."""

_CLAIMED = f"""CASE WHEN i.state <> '{State.RETURNED}' THEN i.claimed_benefit
    ELSE (SELECT s.claimed_benefit FROM initiatives_approvalstep s WHERE s.id = i.last_step_id) END"""
_IN_STATE = in_states("i.state", "i.claimed", "i.verified_benefit")
_BUT_SENT = ", ".join("0" if name.startswith(f"{ALL_SENT}_") else name for name in Cell.AMOUNTS)
_OF_ROWS = {name: f"sum({_IN_STATE[name]})" for name in Cell.AMOUNTS if not name.startswith(ALL_SENT)}
_OF_ROWS[ALL_SENT] = "count(*)"

ROW_SUMS = f"""
SELECT {", ".join(FIGURE)}, {", ".join(_OF_ROWS.get(name, "0") for name in Cell.AMOUNTS)} FROM (
    SELECT {", ".join(f"i.{name}" for name in FIGURE)}, i.state, i.verified_benefit, {_CLAIMED} AS claimed
    FROM initiatives_initiative i WHERE i.state <> '{State.DRAFT}'
) i GROUP BY {", ".join(FIGURE)}
"""
"""What the initiatives' rows of each union add up to."""

KEPT_SUMS = f"row_sums ({', '.join(FIGURE)}, {cells.AMOUNTS})"
"""The work table of the first connection into which the second one's sums are put."""

LIVE = f"""
SELECT concat_ws(', ', p.slug, ph.name_vi, u.code), w.found, w.due FROM (
    SELECT {", ".join(FIGURE)}, {SIDES} FROM (
        SELECT {", ".join(FIGURE)}, {_BUT_SENT}, -1 FROM own_deltas
        UNION ALL
        SELECT {", ".join(FIGURE)}, {cells.AMOUNTS}, 1 FROM row_sums
    ) side ({", ".join(FIGURE)}, {cells.AMOUNTS}, side) GROUP BY {", ".join(FIGURE)} {DIFFERS}
) w ({", ".join(FIGURE)}, found, due)
LEFT JOIN initiatives_programme p ON p.id = w.programme_id LEFT JOIN initiatives_phase ph ON ph.id = w.phase_id
LEFT JOIN unions_union u ON u.id = w.union_id
"""
"""What the steps of a union's initiatives add up to, with those still uncounted, is what their rows are. Which group,
kind and field each stands in is held row by row: see `chains`."""

MODESTLY = {"max_parallel_workers_per_gather": "0", "work_mem": "32MB"}
"""Two connections are what two processors have work for, and what the memory of an audit holds."""

OWN_AND_CHILDREN = "its own and its children's are"
BY_ROWS = "by the initiatives' rows it is"

COUNTS = """
SELECT (SELECT count(*) FROM initiatives_initiative WHERE state <> 'draft'),
    (SELECT count(*) FROM initiatives_approvalstep), (SELECT count(*) FROM initiatives_uncountedstep),
    (SELECT count(*) FROM reporting_tally), (SELECT count(*) FROM reporting_monthend),
    (SELECT count(*) FROM reporting_progress)
"""


def audit(*, say_due: Callable[[str], object] = lambda line: None) -> Iterator[str]:
    """A line for each cell, figure, chain or row that is not as the law says; nothing where all is well.

    All is read in one snapshot that only reads, by set and a few rows at a time. `say_due` gets a line for each quota
    that holds from today, or target that was changed, and that the next hourly job will put into progress: no fault.
    """
    with _snapshot() as cursor, TemporaryFile() as sums:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        with beside(lambda: _checked_in(snapshot, sums)) as checked:
            yield from _reckoned(cursor, say_due=say_due)
            yield from checked
        sums.seek(0)
        cursor.copy_expert(f"COPY {KEPT_SUMS} FROM STDIN", sums)
        yield from _compared(cursor)


def findings(cursor: CursorWrapper, *, say_due: Callable[[str], object] = lambda line: None) -> Iterator[str]:
    """The same in a snapshot that is taken already, in a session whose work tables were made, one after the other."""
    yield from _reckoned(cursor, say_due=say_due)
    yield from _checked()
    cursor.execute(f"INSERT INTO {KEPT_SUMS} {ROW_SUMS}")
    yield from _compared(cursor)


def _reckoned(cursor: CursorWrapper, *, say_due: Callable[[str], object]) -> Iterator[str]:
    """What is not as the steps add up."""
    today = timezone.localdate()
    compare(cursor, on=today)
    for line in take_due_quotas(cursor, yesterday=today - timedelta(days=1)):
        say_due(line)
    yield from map(str, differences())
    for place, found, due in streamed(CHILDREN):
        yield f"sum: {place}: {_differing(found, due, OWN_AND_CHILDREN)}"


def _compared(cursor: CursorWrapper) -> Iterator[str]:
    """What is not as the rows add up, whose sums were found already."""
    cells.add_uncounted(cursor)
    for place, found, due in streamed(LIVE):
        yield f"live: {place}: {_differing(found, due, BY_ROWS)}"


def _checked_in(snapshot: str, sums: IO[bytes]) -> Iterator[str]:
    """What is wrong row by row, on a connection of its own that reads the same snapshot; and, into a file, what the
    rows add up to."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        cells.plan_by(cursor, cells.SCANS)
        set_locally(cursor, **MODESTLY)
        cursor.copy_expert(f"COPY ({ROW_SUMS}) TO STDOUT", sums)
        yield from _checked()


def _checked() -> Iterator[str]:
    for check, query in CHECKS.items():
        for code, what in streamed(query):
            yield f"{check}: {code}: {what}"


def counts() -> str:
    """In a line, how much there is to audit."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        numbers = cursor.fetchone()
    names = ("initiatives", "steps", "uncounted steps", "tallies", "month ends", "progress rows")
    return ", ".join(f"{number} {name}" for number, name in zip(numbers, names, strict=True))


@contextmanager
def _snapshot() -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        cells.prepare(cursor)
        make_tables(cursor)
        with transaction.atomic(durable=True):
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor
        make_tables(cursor)


def _differing(found: list[int], due: list[int], but: str) -> str:
    """Each amount that differs; money is in VND."""
    amounts = zip(Cell.AMOUNTS, found, due, strict=True)
    return "; ".join(f"{name} is {one}, {but} {other}" for name, one, other in amounts if one != other)
