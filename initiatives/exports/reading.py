"""Reading for an export: PostgreSQL makes the lines of the file, so that a row costs this process next to nothing.

Initiatives are read in windows of ids, each in one statement. So a window is of one moment, and each initiative of the
list stands in the file once, however much is moved meanwhile; what is begun after the export was asked for is left out.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q

from config.database import set_locally
from initiatives.exports.columns import UNION_NAME, Column, safe
from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from unions.models import Worker

SETTINGS = {
    "work_mem": "64MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "DateStyle": "ISO, YMD",
}
"""A window is joined and sorted in memory; a job for one person does not take a second core from the others."""

NARROW = {"random_page_cost": "40"}
"""For a window that was not widened, since much of it is in the list: where it needs tens of thousands of workers or
unions, all are read, which with nothing in memory takes two thirds of the time of looking each up. In a wide one each
initiative is looked up, which must not seem dear."""

COUNTED = ("state", "desk_id", "kind", "field_id", "author_group", "computable", "claimed_benefit", "verified_benefit")
"""What a step says of its initiative."""

EDITED = ("kind", "field_id", "author_group", "computable", "claimed_benefit")
"""What an author may be changing in what was returned: until it is sent again, its last step says what counts."""

STEP_THEN = """
CROSS JOIN LATERAL (
    SELECT s.* FROM initiatives_approvalstep s WHERE s.initiative_id = i.id AND s.at < %(midnight)s
    ORDER BY s.id DESC LIMIT 1
) s
"""
"""What said, at a midnight, what an initiative was."""

STEP_NOW = """
LEFT JOIN LATERAL (
    SELECT s.* FROM initiatives_approvalstep s WHERE s.id = i.last_step_id AND i.state = 'returned' OFFSET 0
) s ON true
"""
"""The last step of what was returned; kept from being joined to all others, of which there are twice as many."""

CHOSEN = "/* chosen */"
"""Where the ids of the list are put into the statement, once its values stand in it."""

WIDTH = 100_000
"""So many ids a statement reads at first: one or two seconds' work where all are in the list."""

ROWS = """
WITH chosen(id) AS MATERIALIZED ({chosen}),
i AS (
    SELECT i.id, i.code, i.title, i.union_id, i.superior_id, i.unit_id, i.programme_id, i.phase_id,
        i.first_submitted_at, i.applied_on, NOT i.confidential OR i.id = ANY(%(open)s::bigint[]) AS is_open, {counted}
    FROM chosen JOIN initiatives_initiative i ON i.id = chosen.id {step}
    WHERE i.id > %(after)s AND i.id <= %(until)s
),
upper_union AS MATERIALIZED (
    SELECT id, {union_name} AS name FROM unions_union WHERE level IN ('confederation', 'unit', 'superior')
),
programme AS MATERIALIZED (SELECT id, {names} FROM initiatives_programme),
phase AS MATERIALIZED (SELECT id, {names} FROM initiatives_phase),
field AS MATERIALIZED (SELECT id, {names} FROM initiatives_field),
authors AS (
    SELECT a.initiative_id, max(w.name) FILTER (WHERE a.position = 1) AS main,
        string_agg(w.name || ' (' || a.share || '%%)', '; ' ORDER BY a.position) FILTER (WHERE a.position > 1) AS others
    FROM chosen JOIN initiatives_authorship a ON a.initiative_id = chosen.id
    JOIN unions_worker w ON w.id = a.worker_id
    WHERE (a.position = 1 OR a.declined_at IS NULL) AND a.initiative_id > %(after)s AND a.initiative_id <= %(until)s
    GROUP BY a.initiative_id
)
SELECT {columns}
FROM i
LEFT JOIN authors ON authors.initiative_id = i.id
LEFT JOIN unions_union ON unions_union.id = i.union_id
LEFT JOIN upper_union superior ON superior.id = i.superior_id
LEFT JOIN upper_union unit ON unit.id = i.unit_id
LEFT JOIN programme ON programme.id = i.programme_id
LEFT JOIN phase ON phase.id = i.phase_id
LEFT JOIN field ON field.id = i.field_id
ORDER BY i.id
"""


