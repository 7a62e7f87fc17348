"""R4: the plainest SQL that groups the steps into the same cells in empty tables, and that recounts a midnight."""

from datetime import date

from django.db import connection

import bench.ready  # noqa: F401  sets Django up
from initiatives.models import Programme
from reporting import cells
from reporting.models.tally import Cell
from reporting.recompute import COLUMNS, FROM_CELLS, TOTAL
from reporting.step_changes import COUNTED, LEAF_DELTAS
from unions.models import Level, Union

TABLES = {
    "plain_tally": "reporting_tally",
    "plain_monthend": "reporting_monthend",
    "plain_progress": "reporting_progress",
}

LEAVES = LEAF_DELTAS.replace("INSERT INTO leaf_deltas", "INSERT INTO plain_leaf").format(condition=COUNTED)

_NAMES = ("author_group", "kind", "field_id")
_KEPT = {
    Level.GRASSROOTS: ["()"],
    Level.SUPERIOR: ["()", "(author_group)"],
    Level.UNIT: ["()", "(kind)", "(author_group, field_id)"],
    Level.CONFEDERATION: ["()", "(author_group)", "(kind)", "(field_id)", "(author_group, field_id)"],
}


def _of_level(level: str) -> str:
    """A level's cells: every change joined with the union of that level at or above its own."""
    sets = ", ".join(_KEPT[Level(level)])
    empty = {"field_id": "0"}
    split = [
        f"coalesce({name}, {empty.get(name, repr(''))})" if name in sets else empty.get(name, "''") for name in _NAMES
    ]
    small = "" if level != Level.GRASSROOTS else "AND above.id IN (SELECT union_id FROM reporting_keptunion)"
    return f"""
        SELECT programme_id, above.id AS union_id, phase_id, {", ".join(split)}, day, {cells.SUMS}
        FROM plain_leaf JOIN unions_union own ON own.id = plain_leaf.union_id
        JOIN unions_union above ON above.path = left(own.path, length(above.path)) AND above.level = '{level}' {small}
        GROUP BY programme_id, above.id, phase_id, day, GROUPING SETS ({sets}) {cells.SOMETHING}"""


MONTHS = f"""
INSERT INTO plain_monthend ({cells.KEY}, month, {cells.AMOUNTS})
SELECT {cells.KEY}, month, {", ".join(f"sum(sum({name})) OVER months" for name in Cell.AMOUNTS)}
FROM (SELECT *, date_trunc('month', day)::date AS month FROM plain_tally) tally
GROUP BY {cells.KEY}, month WINDOW months AS (PARTITION BY {cells.KEY} ORDER BY month)
"""

PROGRESS = f"""
INSERT INTO plain_progress (id, programme_id, phase_id, union_id, {COLUMNS})
SELECT row_number() OVER (), * FROM (
    SELECT programme_id, phase_id, union_id, {FROM_CELLS} FROM (
        SELECT programme_id, phase_id, union_id, {cells.AMOUNTS} FROM plain_tally WHERE {TOTAL}
        UNION ALL
        SELECT programme_id, phase_id, union_id, {", ".join(f"coalesce({name}, 0)" for name in Cell.AMOUNTS)}
        FROM plain_leaf JOIN unions_union u ON u.id = union_id WHERE {cells.IS_SMALL}
    ) total GROUP BY GROUPING SETS ((programme_id, union_id, phase_id), (programme_id, union_id))
) figures
"""


def count_plainly() -> None:
    """Fill empty tables like those of tallies, month ends and progress from all counted steps."""
    clear()
    with connection.cursor() as cursor:
        for name, model in TABLES.items():
            cursor.execute(f"CREATE TABLE {name} (LIKE {model} INCLUDING ALL)")
        cursor.execute(f"CREATE TEMPORARY TABLE plain_leaf ({cells.KEY_COLUMNS}, day date, {cells.AMOUNT_COLUMNS})")
        cursor.execute(LEAVES)
        cursor.execute("ANALYZE plain_leaf")
        for level in _KEPT:
            by_hash = _of_level(level).replace("length(above.path))", f"{_length(level)})")
            cursor.execute(f"INSERT INTO plain_tally ({cells.KEY}, day, {cells.AMOUNTS}) {by_hash}")
        cursor.execute(MONTHS)
        cursor.execute(PROGRESS)


def _length(level: str) -> str:
    return {Level.CONFEDERATION: "4", Level.UNIT: "8", Level.SUPERIOR: "12"}.get(Level(level), "length(own.path)")


def differing() -> int:
    """In how many cells, month ends left out, the tallies that stand differ from those counted plainly."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM (
                (TABLE plain_tally EXCEPT TABLE reporting_tally) UNION ALL
                (SELECT * FROM reporting_tally WHERE ({cells.AMOUNTS}) <> {cells.NOTHING} EXCEPT TABLE plain_tally)
            ) cell"""
        )
        return int(cursor.fetchone()[0])


def clear() -> None:
    with connection.cursor() as cursor:
        for name in (*TABLES, "plain_leaf"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


RECOUNT = """
SELECT count(*) FILTER (WHERE s.state = 'waiting'), count(*) FILTER (WHERE s.state = 'returned'),
    count(*) FILTER (WHERE s.state = 'approved'), count(*) FILTER (WHERE s.state = 'rejected'),
    count(*) FILTER (WHERE s.state = 'withdrawn'), coalesce(sum(s.verified_benefit), 0)
FROM initiatives_approvalstep s JOIN unions_union u ON u.id = s.union_id
WHERE u.path LIKE %s AND s.programme_id = %s AND s.day <= %s
    AND NOT EXISTS (SELECT FROM initiatives_approvalstep n WHERE n.previous_id = s.id AND n.day <= %s)
"""


def recount(programme: Programme, union: Union, day: date) -> tuple[int, ...]:
    """Waiting, returned, approved, rejected, withdrawn and VND verified, by each initiative's last step that day."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [f"{union.path}%", programme.pk, day, day])
        return tuple(map(int, cursor.fetchone()))
