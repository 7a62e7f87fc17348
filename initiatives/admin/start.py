"""What waits for the person, for the admin's start page: read from indexes and capped, however much there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from initiatives.admin.queue import above, rows_of
from initiatives.models import Initiative
from initiatives.states import State
from unions import scope
from unions.amounts import figures
from unions.models import Office, Union, Worker
from unions.scoped_admin import Panel, person

CAP = 100
"""Up to how many the start page counts."""

NEAR = timedelta(days=3)
"""How long before a desk's time is over the page begins to warn."""

OLDEST = 5
"""How many of the longest waiting are named."""

OFFICER = (Office.Kind.OFFICER,)


@dataclass(frozen=True)
class Waiting:
    """What waits at one desk: `found` up to one above the cap, the first of them, and what its time soon passes by.

    `late` counts what is passed up within `NEAR` or overdue already. `largest` is in VND, None where the desk holds
    more than was counted, or nothing in money.
    """

    desk: Union
    found: int
    since: datetime | None
    late: int
    largest: int | None
    first: list[tuple[datetime, int]]

    @property
    def is_capped(self) -> bool:
        return self.found > CAP

    @property
    def shown(self) -> str:
        return figures(min(self.found, CAP))


def waiting_at(desk: Union, now: datetime) -> Waiting:
    """One query along the index of desks, of at most 101 rows."""
    rows = Initiative.objects.waiting_at(desk).oldest_first()
    columns = ("pk", "moved_at", "claimed_benefit", "programme__desk_days")
    found = list(rows.values_list(*columns)[: CAP + 1])
    late = [moved for _pk, moved, _amount, days in found if days and moved + timedelta(days=days) <= now + NEAR]
    amounts = [amount for _pk, _moved, amount, _days in found if amount]
    return Waiting(
        desk,
        len(found),
        since=found[0][1] if found else None,
        late=len(late),
        largest=max(amounts, default=None) if len(found) <= CAP else None,
        first=[(moved, pk) for pk, moved, _amount, _days in found[:OLDEST]],
    )


def panels_for(request: HttpRequest) -> list[Panel]:
    """An officer's desks; an administrator's stuck ones."""
    worker = person(request)
    shown: list[Panel] = []
    if scope.offices(worker, OFFICER):
        shown.append(Panel("admin/initiatives/_start.html", start_of(worker)))
    if scope.offices(worker, scope.ADMINISTERING):
        shown.append(Panel("admin/initiatives/_start_stuck.html", {"stuck": stuck_below(worker), "cap": CAP}))
    return shown


def start_of(worker: Worker) -> dict[str, Any]:
    """The officer's desks, the longest waiting among them, and how many of theirs wait for an author."""
    now = timezone.now()
    desks = [waiting_at(office.union, now) for office in scope.offices(worker, OFFICER)]
    return {
        "desks": desks,
        "rows": rows_of(_longest(desks), worker, None),
        "returned": _capped(scope.tops(worker, OFFICER)),
        "above": above(worker),
        "cap": CAP,
        "near": NEAR.days,
        "now": now,
    }


def stuck_below(worker: Worker) -> int:
    """How many wait, at or below where the worker is administrator, with nobody free to decide; at most 101."""
    rows = Initiative.objects.within(scope.tops(worker, scope.ADMINISTERING)).stuck(timezone.localdate())
    return rows[: CAP + 1].count()


def _longest(desks: Iterable[Waiting]) -> list[int]:
    """The ids of those that have waited longest, at any of the desks."""
    return [pk for _moved, pk in sorted(pair for desk in desks for pair in desk.first)[:OLDEST]]


def _capped(unions: list[Union]) -> int:
    """How many are with their authors to be changed, at most 101."""
    return Initiative.objects.within(unions).in_states([State.RETURNED])[: CAP + 1].count()
