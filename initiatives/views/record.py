"""An initiative's page."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from initiatives import approval, contacts, drafts, timeline
from initiatives.models import Initiative
from initiatives.rights import is_own, responsible_desk
from initiatives.states import Act, Actor, State, acts_from
from initiatives.views.scoped import SignedInRequest, visible
from unions.models import Worker


@login_required
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where it stands, what happened, all that it states, and what this person may do with it."""
    initiative = visible(request, pk, with_last_step=False)
    if not initiative.is_open:  # type: ignore[attr-defined]  # annotated by with_openness
        return render(request, "initiatives/closed.html", {"initiative": initiative})
    steps = timeline.steps_of(initiative)
    initiative.last_step = steps[-1] if steps else None
    context = _may(initiative, request.user) | {
        "initiative": initiative,
        "events": timeline.events_of(initiative, steps),
        "contact": _contact(initiative) if is_own(initiative, request.user) else None,
    }
    return render(request, "initiatives/detail.html", context)


def _may(initiative: Initiative, worker: Worker) -> dict[str, Any]:
    """What this person may do with it now, for its buttons; `key` is that of the draft that one click may make."""
    acts = approval.acts_for(initiative, worker)
    return {
        "may_submit": Act.SUBMIT in acts,
        "may_discard": Act.SUBMIT in acts and initiative.state == State.DRAFT,
        "may_withdraw": Act.WITHDRAW in acts,
        "may_decide": not set(acts).isdisjoint(acts_from(initiative.state, Actor.DESK)),
        "may_decline": drafts.may_decline(initiative, worker),
        "may_copy": drafts.may_copy(initiative, worker),
        "key": uuid4(),
    }


def _contact(initiative: Initiative) -> contacts.Contact:
    """Whom its own people may ask: the desk that decides or decided, else their own union."""
    return contacts.contact_at(responsible_desk(initiative) or initiative.union, timezone.localdate())
