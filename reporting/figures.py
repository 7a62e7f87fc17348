"""The figures of unions: now from progress, as of a past midnight from cells, by breakdown, day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from django.utils import timezone

from initiatives.models import Phase, Programme
from initiatives.states import State
from reporting.models import Progress, Quota
from reporting.models.tally import COUNTED_STATES
from reporting.reading import FAR, Place, by_day, cells_of, totals
from reporting.recompute import FIGURES
from unions.models import Level, Union


@dataclass(frozen=True)
class Figures:
    """A union's figures in a programme or a phase. Benefit is in VND of the first year; counts are initiatives.

    `claimed_*` is of all submitted; `approved_claimed_*` and `verified_*` are of the approved. `quota` is the assigned
    one, `registered` the self-registered one; None where there is none.
    """

    waiting: int = 0
    returned: int = 0
    approved: int = 0
    rejected: int = 0
    withdrawn: int = 0
    claimed_benefit: int = 0
    claimed_count: int = 0
    approved_claimed_benefit: int = 0
    approved_claimed_count: int = 0
    verified_benefit: int = 0
    verified_count: int = 0
    quota: int | None = None
    registered: int | None = None

    @property
    def submitted(self) -> int:
        """Sent and not withdrawn."""
        return self.waiting + self.returned + self.approved + self.rejected

    @property
    def pending(self) -> int:
        """Waiting at a desk or returned to its author."""
        return self.waiting + self.returned

    @property
    def share(self) -> float | None:
        """Approved / quota; 1.0 is met. None without a quota."""
        return self.approved / self.quota if self.quota else None

    @property
    def missing(self) -> int | None:
        """Approved initiatives to the quota; None without one."""
        return max(0, self.quota - self.approved) if self.quota else None

    @property
    def is_met(self) -> bool:
        return self.quota is not None and self.approved >= self.quota


@dataclass(frozen=True)
class Part:
    """One part of a breakdown: `key` is an author group, a kind or a field's id. Amounts in VND."""

    key: str | int
    initiatives: int
    claimed_benefit: int
    claimed_count: int
    verified_benefit: int
    verified_count: int


class DayFigures(NamedTuple):
    """What a day brought: first submissions, gross, and approvals less reopenings of approved ones."""

    day: date
    sent: int
    approved: int


By = Literal["author_group", "kind", "field"]
_GROUP = "unnest(%(author_groups)s::varchar[])"
_GROUPS_IN_FIELDS = f"SELECT author_group, '', field.id FROM {_GROUP} author_group CROSS JOIN initiatives_field field"
_CELLS: dict[By, str] = {
    "author_group": f"SELECT {_GROUP}, '', 0",
    "kind": "SELECT '', unnest(%(kinds)s::varchar[]), 0",
    "field": "SELECT '', '', field.id FROM initiatives_field field",
}
"""Which cells hold each breakdown: their author groups, kinds and fields."""
_CELLS_AT_UNIT: dict[By, str] = _CELLS | {"author_group": _GROUPS_IN_FIELDS, "field": _GROUPS_IN_FIELDS}
"""At a unit author groups and fields are sums of the author groups in fields."""
KEPT: dict[str, tuple[By, ...]] = {
    Level.CONFEDERATION: ("author_group", "kind", "field"),
    Level.UNIT: ("author_group", "kind", "field"),
    Level.SUPERIOR: ("author_group",),
    Level.GRASSROOTS: (),
}
"""By what the initiatives are broken down at each level."""
_COLUMNS: dict[By, str] = {"author_group": "author_group", "kind": "kind", "field": "field_id"}


def figures(
    programme: Programme, unions: Iterable[Place], *, phase: Phase | None = None, as_of: date | None = None
) -> dict[int, Figures]:
    """Each union's figures by its pk, now or at 24:00 on the day `as_of`, in a programme or one of its phases.

    Two queries, however many unions. Progress is by today's tree of unions, and quotas are those of the day.
    """
    asked = list(unions)
    quotas = _quotas(programme, asked, phase, as_of or timezone.localdate())
    counted = totals(programme, asked, phase, as_of) if as_of else _now(programme, asked, phase)
    return {union.pk: Figures(**counted.get(union.pk, {}), **quotas[union.pk]) for union in asked}