class Lines(Protocol):
    """What takes lines, one by one."""

    def write(self, line: bytes, /) -> object: ...


@dataclass(frozen=True)
class Selection:
    """The initiatives of a list, in parts that share none; with a midnight, as they stood then."""

    parts: Sequence[InitiativeQuerySet]
    reader: Worker
    midnight: datetime | None = None

    def within(self, after: int, until: int) -> list[InitiativeQuerySet]:
        """The parts' initiatives with ids in (after, until]."""
        return [part.filter(pk__gt=after, pk__lte=until) for part in self.parts]


@dataclass
class Window:
    """The ids in (after, until], which the next statement reads: more of them where few are in the list."""

    after: int
    last: int
    width: int = WIDTH

    @property
    def until(self) -> int:
        return min(self.after + self.width, self.last)

    @property
    def is_left(self) -> bool:
        return self.after < self.last

    def read(self, rows: int) -> None:
        """So many rows were found in it: go on behind it."""
        self.after = self.until
        self.width = WIDTH if rows > WIDTH // 5 else self.width * 4


def read_window(selection: Selection, columns: Sequence[Column], window: Window, into: Lines) -> None:
    """Write the window's rows, by id, as lines of CSV in UTF-8."""
    after, until = window.after, window.until
    with transaction.atomic(), connection.cursor() as cursor:
        chosen = _chosen(cursor, selection.within(after, until))
        if chosen is None:
            return
        set_locally(cursor, **SETTINGS, **(NARROW if window.width == WIDTH else {}))
        rows = _rows(selection.midnight is not None, columns)
        asked: dict[str, Any] = {"after": after, "until": until, "midnight": selection.midnight}
        asked["open"] = _open_ones(selection, after, until)
        sql = cursor.mogrify(rows, asked).decode().replace(CHOSEN, chosen)
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')", into)


def _chosen(cursor: Any, parts: Sequence[InitiativeQuerySet]) -> str | None:
    """The ids as SQL; None where the list can hold none."""
    found = []
    for part in parts:
        with suppress(EmptyResultSet):
            sql, values = part.order_by().values_list("pk").query.sql_with_params()
            found.append(cursor.mogrify(sql, values).decode())
    return "\nUNION ALL\n".join(found) or None


def _open_ones(selection: Selection, after: int, until: int) -> list[int]:
    """Of the confidential initiatives in the window, those whose words the reader may see.

    Read before the rows: what becomes confidential in between is told to nobody.
    """
    confidential = [part.filter(confidential=True) for part in selection.within(after, until)]
    ids = {pk for part in confidential for pk in part.order_by().values_list("pk", flat=True)}
    rows = Initiative.objects.filter(pk__in=ids).with_openness(selection.reader).filter(Q(("is_open", True)))
    return list(rows.values_list("pk", flat=True)) if ids else []


def _rows(is_past: bool, columns: Sequence[Column]) -> str:
    """The statement for rows as they stand, or as they stood at %(midnight)s."""
    if is_past:
        counted = ", ".join(f"s.{name}" for name in COUNTED) + ", s.at AS moved_at"
        step = STEP_THEN
    else:
        counted = ", ".join(
            f"CASE WHEN i.state = 'returned' THEN s.{name} ELSE i.{name} END AS {name}"
            if name in EDITED
            else f"i.{name}"
            for name in (*COUNTED, "moved_at")
        )
        step = STEP_NOW
    shown = ",\n    ".join(column.sql for column in columns)
    named = {
        "union_name": safe(UNION_NAME),
        "names": ", ".join(f"{safe(name)} AS {name}" for name in ("name_vi", "name_en")),
    }
    return ROWS.format(chosen=CHOSEN, counted=counted, step=step, columns=shown, **named)
