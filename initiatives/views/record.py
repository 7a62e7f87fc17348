"""An initiative's page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from initiatives import approval, drafts, timeline
from initiatives.states import Act, Actor, State, acts_from
from initiatives.views.scoped import SignedInRequest, visible


@login_required
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where it stands, what happened, all that it states, and what this person may do with it."""
    initiative = visible(request, pk)
    if not initiative.is_open:  # type: ignore[attr-defined]  # annotated by with_openness
        return render(request, "initiatives/closed.html", {"initiative": initiative})
    acts = approval.acts_for(initiative, request.user)
    context = {
        "initiative": initiative,
        "events": timeline.events_of(initiative),
        "may_submit": Act.SUBMIT in acts,
        "may_discard": Act.SUBMIT in acts and initiative.state == State.DRAFT,
        "may_withdraw": Act.WITHDRAW in acts,
        "may_decide": not set(acts).isdisjoint(acts_from(initiative.state, Actor.DESK)),
        "may_decline": drafts.may_decline(initiative, request.user),
    }
    return render(request, "initiatives/detail.html", context)
