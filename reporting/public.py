"""The figures that everybody may see: how far a programme is, what it is worth, and the units at the front.

No cell of a breakdown is shown that holds fewer than INITIATIVES initiatives or fewer than AUTHORS authors, and what
the whole leaves over beside the cells that are shown gives none away. One that holds none is of nobody, and hides
nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from initiatives.models import Programme
from reporting.freshness import Freshness, freshness
from reporting.models import Progress
from unions.amounts import BILLION
from unions.models import Level

INITIATIVES = 5
AUTHORS = 3
AT_THE_FRONT = 10
LOOKED_AT = 12
"""Of each ranking so many units are asked for their authors: some more than are shown, since some may be hidden."""
LOOKED_THROUGH = 30
"""Of a unit so many approved initiatives are looked through for authors: those of the largest verified benefit, which
an index holds. Where they have fewer than three the unit is hidden, even if another has a third: that hides more than
it must, and costs the same for the largest unit."""
LEFT_UNNAMED = 5
"""Where anything is hidden, so many units at least are not named, and have 2 x INITIATIVES together or more: what the
whole leaves over beside the named then tells of none of them how many it has."""
MOST_PROGRAMMES = 6
"""So many stand on the page; an older one is found by its address."""

SEVERAL_AUTHORS = """
SELECT asked.unit FROM unnest(%(units)s::bigint[]) AS asked (unit) WHERE %(authors)s <= (
    SELECT count(DISTINCT author.worker_id) FROM (
        SELECT i.id FROM initiatives_initiative i
        WHERE i.unit_id = asked.unit AND i.programme_id = %(programme)s AND i.state = 'approved'
            AND i.verified_benefit IS NOT NULL
        ORDER BY i.verified_benefit DESC, i.id LIMIT %(most)s
    ) approved JOIN initiatives_authorship author ON author.initiative_id = approved.id AND author.declined_at IS NULL
)
"""


@dataclass(frozen=True)
class UnitRow:
    """A unit's approved initiatives against its quota; None without one."""

    union: int
    name: str
    approved: int
    quota: int | None

    @property
    def share(self) -> float:
        return self.approved / self.quota if self.quota else -1

    @property
    def percent(self) -> int:
        """The share as the length of a bar."""
        return round(100 * self.share)

    @property
    def tone(self) -> str:
        return "met" if self.quota and self.approved >= self.quota else ""


@dataclass(frozen=True)
class Count:
    """A programme's figures as a whole. `verified_benefit` is in VND, of `verified_count` of the approved."""

    programme: Programme
    submitted: int = 0
    approved: int = 0
    verified_benefit: int = 0
    verified_count: int = 0
    units: Sequence[UnitRow] = field(default=(), repr=False)

    @property
    def is_open(self) -> bool:
        return self.programme.opens_at <= timezone.now() < self.programme.closes_at

    @property
    def tone(self) -> str:
        return "met" if self.programme.target and self.approved >= self.programme.target else ""

    @property
    def benefit(self) -> int | None:
        """More than so many VND are verified; None where it would tell what few initiatives are worth.

        In steps, so that who watches it grow does not read off what an ordinary one, just approved, is worth. One that
        is larger than a step shows as large as it is, to a step.
        """
        step = BILLION if self.verified_benefit >= 10 * BILLION else BILLION // 10
        enough = self.verified_count >= INITIATIVES and self.verified_benefit >= step
        return self.verified_benefit // step * step if enough else None

    @property
    def with_quota(self) -> int:
        return sum(1 for unit in self.units if unit.quota)

    @property
    def met(self) -> int:
        """How many units have reached their quota."""
        return sum(1 for unit in self.units if unit.tone)


@dataclass(frozen=True)
class Front:
    """The units at the front, by their share of the quota and by number."""

    by_share: Sequence[UnitRow]
    by_number: Sequence[UnitRow]

    @property
    def most_percent(self) -> int:
        """What a whole bar stands for: the first one's share, or the quota where none has reached it."""
        return max(100, *(unit.percent for unit in self.by_share), 0)


