"""The assigned quotas that hold on a day, reckoned by set for every programme, phase and union."""

from datetime import date

from django.db.backends.utils import CursorWrapper

from reporting.cells import SCANS, plan_by

DUE_QUOTAS = """
WITH latest AS (
    SELECT DISTINCT ON (programme_id, union_id, coalesce(phase_id, 0)) programme_id, phase_id, union_id, count
    FROM reporting_quota WHERE kind = 'assigned' AND from_on <= %(on)s
    ORDER BY programme_id, union_id, coalesce(phase_id, 0), from_on DESC
), target AS (
    SELECT p.id AS programme_id, NULL::bigint AS phase_id, u.id AS union_id, p.target AS count
    FROM initiatives_programme p, unions_union u WHERE u.level = 'confederation' AND p.target > 0
    UNION ALL
    SELECT p.programme_id, p.id, u.id, p.target
    FROM initiatives_phase p, unions_union u WHERE u.level = 'confederation' AND p.target > 0
), due_quota AS (
    SELECT programme_id, phase_id, union_id, count FROM latest WHERE phase_id IS NOT NULL
    UNION ALL
    SELECT programme_id, NULL, union_id, coalesce(max(count) FILTER (WHERE phase_id IS NULL), sum(count))
    FROM latest GROUP BY programme_id, union_id
    UNION ALL
    SELECT programme_id, phase_id, union_id, count FROM target
)
"""
"""A quota of the whole programme is the union's quota; where there is none, those of the phases add up to it."""

STALE = f"""
{DUE_QUOTAS}
INSERT INTO progress_keys (programme_id, phase_id, union_id)
SELECT programme_id, phase_id, union_id FROM (
    SELECT programme_id, phase_id, union_id, count FROM due_quota
    UNION ALL
    SELECT programme_id, phase_id, union_id, -quota FROM reporting_progress WHERE quota IS NOT NULL
) quota GROUP BY programme_id, phase_id, union_id HAVING sum(count) <> 0
"""


def note_stale(cursor: CursorWrapper, *, on: date) -> None:
    """Put into `progress_keys` every progress whose quota is not the one that holds on the day."""
    plan_by(cursor, SCANS)
    cursor.execute(STALE, {"on": on})
