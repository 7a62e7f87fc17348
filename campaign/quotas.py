"""Quotas of both programmes: published where they are known, the rest made up in proportion to members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaign.sources import document, rows
from campaign.tree import planned_unions
from initiatives.models import Programme
from reporting.models import Quota
from reporting.quotas import Line, write_quotas
from unions.models import Level, Union

MILLION_STEP, YEAR_STEP = 50, 5
"""Made-up quotas are multiples of these; those of superior unions a fifth of it."""
LEAST_TARGET = 820
QUARTERS = (20, 27, 24, 29)
"""Of a year's quota, the percent that fall to each quarter."""
APPROVED = 0.8
"""Of what is submitted, how much is approved in the end, or nearly."""
DIVIDED = ("LD01", "LD24", "LD38", "LD74", "CD-DK")
"""Units that have divided their quota among their superior unions."""


@dataclass(frozen=True)
class PlannedQuota:
    """So many approved initiatives, owed by the union with this code; `phase` counts from 0, None is the whole."""

    union: str
    count: int
    kind: Quota.Kind = Quota.Kind.ASSIGNED
    phase: int | None = None


def load_quotas(programme: Programme, planned: list[PlannedQuota]) -> int:
    """Set a programme's quotas from its first day, unless it has any; how many."""
    if Quota.objects.filter(programme=programme).exists():
        return 0
    unions = dict(Union.objects.values_list("code", "pk"))
    from_on = timezone.localdate(programme.opens_at)
    phases: dict[int | None, int | None] = {None: None} | dict(enumerate(programme.phases.values_list("pk", flat=True)))
    lines = [
        Line(programme.pk, phases[quota.phase], unions[quota.union], quota.kind, quota.count, from_on)
        for quota in planned
    ]
    with transaction.atomic():
        write_quotas(lines)
    return len(lines)


def million_quotas() -> list[PlannedQuota]:
    """Of 2022-2023: the units' assigned ones add up to the target; the self-registered one that was published."""
    registered = [quota for quota in _known() if quota.kind == Quota.Kind.REGISTERED]
    return [*_with_superiors(million_units(), MILLION_STEP // 5), *registered]


def million_units() -> dict[str, int]:
    """The units' assigned quotas of 2022-2023 by code; they add up to the target."""
    target = document("programme.json")["target"]
    assigned = {quota.union: quota.count for quota in _known() if quota.kind == Quota.Kind.ASSIGNED}
    others = {code: members for code, members in _unit_members().items() if code not in assigned}
    return assigned | apportioned(target - sum(assigned.values()), others, MILLION_STEP)


def year_units(count: int, today: date) -> dict[str, int]:
    """The units' quotas of this year by code, all made up: such that `count` initiatives until today are on course."""
    year = date(today.year, 1, 1)
    elapsed = max(0.05, (today - year).days / ((date(today.year + 1, 1, 1) - year).days))
    target = max(LEAST_TARGET, round(count * APPROVED / elapsed / 50) * 50)
    return apportioned(target, _unit_members(), YEAR_STEP)


def quarters_of(quota: int) -> tuple[int, ...]:
    """A unit's quota divided among the quarters; the last takes what is left over."""
    first = [quota * percent // 100 for percent in QUARTERS[:-1]]
    return (*first, quota - sum(first))


def quarters_of_all(units: Mapping[str, int]) -> list[int]:
    """The targets of the quarters: what all units owe in each."""
    return [sum(parts) for parts in zip(*map(quarters_of, units.values()), strict=True)]


def year_quotas(units: Mapping[str, int]) -> list[PlannedQuota]:
    """Of this year: the units' for the whole and for each quarter, and those of superior unions."""
    by_quarter = (
        PlannedQuota(code, part, phase=phase)
        for code, count in units.items()
        for phase, part in enumerate(quarters_of(count))
        if part
    )
    return [*_with_superiors(units, YEAR_STEP // 5), *by_quarter]


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


def _with_superiors(units: Mapping[str, int], step: int) -> Iterator[PlannedQuota]:
    for code, count in units.items():
        yield PlannedQuota(code, count)
        if code in DIVIDED:
            superiors = {
                u.code: u.members for u in planned_unions().values() if u.parent == code and u.level == Level.SUPERIOR
            }
            yield from (PlannedQuota(*part) for part in apportioned(count, superiors, step).items())


def _known() -> list[PlannedQuota]:
    """Those that were published or follow from what was."""
    known = rows("quotas_known.csv")
    return [PlannedQuota(row["unit_code"], int(row["count"]), Quota.Kind(row["kind"])) for row in known]


def _unit_members() -> dict[str, int]:
    return {union.code: union.members for union in planned_unions().values() if union.level == Level.UNIT}
