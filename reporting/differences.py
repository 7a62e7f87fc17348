"""What the tallies, month ends and progress are against what they should be, in one snapshot, kept for the session."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from reporting.cells import (
    AMOUNT_COLUMNS,
    AMOUNTS,
    KEY,
    KEY_COLUMNS,
    NOTHING,
    SCANS,
    TOTAL_COLUMNS,
    expand_counted,
    make_table,
    plan_by,
)
from reporting.due_quotas import DUE_QUOTAS
from reporting.models.tally import Cell
from reporting.recompute import FIGURES, FROM_CELLS, TOTAL

PROGRESS_FIGURES = (*FIGURES, "quota")

TABLES = {
    "wrong_days": f"{KEY_COLUMNS}, day date, {AMOUNT_COLUMNS}, found bigint[]",
    "wrong_months": f"{KEY_COLUMNS}, month date, {AMOUNT_COLUMNS}, found bigint[], due bigint[]",
    "wrong_progress": "programme_id bigint, phase_id bigint, union_id bigint, found bigint[], due bigint[]",
    "row_sums": TOTAL_COLUMNS,
}
"""Each row says what was found and what is due, amount by amount; the amounts are what must be added to mend it. The
last is the audit's, which a fold has no use for: what the rows of each union's initiatives add up to.

A day's is due what was found and the amounts together; `found` is null where there was no row.
"""

MISSING = ", ".join(f"sum(side * {name})::bigint AS {name}" for name in Cell.AMOUNTS)


def _side(sign: int, names: Sequence[str] = Cell.AMOUNTS) -> str:
    sums = ", ".join(f"coalesce(sum({name}) FILTER (WHERE side = {sign}), 0)" for name in names)
    return f"ARRAY[{sums}]::bigint[]"


_FOUND = ", ".join(f"coalesce(found.{name}, 0)" for name in Cell.AMOUNTS)
_DUE = ", ".join(f"coalesce(due.{name}, 0)" for name in Cell.AMOUNTS)

WRONG_DAYS = f"""
INSERT INTO wrong_days ({KEY}, day, {AMOUNTS}, found)
SELECT {KEY}, day, {", ".join(f"coalesce(due.{name}, 0) - coalesce(found.{name}, 0)" for name in Cell.AMOUNTS)},
    CASE WHEN found.programme_id IS NOT NULL THEN ARRAY[{_FOUND}] END
FROM day_deltas due FULL JOIN reporting_tally found USING ({KEY}, day) WHERE ({_FOUND}) <> ({_DUE})
"""

_PLACES = range(1, len(Cell.AMOUNTS) + 1)

WRONG_MONTHS = f"""
INSERT INTO wrong_months ({KEY}, month, {AMOUNTS}, found, due)
WITH change AS (
    SELECT {KEY}, month, {AMOUNTS}, 1 AS side FROM month_deltas
    UNION ALL
    SELECT {KEY}, month, {", ".join(f"{name} - coalesce(lag({name}) OVER months, 0)" for name in Cell.AMOUNTS)}, -1
    FROM reporting_monthend WINDOW months AS (PARTITION BY {KEY} ORDER BY month)
), missing AS (
    SELECT {KEY}, month, {MISSING}, {_side(-1)} AS found, {_side(1)} AS due FROM change GROUP BY {KEY}, month
), running AS (
    SELECT {KEY}, month, {AMOUNTS},
        ARRAY[{", ".join(f"sum(found[{n}]) OVER months" for n in _PLACES)}]::bigint[] AS found,
        ARRAY[{", ".join(f"sum(due[{n}]) OVER months" for n in _PLACES)}]::bigint[] AS due
    FROM missing WINDOW months AS (PARTITION BY {KEY} ORDER BY month)
)
SELECT {KEY}, month, {AMOUNTS}, found, due FROM running WHERE found <> due OR ({AMOUNTS}) <> {NOTHING}
"""
"""A month end less the one before it is what its month changed, so a wrong or missing row shows where it goes wrong."""

WRONG_PROGRESS = f"""
{DUE_QUOTAS}, due AS (
    SELECT programme_id, phase_id, union_id, {FROM_CELLS}, NULL::bigint AS quota
    FROM (
        SELECT programme_id, phase_id, union_id, {AMOUNTS} FROM month_deltas WHERE {TOTAL}
        UNION ALL
        SELECT programme_id, phase_id, union_id, {AMOUNTS} FROM small_deltas
    ) change
    GROUP BY GROUPING SETS ((programme_id, phase_id, union_id), (programme_id, union_id))
), figure AS (
    SELECT 1 AS side, * FROM due
    UNION ALL
    SELECT 1, programme_id, phase_id, union_id, {", ".join("0" for _ in FIGURES)}, count FROM due_quota
    UNION ALL
    SELECT -1, programme_id, phase_id, union_id, {", ".join(PROGRESS_FIGURES)} FROM reporting_progress
), compared AS (
    SELECT programme_id, phase_id, union_id,
        {_side(-1, PROGRESS_FIGURES)} AS found, {_side(1, PROGRESS_FIGURES)} AS due,
        bool_or(side = -1) OR max(side * (waiting + returned + approved + rejected + withdrawn)) > 0
            AS stands
    FROM figure GROUP BY programme_id, phase_id, union_id
)
INSERT INTO wrong_progress (programme_id, phase_id, union_id, found, due)
SELECT programme_id, phase_id, union_id, found, due FROM compared WHERE found <> due AND stands
"""
"""No quota is compared as 0, since a quota is never 0. Where nothing was sent, no row need stand for a quota."""

_QUOTA = len(PROGRESS_FIGURES)
TAKE_DUE_QUOTAS = f"""
{DUE_QUOTAS}, taken AS (
    DELETE FROM wrong_progress w USING unions_union u
    WHERE u.id = w.union_id AND w.found[:{_QUOTA - 1}] = w.due[:{_QUOTA - 1}] AND (
        u.level = 'confederation' OR w.found[{_QUOTA}] = coalesce((
            SELECT q.count FROM due_quota q WHERE q.programme_id = w.programme_id AND q.union_id = w.union_id
                AND coalesce(q.phase_id, 0) = coalesce(w.phase_id, 0)
        ), 0)
    ) RETURNING w.programme_id, w.phase_id, u.code, w.found[{_QUOTA}], w.due[{_QUOTA}]
)
SELECT concat_ws(', ', p.slug, coalesce(ph.name_vi, 'whole'), w.code), w.found, w.due
FROM taken w (programme_id, phase_id, code, found, due)
JOIN initiatives_programme p ON p.id = w.programme_id LEFT JOIN initiatives_phase ph ON ph.id = w.phase_id
ORDER BY p.slug, w.code, ph.starts_on
"""
"""What differs in its quota alone and has yesterday's; a target has no day, so a changed one is always due."""