@dataclass(frozen=True)
class Public:
    """What the public page shows: one programme with its units at the front, the others in short, and the age."""

    main: Count
    front: Front
    others: Sequence[Count]
    freshness: Freshness

    @property
    def seconds(self) -> int:
        return self.freshness.seconds


def public(slug: str = "") -> Public | None:
    """The figures of the programme asked for, else of the newest open one, else of the newest that has ended.

    The same six queries whatever there is, and one more for a programme that is long over. None where no programme has
    opened, or not the one asked for.
    """
    now = timezone.now()
    begun = Programme.objects.filter(opens_at__lte=now).newest_first()
    programmes = list(begun[:MOST_PROGRAMMES])
    if slug and all(one.slug != slug for one in programmes):
        programmes += begun.filter(slug=slug)
    opened = [programme for programme in programmes if programme.closes_at > now] or programmes
    main = next((one for one in programmes if one.slug == slug), None) if slug else next(iter(opened), None)
    if main is None:
        return None
    counts = _counts(programmes)
    return Public(
        main=counts[main.pk],
        front=_front(counts[main.pk]),
        others=[counts[one.pk] for one in programmes if one != main],
        freshness=freshness(),
    )


def _counts(programmes: Sequence[Programme]) -> dict[int, Count]:
    """Each programme's figures with its units', by the programme's pk."""
    rows = Progress.objects.filter(programme__in=programmes, phase=None)
    columns = ("submitted", "approved", "verified_benefit", "verified_count")
    whole = rows.filter(union__level=Level.CONFEDERATION).with_submitted().values("programme_id", *columns)
    sums = {row.pop("programme_id"): row for row in whole}
    units: dict[int, list[UnitRow]] = {}
    of_units = rows.filter(union__level=Level.UNIT).order_by("union__name_key")
    name = Coalesce(NullIf("union__short_name", Value("")), "union__name")
    for programme, *unit in of_units.values_list("programme_id", "union_id", name, "approved", "quota"):
        units.setdefault(programme, []).append(UnitRow(*unit))
    return {one.pk: Count(one, units=units.get(one.pk, ()), **sums.get(one.pk, {})) for one in programmes}


def _front(count: Count) -> Front:
    large = [unit for unit in count.units if unit.approved >= INITIATIVES]
    with_quota = [unit for unit in large if unit.quota]
    by_share = sorted(with_quota, key=lambda unit: (unit.share, unit.approved), reverse=True)[:LOOKED_AT]
    by_number = sorted(large, key=lambda unit: unit.approved, reverse=True)[:LOOKED_AT]
    showable = _with_several_authors(count.programme, {unit.union for unit in (*by_share, *by_number)})
    rankings = [[unit for unit in ranked if unit.union in showable][:AT_THE_FRONT] for ranked in (by_share, by_number)]
    kept = _without_giving_away(count.units, {unit.union: unit for ranked in rankings for unit in ranked})
    return Front(*([unit for unit in ranked if unit.union in kept] for ranked in rankings))


def _without_giving_away(units: Sequence[UnitRow], ranked: dict[int, UnitRow]) -> set[int]:
    """Which of the ranked units are named, by id: all, or those that leave enough unnamed."""
    named = sorted(ranked.values(), key=lambda unit: (unit.approved, unit.union), reverse=True)
    while named:
        left_over = sum(unit.approved for unit in units) - sum(unit.approved for unit in named)
        if not left_over or (len(units) - len(named) >= LEFT_UNNAMED and left_over >= 2 * INITIATIVES):
            break
        named.pop()
    return {unit.union for unit in named}


def _with_several_authors(programme: Programme, units: Iterable[int]) -> set[int]:
    """Those of these units whose approved initiatives have AUTHORS authors or more."""
    asked: dict[str, Any] = {
        "units": list(units),
        "authors": AUTHORS,
        "programme": programme.pk,
        "most": LOOKED_THROUGH,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEVERAL_AUTHORS, asked)
        return {unit for (unit,) in cursor.fetchall()}
