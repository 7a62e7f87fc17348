"""The check: replays every step through the table of moves, the rights and the ladder, by sets of rows.

It knows nothing of how the rows were made. Each query answers with the code of an initiative and what is wrong with it.
"""

# ruff: noqa: S608  SQL is put together from our own names
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

from config.database import set_locally
from initiatives.states import NOTE_REQUIRED, REASONS, Act, Reason, State
from reporting.chains import CHECKS as CHAINS

SHOWN = 20
OF_CHAINS = ("chain", "chain's end", "circle", "row")
"""The audit's checks that ask for moves and chains."""

PREPARE = f"""
CREATE TEMPORARY TABLE replayed ON COMMIT DROP AS
SELECT s.id, s.initiative_id, s.act, s.at, s.day, s.made_by_id, s.office_id, s.reason, s.note, s.state, s.desk_id,
    coalesce(s.claimed_benefit, 0) AS claimed, coalesce(s.verified_benefit, 0) AS verified, s.previous_id,
    p.state AS was, p.at AS was_at, i.union_id, i.entered_by_id, i.confidential, author.worker_id AS author_id,
    CASE WHEN p.id IS NULL THEN i.union_id WHEN p.state = '{State.WAITING}' THEN p.desk_id
        WHEN p.state = '{State.RETURNED}' THEN before.desk_id ELSE decided.union_id END AS here_id,
    o.union_id AS office_union_id, o.worker_id AS holder_id, o.kind AS office_kind, o.from_on, o.until_on
FROM initiatives_approvalstep s
JOIN initiatives_initiative i ON i.id = s.initiative_id
JOIN initiatives_authorship author ON author.initiative_id = i.id AND author.position = 1
LEFT JOIN initiatives_approvalstep p ON p.id = s.previous_id
LEFT JOIN initiatives_approvalstep before ON before.id = p.previous_id
LEFT JOIN unions_office decided ON decided.id = p.office_id
LEFT JOIN unions_office o ON o.id = s.office_id;
CREATE INDEX ON replayed (initiative_id, id);
ANALYZE replayed
"""

_BY_OFFICERS = f"'{Act.APPROVE}', '{Act.RETURN}', '{Act.REJECT}', '{Act.RECALL}', '{Act.REOPEN}'"
_BY_OFFICER = f"(r.act IN ({_BY_OFFICERS}) OR r.act = '{Act.FORWARD}' AND r.reason = '{Reason.CONFIRMED}')"
_LARGER = "greatest(r.claimed, r.verified)"
_PROGRAMME = """JOIN initiatives_initiative i ON i.id = r.initiative_id
JOIN initiatives_programme g ON g.id = i.programme_id"""
_LIMIT = """CASE level.level WHEN 'grassroots' THEN g.grassroots_limit WHEN 'superior' THEN g.superior_limit
    WHEN 'unit' THEN g.unit_limit END"""
_SINCE = f"""c.initiative_id = r.initiative_id AND c.id < r.id AND c.reason = '{Reason.CONFIRMED}' AND c.id > (
    SELECT max(l.id) FROM replayed l
    WHERE l.initiative_id = r.initiative_id AND l.id < r.id AND l.act = '{Act.SUBMIT}')"""
_ANOTHER = f"EXISTS (SELECT FROM replayed c WHERE {_SINCE} AND c.made_by_id <> r.made_by_id)"
_BARRED = f"""({_LARGER} > {_LIMIT}
    OR r.made_by_id = r.entered_by_id AND {_LARGER} > g.enterer_may_finish_up_to
    OR {_LARGER} >= g.two_persons_from AND NOT {_ANOTHER})"""

_REASONS = ", ".join(f"('{act.value}', '{reason.value}')" for act, reasons in REASONS.items() for reason in reasons)
_NOTES = ", ".join(f"'{act.value}'" for act in NOTE_REQUIRED)

