"""What an export is of: the list that was asked for, of what the person may see when it is read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Max, Min
from django.http import QueryDict
from django.utils.translation import get_language

from initiatives import jobs
from initiatives.exports.reading import Selection
from initiatives.forms.listing import listing_of
from initiatives.forms.queue import QueueFilter
from initiatives.models import Initiative, Job
from initiatives.models.job import LIVE, JobState
from unions import scope
from unions.models import Union, Worker

NAME = "export"

MOST_KEPT = 5
"""So many exports one person has at once, at work or to be downloaded."""

FORMATS = ("csv", "xlsx")


class TooMany(Exception):
    """The person has as many exports as one may have."""


def ask(*, by: Worker, form: str, key: UUID, told: str, query: str = "", states: Iterable[str] | None = None) -> Job:
    """Ask for a file of the list that an officer's address asks for; with states, of one's own in these.

    `told` says in words what the list is. The same key gives the job of before. Raises TooMany.
    """
    bounds = Initiative.objects.aggregate(first=Min("pk"), last=Max("pk"))
    parameters = {
        "form": form,
        "told": told,
        "language": get_language() or "vi",
        "query": query,
        "states": None if states is None else [str(state) for state in states],
        "offices": [] if states is not None else _offices(by),
        "first": (bounds["first"] or 1) - 1,
        "last": bounds["last"] or 0,
    }
    with transaction.atomic():
        Worker.objects.select_for_update().only("pk").get(pk=by.pk)
        kept = exports_of(by)
        if not kept.filter(key=key).exists() and kept.filter(state__in=(*LIVE, JobState.DONE)).count() >= MOST_KEPT:
            raise TooMany
        return jobs.ask(NAME, by=by, parameters=parameters, key=key)


def exports_of(worker: Worker) -> Any:
    """A person's own exports, the newest first."""
    return Job.objects.asked_by_person(worker).of_kind(NAME).newest_first()


def permits(job: Job) -> bool:
    """Whether the person still holds every office by which the list was theirs to read; read afresh."""
    person = Worker.objects.filter(pk=job.asked_by_id, is_active=True).first()
    return person is not None and holds(person, job)


def holds(worker: Worker, job: Job) -> bool:
    """The same, of the person as read by this request."""
    return set(job.parameters["offices"]) <= set(_offices(worker))


def selection_of(job: Job) -> Selection | None:
    """The list as the person may see it now; None where the address can no longer be read as it was meant."""
    person = Worker.objects.get(pk=job.asked_by_id)
    states = job.parameters["states"]
    if states is not None:
        return Selection([Initiative.objects.own_of(person).in_states(states)], person)
    asked = filter_of(person, QueryDict(job.parameters["query"]))
    if asked.errors:
        return None
    parts = listing_of(asked).every_row_by_row
    return Selection(parts, person, None if asked.is_of_my_desks else asked.midnight)


def filter_of(worker: Worker, query: QueryDict) -> QueueFilter:
    """The filter of an officer's list, without the widgets of a page."""
    unions = Union.objects.at_or_below(scope.tops(worker, scope.READING))
    return QueueFilter(query, worker=worker, unions=unions, pickers=[forms.HiddenInput(), forms.HiddenInput()])


def _offices(worker: Worker) -> list[int]:
    return [office.pk for office in scope.offices(worker, scope.READING)]
