"""What one takes along: the receipt of a submission, and the legal application form as PDF."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from initiatives import approval, contacts, legal_form
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, State
from initiatives.views.scoped import SignedInRequest, point_to, visible


@login_required
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was submitted when, to which desk, what follows and who can help; of the last submission."""
    initiative = visible(request, pk)
    step = _last_submission(initiative)
    if step is None:
        raise Http404
    if not initiative.is_open:  # type: ignore[attr-defined]  # annotated by visible
        return render(request, "initiatives/closed.html", {"initiative": initiative})
    is_yours = approval.may_author(initiative, request.user)
    return render(request, "initiatives/receipt.html", _receipt(initiative, step) | {"is_yours": is_yours})


def _last_submission(initiative: Initiative) -> ApprovalStep | None:
    step = ApprovalStep.objects.filter(initiative=initiative, act=Act.SUBMIT).order_by("-pk").first()
    if step:
        point_to("desk", step, [initiative.desk, initiative.union])
        point_to("made_by", step, [line.worker for line in initiative.authorships.all()])
    return step


def _receipt(initiative: Initiative, step: ApprovalStep) -> dict[str, Any]:
    """What the step holds; the title stands on no step, so it is shown while nothing was changed since."""
    desk, programme = step.desk, initiative.programme
    if desk is None:
        raise Http404
    limit = programme.limit_of(desk.level)
    return {
        "initiative": initiative,
        "step": step,
        "waits_there": initiative.state == State.WAITING and initiative.last_step_id == step.pk,
        "passed_up_on": step.at + timedelta(days=programme.desk_days) if programme.desk_days else None,
        "limit": limit if limit is not None and (step.claimed_benefit or 0) > limit else None,
        "is_changed": initiative.edited_at > step.at,
        "contact": contacts.contact_at(desk, timezone.localdate()),
    }


@login_required
@require_safe
def form(request: SignedInRequest, pk: int) -> HttpResponse:
    """The application form of Circular 18/2013 as a download; of a confidential one, for those who see its words."""
    initiative = visible(request, pk)
    if not initiative.is_open:  # type: ignore[attr-defined]  # annotated by visible
        raise Http404
    step = _last_submission(initiative)
    changed = step is not None and initiative.edited_at > step.at
    response = HttpResponse(legal_form.pdf_of(initiative, is_changed=changed), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{legal_form.file_name(initiative)}"'
    response["Cache-Control"] = "private, no-store"
    return response
