"""From steps to cells: what steps change, brought up the tree of unions and split by breakdown, in temporary tables.

A cell is a union's figures in one programme and phase, in total or of one author group, kind, field, or author group
in a field. Totals are kept at every level but of small grassroots unions, which are read from their steps; author
groups at superiors, kinds and author groups in fields at units and the root. So at a unit an author group is the sum of
its fields, and a field that of its author groups; at the root these sums are kept too.
"""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from config.database import set_locally
from reporting.models.tally import Cell
from reporting.step_changes import COUNTED, GIVEN, LEAF_CHANGES, LEAF_DELTAS, UNCOUNTED
from unions.models import Level

KEY = ", ".join(Cell.KEY)
AMOUNTS = ", ".join(Cell.AMOUNTS)
TYPES = {name: "integer" if name in Cell.COUNTS else "bigint" for name in Cell.AMOUNTS}
_SUM = {name: f"sum({name})" if name in Cell.COUNTS else f"add_up({name})" for name in Cell.AMOUNTS}
SUMS = ", ".join(f"coalesce({_SUM[name]}, 0)::{number} AS {name}" for name, number in TYPES.items())
NOTHING = f"({', '.join('0' for _ in Cell.AMOUNTS)})"
SOMETHING = f"HAVING ({', '.join(_SUM.values())}) <> {NOTHING}"
"""Of a group: leave it out where nothing changed, such as what an act took off and put on again."""

PLACES = ("grassroots", "superior", "unit", "confederation")

KEY_COLUMNS = """programme_id bigint, union_id bigint, phase_id bigint, author_group varchar(20), kind varchar(20),
    field_id bigint"""
AMOUNT_COLUMNS = ", ".join(f"{name} {number}" for name, number in TYPES.items())
TOTAL_COLUMNS = f"programme_id bigint, union_id bigint, phase_id bigint, {AMOUNT_COLUMNS}"

PLACE_COLUMNS = ", ".join(f"{level}_id bigint" for level in ("small", *PLACES))

WORK_TABLES = {
    "leaf_deltas": f"{KEY_COLUMNS}, day date, {AMOUNT_COLUMNS}",
    "own_deltas": TOTAL_COLUMNS,
    "leaves": "union_id bigint, level varchar(20), above varchar(255), is_small boolean",
    "ways": "above varchar(255), superior_id bigint, unit_id bigint, confederation_id bigint",
    "places": f"union_id bigint, {PLACE_COLUMNS}",
    "day_deltas": f"{KEY_COLUMNS}, day date, {AMOUNT_COLUMNS}",
    "month_deltas": f"{KEY_COLUMNS}, month date, {AMOUNT_COLUMNS}",
    "small_deltas": TOTAL_COLUMNS,
    "progress_keys": "programme_id bigint, phase_id bigint, union_id bigint",
}
"""What one transaction needs: the unions' own changes, in full and in total, where those unions stand, all kept cells'
changes by day and by month, what small unions' totals change, and whose progress changes."""

LOOKUPS = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")
SCANS = ("enable_nestloop",)
HASHES = (*SCANS, "enable_sort")

_OWN = f"""
INSERT INTO own_deltas (programme_id, union_id, phase_id, {AMOUNTS})
SELECT programme_id, union_id, phase_id, {SUMS} FROM {{changes}} GROUP BY programme_id, union_id, phase_id
"""
OWN_DELTAS = _OWN.format(changes="leaf_deltas")
"""What each union's own initiatives change in total."""

OWN_UNCOUNTED = _OWN.format(changes=f"({LEAF_CHANGES.format(condition=UNCOUNTED)}) uncounted")

IS_SMALL = f"""u.level = '{Level.GRASSROOTS}'
    AND NOT EXISTS (SELECT FROM reporting_keptunion kept WHERE kept.union_id = u.id)"""
"""Of a union `u`: it has no tallies of its own, and is read from its steps."""

FIND_LEAVES = f"""
INSERT INTO leaves (union_id, level, above, is_small)
SELECT u.id, u.level, left(u.path, length(u.path) - 4), {IS_SMALL}
FROM (SELECT DISTINCT union_id FROM own_deltas) leaf JOIN unions_union u ON u.id = leaf.union_id
"""

