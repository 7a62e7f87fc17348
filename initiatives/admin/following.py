"""What stands before and after an initiative in the person's queue; what is said once an act is done, and where."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.forms import HiddenInput
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from initiatives.admin.page import carried, list_url
from initiatives.forms.listing import listing_of
from initiatives.forms.queue import QueueFilter
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, State
from unions import scope
from unions.models import Office, Union, Worker
from unions.scoped_admin import person

LOOK = 20
"""How many of a desk's nearest are looked at: which of them one is free to decide is never asked of a whole queue."""


def next_waiting(worker: Worker, after: Initiative | None = None) -> Initiative | None:
    """The one that waits next for the person's word, from the front again at the end of the queue."""
    others = ~Q(pk=after.pk) if after else Q()  # what was just taken back or reopened waits again, at the end
    ways = [Way(others)] + ([Way(_behind(after))] if after else [])
    near = _free_near(worker, ways)
    behind = [row for row in near if after and _place(row) > _place(after)]
    return min(behind or near, key=_place, default=None)


def around(worker: Worker, initiative: Initiative) -> tuple[Initiative | None, Initiative | None]:
    """Those that stand before and behind the given one in the person's queue."""
    at = initiative.moved_at
    ahead = Q(moved_at__lte=at) & (Q(moved_at__lt=at) | Q(pk__lt=initiative.pk))
    near = _free_near(worker, [Way(ahead, backwards=True), Way(_behind(initiative))])
    place = _place(initiative)
    before, behind = [row for row in near if _place(row) < place], [row for row in near if _place(row) > place]
    return max(before, key=_place, default=None), min(behind, key=_place, default=None)


def is_in_queue_of(worker: Worker, initiative: Initiative) -> bool:
    """Whether it waits at a desk of the person's own."""
    desks = {office.union_id for office in scope.offices(worker, (Office.Kind.OFFICER,))}
    return initiative.state == State.WAITING and initiative.desk_id in desks


def tell(request: HttpRequest, initiative: Initiative, step: ApprovalStep) -> str:
    """Say what was done; the address of the list to go on with. `initiative` is as it was before the act.

    A narrowed list goes on while anything is left in it; else the queue does, and what waits next there is offered.
    """
    worker, done = person(request), done_by(step)
    unions = Union.objects.at_or_below(scope.tops(worker, scope.READING))
    listed = QueueFilter(carried(request), worker=worker, unions=unions, pickers=[HiddenInput(), HiddenInput()])
    if listed.is_narrowed and listing_of(listed).has_any:
        messages.success(request, done)
        return list_url(request)
    following = next_waiting(worker, initiative)
    if following:
        words = _("Next: %(code)s") % {"code": following.code}
        address = reverse("admin:initiatives_initiative_change", args=[following.pk])
        done = format_html('{} <a class="next-link" href="{}">{}</a>', done, address, words)
    messages.success(request, done)
    return reverse("admin:initiatives_initiative_changelist") if listed.is_narrowed else list_url(request)


def done_by(step: ApprovalStep) -> str:
    """What an officer's step did, in words: “Returned SK-2026-0000067 to its author.”"""
    stays = step.previous is not None and step.desk_id == step.previous.desk_id
    words = {
        Act.APPROVE: _("Approved %(code)s."),
        Act.FORWARD: _("Confirmed %(code)s and passed it up to %(desk)s."),
        Act.RETURN: _("Returned %(code)s to its author."),
        Act.REJECT: _("Rejected %(code)s."),
        Act.RECALL: _("Took back the return of %(code)s; it waits at %(desk)s again."),
        Act.REOPEN: _("Reopened %(code)s; it waits at %(desk)s."),
    }[Act(step.act)]
    if step.act == Act.FORWARD and stays:
        words = _("Confirmed %(code)s; a second person at the same desk must confirm it too.")
    return words % {"code": step.initiative.code, "desk": step.desk}


@dataclass(frozen=True)
class Way:
    """Which part of a queue is gone along, from its front or from its end."""

    where: Q
    backwards: bool = False


def _free_near(worker: Worker, ways: list[Way]) -> list[Initiative]:
    """Of the nearest along each way at each of the person's desks, as an index holds them, those they may decide on."""
    near: set[int] = set()
    for office in scope.offices(worker, (Office.Kind.OFFICER,)):
        for way in ways:
            queue = Initiative.objects.waiting_at(office.union).filter(way.where).oldest_first()
            near |= set((queue.reverse() if way.backwards else queue).values_list("pk", flat=True)[:LOOK])
    if not near:
        return []
    free = Initiative.objects.readable_by(worker).filter(pk__in=near).free_to(worker, timezone.localdate())
    return list(free.only("code", "moved_at"))


def _behind(initiative: Initiative) -> Q:
    at = initiative.moved_at
    return Q(moved_at__gte=at) & (Q(moved_at__gt=at) | Q(pk__gt=initiative.pk)) & ~Q(pk=initiative.pk)


def _place(initiative: Initiative) -> tuple[float, int]:
    return (initiative.moved_at.timestamp() if initiative.moved_at else 0.0, initiative.pk)
