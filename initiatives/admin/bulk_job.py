"""One act on all that match a list: its preview, how far it is, what came of it, and a person's jobs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Page
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import retarget

from config.database import set_locally
from initiatives import bulk, jobs
from initiatives.admin.bulk import IN_BULK, in_words
from initiatives.admin.decision import DECISIONS
from initiatives.admin.page import carried, in_scope, list_url, officer, page, reader
from initiatives.admin.queue import filter_of
from initiatives.forms.listing import listing_of
from initiatives.forms.narrowing import Chip
from initiatives.models import Job, JobState, PassedOver
from initiatives.states import Act
from unions.paging import CappedPaginator
from unions.scoped_admin import ScopedModelAdmin

PREVIEW_SECONDS = 15
"""How long the database may look for all that match."""

ROWS = 50


class Over(NamedTuple):
    """How many were passed over for one reason."""

    code: str
    why: str
    number: int
    is_current: bool


def ask_page(model_admin: ScopedModelAdmin, request: HttpRequest, act: str) -> HttpResponse:
    """Write down what matches the list that the button stands below, and lead to the preview."""
    worker = officer(model_admin, request)
    if act not in IN_BULK or request.method != "POST":
        raise Http404
    query = carried(request)
    filters = filter_of(model_admin, request, query)
    if filters.errors:
        messages.warning(request, _("A condition of the list could not be read, so nothing was begun. Narrow it anew."))
        return redirect(list_url(request))
    if not filters.is_waiting:
        raise Http404
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_locally(cursor, statement_timeout=f"{PREVIEW_SECONDS}s")
            job = bulk.ask(Act(act), listing_of(filters), by=worker, query=query.urlencode())
    except OperationalError:
        messages.warning(request, _("Finding all that match takes too long. Narrow the list."))
        return redirect(list_url(request))
    if job is None:
        messages.warning(request, _("Nothing matches any more."))
        return redirect(list_url(request))
    return redirect("admin:initiatives_initiative_job", job.pk)


def job_page(model_admin: ScopedModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The preview with its form, or how far it is, or what came of it; an open page asks for its middle alone."""
    worker = reader(model_admin, request)
    job = get_object_or_404(Job.objects.asked_by_person(worker).of_kind(bulk.NAME), pk=pk)
    decision = DECISIONS[Act(job.parameters["act"])]
    confirmed = "confirmed" in request.POST
    form = decision.form(request.POST if confirmed else None, worker=worker)
    if "cancel" in request.POST:
        jobs.cancel(job)
        return redirect(request.path)
    if confirmed and form.is_valid():
        if not jobs.confirm(job, {"arguments": form.arguments()}) and not _was_confirmed(job):
            messages.warning(request, _("This preview is over. Ask again from the list."))
        return redirect(request.path)
    context: dict[str, Any] = {
        "title": decision.title,
        "job": job,
        "decision": decision,
        "form": form,
        "preview": job.parameters["preview"],
        "expected": [(_why(code), number) for code, number in job.parameters["preview"]["over"].items()],
        "chips": list(_chips(model_admin, request, QueryDict(job.parameters["query"]))),
        "asked_list": job.parameters["query"],
        "result": in_words(Counter(job.result), job.passed_over),
        "over": list(_over(job, request)),
        "leaf": _leaf(model_admin, request, job),
    }
    if getattr(request, "htmx", False):
        return _renewed(request, job, context)
    return page(model_admin, request, "job.html", **context)


def _was_confirmed(job: Job) -> bool:
    """Whether it has begun by an earlier confirmation, such as the first of two presses of Enter."""
    job.refresh_from_db()
    return "arguments" in job.parameters


def _renewed(request: HttpRequest, job: Job, context: dict[str, Any]) -> HttpResponse:
    """What an open page asks for: how far it is, beside the button to stop; once it is over, all in place of that."""
    if job.is_live:
        return render(request, "admin/initiatives/_job_progress.html", context)
    return retarget(render(request, "admin/initiatives/_job.html", context), "#job")


def jobs_page(model_admin: ScopedModelAdmin, request: HttpRequest) -> HttpResponse:
    """What this person asked for, the newest first."""
    worker = reader(model_admin, request)
    own = Job.objects.asked_by_person(worker).of_kind(bulk.NAME).exclude(state=JobState.PREVIEWED).newest_first()
    leaf = CappedPaginator(own, ROWS).get_page(request.GET.get("page"))
    shown = [(job, DECISIONS[Act(job.parameters["act"])].title, _said(job)) for job in leaf]
    return page(model_admin, request, "jobs.html", title=_("Acts on many at once"), leaf=leaf, shown=shown)


def _said(job: Job) -> str:
    return in_words(Counter(job.result), job.passed_over) if job.result or job.skipped else ""


def _why(code: str) -> str:
    return str(bulk.WHY.get(code, bulk.OTHERWISE))


def _chips(model_admin: ScopedModelAdmin, request: HttpRequest, query: QueryDict) -> Iterator[Chip]:
    """What the list was narrowed by, in words."""
    filters = filter_of(model_admin, request, query)
    if filters.view:
        yield Chip("desk", _("List"), str(filters.view.label))
    if words := filters.given("q"):
        yield Chip("q", _("Search"), words)
    yield from filters.chips


def _over(job: Job, request: HttpRequest) -> Iterator[Over]:
    """The reasons, the most frequent first."""
    for code, number in sorted(job.skipped.items(), key=lambda entry: -entry[1]):
        yield Over(code, _why(code), number, code == request.GET.get("code"))


def _leaf(model_admin: ScopedModelAdmin, request: HttpRequest, job: Job) -> "Page[Any] | None":
    """A page of those that were passed over for the reason asked for, each that is still in the person's scope."""
    code = request.GET.get("code")
    if code not in job.skipped:
        return None
    rows = PassedOver.objects.filter(job=job, code=code).order_by("pk").values_list("initiative_id", flat=True)
    leaf: Page[Any] = CappedPaginator(rows, ROWS).get_page(request.GET.get("page"))
    found = in_scope(model_admin, request).filter(pk__in=list(leaf.object_list)).only("code").order_by("pk")
    leaf.object_list = list(found)
    return leaf
