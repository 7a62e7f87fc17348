"""Carrying figures and initiatives along with a union: whole histories, from the unions it leaves to the new ones."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from reporting import cells
from reporting.models.tally import Cell
from reporting.recompute import TOTAL, recompute_progress
from reporting.step_changes import COUNTED, LEAF_DELTAS
from reporting.tallies import add_to_tallies
from reporting.tree_paths import Place

STEPS_OF = f"s.union_id = ANY(%s) AND {COUNTED}"

CARRIED = {"carried": f"{cells.KEY_COLUMNS}, day date, {cells.AMOUNT_COLUMNS}"}
"""By how much each cell changes on each day: what is taken off and what is put on, apart."""

_SIGNED = ", ".join(f"%(sign)s * {name}" for name in Cell.AMOUNTS)
_KEY_OF = ", ".join("%(to)s" if name == "union_id" else name for name in Cell.KEY)

NOTE = f"""
INSERT INTO carried ({cells.KEY}, day, {cells.AMOUNTS}) SELECT {cells.KEY}, day, {_SIGNED} FROM day_deltas
WHERE %(union)s IS NULL OR union_id = %(union)s
"""

NOTE_STORED = f"""
INSERT INTO carried ({cells.KEY}, day, {cells.AMOUNTS}) SELECT {_KEY_OF}, day, {_SIGNED} FROM reporting_tally
WHERE programme_id = ANY(ARRAY(SELECT id FROM initiatives_programme)) AND union_id = %(union)s
"""

NET = f"""
INSERT INTO day_deltas ({cells.KEY}, day, {cells.AMOUNTS})
SELECT {cells.KEY}, day, {cells.SUMS} FROM carried GROUP BY {cells.KEY}, day {cells.SOMETHING}
"""

TOUCHED = f"""
INSERT INTO progress_keys (programme_id, phase_id, union_id)
SELECT DISTINCT programme_id, phase_id, union_id FROM month_deltas WHERE {TOTAL}
"""

RENAME = """
UPDATE initiatives_initiative i SET superior_id = place.superior_id, unit_id = place.unit_id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS place (union_id, superior_id, unit_id)
WHERE i.union_id = place.union_id AND (i.superior_id, i.unit_id) IS DISTINCT FROM (place.superior_id, place.unit_id)
"""


def prepare(cursor: CursorWrapper) -> None:
    cells.prepare(cursor)
    for name, columns in CARRIED.items():
        cells.make_table(cursor, name, columns, on_commit="DELETE ROWS")


def take_off(cursor: CursorWrapper, unions: Sequence[int]) -> None:
    """Note off what the counted steps of these unions have put on everywhere, by the tree as it stands before."""
    _read_steps(cursor, unions)
    cells.expand(cursor)
    _note(cursor, sign=-1)


def put_on(cursor: CursorWrapper) -> None:
    """Note the same steps on, by the tree as it stands after."""
    cells.expand(cursor)
    _note(cursor, sign=1)


def hand_over(cursor: CursorWrapper, union: int, survivor: int) -> None:
    """Note all cells of a union off it and on the one of its level that it is merged into; no step is read."""
    cells.plan_by(cursor, cells.LOOKUPS)
    for to, sign in ((union, -1), (survivor, 1)):
        cursor.execute(NOTE_STORED, {"union": union, "to": to, "sign": sign})


def put_on_own(cursor: CursorWrapper, union: int) -> None:
    """After `hand_over` and the change of the tree: note on what the merged union has of its own, at its new level."""
    _read_steps(cursor, [union])
    cells.expand(cursor)
    _note(cursor, sign=1, union=union)


def apply(cursor: CursorWrapper) -> None:
    """Add what was noted to tallies and month ends, and recompute the progress of the unions that it touches."""
    cells.plan_by(cursor, cells.SCANS)
    cursor.execute(NET)
    cursor.execute(cells.MONTH_DELTAS)
    add_to_tallies(cursor)
    cursor.execute(TOUCHED)
    recompute_progress(cursor, on=timezone.localdate())


def rename(cursor: CursorWrapper, places: Sequence[Place]) -> None:
    """Let initiatives, drafts too, name the superior and unit above their unions."""
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(RENAME, [[getattr(one, name) for one in places] for name in ("union", "superior", "unit")])


def _read_steps(cursor: CursorWrapper, unions: Sequence[int]) -> None:
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(LEAF_DELTAS.format(condition=STEPS_OF), [list(unions)])


def _note(cursor: CursorWrapper, *, sign: int, union: int | None = None) -> None:
    cursor.execute(NOTE, {"sign": sign, "union": union})
    for table in cells.WORK_TABLES.keys() - {"leaf_deltas"}:
        cursor.execute(f"DELETE FROM {table}")
