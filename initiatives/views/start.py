"""The home page and a worker's own initiatives."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from initiatives.models import Initiative, Programme
from initiatives.states import State
from initiatives.views.scoped import SignedInRequest
from unions import scope
from unions.models import Office, Worker

SHOWN_AT_HOME = 5
MOST_COUNTED = 100
"""Up to here what waits is counted; above, the page says “more than”."""

PAGE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is; for who is signed in, what waits for them."""
    programmes = Programme.objects.open_at(timezone.now()).newest_first()
    if not isinstance(request.user, Worker):
        return render(request, "initiatives/welcome.html", {"programmes": programmes})
    in_hands = Initiative.objects.in_hands_of(request.user).select_related("last_step__office__union", "programme")
    desks = [office.union for office in scope.offices(request.user, (Office.Kind.OFFICER,))]
    waiting = Initiative.objects.waiting_at(*desks)[: MOST_COUNTED + 1].count() if desks else 0
    context = {
        "programmes": programmes,
        "returned": in_hands.in_states([State.RETURNED]).oldest_first()[:SHOWN_AT_HOME],
        "drafts": in_hands.in_states([State.DRAFT]).newest_first()[:SHOWN_AT_HOME],
        "desks": desks,
        "waiting": waiting,
        "most_counted": MOST_COUNTED,
    }
    return render(request, "initiatives/home.html", context)


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The worker's own, newest first, of one state where one is asked for."""
    rows = Initiative.objects.own_of(request.user).newest_first()
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.in_states([state])
    rows = rows.select_related("programme", "desk", "last_step__office__union")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": State.choices, "chosen": state if state in State.values else ""}
    return render(request, "initiatives/mine.html", context)
