"""Quotas of all units, and below them of superior and grassroots unions in proportion to members."""

import numpy as np

from campaign.simulation.forest import FIRST_UNIT, Forest
from campaign.simulation.plan import Plan
from campaign.simulation.scale import OPENS, apportioned
from campaign.simulation.units import UnitPlan
from campaign.sources import rows
from initiatives.models import Programme
from reporting.models import Quota

UNEVEN = 0.35
"""How far a grassroots union's quota lies from what it will approve: not everybody is ahead alike."""


def quota_lines(units: UnitPlan, forest: Forest, plan: Plan, programme: Programme) -> list[str]:
    """For COPY. A unit's quota is divided among the unions that take part, and a superior's is the sum below it."""
    found: list[tuple[int, int, str]] = []
    for number, quota in enumerate(units.quotas.tolist()):
        found.append((FIRST_UNIT + number, quota, Quota.Kind.ASSIGNED.value))
        found += _below(forest, plan, number, quota)
    whole = {row["unit_code"]: int(row["count"]) for row in rows("quotas_known.csv") if row["kind"] == "registered"}
    share = programme.target / 1_000_000
    for code, count in whole.items():
        registered = max(1, round(count * share))
        found.append((FIRST_UNIT + units.number(code), registered, Quota.Kind.REGISTERED.value))
    return [
        f"{identity}\t{programme.pk}\t\\N\t{union}\t{kind}\t{count}\t{OPENS.isoformat()}\n"
        for identity, (union, count, kind) in enumerate(found, start=1)
    ]


def _below(forest: Forest, plan: Plan, unit: int, quota: int) -> list[tuple[int, int, str]]:
    mine = np.flatnonzero((forest.unit == unit) & (plan.members.sum(axis=1) > 0))
    if not len(mine):
        return []
    jitter = 1 + UNEVEN * np.sin(mine * 1.7)
    parts = apportioned(quota, plan.members[mine].sum(axis=1) * jitter)
    kind = Quota.Kind.ASSIGNED.value
    superiors = forest.superior[mine]
    sums = {int(above): int(parts[superiors == above].sum()) for above in np.unique(superiors[superiors > 0])}
    found = [(above, count, kind) for above, count in sums.items() if count]
    return found + [
        (forest.first_grassroots + int(number), int(count), kind)
        for number, count in zip(mine, parts, strict=True)
        if count
    ]
