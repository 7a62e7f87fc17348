"""Reading cells: at a midnight from month ends and days, and day by day; those of small unions from their steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection

from initiatives.models import AuthorGroup, Kind, Phase, Programme
from reporting.cells import AMOUNTS
from reporting.recompute import FIGURES, FROM_CELLS, TOTAL
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

_OF_UNION = "c.programme_id = %(programme)s AND c.union_id = asked.union_id"
_OF_ASKED = f"{_OF_UNION} AND c.phase_id = asked.phase_id"
_ASKED = """FROM unnest(%(unions)s::bigint[]) AS one (id) CROSS JOIN initiatives_phase p {parts}
    WHERE p.programme_id = %(programme)s AND p.id = coalesce(%(phase)s, p.id)"""
MONTH_END = f"""
    (SELECT {AMOUNTS} FROM reporting_monthend c
    WHERE {_OF_ASKED} AND {{cell}} AND c.month < %(month)s ORDER BY c.month DESC LIMIT 1)"""
DAYS = """
    SELECT {columns} FROM reporting_tally c WHERE {which} AND c.day BETWEEN %(month)s AND %(day)s"""
"""A cell at 24:00 on a day is the last month end before the day's month, and the days of the month up to it. Looked up
cell by cell: whatever has changed in two years, that is a row and at most 31."""

_DAYS_OF_TOTAL = f"{_OF_UNION} AND c.phase_id = coalesce(%(phase)s, c.phase_id) AND {TOTAL}"
TOTALS = f"""
{{steps}}SELECT union_id, {FROM_CELLS} FROM (
    SELECT union_id, found.*
    FROM (SELECT one.id AS union_id, p.id AS phase_id {_ASKED.format(parts="")} {{large}}) asked
    CROSS JOIN LATERAL ({MONTH_END.format(cell=TOTAL)}) found
    UNION ALL
    SELECT union_id, found.* FROM (SELECT * FROM unnest(%(unions)s::bigint[]) AS one (id) WHERE true {{large}})
        AS asked (union_id)
    CROSS JOIN LATERAL ({DAYS.format(columns=AMOUNTS, which=_DAYS_OF_TOTAL)} OFFSET 0) found
    {{and_steps}}
) cell GROUP BY union_id
"""
"""The days of all phases stand together in an index of totals."""

_PART = "author_group, kind, field_id"
_CELLS = f"CROSS JOIN ({{cells}}) AS part ({_PART})"
_SAME_PART = "c.author_group = asked.author_group AND c.kind = asked.kind AND c.field_id = asked.field_id"
PARTS = f"""
WITH asked AS MATERIALIZED (SELECT one.id AS union_id, p.id AS phase_id, part.* {_ASKED.format(parts=_CELLS)})
SELECT {_PART}, {{columns}} FROM (
    SELECT {_PART}, found.* FROM asked CROSS JOIN LATERAL ({MONTH_END.format(cell=_SAME_PART)}) found
    {{days}}
) cell GROUP BY {_PART}
"""
DAYS_OF_PARTS = f"""
UNION ALL
SELECT day.* FROM (SELECT DISTINCT union_id, phase_id FROM asked) asked
CROSS JOIN LATERAL ({DAYS.format(columns=f"{_PART}, {AMOUNTS}", which=_OF_ASKED)} OFFSET 0) day
WHERE ({_PART}) IN (SELECT {_PART} FROM asked)"""
"""All cells of a union's day stand together."""

OF_LARGE = "AND one.id NOT IN (SELECT id FROM small)"
OF_SMALL = f"""
UNION ALL
SELECT union_id, {AMOUNTS} FROM ({LAST_STEPS}) small WHERE phase_id = coalesce(%(phase)s, phase_id)"""

BY_DAY = f"""
SELECT day, sum(sent), sum(approved) FROM reporting_tally
WHERE {_SCOPE} AND {TOTAL} AND (sent, approved) <> (0, 0) AND day <= %(day)s GROUP BY day
"""
BY_DAY_SMALL = f"WITH {COUNTED_STEPS}\n{BY_DAY}\nUNION ALL\n{DAYS_OF_STEPS}"
"""Of a small union from its steps; it has no tallies, and one that has them no steps here."""
WITH_SMALL = {"steps": f"WITH {COUNTED_STEPS}\n", "large": OF_LARGE, "and_steps": OF_SMALL}
NO_SMALL = dict.fromkeys(WITH_SMALL, "")


def totals(
    programme: Programme, unions: Sequence[Place], phase: Phase | None, as_of: date
) -> dict[int, dict[str, int]]:
    """The figures of each union's total cell at 24:00 on `as_of`, by its pk, in one query; benefit in VND."""
    parameters: dict[str, Any] = {
        "programme": programme.pk,
        "unions": list({union.pk for union in unions}),
        "grassroots": [union.pk for union in unions if union.level == Level.GRASSROOTS],
        "phase": phase.pk if phase else None,
        "month": as_of.replace(day=1),
        "day": as_of,
    }
    small = WITH_SMALL if parameters["grassroots"] else NO_SMALL
    with connection.cursor() as cursor:
        cursor.execute(TOTALS.format(**small), parameters)
        return {union: dict(zip(FIGURES, counts, strict=True)) for union, *counts in cursor.fetchall()}


def cells_of(
    programme: Programme, union: Union, phase: Phase | None, as_of: date | None, *, cells: str, columns: str
) -> list[tuple[Any, ...]]:
    """What of a union's cells was counted, now or at 24:00 on `as_of`, in one query; benefit in VND.

    `cells` is a query of their author groups, kinds and fields, '' and 0 for all, which may name all the groups and
    kinds there are as %(author_groups)s and %(kinds)s; one that is there no more is not found. `columns` are sums of a
    cell's amounts, which follow these three in the result. What nothing was ever counted in is left out.
    """
    day = as_of or FAR
    parameters: dict[str, Any] = {
        "programme": programme.pk,
        "unions": [union.pk],
        "phase": phase.pk if phase else None,
        "month": day.replace(day=1),
        "day": day,
        "author_groups": AuthorGroup.values,
        "kinds": Kind.values,
    }
    with connection.cursor() as cursor:
        query = PARTS.format(cells=cells, columns=columns, days=DAYS_OF_PARTS if as_of else "")
        cursor.execute(query, parameters)
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
