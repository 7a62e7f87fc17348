"""Checks of what is counted: that each initiative's steps are one chain of permitted moves which ends in its row."""

from initiatives.states import MOVES, State

_MOVES = ", ".join(f"('{move.source.value}', '{move.act.value}', '{move.target.value}')" for move in MOVES)

STEPS = f"""
SELECT i.code, 'step ' || s.id || ': ' || CASE
    WHEN p.initiative_id <> s.initiative_id THEN 'the step before it is of another initiative'
    WHEN s.at < p.at THEN 'it is earlier than the step before it'
    ELSE concat('no move leads from ', coalesce(p.state, '{State.DRAFT}'), ' by ', s.act, ' to ', s.state) END
FROM initiatives_approvalstep s
JOIN initiatives_initiative i ON i.id = s.initiative_id
LEFT JOIN initiatives_approvalstep p ON p.id = s.previous_id
WHERE p.initiative_id <> s.initiative_id OR s.at < p.at
    OR (coalesce(p.state, '{State.DRAFT}'), s.act, s.state) NOT IN (VALUES {_MOVES})
"""

ENDS = """
SELECT coalesce(i.code, 'draft ' || i.id),
    'its chain ends in step ' || s.id || ', its row says ' || coalesce('step ' || i.last_step_id, 'no step')
FROM initiatives_approvalstep s JOIN initiatives_initiative i ON i.id = s.initiative_id
WHERE NOT EXISTS (SELECT FROM initiatives_approvalstep n WHERE n.previous_id = s.id)
    AND NOT EXISTS (SELECT FROM initiatives_initiative named WHERE named.last_step_id = s.id)
"""
"""A second chain ends elsewhere too, and a draft that has steps says none. That what a row names is a step of its
own is held by ROWS."""

CIRCLES = """
WITH RECURSIVE suspect AS (
    SELECT DISTINCT initiative_id FROM initiatives_approvalstep WHERE previous_id >= id
), reached AS (
    SELECT s.id FROM initiatives_approvalstep s JOIN suspect USING (initiative_id) WHERE s.previous_id IS NULL
    UNION ALL
    SELECT n.id FROM reached r JOIN initiatives_approvalstep n ON n.previous_id = r.id
)
SELECT i.code, 'step ' || s.id || ' is not reached from its first step'
FROM suspect JOIN initiatives_approvalstep s USING (initiative_id) JOIN initiatives_initiative i ON i.id = initiative_id
WHERE s.id NOT IN (SELECT id FROM reached)
"""
"""In a circle at least one step has a smaller id than the one before it."""

ALWAYS = {
    "state": "s.state",
    "desk_id": "s.desk_id",
    "programme_id": "s.programme_id",
    "phase_id": "s.phase_id",
    "union_id": "s.union_id",
    "verified_benefit": "s.verified_benefit",
    "moved_at": "s.at",
}
UNLESS_RETURNED = {
    "kind": "s.kind",
    "field_id": "s.field_id",
    "author_group": "s.author_group",
    "computable": "s.computable",
    "claimed_benefit": "s.claimed_benefit",
}
"""A returned one may be under change by its author, and counts with what its last step carries."""

_DIFFERING = ", ".join(
    f"CASE WHEN i.{column} IS DISTINCT FROM {step} THEN concat('{column} is ', coalesce(i.{column}::text, 'empty'),"
    f" ', its last step says ', coalesce({step}::text, 'empty')) END"
    for column, step in (ALWAYS | UNLESS_RETURNED).items()
)

ROWS = f"""
SELECT coalesce(i.code, 'initiative ' || i.id),
    CASE WHEN s.initiative_id = i.id THEN concat_ws('; ', {_DIFFERING}) ELSE 'its row names no last step of its own' END
FROM initiatives_initiative i LEFT JOIN initiatives_approvalstep s ON s.id = i.last_step_id
WHERE i.state <> '{State.DRAFT}' AND (
    s.initiative_id IS DISTINCT FROM i.id
    OR ({", ".join(f"i.{column}" for column in ALWAYS)}) IS DISTINCT FROM ({", ".join(ALWAYS.values())})
    OR i.state <> '{State.RETURNED}' AND ({", ".join(f"i.{column}" for column in UNLESS_RETURNED)})
        IS DISTINCT FROM ({", ".join(UNLESS_RETURNED.values())})
)
"""

PLACES = f"""
WITH letting_go AS MATERIALIZED (SELECT id, formerly, let_go FROM unions_union WHERE let_go <> '{{}}')
SELECT i.code, concat('unit or superior is not what stands above union ', u.code)
FROM initiatives_initiative i
JOIN unions_union u ON u.id = i.union_id
LEFT JOIN unions_union unit ON unit.path = left(u.path, 8) AND unit.level = 'unit'
LEFT JOIN unions_union superior ON superior.path = left(u.path, 12) AND superior.level = 'superior'
WHERE i.state <> '{State.DRAFT}' AND (i.unit_id, i.superior_id) IS DISTINCT FROM (unit.id, superior.id) AND (
    (i.unit_id IS NOT DISTINCT FROM unit.id OR i.unit_id = ANY(unit.formerly) OR i.superior_id = ANY(unit.taken_in)
        AND EXISTS (SELECT FROM letting_go old WHERE i.superior_id = ANY(old.let_go)
            AND (i.unit_id = old.id OR i.unit_id = ANY(old.formerly))))
    AND (i.superior_id IS NOT DISTINCT FROM superior.id OR i.superior_id = ANY(superior.formerly))
) IS NOT TRUE
"""
"""After a change of the tree an initiative may name what stood there before, where the unions know it and every list of
theirs reads it so. The few that let others go are found once: to look through all unions for each initiative of a large
superior would take hours."""

CHECKS = {"chain": STEPS, "chain's end": ENDS, "circle": CIRCLES, "row": ROWS, "place": PLACES}
"""Each query gives the initiative's code and what is wrong with it; nothing where all is well."""
