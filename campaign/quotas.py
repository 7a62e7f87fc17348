"""Quotas of both programmes: published where they are known, the rest made up in proportion to members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from campaign.sources import rows
from campaign.tree import planned_unions
from initiatives.models import Programme
from reporting.models import Quota
from reporting.quotas import Line, write_quotas
from unions.models import Level, Union

MILLION_STEP, YEAR_STEP, SUPERIOR_STEP = 50, 10, 10
"""Made-up quotas are multiples of these."""
DIVIDED = ("LD01", "LD24", "LD38", "LD74", "CD-DK")
"""Units that have divided their quota among their superior unions."""


@dataclass(frozen=True)
class PlannedQuota:
    """So many approved initiatives, owed by the union with this code."""

    union: str
    count: int
    kind: Quota.Kind = Quota.Kind.ASSIGNED


def load_quotas(programme: Programme, planned: list[PlannedQuota]) -> int:
    """Set a programme's quotas from its first day, unless it has any; how many."""
    if Quota.objects.filter(programme=programme).exists():
        return 0
    unions = dict(Union.objects.values_list("code", "pk"))
    from_on = timezone.localdate(programme.opens_at)
    lines = [Line(programme.pk, None, unions[quota.union], quota.kind, quota.count, from_on) for quota in planned]
    with transaction.atomic():
        write_quotas(lines)
    return len(lines)


def million_quotas(target: int) -> list[PlannedQuota]:
    """Of 2022-2023: the units' assigned ones add up to the target; the self-registered one that was published."""
    known = [
        PlannedQuota(row["unit_code"], int(row["count"]), Quota.Kind(row["kind"])) for row in rows("quotas_known.csv")
    ]
    assigned = {quota.union: quota.count for quota in known if quota.kind == Quota.Kind.ASSIGNED}
    others = {code: members for code, members in _unit_members().items() if code not in assigned}
    units = assigned | apportioned(target - sum(assigned.values()), others, MILLION_STEP)
    registered = [quota for quota in known if quota.kind == Quota.Kind.REGISTERED]
    return [*_with_superiors(units), *registered]


def year_quotas(target: int) -> list[PlannedQuota]:
    """Of this year: all made up; the units' add up to the target."""
    return list(_with_superiors(apportioned(target, _unit_members(), YEAR_STEP)))


def apportioned(total: int, weights: Mapping[str, int], step: int) -> dict[str, int]:
    """The total divided in proportion to the weights, each part a multiple of `step` and at least one.

    Largest remainders decide the last steps, so the parts add up to the total, which is a multiple too.
    """
    steps, whole = total // step, sum(weights.values())
    parts = {code: max(1, steps * weight // whole) for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (-(steps * weights[code] % whole), code))
    for code in by_remainder[: steps - sum(parts.values())]:
        parts[code] += 1
    return {code: part * step for code, part in parts.items()}


def _with_superiors(units: Mapping[str, int]) -> Iterator[PlannedQuota]:
    for code, count in units.items():
        yield PlannedQuota(code, count)
        if code in DIVIDED:
            superiors = {
                u.code: u.members for u in planned_unions().values() if u.parent == code and u.level == Level.SUPERIOR
            }
            yield from (PlannedQuota(*part) for part in apportioned(count, superiors, SUPERIOR_STEP).items())


def _unit_members() -> dict[str, int]:
    return {union.code: union.members for union in planned_unions().values() if union.level == Level.UNIT}
