"""What waits for the person, for the admin's start page: read from indexes and capped, however much there is."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from initiatives.admin.queue import above, rows_of
from initiatives.counts import NEAR, OLDEST, DeskLoad, load_of
from initiatives.models import Initiative
from initiatives.states import State
from unions import scope
from unions.models import Office, Union, Worker
from unions.scoped_admin import Panel, person

CAP = 100
"""Up to how many the start page counts of what is returned, or stuck."""

OFFICER = (Office.Kind.OFFICER,)


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
    desks = [load_of(office.union, now) for office in scope.offices(worker, OFFICER)]
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


def _longest(desks: Iterable[DeskLoad]) -> list[int]:
    """The ids of those that have waited longest, at any of the desks."""
    return [pk for _moved, pk in sorted(pair for desk in desks for pair in desk.first)[:OLDEST]]


def _capped(unions: list[Union]) -> int:
    """How many are with their authors to be changed, at most 101."""
    return Initiative.objects.within(unions).in_states([State.RETURNED])[: CAP + 1].count()
