"""Where an initiative stands and how it came there, in plain words for the person who reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives.deadlines import days_since, written
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason, State
from unions import amounts
from unions.models import Union

CODES = Initiative.objects.only("code")
"""Of an original no more is read: its texts are long."""

UNSAID = (
    *(f"made_by__{name}" for name in ("password", "email", "phone", "phone_verified", "last_login")),
    *(f"{union}__{name}" for union in ("desk", "office__union") for name in ("name_key", "name_folded", "map_id")),
)
"""What no words about a step need of who made it and where."""


@dataclass(frozen=True)
class Event:
    """A step in words; `state` is that in which it left the initiative."""

    at: datetime
    title: str
    detail: str
    state: str


def standing(initiative: Initiative, at: datetime, *, is_yours: bool = False) -> str:
    """Where it stands at this instant, as in “Waiting for ..., for 3 days”; reads desk and last_step.

    `is_yours` speaks to who may change and submit it.
    """
    if initiative.state == State.DRAFT:
        return _("Not submitted yet")
    days = days_since(initiative.moved_at or at, at)
    if initiative.state == State.WAITING:
        return _for_days(_("Waiting for %(desk)s to decide") % {"desk": initiative.desk}, days)
    desk = _decided_at(initiative.last_step)
    if initiative.state == State.RETURNED:
        words = _("Returned by %(desk)s for the author to change")
        if is_yours:
            words = _("Returned by %(desk)s for you to change")
        return _for_days(words % {"desk": desk}, days)
    decided = {
        State.APPROVED: _("Approved by %(desk)s on %(day)s"),
        State.REJECTED: _("Rejected by %(desk)s on %(day)s"),
        State.WITHDRAWN: _("Withdrawn by the author on %(day)s"),
    }[State(initiative.state)]
    return decided % {"desk": desk, "day": _day(initiative.moved_at or at)}


def events_of(initiative: Initiative, steps: Iterable[ApprovalStep] | None = None) -> list[Event]:
    """Its steps in words, the first one first, each with who made it in which office, its reason and note.

    `steps` are those of `steps_of` or `read_chain`, where the page has read them.
    """
    steps = steps_of(initiative) if steps is None else steps
    return [Event(step.at, _title(step), "\n".join(_details(step)), step.state) for step in steps]


def steps_of(initiative: Initiative) -> list[ApprovalStep]:
    """Its steps up to its last one, the first one first, with what their words need."""
    rows = ApprovalStep.objects.filter(initiative=initiative, pk__lte=initiative.last_step_id or 0)
    rows = rows.select_related("made_by", "office__union", "desk").defer(*UNSAID)
    steps = list(rows.prefetch_related(Prefetch("duplicate_of", CODES)).order_by("pk"))
    for before, step in pairwise(steps):
        step.previous = before  # a chain: each names the one before it
    return steps


def _title(step: ApprovalStep) -> str:
    if step.act == Act.SUBMIT:
        words = _("Submitted again to %(desk)s") if step.previous_id else _("Submitted to %(desk)s")
    elif step.act == Act.FORWARD and step.reason == Reason.CONFIRMED:
        words = _("Confirmed by %(office)s, passed up to %(desk)s")
        if _stayed(step):
            words = _("Confirmed by %(office)s; a second person at the same desk must confirm it too")
    else:
        words = {
            Act.FORWARD: _("Passed up to %(desk)s by the system"),
            Act.APPROVE: _("Approved by %(office)s"),
            Act.RETURN: _("Returned by %(office)s to be changed"),
            Act.RECALL: _("Return taken back by %(office)s"),
            Act.REJECT: _("Rejected by %(office)s"),
            Act.WITHDRAW: _("Withdrawn by the author"),
            Act.REOPEN: _("Reopened by %(office)s, waiting for %(desk)s"),
        }[Act(step.act)]
    return words % {"desk": step.desk, "office": _decided_at(step)}


def _stayed(step: ApprovalStep) -> bool:
    """Whether it waits on where it was confirmed, as where only another person was needed."""
    before = step.previous.desk if step.previous else None
    return step.desk in (before, step.office.union if step.office else None)


def _details(step: ApprovalStep) -> Iterator[str]:
    if step.office and step.made_by:
        yield f"{step.made_by}, {step.office.get_kind_display()}, {step.office.union.name}"
        desk = step.previous.desk if step.previous else None
        if desk and desk != step.office.union:
            yield _("Decided at the desk of %(desk)s.") % {"desk": desk}
    elif step.made_by:
        yield step.made_by.name
    if step.act == Act.APPROVE and step.verified_benefit is not None:
        amount = amounts.short(step.verified_benefit, get_language() or "vi")
        yield _("Verified benefit: %(amount)s.") % {"amount": amount}
    if step.reason and step.reason != Reason.CONFIRMED:
        yield _("Reason: %(reason)s.") % {"reason": step.get_reason_display()}
    if step.duplicate_of:
        yield _("The original: %(code)s.") % {"code": step.duplicate_of.code}
    if step.note:
        yield step.note


def _decided_at(step: ApprovalStep | None) -> Union | str:
    return step.office.union if step and step.office else ""


def _for_days(words: str, days: int) -> str:
    if not days:
        return _("%(words)s, since today") % {"words": words}
    long = ngettext("%(words)s, for %(days)s day", "%(words)s, for %(days)s days", days)
    return long % {"words": words, "days": days}


def _day(at: datetime) -> str:
    return written(timezone.localdate(at))