NAMES = """
LEFT JOIN initiatives_programme p ON p.id = w.programme_id LEFT JOIN initiatives_phase ph ON ph.id = w.phase_id
LEFT JOIN unions_union u ON u.id = w.union_id"""
CELL = "w.author_group, w.kind, coalesce(f.slug, nullif(w.field_id, 0)::text)"

_DAY_FOUND = f"coalesce(w.found, ARRAY[{', '.join('0' for _ in Cell.AMOUNTS)}])"
_DAY_DUE = f"ARRAY[{', '.join(f'w.{name} + coalesce(w.found[{n}], 0)' for n, name in enumerate(Cell.AMOUNTS, 1))}]"

READ = {
    "tally": f"""SELECT p.slug, ph.name_vi, u.code, w.day::text, {CELL}, {_DAY_FOUND}, {_DAY_DUE}
        FROM wrong_days w {NAMES}
        LEFT JOIN initiatives_field f ON f.id = w.field_id ORDER BY p.slug, u.path, w.day""",
    "month's end": f"""SELECT p.slug, ph.name_vi, u.code, to_char(w.month, 'YYYY-MM'), {CELL}, w.found, w.due
        FROM wrong_months w {NAMES} LEFT JOIN initiatives_field f ON f.id = w.field_id
        ORDER BY p.slug, u.path, w.month""",
    "progress": f"""SELECT p.slug, ph.name_vi, u.code, NULL, NULL, NULL, NULL, w.found, w.due
        FROM wrong_progress w {NAMES} ORDER BY p.slug, u.path, ph.starts_on""",
}


class Difference(NamedTuple):
    """A cell, month end or progress that is not what the steps add up to; money is in VND."""

    table: str
    place: str
    found: dict[str, int]
    due: dict[str, int]

    def __str__(self) -> str:
        wrong = [f"{name} is {self.found[name]}, should be {due}" for name, due in self.due.items()]
        return f"{self.table}: {self.place}: {'; '.join(wrong)}"


def make_tables(cursor: CursorWrapper) -> None:
    for name, columns in TABLES.items():
        make_table(cursor, name, columns, on_commit="PRESERVE ROWS")


def compare(cursor: CursorWrapper, *, on: date) -> None:
    """Fill the tables of differences from the steps that are counted in this snapshot; `on` is today in Vietnam.

    Leaves the work tables of `cells` filled with what is due.
    """
    expand_counted(cursor)
    plan_by(cursor, SCANS)
    cursor.execute(WRONG_DAYS)
    cursor.execute(WRONG_MONTHS)
    cursor.execute(WRONG_PROGRESS, {"on": on})


def take_due_quotas(cursor: CursorWrapper, *, yesterday: date) -> list[str]:
    """Take from the differences what only waits for the hourly job, and say it; few rows, or a day's import."""
    cursor.execute(TAKE_DUE_QUOTAS, {"on": yesterday})
    return [f"due: {place}: quota {due} instead of {found}" for place, found, due in cursor.fetchall()]


def differences() -> Iterator[Difference]:
    """What was found wrong, cell by cell, few at a time in memory; read in a transaction, of `compare` or after."""
    for table, query in READ.items():
        amounts = PROGRESS_FIGURES if table == "progress" else Cell.AMOUNTS
        for row in streamed(query):
            found, due = (dict(zip(amounts, values, strict=True)) for values in row[-2:])
            wrong = [name for name in amounts if found[name] != due[name]]
            place = _place(row[:-2])
            yield Difference(table, place, {name: found[name] for name in wrong}, {name: due[name] for name in wrong})


def streamed(query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query through a cursor in the server, so that a million of them need no memory here."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(1000):
            yield from rows


def _place(names: Sequence[str | None]) -> str:
    """From programme, phase, union's code, day, author group, kind and field, as far as the table has them."""
    programme, phase, union, when, *parts = names
    split = zip(("author group", "kind", "field"), parts, strict=True)
    words = [programme, phase or "whole", union, when, *(f"{name} {part}" for name, part in split if part)]
    return ", ".join(word for word in words if word)