FIND_WAYS = f"""
INSERT INTO ways (above, {", ".join(f"{level}_id" for level in PLACES[1:])})
SELECT way.above, {", ".join(f"max(u.id) FILTER (WHERE u.level = '{level}')" for level in PLACES[1:])}
FROM (SELECT DISTINCT above FROM leaves) way
CROSS JOIN generate_series(4, length(way.above), 4) AS path_end
JOIN unions_union u ON u.path = left(way.above, path_end)
GROUP BY way.above
"""
"""What stands above them, looked up once for all that stand below the same union."""

_AT = ", ".join(f"CASE WHEN leaf.level = '{level}' THEN leaf.union_id ELSE way.{level}_id END" for level in PLACES[1:])

FIND_PLACES = f"""
INSERT INTO places (union_id, small_id, {", ".join(f"{level}_id" for level in PLACES)})
SELECT leaf.union_id, CASE WHEN is_small THEN leaf.union_id END,
    CASE WHEN leaf.level = '{Level.GRASSROOTS}' AND NOT is_small THEN leaf.union_id END, {_AT}
FROM leaves leaf LEFT JOIN ways way USING (above)
"""

BY_GROUP = "(), (author_group)"
BY_PARTS = "(), (kind), (author_group, field_id)"
BY_ALL = "(), (author_group), (kind), (field_id), (author_group, field_id)"


def _cells(source: str, level: str, breakdowns: str) -> str:
    """The cells of one level's unions from rows that still know group, kind and field."""
    return f"""
    SELECT programme_id, {level}_id AS union_id, phase_id, {{author_group}}, {{kind}}, {{field_id}}, day, {SUMS}
    FROM {source} WHERE {level}_id IS NOT NULL
    GROUP BY programme_id, {level}_id, phase_id, day, GROUPING SETS ({breakdowns}) {SOMETHING}
    """.format(
        author_group="coalesce(author_group, '')" if "author_group" in breakdowns else "''",
        kind="coalesce(kind, '')" if "kind" in breakdowns else "''",
        field_id="coalesce(field_id, 0)" if "field_id" in breakdowns else "0",
    )


def _gathered(source: str, places: str) -> str:
    """The rows of `source` added up by the places from one level on, still by group, kind and field."""
    key = f"programme_id, phase_id, author_group, kind, field_id, day, {places}"
    return f"SELECT {key}, {SUMS} FROM {source} GROUP BY {key}"


DAY_DELTAS = f"""
INSERT INTO day_deltas ({KEY}, day, {AMOUNTS})
WITH placed AS MATERIALIZED (SELECT * FROM leaf_deltas JOIN places USING (union_id)),
at_superiors AS MATERIALIZED (
    SELECT programme_id, phase_id, author_group, day, superior_id, {SUMS} FROM placed WHERE superior_id IS NOT NULL
    GROUP BY programme_id, phase_id, author_group, day, superior_id
), at_units AS MATERIALIZED ({_gathered("placed", "unit_id, confederation_id")}),
at_root AS MATERIALIZED ({_gathered("at_units", "confederation_id")})
{_cells("placed", "grassroots", "()")}
UNION ALL {_cells("at_superiors", "superior", BY_GROUP)}
UNION ALL {_cells("at_units", "unit", BY_PARTS)}
UNION ALL {_cells("at_root", "confederation", BY_ALL)}
"""
"""Level by level, since a unit has far fewer cells than its grassroots unions have together."""

ALL_DAY_DELTAS = DAY_DELTAS.replace("placed AS MATERIALIZED", "placed AS NOT MATERIALIZED")
"""The same of millions of changes: they are found anew three times rather than kept in a file of gigabytes."""

MONTH_DELTAS = f"""
INSERT INTO month_deltas ({KEY}, month, {AMOUNTS})
SELECT {KEY}, date_trunc('month', day)::date, {SUMS} FROM day_deltas
GROUP BY {KEY}, date_trunc('month', day) {SOMETHING}
"""