def breakdowns(
    programme: Programme, union: Union, *, state: str, phase: Phase | None = None, as_of: date | None = None
) -> dict[By, list[Part]]:
    """A union's initiatives in a state by all that is kept at its level, now or at 24:00 on `as_of`; one query.

    Each breakdown has its largest part first.
    """
    kept = KEPT[union.level]
    if not kept:
        return {}
    cells = _CELLS_AT_UNIT if union.level == Level.UNIT else _CELLS
    rows = cells_of(
        programme,
        union,
        phase,
        as_of,
        cells=" UNION ALL ".join(dict.fromkeys(cells[by] for by in kept)),
        columns=", ".join(f"sum({amount})::bigint" for amount in _amounts(state)),
    )
    return {by: _parts(rows, list(_COLUMNS).index(by)) for by in kept}


def _parts(rows: Iterable[tuple[Any, ...]], column: int) -> list[Part]:
    """The parts by one of the three keys, which is '' or 0 in the cells of other breakdowns."""
    sums: dict[Any, list[int]] = {}
    for row in rows:
        if row[column]:
            amounts = row[len(_COLUMNS) :]
            sums[row[column]] = [one + more for one, more in zip(sums.get(row[column], [0] * 5), amounts, strict=True)]
    parts = [Part(key, *amounts) for key, amounts in sums.items() if amounts[0]]
    return sorted(parts, key=lambda part: (-part.initiatives, str(part.key)))


def _amounts(state: str) -> list[str]:
    """The columns of a cell that hold a state's count, claimed and verified benefit; raises ValueError for no state."""
    if state not in COUNTED_STATES:
        raise ValueError(f"Nothing is counted as {state}.")
    verified = ("approved_verified", "approved_verified_count") if state == State.APPROVED else ("0", "0")
    return [state, f"{state}_claimed", f"{state}_claimed_count", *verified]


def series(
    programme: Programme, union: Union, *, phase: Phase | None = None, until: date | None = None
) -> list[DayFigures]:
    """Day by day from the first day on which anything was sent to the last that changed, or to `until`; no gaps."""
    brought = by_day(programme, union, phase, until or FAR)
    if not brought:
        return []
    first, last = min(brought), until or max(brought)
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return [DayFigures(day, *brought.get(day, (0, 0))) for day in days]


def _now(programme: Programme, unions: Sequence[Place], phase: Phase | None) -> dict[int, dict[str, int]]:
    rows = Progress.objects.filter(programme=programme, phase=phase, union__in=[union.pk for union in unions])
    return {row.pop("union_id"): row for row in rows.values("union_id", *FIGURES)}


def _quotas(programme: Programme, unions: Sequence[Place], phase: Phase | None, on: date) -> dict[int, dict[str, Any]]:
    """Assigned and registered quota by union, in force on the day; the confederation's is the target.

    A quota of the whole programme is the union's; where there is none, those of the phases add up to it.
    """
    quotas = Quota.objects.filter(programme=programme, union__in=[union.pk for union in unions])
    if phase:
        quotas = quotas.filter(phase=phase)
    counts: dict[tuple[int, str, bool], int] = {}
    for union, of_phase, kind, count in quotas.holding_on(on).values_list("union_id", "phase_id", "kind", "count"):
        key = (union, kind, of_phase is None)
        counts[key] = counts.get(key, 0) + count

    def of(union: Place, kind: Quota.Kind) -> int | None:
        if union.level == Level.CONFEDERATION:
            target = phase.target if phase else programme.target
            return (target or None) if kind == Quota.Kind.ASSIGNED else None
        return counts.get((union.pk, kind, True)) or counts.get((union.pk, kind, False))

    return {
        union.pk: {"quota": of(union, Quota.Kind.ASSIGNED), "registered": of(union, Quota.Kind.REGISTERED)}
        for union in unions
    }
