"""A large history written straight into the tables, as a loader of old data would: without acts and without ANALYZE."""

from typing import Any

from django.db import connection
from django.utils import timezone

from initiatives.models import Programme
from initiatives.tests import factories as initiatives
from unions.models import Level, Union
from unions.tests import factories as unions

INITIATIVES = """
INSERT INTO initiatives_initiative (key, code, programme_id, phase_id, union_id, superior_id, unit_id, entered_by_id,
    state, desk_id, moved_at, first_submitted_at, created_at, edited_at, title, title_folded, kind, field_id,
    author_group, owner, recognised_by, recognition_number, state_before, solution, conditions, effect, computable,
    benefit_period, claimed_benefit, computation, confidential, confidential_parts, declared)
SELECT gen_random_uuid(), 'SK-' || i, %(programme)s, %(phase)s, u.id, superior.id, unit.id, %(worker)s, 'waiting', u.id,
    sent.at, sent.at, sent.at, sent.at, 'Sáng kiến ' || i, 'sang kien ' || i,
    (ARRAY['technical', 'managerial', 'operational'])[1 + i %% 3], %(field)s,
    (ARRAY['public_sector', 'enterprise_worker', 'union_officer'])[1 + i %% 3], '', '', '', '', '', '', '',
    i %% 10 > 0, 'yearly', CASE WHEN i %% 10 > 0 THEN i %% 97 * 1000000 END, '', false, '', true
FROM generate_series(1, %(count)s) AS i
JOIN (SELECT id, path, row_number() OVER (ORDER BY path) AS n, count(*) OVER () AS of FROM unions_union
    WHERE level = 'grassroots') u ON u.n = 1 + (i::bigint * 7919) %% u.of
JOIN unions_union superior ON superior.path = left(u.path, 12)
JOIN unions_union unit ON unit.path = left(u.path, 8)
CROSS JOIN LATERAL (SELECT %(opens)s::timestamptz + i * interval '40 days' / %(count)s AS at) sent
"""

STEPS = """
INSERT INTO initiatives_approvalstep (id, initiative_id, previous_id, act, at, reason, note, state, desk_id, union_id,
    programme_id, phase_id, author_group, field_id, kind, computable, claimed_benefit, verified_benefit)
WITH event AS (
    SELECT i.*, made.seq, made.act, made.to_state, i.first_submitted_at + made.seq * interval '9 hours' AS made_at
    FROM initiatives_initiative i CROSS JOIN LATERAL (
        SELECT 0 AS seq, 'submit' AS act, 'waiting' AS to_state
        UNION ALL SELECT 1, 'return', 'returned' WHERE i.id %% 5 = 0
        UNION ALL SELECT 1, 'forward', 'waiting' WHERE i.id %% 5 = 1
        UNION ALL SELECT 1, 'approve', 'approved' WHERE i.id %% 5 IN (2, 3)
        UNION ALL SELECT 2, 'submit', 'waiting' WHERE i.id %% 10 = 0
        UNION ALL SELECT 2, 'reject', 'rejected' WHERE i.id %% 10 = 1
        UNION ALL SELECT 2, 'reopen', 'waiting' WHERE i.id %% 10 = 2
    ) made
), numbered AS (SELECT *, row_number() OVER (ORDER BY made_at, id, seq) AS step FROM event)
SELECT step, id, lag(step) OVER (PARTITION BY id ORDER BY seq), act, made_at, '', '', to_state,
    CASE WHEN to_state = 'waiting' THEN union_id END, union_id, programme_id, phase_id, author_group, field_id, kind,
    computable, claimed_benefit, CASE WHEN to_state = 'approved' THEN claimed_benefit END
FROM numbered ORDER BY step
"""

TIPS = """
UPDATE initiatives_initiative i SET last_step_id = s.id, state = s.state, desk_id = s.desk_id, moved_at = s.at,
    verified_benefit = s.verified_benefit
FROM initiatives_approvalstep s
WHERE s.initiative_id = i.id AND NOT EXISTS (SELECT FROM initiatives_approvalstep n WHERE n.previous_id = s.id)
"""


def plant(units: int, superiors: int, grassroots: int) -> None:
    """A root, units below it, so many superiors below each unit, and so many grassroots unions below each superior."""
    root = unions.confederation()
    rows = []

    def add(above: str, number: int, level: Level) -> str:
        path = Union.path_below(above, number)
        name = f"{level} {path}"
        rows.append(
            Union(path=path, depth=len(path) // Union.steplen, level=level, code=path, name=name, name_key=name)
        )
        return path

    for unit in range(1, units + 1):
        unit_path = add(root.path, unit, Level.UNIT)
        for superior in range(1, superiors + 1):
            superior_path = add(unit_path, superior, Level.SUPERIOR)
            for number in range(1, grassroots + 1):
                add(superior_path, number, Level.GRASSROOTS)
    Union.objects.bulk_create(rows, batch_size=5000)


def load(count: int) -> Programme:
    """So many initiatives of two steps on average, sent within 40 days at the grassroots unions in turn; uncounted."""
    programme = initiatives.programme()
    phase = programme.phases.get()
    who = unions.worker()
    names: dict[str, Any] = {
        "programme": programme.pk,
        "phase": phase.pk,
        "worker": who.pk,
        "field": initiatives.field().pk,
        "count": count,
        "opens": timezone.localtime(programme.opens_at),
    }
    with connection.cursor() as cursor:
        cursor.execute(INITIATIVES, names)
        cursor.execute(STEPS.replace("%%", "%"))
        cursor.execute(TIPS)
        cursor.execute("INSERT INTO initiatives_uncountedstep SELECT id FROM initiatives_approvalstep")
    return programme
