"""Scope: what a worker's offices reach. A union and all below it."""

from collections.abc import Iterable
from datetime import date

from unions.models import Office, Union, Worker
from unions.models.office import OfficeQuerySet

READING = (Office.Kind.OFFICER, Office.Kind.LEADER)
ANY_KIND = tuple(Office.Kind)


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


def offices_at_or_above(worker: Worker, union: Union, kind: str, on: date) -> OfficeQuerySet:
    """The worker's offices of this kind at the union or above it on the day, the highest first; read afresh."""
    return (
        Office.objects.active(on)
        .filter(worker=worker, worker__is_active=True, kind=kind, union__path__in=union.ancestor_paths)
        .select_related("union")
        .order_by("union__depth", "pk")
    )
