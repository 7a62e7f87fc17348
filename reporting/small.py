"""Small grassroots unions: read from their counted steps, and kept from the fold on that finds them large."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from initiatives.states import SENT, State
from reporting import cells
from reporting.models.tally import Cell
from reporting.step_changes import COUNTED, LEAF_DELTAS, in_states
from reporting.tallies import add_to_tallies

LARGE_FROM = 500
"""Initiatives in a programme from which a grassroots union's tallies are kept: to read one from some 1,100 steps takes
about 2 ms."""

_STATES = " + ".join(f"p.{state.value}" for state in SENT)

GROWN = f"""
SELECT DISTINCT d.union_id FROM progress_deltas d
JOIN unions_union u ON u.id = d.union_id
JOIN reporting_progress p ON p.programme_id = d.programme_id AND p.union_id = d.union_id
    AND coalesce(p.phase_id, 0) = d.phase_id
WHERE d.phase_id = 0 AND {cells.IS_SMALL} AND {_STATES} >= %s
"""

KEEP = "INSERT INTO reporting_keptunion (union_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING"

ALL_COUNTED = f"s.union_id = ANY(%s) AND {COUNTED}"

_AMOUNTS = in_states("s.state", "s.claimed_benefit", "s.verified_benefit")

LARGEST = 2**63 - 1

COUNTED_STEPS = f"""
small AS MATERIALIZED (
    SELECT one.id FROM unnest(%(grassroots)s::bigint[]) AS one (id)
    WHERE NOT EXISTS (SELECT FROM reporting_keptunion kept WHERE kept.union_id = one.id)
), step AS MATERIALIZED (
    SELECT s.id, s.previous_id, s.phase_id, s.union_id, s.day, s.state, s.claimed_benefit, s.verified_benefit
    FROM initiatives_approvalstep s
    WHERE s.union_id = ANY(ARRAY(SELECT id FROM small)) AND s.day <= %(day)s AND s.programme_id = %(programme)s
        AND (s.id < coalesce((SELECT min(step_id) FROM initiatives_uncountedstep), {LARGEST})
            OR (SELECT u.step_id FROM initiatives_uncountedstep u WHERE u.step_id = s.id) IS NULL)
)"""
"""Of those of the unions `grassroots` that are small: the steps in a programme that are counted, up to a day's end.
All columns stand in an index, and only the few steps that are as new as the queue are looked for in it."""

LAST_STEPS = f"""
SELECT s.union_id, s.phase_id, {", ".join(f"{_AMOUNTS[name]} AS {name}" for name in Cell.AMOUNTS)}
FROM step s WHERE s.id NOT IN (SELECT later.previous_id FROM step later WHERE later.previous_id IS NOT NULL)"""
"""What each initiative was by then, leaving out how many were sent; folds count a chain's steps in their order, so that
the last one stands for all. NOT IN is always looked up in a hash; a join of what seems to be few rows is not."""

_WAS_APPROVED = f"s.previous_id IN (SELECT p.id FROM step p WHERE p.state = '{State.APPROVED}')"

DAYS_OF_STEPS = f"""
SELECT s.day, count(*) FILTER (WHERE s.previous_id IS NULL),
    count(*) FILTER (WHERE s.state = '{State.APPROVED}') - count(*) FILTER (WHERE {_WAS_APPROVED})
FROM step s WHERE s.phase_id = coalesce(%(phase)s, s.phase_id)
    AND (s.previous_id IS NULL OR s.state = '{State.APPROVED}' OR {_WAS_APPROVED}) GROUP BY s.day"""
"""First submissions, and approvals less reopenings, per day."""


def keep_grown(cursor: CursorWrapper) -> None:
    """Keep the small unions that the fold's changes have made large; the caller holds the fold's lock."""
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(GROWN, [LARGE_FROM])
    if grown := [union for (union,) in cursor.fetchall()]:
        keep(cursor, grown)


def keep(cursor: CursorWrapper, unions: Sequence[int]) -> None:
    """Keep the tallies of these small unions from now on, and write their whole history of counted steps.

    Uses the work tables of `cells`, and leaves them filled. The caller holds the fold's lock.
    """
    cells.prepare(cursor)
    cursor.execute(KEEP, [list(unions)])
    cells.plan_by(cursor, cells.LOOKUPS)
    cursor.execute(LEAF_DELTAS.format(condition=ALL_COUNTED), [list(unions)])
    cells.find_places(cursor)
    cursor.execute(cells.OWN_DAYS)
    cursor.execute(cells.MONTH_DELTAS)
    add_to_tallies(cursor)
