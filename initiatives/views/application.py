"""The application form: a new initiative, a draft, what was returned."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import approval
from initiatives.forms import ApplicationForm, AuthorForm
from initiatives.forms.application import read_back
from initiatives.forms.authors import MOST_AUTHORS
from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Act
from initiatives.views.scoped import SignedInRequest, number, seen, visible


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """An empty form; posted again with the same key, what it has made already."""
    return _application(request, _begun_by_this_form(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form of a draft or of what was returned.

    Who lost the right while they typed is refused when they post, with what they typed still in the form.
    """
    initiative = visible(request, pk)
    may_read = initiative.is_open  # type: ignore[attr-defined]  # annotated by with_openness
    if not approval.may_author(initiative, request.user) and not (request.method == "POST" and may_read):
        messages.error(request, _("Only the main author may change it."))
        return redirect(initiative)
    if request.method != "POST" and not initiative.is_editable:
        messages.info(request, _("It has been submitted and cannot be changed any more."))
        return redirect(initiative)
    return _application(request, initiative)


@require_safe
def readback(request: HttpRequest) -> HttpResponse:
    """The line below the amount while it is typed; a fragment, so a lost sign-in leaves the page as it is."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "initiatives/_readback.html", read_back(request.GET.get("claimed_benefit")))


@require_safe
def author_line(request: HttpRequest) -> HttpResponse:
    """One more empty line of the authors, and how many lines there are then."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    lines = number(request.GET.get("authors-TOTAL_FORMS", ""))
    if lines is None or lines >= MOST_AUTHORS:
        return HttpResponse(status=204)
    context = {"line": AuthorForm(prefix=f"authors-{lines}"), "total": str(lines + 1)}
    return render(request, "initiatives/_author_line.html", context)


def _application(request: SignedInRequest, initiative: Initiative | None) -> HttpResponse:
    if initiative and _submitted_before(request, initiative):
        return _to_what_was_submitted(request, initiative)
    form = ApplicationForm(request.POST or None, initiative=initiative, worker=request.user)
    sending = request.POST.get("action") == "submit"
    if not form.is_valid():
        if sending:
            form.show_missing()
        return _page(request, form)
    try:
        kept = form.keep()
        if not approval.may_author(kept, request.user):
            return _left_to_its_author(request, kept)
        if sending:
            form.submit(kept)
    except Refused as refused:
        return _refused(request, form, refused)
    if not sending:
        messages.success(request, _("Saved. It is not submitted yet."))
        return redirect("initiatives:edit", kept.pk)
    return redirect("initiatives:receipt", kept.pk)


def _refused(request: SignedInRequest, form: ApplicationForm, refused: Refused) -> HttpResponse:
    """The form with the refusal and all that was typed; or where a second click leads."""
    if refused.code == "key":
        raise Http404 from refused
    if form.initiative and _submitted_before(request, form.initiative):
        return _to_what_was_submitted(request, form.initiative)
    if refused.code == "not_author" and form.initiative and form.adds_nothing:
        return _left_to_its_author(request, form.initiative)
    if refused.problems:
        messages.warning(request, _("What you typed is saved, but not submitted yet."))
    form.show(refused)
    return _page(request, form, status=409)


def _page(request: SignedInRequest, form: ApplicationForm, status: int = 200) -> HttpResponse:
    return render(request, "initiatives/application.html", {"form": form, "initiative": form.initiative}, status=status)


def _left_to_its_author(request: SignedInRequest, kept: Initiative) -> HttpResponse:
    """A draft entered for somebody who has signed in before: from here on it is theirs."""
    words = _("Kept as a draft of %(name)s, who has an account: they must check and submit it.")
    messages.success(request, words % {"name": kept.main_author.name})
    return redirect(kept)


def _begun_by_this_form(request: SignedInRequest) -> Initiative | None:
    """What an earlier post of the same form load has made."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    begun = Initiative.objects.visible_to(request.user).filter(key=key).values_list("pk", flat=True).first()
    return visible(request, begun) if begun else None


def _submitted_before(request: SignedInRequest, initiative: Initiative) -> bool:
    """Whether this form load was submitted before: a double click, a resend, the back button."""
    if request.method != "POST":
        return False
    steps = ApprovalStep.objects.filter(initiative=initiative, act=Act.SUBMIT, made_by=request.user)
    return steps.filter(previous=seen(request)).exists()


def _to_what_was_submitted(request: SignedInRequest, initiative: Initiative) -> HttpResponse:
    initiative.refresh_from_db(fields=["code"])
    messages.info(request, _("It was submitted already, with the code %(code)s.") % {"code": initiative.code})
    return redirect("initiatives:receipt", initiative.pk)