OFFICES = f"""
SELECT i.code, concat('step ', r.id, ': who did it held no office there on the day')
FROM replayed r {_PROGRAMME}
LEFT JOIN unions_union here ON here.id = r.here_id LEFT JOIN unions_union above ON above.id = r.office_union_id
WHERE {_BY_OFFICER} AND (r.office_id IS NULL OR r.holder_id <> r.made_by_id OR r.office_kind <> 'officer'
    OR r.day < r.from_on OR r.day > r.until_on OR here.id IS NULL OR NOT starts_with(here.path, above.path))
"""
SYSTEM = f"""
SELECT i.code, concat('step ', r.id, ': the system passes up, and nobody else does without an office')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
WHERE (r.act = '{Act.FORWARD}' AND r.reason <> '{Reason.CONFIRMED}') <> (r.made_by_id IS NULL)
"""
CONFIDENTIAL = f"""
SELECT i.code, concat('step ', r.id, ': it is confidential, and the office is not on its way')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
WHERE r.confidential AND {_BY_OFFICER} AND NOT EXISTS (
    SELECT FROM replayed d WHERE d.initiative_id = r.initiative_id AND d.id < r.id AND d.desk_id = r.office_union_id)
"""
AUTHORS = f"""
SELECT i.code, concat('step ', r.id, ': an author decided')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
JOIN initiatives_authorship a ON a.initiative_id = r.initiative_id AND a.worker_id = r.made_by_id
WHERE {_BY_OFFICER}
"""
SUBMITTERS = f"""
SELECT i.code, concat('step ', r.id, ': only the author may do that; who entered it, if the author never signed in')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id JOIN unions_worker w ON w.id = r.author_id
WHERE r.act IN ('{Act.SUBMIT}', '{Act.WITHDRAW}') AND r.made_by_id <> r.author_id
    AND NOT (r.made_by_id = r.entered_by_id AND w.last_login IS NULL)
"""
ENTERERS = """
SELECT i.code, 'who entered it was no officer of the union or above on the day'
FROM initiatives_initiative i JOIN initiatives_authorship a ON a.initiative_id = i.id AND a.position = 1
JOIN unions_union u ON u.id = i.union_id
WHERE i.entered_by_id <> a.worker_id AND NOT EXISTS (
    SELECT FROM unions_office o JOIN unions_union at ON at.id = o.union_id
    WHERE o.worker_id = i.entered_by_id AND o.kind = 'officer' AND starts_with(u.path, at.path)
    AND (coalesce(i.first_submitted_at, i.created_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        BETWEEN o.from_on AND coalesce(o.until_on, 'infinity'))
"""
MEMBERS = """
SELECT coalesce(i.code, i.title), 'its union is not its main author''s, or its unit or superior not those above'
FROM initiatives_initiative i JOIN initiatives_authorship a ON a.initiative_id = i.id AND a.position = 1
JOIN unions_worker w ON w.id = a.worker_id JOIN unions_union u ON u.id = i.union_id
LEFT JOIN unions_union unit ON unit.id = i.unit_id LEFT JOIN unions_union superior ON superior.id = i.superior_id
WHERE w.union_id IS DISTINCT FROM i.union_id OR i.state <> 'draft' AND (
    unit.path IS DISTINCT FROM left(u.path, 8)
    OR superior.path IS DISTINCT FROM CASE WHEN u.depth = 4 THEN left(u.path, 12) END)
"""
FINISHED = f"""
SELECT i.code, concat('step ', r.id, ': ', CASE WHEN {_LARGER} > {_LIMIT} THEN 'above the limit of the level'
    WHEN {_LARGER} >= g.two_persons_from AND NOT {_ANOTHER} THEN 'no second person has confirmed'
    ELSE 'who entered it finished it above their limit' END)
FROM replayed r {_PROGRAMME} JOIN unions_union level ON level.id = r.office_union_id
WHERE r.act = '{Act.APPROVE}' AND {_LARGER} > least(g.grassroots_limit, g.enterer_may_finish_up_to) AND {_BARRED}
"""
CONFIRMED = f"""
SELECT i.code, concat('step ', r.id, ': nothing kept this approval from being the last word')
FROM replayed r {_PROGRAMME} JOIN unions_union level ON level.id = r.office_union_id
WHERE r.act = '{Act.FORWARD}' AND r.reason = '{Reason.CONFIRMED}' AND NOT coalesce({_BARRED}, false)
"""
TWICE = f"""
SELECT i.code, concat('step ', r.id, ': the same person confirmed twice')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
WHERE r.reason = '{Reason.CONFIRMED}' AND EXISTS (SELECT FROM replayed c WHERE {_SINCE} AND c.made_by_id = r.made_by_id)
"""
DESKS = f"""
WITH due AS (
    SELECT r.*, g.two_persons_from, g.enterer_may_finish_up_to AS enterer_limit,
        here.path AS here, chosen.path AS chosen,
        CASE WHEN r.reason = '{Reason.OVERDUE}' THEN left(here.path, greatest(length(here.path) - 4, 4))
            WHEN r.reason = '{Reason.CONFIRMED}' AND {_LARGER} > {_LIMIT}
            THEN left(level.path, greatest(length(level.path) - 4, 4))
            WHEN r.reason = '{Reason.CONFIRMED}' THEN level.path ELSE here.path END AS start
    FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
    JOIN initiatives_programme g ON g.id = i.programme_id
    JOIN unions_union here ON here.id = r.here_id JOIN unions_union chosen ON chosen.id = r.desk_id
    LEFT JOIN unions_union level ON level.id = r.office_union_id
    WHERE r.state = '{State.WAITING}'
), free AS (
    SELECT d.id, at.path FROM due d CROSS JOIN generate_series(4, 16, 4) AS cut
    JOIN unions_union at ON at.path = left(d.start, cut) AND length(d.start) >= cut
        AND length(at.path) >= length(d.chosen)
    JOIN unions_office o ON o.union_id = at.id AND o.kind = 'officer'
        AND d.day BETWEEN o.from_on AND coalesce(o.until_on, 'infinity')
    JOIN unions_worker w ON w.id = o.worker_id AND w.is_active
    WHERE NOT (d.claimed > d.enterer_limit AND length(at.path) = 4 AND o.worker_id = d.entered_by_id)
    AND NOT (d.reason = '{Reason.CONFIRMED}' AND o.worker_id = d.made_by_id)
    AND NOT EXISTS (
        SELECT FROM initiatives_authorship a WHERE a.initiative_id = d.initiative_id AND a.worker_id = o.worker_id)
    AND NOT (
        d.claimed > least(d.enterer_limit, d.two_persons_from) AND d.act NOT IN ('{Act.SUBMIT}', '{Act.REOPEN}')
        AND (d.claimed >= d.two_persons_from OR o.worker_id = d.entered_by_id) AND EXISTS (
            SELECT FROM replayed c WHERE c.initiative_id = d.initiative_id AND c.id < d.id
            AND c.reason = '{Reason.CONFIRMED}' AND c.made_by_id = o.worker_id AND c.id > (
                SELECT max(l.id) FROM replayed l
                WHERE l.initiative_id = d.initiative_id AND l.act = '{Act.SUBMIT}' AND l.id < d.id)))
), nearest AS (SELECT id, max(path) AS path FROM free GROUP BY id)
SELECT i.code, concat('step ', d.id, ': it went to a desk other than the first where somebody is free')
FROM due d JOIN initiatives_initiative i ON i.id = d.initiative_id LEFT JOIN nearest n ON n.id = d.id
WHERE coalesce(n.path, left(d.start, 4)) <> d.chosen
    OR d.act = '{Act.FORWARD}' AND d.made_by_id IS NULL AND d.here = d.chosen
"""
TIMES = f"""
SELECT i.code, concat('step ', r.id, ': outside the time in which it may be done')
FROM replayed r {_PROGRAMME}
WHERE r.at >= g.decides_until OR r.at < g.opens_at OR r.was_at > r.at OR r.previous_id IS NULL AND r.at >= g.closes_at
    OR r.reason = '{Reason.OVERDUE}' AND r.at < r.was_at + g.desk_days * interval '1 day'
"""
REASONED = f"""
SELECT i.code, concat('step ', r.id, ': its reason or its note is not one that the act gives')
FROM replayed r JOIN initiatives_initiative i ON i.id = r.initiative_id
WHERE r.act IN (SELECT act FROM (VALUES {_REASONS}) v (act, reason)) AND (r.act, r.reason) NOT IN (VALUES {_REASONS})
    OR r.act NOT IN (SELECT act FROM (VALUES {_REASONS}) v (act, reason)) AND r.reason <> ''
    OR (r.act IN ({_NOTES}) OR r.reason = '{Reason.OTHER}') AND r.note = ''
"""
ORIGINALS = f"""
SELECT i.code, concat('its original is not an earlier one that stands')
FROM initiatives_approvalstep s JOIN initiatives_initiative i ON i.id = s.initiative_id
LEFT JOIN initiatives_initiative o ON o.id = s.duplicate_of_id
LEFT JOIN initiatives_approvalstep l ON l.id = o.last_step_id
WHERE (s.reason = '{Reason.DUPLICATE}') <> (s.duplicate_of_id IS NOT NULL)
    OR o.first_submitted_at > i.first_submitted_at OR o.id = i.id OR l.reason = '{Reason.DUPLICATE}'
"""
ROWS = f"""
SELECT coalesce(i.code, i.title), 'its own row is not one that could be submitted then'
FROM initiatives_initiative i JOIN initiatives_programme g ON g.id = i.programme_id
LEFT JOIN initiatives_phase p ON p.id = i.phase_id,
LATERAL (SELECT (i.first_submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) sent
WHERE i.state <> '{State.DRAFT}' AND (
    i.code <> concat('SK-', extract(year FROM sent.day), '-', lpad(i.id::text, 7, '0'))
    OR sent.day NOT BETWEEN p.starts_on AND p.ends_on
    OR i.created_at > i.edited_at OR i.created_at > i.first_submitted_at
    OR i.applied_on NOT BETWEEN g.applied_from AND least(g.applied_until, sent.day)
    OR i.recognised_on > sent.day OR NOT i.declared OR '' IN (i.title, i.owner, i.recognised_by, i.recognition_number,
        i.state_before, i.solution, i.effect, i.computation)
    OR i.computable <> (i.claimed_benefit IS NOT NULL) OR i.claimed_benefit = 0 OR i.superior_id = i.unit_id)
"""
SHARES = """
SELECT coalesce(i.code, i.title), 'the shares of its authors are not 100 % together'
FROM initiatives_initiative i WHERE i.id IN (
    SELECT id FROM initiatives_initiative EXCEPT
    SELECT initiative_id FROM initiatives_authorship GROUP BY 1
    HAVING sum(share) = 100 AND min(position) = 1 AND max(position) = count(*))
"""
UNCOUNTED = """
SELECT i.code, 'has no steps that were counted or wait to be' FROM initiatives_initiative i
WHERE i.state <> 'draft' AND NOT EXISTS (SELECT FROM initiatives_approvalstep s WHERE s.initiative_id = i.id)
"""

CHECKS = (
    OFFICES, SYSTEM, CONFIDENTIAL, AUTHORS, SUBMITTERS, ENTERERS, MEMBERS, FINISHED, CONFIRMED, TWICE, DESKS, TIMES,
    REASONED, ORIGINALS, ROWS, SHARES, UNCOUNTED,
)  # fmt: skip


class Violation(NamedTuple):
    """What is wrong with one initiative."""

    code: str
    what: str


def violations() -> Iterator[Violation]:
    """All that the rules would have refused, in one snapshot of its own; at most so many of each kind are told."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("DROP TABLE IF EXISTS replayed")
        set_locally(cursor, work_mem="96MB", enable_nestloop="off")  # of sets that are taken for a row each
        for statement in PREPARE.split(";"):
            cursor.execute(statement)
        for check in (*(CHAINS[name] for name in OF_CHAINS), *CHECKS):
            cursor.execute(f"{check} LIMIT {SHOWN}")
            yield from (Violation(str(code), what) for code, what in cursor.fetchall())
