"""One act on all that match a list: which rows they were at the preview, and the job that goes through them.

The preview writes down each initiative with its last step. So what comes to the desk later is not touched, and what
was moved meanwhile is refused as stale, whatever the list would show by then.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.lots import lots
from initiatives import approval, jobs
from initiatives.approval import KeptOffices
from initiatives.forms.readback import CONFIRM_FROM
from initiatives.jobs import Held, Kind
from initiatives.lanes import Lanes, lanes, settle
from initiatives.lists import Listing
from initiatives.models import ApprovalStep, Initiative, Job, JobPortion, JobState, PassedOver
from initiatives.refusals import Refused
from initiatives.states import Act, State
from unions import scope
from unions.models import Office, Worker

NAME = "decide"

MOST = 20_000
"""How many rows one job goes through at most: at 400 a second less than a minute."""

PORTION = 50
"""After so many rows it is noted how far it is, and looked whether to go on."""

LANES = 2
"""How many rows are acted on at once: two use two cores, one for Python and what is left of both for the database."""

ACTS: dict[Act, Callable[..., ApprovalStep]] = {
    Act.APPROVE: approval.approve,
    Act.RETURN: approval.return_,
    Act.REJECT: approval.reject,
}

WHY: dict[str, "str | Promise"] = {
    "stale": _("Somebody moved it after the list was made"),
    "not_waiting": _("It does not wait any more"),
    "no_such_move": _("It does not wait any more"),
    "confidential": _("It is confidential and closed to you"),
    "large": _("The amount is large; decide on it singly"),
    "own_initiative": _("It is your own; authors do not decide on their own initiative"),
    "no_office": _("It waits at a desk above yours"),
    "another_person": _("You have confirmed it already; another person must"),
    "decided": _("The programme's time for deciding is over"),
    "gone": _("It is not in your scope any more"),
}
"""Why a row was passed over, by its code."""

OTHERWISE = _("The act was refused")


def unfit_code(row: Initiative, act: Act) -> str:
    """The code of why a row is not for this act in bulk, empty where it is.

    Of a row with its programme and `is_open`. From the smaller of what is read back and what two persons must confirm
    an approval is given singly.
    """
    if not row.is_open:  # type: ignore[attr-defined]  # annotated by with_openness; asked first, as refusals name people
        return "confidential"
    if row.state != State.WAITING:
        return "not_waiting"
    is_large = row.amount >= min(CONFIRM_FROM, row.programme.two_persons_from)
    return "large" if act == Act.APPROVE and is_large else ""


@dataclass
class Preview:
    """What an act on all that match would come to, as far as is known: how many, and their claimed benefits in VND."""

    count: int = 0
    amount: int = 0
    finished: int = 0
    finished_amount: int = 0
    passed_up: int = 0
    passed_up_amount: int = 0
    over: "Counter[str]" = field(default_factory=Counter)

    def add(self, amount: int, *, code: str, finishes: bool) -> None:
        self.count += 1
        self.amount += amount
        if code:
            self.over[code] += 1
        elif finishes:
            self.finished += 1
            self.finished_amount += amount
        else:
            self.passed_up += 1
            self.passed_up_amount += amount


def ask(act: Act, listing: Listing, *, by: Worker, query: str) -> Job | None:
    """A preview of the act on the first MOST that match; None where nothing does. `query` is the list's address."""
    ids = [pk for pk, *_place in listing.to_the_end(MOST + 1)]
    is_more, ids = len(ids) > MOST, ids[:MOST]
    rows = {row.pk: row for lot in lots(ids, 5000) for row in _rows(by, lot).select_related("programme", "desk")}
    kept = [rows[pk] for pk in ids if pk in rows]
    if not kept:
        return None
    preview = _preview(act, kept, by)
    offices = [office.pk for office in scope.offices(by, (Office.Kind.OFFICER,))]
    parameters = {"act": act.value, "query": query, "offices": offices, "is_more": is_more, "preview": vars(preview)}
    with transaction.atomic():
        job = jobs.ask(NAME, by=by, parameters=parameters, total=len(kept), state=JobState.PREVIEWED)
        JobPortion.objects.bulk_create(
            JobPortion(job=job, number=number, ids=[row.pk for row in lot], seen=[row.last_step_id for row in lot])
            for number, lot in enumerate(lots(kept, PORTION))
        )
    return job


def _rows(by: Worker, ids: Sequence[int]) -> Any:
    """Those of these rows that are in the person's scope, with what a bulk act asks of them."""
    rows = Initiative.objects.visible_to(by).sent().filter(pk__in=ids).with_openness(by)
    return rows.select_related("programme").only(*LOOKED_AT)


