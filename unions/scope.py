"""Scope: what a worker's offices reach. A union and all below it."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from unions.joined import Part
from unions.models import Office, Union, Worker
from unions.models.office import OfficeQuerySet
from unions.models.union import AS_ONE_OF_MANY, UnionQuerySet
from unions.models.worker import WorkerQuerySet

READING = (Office.Kind.OFFICER, Office.Kind.LEADER)
ADMINISTERING = (Office.Kind.ADMINISTRATOR,)
CARING = (Office.Kind.OFFICER, Office.Kind.ADMINISTRATOR)
ANY_KIND = tuple(Office.Kind)

OFFICE, UNION = Part(Office, "o"), Part(Union, "u", AS_ONE_OF_MANY)

OFFICES_ON = f"""
SELECT {OFFICE.columns}, {UNION.columns}
FROM unions_office o JOIN unions_union u ON u.id = o.union_id JOIN unions_worker w ON w.id = o.worker_id
WHERE o.worker_id = %(worker)s AND w.is_active AND o.kind = %(kind)s
    AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on >= %(on)s)
ORDER BY u.depth, o.id
"""  # noqa: S608 - columns of our own models


def offices(worker: Worker, kinds: Iterable[str] = ANY_KIND) -> list[Office]:
    """The worker's offices of these kinds held today, the highest union first."""
    wanted = set(kinds)
    return [office for office in worker.active_offices if office.kind in wanted]


def tops(worker: Worker, kinds: Iterable[str] = ANY_KIND) -> list[Union]:
    """The unions of those offices, without those that lie below another of them."""
    highest: list[Union] = []
    for office in offices(worker, kinds):
        if not any(office.union.is_at_or_below(top) for top in highest):
            highest.append(office.union)
    return highest


def reaches(worker: Worker, union: Union, kinds: Iterable[str] = ANY_KIND) -> bool:
    """Whether the union lies at or below a union of one of those offices."""
    return any(union.is_at_or_below(office.union) for office in offices(worker, kinds))


def offices_on(worker: Worker, kind: str, on: date) -> list[Office]:
    """The worker's offices of this kind on the day, the highest union first; read afresh."""
    with connection.cursor() as cursor:
        cursor.execute(OFFICES_ON, {"worker": worker.pk, "kind": kind, "on": on})
        rows = [iter(row) for row in cursor.fetchall()]
    offices = []
    for values in rows:
        office = OFFICE.present(values)
        office.worker, office.union = worker, UNION.present(values)
        offices.append(office)
    return offices


def offices_at_or_above(worker: Worker, union: Union, kind: str, on: date) -> list[Office]:
    """Of those the ones at the union or above it."""
    return [office for office in offices_on(worker, kind, on) if union.is_at_or_below(office.union)]


def is_administrator(worker: Worker) -> bool:
    """Whether the worker administers any union."""
    return _is_everywhere(worker) or bool(offices(worker, ADMINISTERING))


def administers_confederation(worker: Worker) -> bool:
    """Whether the worker administers the root, and with it what there is one of for all."""
    return _is_everywhere(worker) or any(office.union.depth == 1 for office in offices(worker, ADMINISTERING))


def cares_for_workers(worker: Worker) -> bool:
    """Whether there are workers whom the worker looks after."""
    return _is_everywhere(worker) or bool(offices(worker, CARING))


def unions_seen_by(worker: Worker) -> UnionQuerySet:
    """The unions at or below any office of the worker."""
    return _at_or_below(worker, ANY_KIND)


def administered_unions(worker: Worker) -> UnionQuerySet:
    """The unions at or below where the worker is administrator: theirs to edit, and to give offices at."""
    return _at_or_below(worker, ADMINISTERING)


def unions_in_care_of(worker: Worker) -> UnionQuerySet:
    """The unions whose workers the worker looks after: at or below where they are officer or administrator."""
    return _at_or_below(worker, CARING)


def administers(worker: Worker, union: Union) -> bool:
    """Whether the union is among those that the worker administers; asks the database for nothing."""
    return _is_everywhere(worker) or reaches(worker, union, ADMINISTERING)


def workers_visible_to(worker: Worker) -> WorkerQuerySet:
    """The members of the unions in the worker's care and whoever holds an office there now or later.

    Reads the ids of those unions first: with them the planner finds a unit's workers among half a million in 34 ms,
    with a subquery in 633.
    """
    everyone: WorkerQuerySet = Worker.objects.all()
    if _is_everywhere(worker) or any(top.depth == 1 for top in tops(worker, CARING)):
        return everyone
    unions = list(unions_in_care_of(worker).order_by().values_list("pk", flat=True))
    offices_there = Office.objects.not_over(timezone.localdate()).filter(union__in=unions)
    return everyone.filter(Q(union__in=unions) | Q(pk__in=list(offices_there.values_list("worker_id", flat=True))))


def offices_visible_to(worker: Worker) -> OfficeQuerySet:
    """The offices at the unions that the worker administers."""
    every: OfficeQuerySet = Office.objects.all()
    if _is_everywhere(worker):
        return every
    return every.filter(union__in=administered_unions(worker).order_by().values("pk"))


def may_edit_account(editor: Worker, worker: Worker) -> bool:
    """Whether the editor may change this worker's name, contact, password and union.

    Whoever changes a contact can take the account over. So a member of a union that is not in the editor's care is
    left alone; of a worker who holds an office, now or later, only who administers all the unions of those offices
    may; and of a superuser, a superuser.
    """
    if _is_everywhere(editor):
        return True
    if worker.is_superuser or (worker.union and not reaches(editor, worker.union, CARING)):
        return False
    return all(administers(editor, office.union) for office in worker.offices_not_over)


def may_change_sign_in(editor: Worker, worker: Worker) -> bool:
    """Whether the editor may change this worker's phone, e-mail or password, with which the account is taken over.

    An officer may until the worker has signed in; from then on it takes an administrator of the worker's union.
    """
    if worker.last_login is None or _is_everywhere(editor):
        return True
    return worker.union is not None and administers(editor, worker.union)


def may_edit_office(editor: Worker, office: Office) -> bool:
    """Whether the editor may change or take away the office: one at a union they administer, and never their own."""
    return office.worker_id != editor.pk and administers(editor, office.union)


def _is_everywhere(worker: Worker) -> bool:
    """A superuser cares for unions, workers and offices like an administrator at the root."""
    return worker.is_active and worker.is_superuser


def _at_or_below(worker: Worker, kinds: Iterable[str]) -> UnionQuerySet:
    unions: UnionQuerySet = Union.objects.all()
    return unions if _is_everywhere(worker) else unions.at_or_below(tops(worker, kinds))