SMALL_DELTAS = f"""
INSERT INTO small_deltas (programme_id, union_id, phase_id, {AMOUNTS})
SELECT programme_id, small_id, phase_id, {AMOUNTS} FROM own_deltas JOIN places USING (union_id)
WHERE small_id IS NOT NULL AND ({AMOUNTS}) <> {NOTHING}
"""

OWN_DAYS = f"""
INSERT INTO day_deltas ({KEY}, day, {AMOUNTS})
{_cells("leaf_deltas JOIN places USING (union_id)", "grassroots", "()")}
"""
"""The cells of the kept grassroots unions alone."""


def prepare(cursor: CursorWrapper) -> None:
    """Make the work tables of this session where they are missing, and empty them.

    They outlive the transaction and lose their rows with it: a job that folds many batches makes them once. The next
    job has a connection of its own and, where it finds steps, makes them anew; autovacuum clears the catalogue of what
    is left. A transaction that only reads may fill them, but not make them.
    """
    for name, columns in WORK_TABLES.items():
        make_table(cursor, name, columns, on_commit="DELETE ROWS")


def make_table(cursor: CursorWrapper, name: str, columns: str, *, on_commit: str) -> None:
    """An empty temporary table of this session; what `on_commit` says becomes of its rows."""
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT {on_commit}")
    cursor.execute(f"DELETE FROM {name}")


def plan_by(cursor: CursorWrapper, avoided: Sequence[str]) -> None:
    """Until the transaction ends, avoid these ways to join: right after a bulk load the statistics tell the planner
    nothing true. LOOKUPS leaves index lookups, for changes of a batch's size; SCANS leaves hashes, for everything;
    HASHES adds up in them too, where sorting millions of wide rows costs twice as much.
    """
    switches = {name: "off" if name in avoided else "on" for name in (*LOOKUPS, *HASHES)}
    limits = {"jit": "off", "work_mem": "64MB", "hash_mem_multiplier": "1", "cursor_tuple_fraction": "1"}
    set_locally(cursor, **switches, **limits)


def expand(cursor: CursorWrapper) -> None:
    """From `leaf_deltas`, the unions' own changes by day: fill `day_deltas` and `month_deltas` for all above."""
    find_places(cursor)
    plan_by(cursor, HASHES)
    cursor.execute(DAY_DELTAS)
    cursor.execute(MONTH_DELTAS)


def find_places(cursor: CursorWrapper) -> None:
    """What the unions of `leaf_deltas` change in total, and where they stand. Leaves it to the planner to scan and
    hash."""
    plan_by(cursor, HASHES)
    cursor.execute(OWN_DELTAS)
    plan_by(cursor, LOOKUPS)
    cursor.execute(FIND_LEAVES)
    cursor.execute(FIND_WAYS)
    plan_by(cursor, SCANS)
    cursor.execute(FIND_PLACES)


def expand_small(cursor: CursorWrapper) -> None:
    """After `expand`: fill `small_deltas` with what the same changes are to small unions' totals."""
    cursor.execute(SMALL_DELTAS)


def expand_steps(cursor: CursorWrapper, steps: Sequence[int]) -> None:
    """What these steps change, given by their ids."""
    plan_by(cursor, LOOKUPS)
    cursor.execute(LEAF_DELTAS.format(condition=GIVEN), [list(steps)])
    expand(cursor)
    expand_small(cursor)


def expand_counted(cursor: CursorWrapper) -> None:
    """What all steps that are counted add up to: what the tallies should be."""
    plan_by(cursor, SCANS)
    cursor.execute(LEAF_DELTAS.format(condition=COUNTED))
    cursor.execute("ANALYZE leaf_deltas")
    find_places(cursor)
    cursor.execute("ANALYZE places")
    plan_by(cursor, HASHES)
    cursor.execute(ALL_DAY_DELTAS)
    cursor.execute(MONTH_DELTAS)
    expand_small(cursor)


def add_uncounted(cursor: CursorWrapper) -> None:
    """Add to `own_deltas` what the steps still in the queue change: with the counted ones, what is there now."""
    cursor.execute(OWN_UNCOUNTED)