LOOKED_AT = ("state", "last_step_id", "claimed_benefit", "confidential", "entered_by_id", "desk__path", "programme")


def _preview(act: Act, rows: Iterable[Initiative], by: Worker) -> Preview:
    preview, offices = Preview(), scope.offices(by, (Office.Kind.OFFICER,))
    own = set(Initiative.objects.filter(authorships__worker=by).values_list("pk", flat=True))
    for row in rows:
        office = next((office for office in offices if row.desk and row.desk.is_at_or_below(office.union)), None)
        code = unfit_code(row, act)
        if not code:
            code = "no_office" if office is None else "own_initiative" if row.pk in own else ""
        limit = row.programme.limit_of(office.union.level) if office else None
        by_me = row.entered_by_id == by.pk and row.amount > row.programme.enterer_may_finish_up_to
        above = act == Act.APPROVE and (by_me or (limit is not None and row.amount > limit))
        preview.add(row.amount, code=code, finishes=not above)
    return preview


def permits(job: Job) -> bool:
    """Whether who asked still holds one of the officer's offices with which they asked."""
    offices = Office.objects.active(timezone.localdate()).officers().filter(pk__in=job.parameters["offices"])
    return bool(offices.filter(worker=job.asked_by_id, worker__is_active=True).exists())


def work(held: Held) -> bool:
    """The act on portion after portion, each act in a transaction of its own.

    Their commits do not wait for the disk, that of the portion's record does: so what is noted as done is kept, and
    what the database lost with a crash is found again where it was.
    """
    job = held.job
    _settle(held)
    with lanes(LANES) as both:
        while portion := job.portions.filter(number=job.position).first():
            if not held.goes_on():
                return False
            held.check_rights()
            _go_through(held, portion, both)
    return True


def _settle(held: Held) -> None:
    """Count what a killed process did of a portion before it could note it, and take it out of the portion."""
    job = held.job
    portion = job.portions.filter(number=job.position).first()
    if portion is None:
        return
    acts = (Act.APPROVE, Act.FORWARD) if job.parameters["act"] == Act.APPROVE else (job.parameters["act"],)
    done = ApprovalStep.objects.filter(previous__in=portion.seen, made_by=job.asked_by_id, act__in=acts)
    steps = dict(done.values_list("previous_id", "act"))
    if not steps:
        return
    left = [pair for pair in zip(portion.ids, portion.seen, strict=True) if pair[1] not in steps]
    with transaction.atomic():
        portion.ids, portion.seen = [pk for pk, _seen in left], [seen for _pk, seen in left]
        portion.save(update_fields=["ids", "seen"])
        held.record(position=job.position, done=len(steps), result=_added(job, steps.values()))


def _go_through(held: Held, portion: JobPortion, both: Lanes) -> None:
    """The officer's offices are read anew for each portion: whoever has lost them is stopped within a second.

    Not for each row, since that would be a third of what an act asks the database.
    """
    job, kept = held.job, KeptOffices(held.job.asked_by)
    rows = {row.pk: row for row in _rows(job.asked_by, portion.ids)}

    def act(pair: tuple[int, int]) -> tuple[int, str, bool]:
        """The row, what was done or why not, and which of them."""
        try:
            return pair[0], act_on(rows.get(pair[0]), pair[1], job, kept), True
        except Refused as refused:
            return pair[0], refused.code, False

    came = both.each(act, list(zip(portion.ids, portion.seen, strict=True)))
    acts = [act for _pk, act, is_done in came if is_done]
    over = {pk: code for pk, code, is_done in came if not is_done}
    with transaction.atomic():
        settle()
        PassedOver.objects.bulk_create(PassedOver(job=job, initiative_id=pk, code=code) for pk, code in over.items())
        skipped = Counter(over.values())
        held.record(position=job.position + 1, done=len(acts), skipped=skipped, result=_added(job, acts))


def act_on(row: Initiative | None, seen: int, job: Job, kept: KeptOffices) -> str:
    """Do the act, its verified benefit the claimed one, and give what it came to. Raises Refused."""
    act, arguments = Act(job.parameters["act"]), dict(job.parameters["arguments"])
    if row is None:
        raise Refused("gone", WHY["gone"])
    if code := unfit_code(row, act):
        raise Refused(code, WHY[code])
    if act == Act.APPROVE:
        arguments["verified_benefit"] = row.claimed_benefit
    return ACTS[act](row, by=job.asked_by, seen=seen, kept=kept, **arguments).act


def _added(job: Job, acts: Iterable[str]) -> dict[str, int]:
    """How many of each act were done in all."""
    return dict(Counter(job.result) + Counter(acts))


KIND = Kind(NAME, work, permits)
