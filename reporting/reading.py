"""Reading cells: at a midnight from month ends and days, and day by day; those of small unions from their steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection

from initiatives.models import Phase, Programme
from reporting.cells import AMOUNTS
from reporting.models.tally import Cell
from reporting.recompute import TOTAL
from reporting.small import COUNTED_STEPS, DAYS_OF_STEPS, LAST_STEPS
from unions.models import Level, Union

FAR = date(9999, 12, 31)


class Place(Protocol):
    """What is asked of a union here."""

    @property
    def pk(self) -> int: ...

    @property
    def level(self) -> str: ...


_SCOPE = """programme_id = %(programme)s AND union_id = ANY(%(unions)s) AND phase_id = ANY(ARRAY(
    SELECT id FROM initiatives_phase WHERE programme_id = %(programme)s AND id = coalesce(%(phase)s, id)))"""

AT_MIDNIGHT = f"""
{{steps}}SELECT {{columns}} FROM (
    (SELECT DISTINCT ON ({", ".join(Cell.KEY)}) {", ".join(Cell.KEY)}, {AMOUNTS} FROM reporting_monthend
    WHERE {_SCOPE} AND {{which}} AND month < %(month)s ORDER BY {", ".join(Cell.KEY)}, month DESC)
    UNION ALL
    SELECT {", ".join(Cell.KEY)}, {AMOUNTS} FROM reporting_tally
    WHERE {_SCOPE} AND {{which}} AND day BETWEEN %(month)s AND %(day)s
    {{and_steps}}
) cell GROUP BY {{key}}
"""
"""A cell at 24:00 on a day: the last month end before the day's month, and the days of the month up to it."""

OF_SMALL = f"""
UNION ALL
SELECT %(programme)s, union_id, phase_id, '', '', 0, {AMOUNTS} FROM ({LAST_STEPS}) small
WHERE phase_id = coalesce(%(phase)s, phase_id)"""

BY_DAY = f"""
SELECT day, sum(sent), sum(approved) FROM reporting_tally
WHERE {_SCOPE} AND {TOTAL} AND (sent, approved) <> (0, 0) AND day <= %(day)s GROUP BY day
"""
BY_DAY_SMALL = f"WITH {COUNTED_STEPS}\n{BY_DAY}\nUNION ALL\n{DAYS_OF_STEPS}"
"""Of a small union from its steps; it has no tallies, and one that has them no steps here."""
NO_SMALL = {"steps": "", "and_steps": ""}


def at_midnight(
    programme: Programme,
    unions: Sequence[Place],
    phase: Phase | None,
    as_of: date | None,
    *,
    columns: str,
    which: str,
    key: str,
) -> list[tuple[Any, ...]]:
    """The unions' cells at 24:00 on `as_of`, or now, in one query; benefit in VND.

    Of the cells that fulfil the condition `which`, the expressions `columns` for each `key`; all three are SQL.
    """
    day = as_of or FAR
    parameters: dict[str, Any] = {
        "programme": programme.pk,
        "unions": [union.pk for union in unions],
        "grassroots": [union.pk for union in unions if union.level == Level.GRASSROOTS],
        "phase": phase.pk if phase else None,
        "month": day.replace(day=1),
        "day": day,
    }
    small = {"steps": f"WITH {COUNTED_STEPS}\n", "and_steps": OF_SMALL} if parameters["grassroots"] else NO_SMALL
    with connection.cursor() as cursor:
        cursor.execute(AT_MIDNIGHT.format(columns=columns, which=which, key=key, **small), parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def by_day(programme: Programme, union: Union, phase: Phase | None, until: date) -> dict[date, tuple[int, int]]:
    """Each day on which something changed, with what it brought: first submissions, and approvals less reopenings."""
    parameters: dict[str, Any] = {
        "programme": programme.pk,
        "unions": [union.pk],
        "grassroots": [union.pk] if union.level == Level.GRASSROOTS else [],
        "phase": phase.pk if phase else None,
        "day": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY_SMALL if parameters["grassroots"] else BY_DAY, parameters)
        return {day: (sent, approved) for day, sent, approved in cursor.fetchall()}
