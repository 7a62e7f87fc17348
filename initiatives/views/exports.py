"""Exports of lists: what to ask for, one's own with how far they are, their files."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import retarget

from initiatives.exports import asking, work
from initiatives.forms.queue import QueueFilter
from initiatives.models import Job, JobState
from initiatives.views.scoped import SignedInRequest
from initiatives.views.start import TABS
from unions import scope
from unions.names import folded

SHOWN = 20

NAMED = 80
"""So many letters of what its list is called stand in a file's name."""

UNIONS_TOLD = 3


class Wanted(forms.Form):
    """Which kind of file; the key makes a double click one export."""

    form = forms.ChoiceField(choices=[(form, form) for form in asking.FORMATS])
    key = forms.UUIDField()


@login_required
@require_safe
def exports(request: SignedInRequest) -> HttpResponse:
    """One's own exports, the newest first; an open page asks for each that is at work."""
    rows = [_shown(request, job) for job in asking.exports_of(request.user)[:SHOWN]]
    reads_lists = bool(scope.offices(request.user, scope.READING))
    context = {"rows": rows, "most": asking.MOST_KEPT, "reads_lists": reads_lists}
    return render(request, "initiatives/exports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: SignedInRequest) -> HttpResponse:
    """Ask for a file: of the officer's list whose address stands in `list`, or of one's own in a state."""
    if "list" in request.GET:
        asked = _officers_list(request)
    else:
        tab = next((tab for tab in TABS if tab.value == request.GET.get("state", "")), TABS[0])
        told = f"{_('My initiatives')}: {tab.label}" if tab.value else _("My initiatives")
        asked = {"states": tab.states, "told": told}
    wanted = Wanted(request.POST or None)
    if wanted.is_valid():
        try:
            asking.ask(by=request.user, form=wanted.cleaned_data["form"], key=wanted.cleaned_data["key"], **asked)
        except asking.TooMany:
            text = _("You have %(most)s exports already. Delete one, then ask again.")
            messages.warning(request, text % {"most": asking.MOST_KEPT})
        return redirect("initiatives:exports")
    return render(request, "initiatives/export_new.html", {"told": asked["told"], "key": _key(request)})


@login_required
@require_safe
def export_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far one of one's own is, beside its button to stop; once it is over, all of its row in place of that."""
    job = _own(request, pk)
    context = {"row": _shown(request, job)}
    if job.is_live:
        return render(request, "initiatives/_export_what.html", context)
    return retarget(render(request, "initiatives/_export.html", context), f"#export-{pk}")


@login_required
@require_safe
def export_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file, for who asked for it, while they hold the offices by which the list was theirs."""
    job = _own(request, pk)
    storage, name = work.storage(), work.file_of(job)
    if not (work.is_ready(job) and asking.permits(job) and storage.exists(name)):
        raise Http404
    day = timezone.localtime(job.asked_at)
    kind = _("initiatives-export")
    listed = slugify(folded(job.parameters["told"]))[:NAMED].strip("-")
    shown = f"{kind}-{listed}-{day:%Y-%m-%d-%H%M}.{job.parameters['form']}"
    answer = FileResponse(storage.open(name), as_attachment=True, filename=shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop one that is at work, or delete its file."""
    job = _own(request, pk)
    if request.method == "POST":
        work.end(job)
        messages.success(request, _("It is being stopped.") if job.is_live else _("The export was deleted."))
        return redirect("initiatives:exports")
    title = _("Stop this export?") if job.is_live else _("Delete this export?")
    text = _("You can ask for it again from the list.")
    context = {"title": title, "text": text, "action": _("Stop") if job.is_live else _("Delete"), "tone": "danger"}
    return render(request, "initiatives/export_delete.html", context | {"told": job.parameters["told"]})


def _own(request: SignedInRequest, pk: int) -> Job:
    job: Job = get_object_or_404(asking.exports_of(request.user), pk=pk)
    return job


def _officers_list(request: SignedInRequest) -> dict[str, Any]:
    """What the address asks for, in words, too; 404 for who reads no list, and for an address that is none."""
    if not scope.offices(request.user, scope.READING):
        raise Http404
    query = QueryDict(request.GET["list"])
    asked = asking.filter_of(request.user, query)
    if asked.errors:
        raise Http404
    told = [str(asked.view.label) if asked.view else _("Initiatives"), _scope_in_words(request, asked)]
    told += [f"“{asked.given('q')}”"] if asked.given("q") else []
    told += [f"{chip.label}: {chip.value}" for chip in asked.chips]
    return {"query": query.urlencode(), "told": " · ".join(told)}


def _scope_in_words(request: SignedInRequest, asked: QueueFilter) -> str:
    """The unions whose list it is: the desks where only what waits at these is asked for, else all that one reads."""
    unions = asked.desks if asked.is_of_my_desks else scope.tops(request.user, scope.READING)
    names = [str(union) for union in dict.fromkeys(unions)]
    return ", ".join(names[:UNIONS_TOLD]) + (", …" if len(names) > UNIONS_TOLD else "")


def _key(request: SignedInRequest) -> UUID:
    try:
        return forms.UUIDField().clean(request.POST.get("key")) or uuid4()
    except ValidationError:
        return uuid4()


def _shown(request: SignedInRequest, job: Job) -> dict[str, Any]:
    """What a row tells: how it stands in words, and what can be done with it."""
    ready = work.is_ready(job)
    held = asking.holds(request.user, job)
    return {
        "job": job,
        "told": job.parameters["told"],
        "form": {"csv": "CSV", "xlsx": "Excel"}[job.parameters["form"]],
        "progress": work.progress_of(job),
        "size": job.result.get("size"),
        "until": work.moment(job.result.get("until")),
        "since": work.moment(job.result.get("since")),
        "is_disk_full": job.result.get("fault") == "disk",
        "state": capfirst(job.get_state_display()),
        "tone": TONES.get(JobState(job.state), "note"),
        "may_download": ready and held,
        "is_shut": ready and not held,
    }


TONES = dict.fromkeys((JobState.QUEUED, JobState.AT_WORK), "waiting") | {
    JobState.DONE: "approved",
    JobState.FAILED: "rejected",
}
"""The look of a badge, by its state."""
