"""What the unions below one are ranked by: a few numbers of each, read for all of them at once."""

from typing import Any, NamedTuple

from django.db import connection

from initiatives.states import SUBMITTED
from reporting.figures import figures
from reporting.standing import Asked
from unions.models import Level


class Key(NamedTuple):
    """What a union is ranked and chosen by, and shown with. `benefit` is verified; both amounts are in VND."""

    union: int
    approved: int
    quota: int | None
    submitted: int
    waiting: int
    benefit: int
    claimed: int

    @property
    def share(self) -> float:
        """Of the quota, 1.0 is met; -1 without one."""
        return self.approved / self.quota if self.quota else -1

    @property
    def missing(self) -> int:
        """Approved initiatives to the quota; -1 without one."""
        return max(0, self.quota - self.approved) if self.quota else -1


class Below(NamedTuple):
    """A union as figures ask for it; thousands of instances of the model would cost more than their figures."""

    pk: int
    level: str


STANDS = "(u.opened_on IS NULL OR u.opened_on <= %(on)s) AND (u.closed_on IS NULL OR u.closed_on > %(on)s)"

BELOW = """u.level = ANY(%(levels)s) AND u.path LIKE %(below)s AND u.depth = %(depth)s"""

_SUBMITTED = f"coalesce({' + '.join(f'p.{state}' for state in SUBMITTED)}, 0)"

NOW = f"""
SELECT u.id, coalesce(p.approved, 0), p.quota, {_SUBMITTED}, coalesce(p.waiting, 0), coalesce(p.verified_benefit, 0),
    coalesce(p.claimed_benefit, 0)
FROM unions_union u LEFT JOIN reporting_progress p
    ON p.union_id = u.id AND p.programme_id = %(programme)s AND coalesce(p.phase_id, 0) = %(phase)s
WHERE {BELOW} AND ({STANDS} OR {_SUBMITTED} > 0)
ORDER BY u.name_key, u.id
"""

THEN = f"SELECT u.id, u.level, {STANDS} FROM unions_union u WHERE {BELOW} ORDER BY u.name_key, u.id"


def keys_below(asked: Asked) -> list[Key]:
    """Of each union directly below that stands on the day or has figures, in the order of their names."""
    union, level = asked.union, Level(asked.union.level)
    levels = [one.value for one in Level if one.rank > level.rank]
    if level == Level.CONFEDERATION:
        levels = [Level.UNIT.value]  # the tree's index finds 82 of them among 126,000
    parameters: dict[str, Any] = {
        "programme": asked.programme.pk,
        "phase": asked.phase.pk if asked.phase else 0,
        "levels": levels,
        "below": f"{union.path}%",
        "depth": union.depth + 1,
        "on": asked.on,
    }
    with connection.cursor() as cursor:
        cursor.execute(THEN if asked.as_of else NOW, parameters)
        rows = cursor.fetchall()
    return _then(asked, rows) if asked.as_of else list(map(Key._make, rows))


def _then(asked: Asked, rows: list[tuple[int, str, bool]]) -> list[Key]:
    below = [Below(pk, level) for pk, level, _stands in rows]
    then = figures(asked.programme, below, phase=asked.phase, as_of=asked.as_of)
    keys = []
    for pk, _level, stands in rows:
        of = then[pk]
        if stands or of.submitted:
            amounts = of.verified_benefit, of.claimed_benefit
            keys.append(Key(pk, of.approved, of.quota, of.submitted, of.waiting, *amounts))
    return keys
