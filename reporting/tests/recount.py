"""What the figures should be, counted once more in Python from steps or initiatives' rows; and what is stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from initiatives.models import ApprovalStep, Initiative, Phase, Programme
from initiatives.states import State
from reporting.figures import Figures
from reporting.models import MonthEnd, Progress, Tally
from unions.models import Union


@dataclass(frozen=True)
class Counted:
    """What one initiative is counted with."""

    programme: int
    phase: int
    union: int
    state: str
    author_group: str
    kind: str
    field: int
    claimed: int | None
    verified: int | None


def midnight(day: date) -> datetime:
    """24:00 on the day in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def at_midnight(day: date) -> list[Counted]:
    """Every initiative by its last step before 24:00 on the day."""
    last: dict[int, ApprovalStep] = {}
    for step in ApprovalStep.objects.filter(at__lt=midnight(day)).order_by("at", "pk"):
        last[step.initiative_id] = step
    return [_of_step(step) for step in last.values()]


def live() -> list[Counted]:
    """Every initiative by its row; a returned one by its last step, since its author may be changing it."""
    rows = Initiative.objects.exclude(state=State.DRAFT).select_related("last_step")
    return [_of_step(row.last_step) if row.state == State.RETURNED else _of_row(row) for row in rows]


def figures_of(counted: Iterable[Counted], programme: Programme, phase: Phase | None) -> dict[int, dict[str, Any]]:
    """For each union the counts and amounts of `Figures`, of itself and all below it."""
    paths = dict(Union.objects.values_list("pk", "path"))
    found = {pk: Counter[str]() for pk in paths}
    for one in counted:
        if one.programme != programme.pk or (phase and one.phase != phase.pk):
            continue
        for pk, path in paths.items():
            if paths[one.union].startswith(path):
                _count(found[pk], one)
    names = [name for name in Figures.__dataclass_fields__ if name not in {"quota", "registered"}]
    return {pk: {name: counts[name] for name in names} for pk, counts in found.items()}


def parts_of(
    counted: Iterable[Counted], programme: Programme, union: Union, by: str, state: str, phase: Phase | None = None
) -> dict[Any, int]:
    """How many of a union's initiatives in the state are of each author group, kind or field."""
    paths = dict(Union.objects.values_list("pk", "path"))
    return Counter(
        getattr(one, by)
        for one in counted
        if one.programme == programme.pk and one.state == state and paths[one.union].startswith(union.path)
        if phase is None or one.phase == phase.pk
    )


def _count(counts: Counter[str], one: Counted) -> None:
    counts[one.state] += 1
    if one.state != State.WITHDRAWN and one.claimed is not None:
        counts["claimed_benefit"] += one.claimed
        counts["claimed_count"] += 1
    if one.state == State.APPROVED and one.claimed is not None:
        counts["approved_claimed_benefit"] += one.claimed
        counts["approved_claimed_count"] += 1
    if one.verified is not None:
        counts["verified_benefit"] += one.verified
        counts["verified_count"] += 1


def _of_step(step: ApprovalStep | None) -> Counted:
    assert step is not None
    return Counted(
        step.programme_id,
        step.phase_id,
        step.union_id,
        step.state,
        step.author_group,
        step.kind,
        step.field_id,
        step.claimed_benefit,
        step.verified_benefit,
    )


def _of_row(row: Initiative) -> Counted:
    assert row.phase_id is not None
    assert row.field_id is not None
    return Counted(
        row.programme_id,
        row.phase_id,
        row.union_id,
        row.state,
        row.author_group,
        row.kind,
        row.field_id,
        row.claimed_benefit,
        row.verified_benefit,
    )


def stored() -> dict[str, Counter[tuple[object, ...]]]:
    """All that is stored, as it reads: what changed on a day, and totals at the months' ends where they change."""
    amounts, key = len(Tally.AMOUNTS), len(Tally.KEY)
    days = {row[:-amounts]: row[-amounts:] for row in Tally.objects.values_list(*Tally.KEY, "day", *Tally.AMOUNTS)}
    months: dict[tuple[object, ...], tuple[object, ...]] = {}
    latest: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in MonthEnd.objects.order_by("month").values_list(*MonthEnd.KEY, "month", *MonthEnd.AMOUNTS):
        cell, total = row[:key], row[key + 1 :]
        if latest.get(cell, (0,) * amounts) != total:
            months[row[: key + 1]] = total
        latest[cell] = total
    progress = Progress.objects.exclude(waiting=0, returned=0, approved=0, rejected=0, withdrawn=0)
    names = [field.attname for field in Progress._meta.concrete_fields if field.attname != "id"]
    return {
        "days": Counter({key: value for key, value in days.items() if any(value)}.items()),
        "months": Counter(months.items()),
        "progress": Counter(progress.values_list(*names)),
    }
