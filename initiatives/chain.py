"""An initiative and its chain of steps with all that is told of them: few plain reads by key instead of wide joins."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet, prefetch_related_objects

from initiatives.models import ApprovalStep, Initiative
from unions.models import Office, Union, Worker

M = TypeVar("M", bound=Model)

CODES = Initiative.objects.only("code")
"""Of an original no more is read: its texts are long."""


def read_chain(initiative: Initiative) -> list[ApprovalStep]:
    """Its steps up to its last one, the first one first, each with who made it in which office, its desks and reasons.

    Sets on the initiative its unions, persons, authorships and `last_step`, too, so that no page reads them one by one.
    """
    found = ApprovalStep.objects.filter(initiative=initiative, pk__lte=initiative.last_step_id or 0)
    steps = list(found.order_by("pk"))
    prefetch_related_objects([initiative], "authorships")
    lines = initiative.authorships.all()
    offices = _by_key(Office.objects.all(), (step.office_id for step in steps))
    unions = _by_key(Union.objects.all(), _unions_of(initiative, steps, offices.values()))
    persons = [initiative.entered_by_id, *(step.made_by_id for step in steps), *(line.worker_id for line in lines)]
    workers = _by_key(Worker.objects.all(), persons)
    originals = _by_key(CODES, (step.duplicate_of_id for step in steps))
    for office in offices.values():
        office.union = unions[office.union_id]
    for before, step in zip([None, *steps], steps, strict=False):
        step.initiative, step.previous = initiative, before
        step.desk, step.office = _of(unions, step.desk_id), _of(offices, step.office_id)
        step.made_by, step.duplicate_of = _of(workers, step.made_by_id), _of(originals, step.duplicate_of_id)
    for line in lines:
        line.worker = workers[line.worker_id]
    initiative.union, initiative.desk = unions[initiative.union_id], _of(unions, initiative.desk_id)
    initiative.superior, initiative.unit = _of(unions, initiative.superior_id), _of(unions, initiative.unit_id)
    initiative.entered_by = workers[initiative.entered_by_id]
    initiative.last_step = steps[-1] if steps else None
    return steps


def _unions_of(initiative: Initiative, steps: list[ApprovalStep], offices: Iterable[Office]) -> list[int | None]:
    own = [initiative.union_id, initiative.superior_id, initiative.unit_id, initiative.desk_id]
    return [*own, *(step.desk_id for step in steps), *(office.union_id for office in offices)]


def _by_key(rows: QuerySet[M], keys: Iterable[int | None]) -> dict[int, M]:
    """The rows by their keys, in one read; in none where no key is given."""
    wanted = {key for key in keys if key is not None}
    return {row.pk: row for row in rows.filter(pk__in=wanted)} if wanted else {}


def _of(rows: dict[int, M], key: int | None) -> M | None:
    return None if key is None else rows[key]
