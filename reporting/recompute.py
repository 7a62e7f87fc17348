"""The two functions that write `Progress`: one adds what changed, one puts in figures and quotas anew."""

from datetime import date

from django.db.backends.utils import CursorWrapper

from initiatives.states import SENT, SUBMITTED
from reporting.cells import AMOUNTS, IS_SMALL, LOOKUPS, SCANS, make_table, plan_by

_SUBMITTED = " + ".join(f"{state.value}_{{amount}}" for state in SUBMITTED)

FIGURES = {
    **{state.value: f"sum({state.value})" for state in SENT},
    "claimed_benefit": f"sum({_SUBMITTED.format(amount='claimed')})",
    "claimed_count": f"sum({_SUBMITTED.format(amount='claimed_count')})",
    "approved_claimed_benefit": "sum(approved_claimed)",
    "approved_claimed_count": "sum(approved_claimed_count)",
    "verified_benefit": "sum(approved_verified)",
    "verified_count": "sum(approved_verified_count)",
}
"""A union's figures from its total cell, in VND and initiatives."""

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

_SUMS = ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in FIGURES)

PHASES = _WRITE.format(
    keys=f"""
        SELECT DISTINCT programme_id, phase_id, union_id, {IS_SMALL} AS is_small
        FROM {{keys}} JOIN unions_union u ON u.id = union_id WHERE phase_id IS NOT NULL""",
    figures=f"""
        SELECT {_SUMS} FROM (
            SELECT {FROM_CELLS} FROM (
                SELECT * FROM reporting_monthend m
                WHERE m.programme_id = k.programme_id AND m.union_id = k.union_id AND m.phase_id = k.phase_id
                    AND {TOTAL} AND NOT k.is_small ORDER BY month DESC LIMIT 1
            ) latest
            UNION ALL
            SELECT {COLUMNS} FROM reporting_progress p
            WHERE p.programme_id = k.programme_id AND p.union_id = k.union_id
                AND coalesce(p.phase_id, 0) = k.phase_id AND k.is_small
        ) found""",
    quota=PHASE_QUOTA,
)
"""A small union has no month ends: its figures stay what folds have added up."""

WHOLES = _WRITE.format(
    keys="SELECT DISTINCT programme_id, NULL::bigint AS phase_id, union_id FROM {keys}",
    figures=f"""
        SELECT {_SUMS} FROM reporting_progress p
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


PROGRESS_DELTAS = {
    "progress_deltas": "programme_id bigint, phase_id bigint, union_id bigint, "
    + ", ".join(f"{name} bigint" for name in FIGURES)
}
"""By how much a union's figures change in a phase, and in the whole programme, where `phase_id` is 0."""

CHANGED = f"""
INSERT INTO progress_deltas (programme_id, phase_id, union_id, {COLUMNS})
SELECT programme_id, coalesce(phase_id, 0), union_id, {FROM_CELLS} FROM (
    SELECT programme_id, phase_id, union_id, {AMOUNTS} FROM month_deltas WHERE {TOTAL}
    UNION ALL
    SELECT programme_id, phase_id, union_id, {AMOUNTS} FROM small_deltas
) change
GROUP BY GROUPING SETS ((programme_id, union_id, phase_id), (programme_id, union_id))
ORDER BY programme_id, union_id
"""

ADD = f"""
UPDATE reporting_progress p SET {", ".join(f"{name} = p.{name} + d.{name}" for name in FIGURES)}
FROM progress_deltas d
WHERE p.programme_id = d.programme_id AND p.union_id = d.union_id AND coalesce(p.phase_id, 0) = d.phase_id
    AND ({", ".join(f"d.{name}" for name in FIGURES)}) <> ({", ".join("0" for _ in FIGURES)})
"""

_BEGIN = f"""
INSERT INTO reporting_progress (programme_id, phase_id, union_id, {COLUMNS}, quota)
SELECT k.programme_id, nullif(k.phase_id, 0), k.union_id, {", ".join(f"k.{name}" for name in FIGURES)}, q.quota
FROM progress_deltas k LEFT JOIN LATERAL ({{quota}}) q ON true
WHERE k.phase_id {{which}} 0 AND NOT EXISTS (
    SELECT FROM reporting_progress p WHERE p.programme_id = k.programme_id AND p.union_id = k.union_id
        AND coalesce(p.phase_id, 0) = k.phase_id
)
"""
BEGIN_PHASES = _BEGIN.format(quota=PHASE_QUOTA, which=">")
BEGIN_WHOLES = _BEGIN.format(quota=WHOLE_QUOTA, which="=")
"""Rows that are missing begin with what is added, and with the quota of the day."""


def make_deltas(cursor: CursorWrapper) -> None:
    """The table that `note_progress` fills, empty."""
    for name, columns in PROGRESS_DELTAS.items():
        make_table(cursor, name, columns, on_commit="DELETE ROWS")


def note_progress(cursor: CursorWrapper) -> None:
    """Fill `progress_deltas` from what `month_deltas` and `small_deltas` change; needs no lock."""
    plan_by(cursor, SCANS)
    cursor.execute(CHANGED)


def add_to_progress(cursor: CursorWrapper, *, on: date) -> None:
    """Add `progress_deltas` to the progress of their unions; rows that are missing get the quotas of the day `on`.

    Quotas of rows that stand are left to `recompute_progress`. The caller holds the fold's lock.
    """
    plan_by(cursor, LOOKUPS)
    cursor.execute(ADD)
    cursor.execute(BEGIN_PHASES, {"on": on})
    cursor.execute(BEGIN_WHOLES, {"on": on})
