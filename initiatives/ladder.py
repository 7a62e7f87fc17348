"""The ladder: who is free to decide, which desk is next, and who may finish."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Max, Subquery

from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason
from unions.models import Level, Office, Union, Worker
from unions.models.office import OfficeQuerySet


class Bar(Enum):
    """What keeps an approval from being the last word."""

    LIMIT = "limit"
    """The amount is above the limit of the officer's level."""
    ENTERER = "enterer"
    """The officer entered it, and it is above `enterer_may_finish_up_to`."""
    SECOND_PERSON = "second_person"
    """From `two_persons_from` on another person must have confirmed before."""


@dataclass(frozen=True)
class Outcome:
    """What an approval by one officer comes to: it finishes, or confirms and passes up to a desk, and why."""

    finishes: bool
    desk: Union | None = None
    bar: Bar | None = None


def confirmer_ids(initiative: Initiative) -> set[int]:
    """Who has confirmed what stands there now: since the last submission; a reopening changes no content."""
    if initiative.last_step is None or initiative.last_step.act == Act.SUBMIT:
        return set()
    steps = ApprovalStep.objects.filter(initiative=initiative)
    submissions = steps.filter(act=Act.SUBMIT).order_by().values("initiative").values(last=Max("pk"))
    confirmed = steps.filter(act=Act.FORWARD, reason=Reason.CONFIRMED, pk__gt=Subquery(submissions))
    return {worker for worker in confirmed.values_list("made_by_id", flat=True) if worker is not None}


def bar_to_finishing(
    initiative: Initiative, by: Worker, office: Office, confirmers: Collection[int], verified: int = 0
) -> Bar | None:
    """What keeps this officer's approval from being the last word; None where nothing does.

    The larger of the claimed and the verified benefit counts, in VND: no large amount passes by one pair of eyes.
    """
    programme, amount = initiative.programme, max(initiative.amount, verified)
    limit = programme.limit_of(office.union.level)
    if limit is not None and amount > limit:
        return Bar.LIMIT
    if by.pk == initiative.entered_by_id and amount > programme.enterer_may_finish_up_to:
        return Bar.ENTERER
    if amount >= programme.two_persons_from and not set(confirmers) - {by.pk}:
        return Bar.SECOND_PERSON
    return None


def outcome_of_approval(
    initiative: Initiative, by: Worker, office: Office, confirmers: Collection[int], on: date, *, verified: int = 0
) -> Outcome:
    """Finished, or at which desk it waits next; the desks below the office are passed over.

    Above one's limit that is a desk above; where only another person is needed, the office's own desk if there is one.
    """
    bar = bar_to_finishing(initiative, by, office, confirmers, verified)
    if bar is None:
        return Outcome(finishes=True)
    way = office.union.with_ancestors()
    start = way[-2:][0] if bar is Bar.LIMIT else office.union
    free = free_desks(initiative, way, on, confirmers, besides=by)
    desk = next((desk for desk in reversed(way) if desk.pk in free and desk.depth <= start.depth), way[0])
    return Outcome(finishes=False, desk=desk, bar=bar)


def first_free_desk(initiative: Initiative, start: Union, on: date, confirmers: Collection[int] = ()) -> Union:
    """The first desk from `start` up where an officer is free to decide; the root where nobody is."""
    return free_desk_from(initiative, start, on, confirmers) or start.with_ancestors()[0]


def free_desk_from(initiative: Initiative, start: Union, on: date, confirmers: Collection[int] = ()) -> Union | None:
    """The same, and None where nobody is free up to the root."""
    offices = free_offices(initiative, on, confirmers).filter(union__path__in=start.ancestor_paths)
    nearest = offices.select_related("union").order_by("-union__depth").first()
    return nearest.union if nearest else None


def free_desks(
    initiative: Initiative,
    desks: Collection[Union],
    on: date,
    confirmers: Collection[int],
    besides: Worker | None = None,
) -> set[int]:
    """The ids of those desks at which an officer is free to decide."""
    offices = free_offices(initiative, on, confirmers, besides).filter(union__in=desks)
    return set(offices.values_list("union_id", flat=True))


def free_offices(
    initiative: Initiative, on: date, confirmers: Collection[int], besides: Worker | None = None
) -> OfficeQuerySet:
    """The offices, at whatever desk, whose holders are free to decide.

    Not free are authors; who has confirmed already, where two persons must; and who entered more than they may finish,
    once they have confirmed it or at the root, above which nobody finishes. `besides` leaves one person out.
    """
    programme, amount = initiative.programme, initiative.amount
    barred = set(initiative.author_ids)
    if amount >= programme.two_persons_from:
        barred |= set(confirmers)
    if amount > programme.enterer_may_finish_up_to and initiative.entered_by_id in confirmers:
        barred.add(initiative.entered_by_id)
    if besides:
        barred.add(besides.pk)
    offices = Office.objects.active(on).officers().filter(worker__is_active=True).exclude(worker__in=barred)
    if amount > programme.enterer_may_finish_up_to:
        offices = offices.exclude(worker=initiative.entered_by_id, union__level=Level.CONFEDERATION)
    return offices
