"""The one function that writes `Progress`: from the latest month ends and the quotas that hold on a day."""

from datetime import date

from django.db.backends.utils import CursorWrapper

from initiatives.states import SUBMITTED, State
from reporting.cells import LOOKUPS, plan_by

_SUBMITTED = ", ".join(f"'{state.value}'" for state in SUBMITTED)

FIGURES = {
    State.WAITING.value: "sum(initiatives) FILTER (WHERE state = 'waiting')",
    State.RETURNED.value: "sum(initiatives) FILTER (WHERE state = 'returned')",
    State.APPROVED.value: "sum(initiatives) FILTER (WHERE state = 'approved')",
    State.REJECTED.value: "sum(initiatives) FILTER (WHERE state = 'rejected')",
    State.WITHDRAWN.value: "sum(initiatives) FILTER (WHERE state = 'withdrawn')",
    "claimed_benefit": f"sum(claimed_benefit) FILTER (WHERE state IN ({_SUBMITTED}))",
    "claimed_count": f"sum(claimed_count) FILTER (WHERE state IN ({_SUBMITTED}))",
    "approved_claimed_benefit": "sum(claimed_benefit) FILTER (WHERE state = 'approved')",
    "approved_claimed_count": "sum(claimed_count) FILTER (WHERE state = 'approved')",
    "verified_benefit": "sum(verified_benefit) FILTER (WHERE state = 'approved')",
    "verified_count": "sum(verified_count) FILTER (WHERE state = 'approved')",
}
"""A union's figures from the total cells of its states, in VND and initiatives."""

FROM_CELLS = ", ".join(f"coalesce({figure}, 0)::bigint AS {name}" for name, figure in FIGURES.items())
COLUMNS = ", ".join(FIGURES)
TOTAL = "author_group = '' AND kind = '' AND field_id = 0"

_LATEST_QUOTA = """
SELECT q.count FROM reporting_quota q
WHERE q.programme_id = k.programme_id AND coalesce(q.phase_id, 0) = {phase} AND q.union_id = k.union_id
    AND q.kind = 'assigned' AND q.from_on <= %(on)s ORDER BY q.from_on DESC LIMIT 1"""

PHASE_QUOTA = f"""
SELECT CASE WHEN u.level = 'confederation' THEN nullif(p.target, 0)
    ELSE ({_LATEST_QUOTA.format(phase="k.phase_id")}) END AS quota
FROM unions_union u JOIN initiatives_phase p ON p.id = k.phase_id WHERE u.id = k.union_id
"""

WHOLE_QUOTA = f"""
SELECT CASE WHEN u.level = 'confederation' THEN nullif(p.target, 0)
    ELSE coalesce(({_LATEST_QUOTA.format(phase=0)}), (
        SELECT sum(each.count)::integer FROM initiatives_phase ph
        CROSS JOIN LATERAL ({_LATEST_QUOTA.format(phase="ph.id")}) each WHERE ph.programme_id = k.programme_id
    )) END AS quota
FROM unions_union u JOIN initiatives_programme p ON p.id = k.programme_id WHERE u.id = k.union_id
"""
"""A quota of the whole programme is the union's quota; where there is none, those of the phases add up to it."""

_WRITE = f"""
INSERT INTO reporting_progress (programme_id, phase_id, union_id, {COLUMNS}, quota)
SELECT k.programme_id, k.phase_id, k.union_id, {", ".join(f"f.{name}" for name in FIGURES)}, q.quota
FROM ({{keys}}) k CROSS JOIN LATERAL ({{figures}}) f LEFT JOIN LATERAL ({{quota}}) q ON true
ORDER BY k.programme_id, k.union_id
ON CONFLICT (programme_id, union_id, coalesce(phase_id, 0)) DO UPDATE
SET {", ".join(f"{name} = EXCLUDED.{name}" for name in (*FIGURES, "quota"))}
WHERE ({", ".join(f"reporting_progress.{name}" for name in (*FIGURES, "quota"))})
    IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in (*FIGURES, "quota"))})
"""

PHASES = _WRITE.format(
    keys="SELECT DISTINCT programme_id, phase_id, union_id FROM {keys} WHERE phase_id IS NOT NULL",
    figures=f"""
        SELECT {FROM_CELLS} FROM (
            SELECT DISTINCT ON (state) * FROM reporting_monthend m
            WHERE m.programme_id = k.programme_id AND m.union_id = k.union_id AND m.phase_id = k.phase_id
                AND {TOTAL} ORDER BY state, month DESC
        ) latest""",
    quota=PHASE_QUOTA,
)

WHOLES = _WRITE.format(
    keys="SELECT DISTINCT programme_id, NULL::bigint AS phase_id, union_id FROM {keys}",
    figures=f"""
        SELECT {", ".join(f"coalesce(sum(p.{name}), 0)::bigint AS {name}" for name in FIGURES)}
        FROM reporting_progress p
        WHERE p.programme_id = k.programme_id AND p.union_id = k.union_id AND coalesce(p.phase_id, 0) > 0""",
    quota=WHOLE_QUOTA,
)


def recompute_progress(cursor: CursorWrapper, *, on: date, keys: str = "progress_keys") -> None:
    """Write the progress of these unions, in the phases named and in their programmes as a whole.

    `keys` is a relation with programme_id, phase_id and union_id; a null phase stands for the whole alone. `on` is
    today in Vietnam, whose quotas hold. The caller holds the fold's lock.
    """
    plan_by(cursor, LOOKUPS)
    cursor.execute(PHASES.format(keys=keys), {"on": on})
    cursor.execute(WHOLES.format(keys=keys), {"on": on})
