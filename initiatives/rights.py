"""Who may do which act with an initiative. Each act asks here; buttons ask the same."""

from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Act, Actor, State, acts_from
from unions import scope
from unions.models import Office, Union, Worker

KEPT_FOR = 2.0
"""Seconds for which a job that acts on many rows goes on with the offices that it has read."""


def acts_for(initiative: Initiative, worker: Worker, kept: "KeptOffices | None" = None) -> list[Act]:
    """The acts that this person may do now, for buttons; each act checks again. `kept` by a page that asks twice."""
    if initiative.state != State.DRAFT and timezone.now() >= initiative.programme.decides_until:
        return []
    acts: list[Act] = []
    if may_author(initiative, worker):
        acts += acts_from(initiative.state, Actor.AUTHOR)
    desk = responsible_desk(initiative)
    if desk and _may_decide(initiative, worker, desk, kept):
        acts += [act for act in acts_from(initiative.state, Actor.DESK) if act != Act.FORWARD]
    return acts


def _may_decide(initiative: Initiative, worker: Worker, desk: Union, kept: "KeptOffices | None") -> bool:
    office = office_for(initiative, worker, desk, timezone.localdate(), kept)
    return office is not None and worker.pk not in initiative.author_ids


def may_author(initiative: Initiative, worker: Worker) -> bool:
    """The main author; who entered it as long as the author has never signed in."""
    author = initiative.main_author
    return worker.pk == author.pk or (worker.pk == initiative.entered_by_id and author.last_login is None)


def is_own(initiative: Initiative, worker: Worker) -> bool:
    """Main author, co-author who has not declined, or who entered it; reads prefetched authorships."""
    lines = initiative.authorships.all()
    return worker.pk == initiative.entered_by_id or any(
        line.worker_id == worker.pk and line.declined_at is None for line in lines
    )


def check_author(initiative: Initiative, worker: Worker) -> None:
    """Raise Refused unless this person may do the author's acts."""
    if not may_author(initiative, worker):
        raise Refused("not_author", _("Only the main author may do that."))


@dataclass
class KeptOffices:
    """An officer's offices while a page asks twice, or a job acts on many rows: read anew after `KEPT_FOR`."""

    worker: Worker
    on: date | None = None
    read_at: float = 0.0
    offices: list[Office] = field(default_factory=list)

    def held(self, on: date) -> list[Office]:
        """As they stand now, or stood no longer than `KEPT_FOR` ago."""
        now = monotonic()
        if self.on != on or now - self.read_at > KEPT_FOR:
            self.offices = scope.offices_on(self.worker, Office.Kind.OFFICER, on)
            self.on, self.read_at = on, now
        return self.offices


def deciding_office(
    initiative: Initiative, worker: Worker, desk: Union, on: date, kept: KeptOffices | None = None
) -> Office:
    """The office with whose limit this person decides at the desk; raises Refused where they may not."""
    office = office_for(initiative, worker, desk, on, kept)
    if office is None:
        raise Refused("no_office", _("Only an officer of %(desk)s or above may do that.") % {"desk": desk})
    if worker.pk in initiative.author_ids:
        raise Refused("own_initiative", _("Authors do not decide on their own initiative."))
    return office


def office_for(
    initiative: Initiative, worker: Worker, desk: Union, on: date, kept: KeptOffices | None = None
) -> Office | None:
    """The worker's highest office at the desk or above; of a confidential one, only at desks on its way."""
    kept = kept if kept and kept.worker == worker else KeptOffices(worker)
    offices = [office for office in kept.held(on) if desk.is_at_or_below(office.union)]
    if offices and initiative.confidential:
        steps = ApprovalStep.objects.filter(initiative=initiative, desk__isnull=False)
        way = set(steps.values_list("desk", flat=True))
        offices = [office for office in offices if office.union_id in way]
    return offices[0] if offices else None


def responsible_desk(initiative: Initiative) -> Union | None:
    """The desk whose officers may act: where it waits, which returned it, or which decided."""
    last = initiative.last_step
    if initiative.state == State.WAITING:
        return initiative.desk
    if initiative.state == State.RETURNED:
        return last.previous.desk if last and last.previous else None
    if initiative.state in (State.APPROVED, State.REJECTED):
        return last.office.union if last and last.office else None
    return None


def responsible_desk_of(initiative: Initiative) -> Union:
    """The same, of an initiative whose state has one."""
    desk = responsible_desk(initiative)
    if desk is None:
        raise Refused("no_desk", _("No desk is responsible for it now."))
    return desk
