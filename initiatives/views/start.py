"""The home page and a worker's own initiatives."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from initiatives import contacts, counts
from initiatives.models import Authorship, Initiative, Programme
from initiatives.own import Own
from initiatives.own import own as own_of
from initiatives.rights import may_author
from initiatives.states import SENT, SUBMITTED, State
from initiatives.views.scoped import SignedInRequest
from unions import scope
from unions.models import Office, Worker
from unions.paging import ReadPaginator

SHOWN_AT_HOME = 5
NEWS_AT_HOME = 3
DESKS_AT_HOME = 5
PAGE = 20
MOST_LETTERS = 100
SHOWN = (
    *("code", "title", "state", "claimed_benefit", "moved_at", "first_submitted_at", "entered_by_id"),
    *("programme__name_vi", "programme__name_en", "programme__closes_at", "programme__decides_until"),
    *("desk__name", "desk__short_name", "last_step__office__union__name", "last_step__office__union__short_name"),
)
AUTHORS = ("initiative", "position", "worker__name", "worker__last_login")
"""What a line of one's own shows and decides by."""


@dataclass(frozen=True)
class Tab:
    """A part of one's own initiatives, and what to say where it is empty."""

    value: str
    states: Iterable[str]
    label: "str | Promise"
    empty: "str | Promise"
    hint: "str | Promise"


@dataclass(frozen=True)
class Shortened:
    """The first few of a list at home; `number` is how many its own page has, None where nobody counts so far."""

    rows: list[Initiative]
    has_more: bool
    number: int | None


START = _(
    "Have you made your work easier, faster or safer? It takes about ten minutes; you may save a draft and go on later."
)
TABS = (
    Tab("", State.values, _("All"), _("You have put nothing forward yet"), START),
    Tab("draft", [State.DRAFT], _("Drafts"), _("You have no drafts"), START),
    Tab("submitted", SUBMITTED, _("Submitted"), _("You have submitted nothing yet"), START),
    Tab(
        "waiting",
        [State.WAITING],
        _("Waiting"),
        _("None of yours waits for a decision"),
        _("What you submit stands here until a union has decided. Meanwhile you need not do anything."),
    ),
    Tab(
        "returned",
        [State.RETURNED],
        _("To be changed"),
        _("Nothing was returned to you"),
        _("When a union asks you to change something, it stands here with what to change."),
    ),
    Tab(
        "approved",
        [State.APPROVED],
        _("Approved"),
        _("None of yours is approved yet"),
        _("Look under “Waiting” to see which union is deciding and for how long."),
    ),
    Tab(
        "rejected",
        [State.REJECTED],
        _("Rejected"),
        _("None of yours was rejected"),
        _("If one is, the reason stands with it, and you can copy it as a new draft."),
    ),
    Tab(
        "withdrawn",
        [State.WITHDRAWN],
        _("Withdrawn"),
        _("You have withdrawn none"),
        _("What you take back stands here, and can be copied as a new draft."),
    ),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is; for who is signed in, what waits for them, what they have done and who can help."""
    now = timezone.now()
    programmes = Programme.objects.open_at(now).newest_first()
    if not isinstance(request.user, Worker):
        return render(request, "initiatives/welcome.html", {"programmes": programmes})
    worker = request.user
    desks = [office.union for office in scope.offices(worker, (Office.Kind.OFFICER,))]
    context = _own(worker) | {
        "programmes": programmes,
        "loads": [counts.load_of(desk, now) for desk in desks[:DESKS_AT_HOME]],
        "desks": len(desks),
        "is_administrator": scope.is_administrator(worker),
    }
    if not desks and worker.union:
        context["contact"] = contacts.contact_at(worker.union, timezone.localdate(now))
    return render(request, "initiatives/home.html", context)


def _own(worker: Worker) -> dict[str, Any]:
    """What waits for the worker, and how their own stand."""
    own = own_of(worker)
    found = Initiative.objects.select_related("programme", "desk", "last_step__office__union")
    returned = found.in_hands_of(worker).oldest_first().only(*SHOWN, "last_step__note")
    drafts = found.in_hands_of(worker).newest_first().select_related("entered_by").only(*SHOWN, "entered_by__name")
    sent = own.ids(set(SENT) - {State.RETURNED})
    news = found.filter(pk__in=sent).only(*SHOWN)
    return {
        "returned": _shortened(returned, own, State.RETURNED),
        "drafts": _shortened(drafts, own, State.DRAFT),
        "counts": own,
        "news": list(news.latest_moved_first()[:NEWS_AT_HOME]) if sent else [],
    }


def _shortened(rows: QuerySet[Initiative], own: Own, state: State) -> Shortened:
    """One more is asked for than is shown, to know whether there are more."""
    ids = own.ids([state])
    found = list(rows.filter(pk__in=ids)[: SHOWN_AT_HOME + 1]) if ids else []
    number = None if own.is_capped else len(ids)
    return Shortened(found[:SHOWN_AT_HOME], len(found) > SHOWN_AT_HOME, number)


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The worker's own, newest first, of one state where one is asked for, with the words looked for."""
    asked, text = request.GET.get("state", ""), request.GET.get("q", "")[:MOST_LETTERS]
    chosen = next((tab for tab in TABS if tab.value == asked), TABS[0])
    own = own_of(request.user, text)
    page = ReadPaginator(own.ids(chosen.states), PAGE).get_page(request.GET.get("page"))
    found = Initiative.objects.select_related("programme", "desk", "last_step__office__union").only(*SHOWN)
    lines = Authorship.objects.select_related("worker").only(*AUTHORS)
    rows = found.prefetch_related(Prefetch("authorships", lines)).in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    context = {
        "page": page,
        "tabs": [(tab, own.count(tab.states)) for tab in TABS],
        "chosen": chosen,
        "counts": own,
        "q": text,
        "in_hands": {row.pk for row in page.object_list if may_author(row, request.user)},
    }
    return render(request, "initiatives/mine.html", context)
