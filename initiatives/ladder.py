"""The ladder: who is free to decide, which desk is next, and who may finish."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Max, Subquery

from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason
from unions.joined import Part
from unions.models import Office, Union, Worker
from unions.models.union import AS_ONE_OF_MANY


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
    way = way_up(initiative, office.union, on, confirmers, besides=by)
    start = way[-2:][0].desk if bar is Bar.LIMIT else office.union
    desk = next((rung.desk for rung in reversed(way) if rung.is_free and rung.desk.depth <= start.depth), way[0].desk)
    return Outcome(finishes=False, desk=desk, bar=bar)


def first_free_desk(initiative: Initiative, start: Union, on: date, confirmers: Collection[int] = ()) -> Union:
    """The first desk from `start` up where an officer is free to decide; the root where nobody is."""
    return first_free(way_up(initiative, start, on, confirmers))


def first_free(way: "list[Rung]") -> Union:
    """The same on a way that has been read."""
    return next((rung.desk for rung in reversed(way) if rung.is_free), way[0].desk)


def free_desk_above(initiative: Initiative, desk: Union, on: date, confirmers: Collection[int] = ()) -> Union | None:
    """The first free one above this desk; the root's is the root. None where nobody is free up to the root."""
    way = way_up(initiative, desk, on, confirmers)
    return next((rung.desk for rung in reversed(way[:-1] or way) if rung.is_free), None)


@dataclass(frozen=True)
class Rung:
    """A desk, and whether an officer there is free to decide."""

    desk: Union
    is_free: bool


def way_up(
    initiative: Initiative, start: Union, on: date, confirmers: Collection[int] = (), besides: Worker | None = None
) -> list[Rung]:
    """The root, ..., the parent and `start` itself."""
    return _rungs(initiative, start.ancestor_paths, on, confirmers, besides)


def free_desks(
    initiative: Initiative,
    desks: Collection[Union],
    on: date,
    confirmers: Collection[int],
    besides: Worker | None = None,
) -> set[int]:
    """The ids of those desks at which an officer is free to decide."""
    rungs = _rungs(initiative, [desk.path for desk in desks], on, confirmers, besides)
    return {rung.desk.pk for rung in rungs if rung.is_free}


UNION = Part(Union, "u", AS_ONE_OF_MANY)

RUNGS = f"""
SELECT EXISTS(
    SELECT FROM unions_office o JOIN unions_worker w ON w.id = o.worker_id
    WHERE o.union_id = u.id AND o.kind = 'officer' AND w.is_active
        AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on >= %(on)s)
        AND o.worker_id <> ALL(%(barred)s::bigint[])
        AND NOT (u.level = 'confederation' AND o.worker_id = ANY(%(barred_at_the_root)s::bigint[]))
), {UNION.columns}
FROM unions_union u WHERE u.path = ANY(%(paths)s) ORDER BY u.path
"""  # noqa: S608 - columns of our own models


def _rungs(
    initiative: Initiative, paths: list[str], on: date, confirmers: Collection[int], besides: Worker | None
) -> list[Rung]:
    """These desks, from the top.

    Not free are authors; who has confirmed already, where two persons must; and who entered more than they may finish,
    once they have confirmed it or at the root, above which nobody finishes. `besides` leaves one person out.
    """
    programme, amount, enterer = initiative.programme, initiative.amount, initiative.entered_by_id
    barred = set(initiative.author_ids)
    if amount >= programme.two_persons_from:
        barred |= set(confirmers)
    if amount > programme.enterer_may_finish_up_to and enterer in confirmers:
        barred.add(enterer)
    if besides:
        barred.add(besides.pk)
    at_the_root = [enterer] if amount > programme.enterer_may_finish_up_to else []
    values: dict[str, Any] = {"on": on, "paths": paths, "barred": list(barred), "barred_at_the_root": at_the_root}
    with connection.cursor() as cursor:
        cursor.execute(RUNGS, values)
        rows = [iter(row) for row in cursor.fetchall()]
    return [Rung(is_free=next(row), desk=UNION.present(row)) for row in rows]
