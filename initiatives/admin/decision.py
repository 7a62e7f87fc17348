"""The decision page: the whole initiative, what deciding would do, and each act with its confirm step."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives import approval, timeline
from initiatives.admin import following
from initiatives.admin.page import in_scope, is_open, officer, page, reader
from initiatives.approval import KeptOffices
from initiatives.chain import read_chain
from initiatives.forms.decisions import ApproveForm, DecisionForm, RecallForm, RejectForm, ReopenForm, ReturnForm
from initiatives.models import ApprovalStep, Initiative
from initiatives.prospect import Prospect, prospect_of_approval
from initiatives.refusals import Refused
from initiatives.states import Act, State
from unions.models import Worker
from unions.scoped_admin import ScopedModelAdmin


@dataclass(frozen=True)
class Decision:
    """An act of officers as a page: its question, its button, its form, and the act itself."""

    act: Act
    title: "str | Promise"
    button: "str | Promise"
    form: type[DecisionForm]
    do: Callable[..., ApprovalStep]
    tone: str = ""


DECISIONS = {
    decision.act: decision
    for decision in (
        Decision(Act.APPROVE, _("Approve"), _("Approve"), ApproveForm, approval.approve),
        Decision(Act.RETURN, _("Return to the author"), _("Return"), ReturnForm, approval.return_),
        Decision(Act.REJECT, _("Reject"), _("Reject"), RejectForm, approval.reject, "danger"),
        Decision(Act.RECALL, _("Take back the return"), _("Take back the return"), RecallForm, approval.recall),
        Decision(Act.REOPEN, _("Reopen"), _("Reopen"), ReopenForm, approval.reopen, "danger"),
    )
}
"""Every act that an officer does by hand; passing up follows from approving."""

NOT_NOW = _("That cannot be done with it now, or not by you.")


def decision_page(model_admin: ScopedModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All that an officer needs to decide; of a confidential one that is closed to them, what everyone may see."""
    worker = reader(model_admin, request)
    initiative, steps = opened(model_admin, request, pk)
    context: dict[str, Any] = {"initiative": initiative, "standing": standing_of(initiative)}
    context["title"] = initiative.code
    if not is_open(initiative):
        return page(model_admin, request, "closed.html", **context)
    kept = KeptOffices(worker)
    decisions = decisions_for(initiative, worker, kept)
    prospect = prospect_of_approval(initiative, worker, kept) if DECISIONS[Act.APPROVE] in decisions else None
    if prospect and prospect.needs_another:
        decisions.remove(DECISIONS[Act.APPROVE])
    if following.is_in_queue_of(worker, initiative):
        context["earlier"], context["later"] = following.around(worker, initiative)
    context |= {
        "decisions": decisions,
        "prospect": prospect,
        "is_large": (initiative.counted_benefit or 0) >= initiative.programme.two_persons_from,  # type: ignore[attr-defined]
        "is_being_edited": is_being_edited(initiative),
        "events": timeline.events_of(initiative, steps),
        "is_over": timezone.now() >= initiative.programme.decides_until,
        "is_author": any(line.worker_id == worker.pk for line in initiative.authorships.all()),
    }
    return page(model_admin, request, "decision.html", **context)


def history_page(model_admin: ScopedModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The chain of steps with what each carries."""
    reader(model_admin, request)
    initiative, steps = opened(model_admin, request, pk)
    context: dict[str, Any] = {"initiative": initiative, "standing": standing_of(initiative)}
    context["title"] = initiative.code
    if not is_open(initiative):
        return page(model_admin, request, "closed.html", **context)
    context["steps"] = steps
    return page(model_admin, request, "history.html", **context)


def act_page(model_admin: ScopedModelAdmin, request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """An act's form, and the act. What was seen goes with the form, so an act on an old page is refused."""
    worker = officer(model_admin, request)
    if act not in DECISIONS:
        raise Http404
    decision, (initiative, _steps) = DECISIONS[Act(act)], opened(model_admin, request, pk)
    if not is_open(initiative):  # asked first: what else hinders may name its author
        return refused_page(model_admin, request, initiative, NOT_NOW)
    prospect = prospect_of_approval(initiative, worker) if act == Act.APPROVE else None
    form = decision.form(
        request.POST or None,
        initiative=initiative,
        worker=worker,
        finishes=bool(prospect and prospect.outcome.finishes),
    )
    before, step = copy(initiative), None
    if form.is_valid():
        try:
            step = decision.do(initiative, by=worker, seen=form.cleaned_data["seen"], **form.arguments())
        except Refused as refused:
            if not form.blame(refused):
                return refused_page(model_admin, request, initiative, refused.message)
    elif why := hindrance(initiative, worker, decision, form, prospect):
        return refused_page(model_admin, request, initiative, why)
    if step is None:
        context: dict[str, Any] = {"decision": decision, "form": form, "prospect": prospect}
        return page(model_admin, request, "act.html", title=initiative.code, initiative=initiative, **context)
    return redirect(following.tell(request, before, step))


def hindrance(
    initiative: Initiative, worker: Worker, decision: Decision, form: DecisionForm, prospect: Prospect | None
) -> "str | Promise":
    """Why there is no use in filling the form in; empty where nothing hinders. The act itself says it more exactly."""
    if form.is_bound and form.cleaned_data.get("seen") != initiative.last_step_id:
        return _("It has changed meanwhile. Look again.")
    if decision not in decisions_for(initiative, worker):
        return NOT_NOW
    if prospect and prospect.needs_another:
        return _("You have confirmed it already; another person must confirm it too.")
    return ""


def refused_page(
    model_admin: ScopedModelAdmin, request: HttpRequest, initiative: Initiative, why: "str | Promise"
) -> HttpResponse:
    """Why the act was not done, and the way back to the initiative as it stands now."""
    context: dict[str, Any] = {"title": initiative.code, "initiative": initiative, "why": why}
    context["standing"] = standing_of(initiative)
    return page(model_admin, request, "refused.html", 409, **context)


def opened(model_admin: ScopedModelAdmin, request: HttpRequest, pk: int) -> tuple[Initiative, list[ApprovalStep]]:
    """The initiative with all that its pages show, and its steps; or 404. `counted_benefit` is what is at the desk."""
    rows = in_scope(model_admin, request).select_related("programme", "phase", "field")
    initiative = get_object_or_404(rows, pk=pk)
    steps = read_chain(initiative)
    initiative.counted_benefit = steps[-1].claimed_benefit if steps else None  # type: ignore[attr-defined]
    return initiative, steps


def decisions_for(initiative: Initiative, worker: Worker, kept: KeptOffices | None = None) -> list[Decision]:
    """What this officer may do now, in the order of the table of moves."""
    return [DECISIONS[act] for act in approval.acts_for(initiative, worker, kept) if act in DECISIONS]


def is_being_edited(initiative: Initiative) -> bool:
    """Whether its author has begun to change it since it was returned, so that its words are half-way."""
    last = initiative.last_step
    return initiative.state == State.RETURNED and last is not None and initiative.edited_at > last.at


def standing_of(initiative: Initiative) -> str:
    return timeline.standing(initiative, timezone.now())
