"""The application form: a new initiative, a draft, what was returned."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import approval
from initiatives.completeness import NO_BENEFIT
from initiatives.forms import ApplicationForm, AuthorForm, keeping
from initiatives.forms.authors import MOST_AUTHORS
from initiatives.forms.readback import read_back
from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Act
from initiatives.views import autosave
from initiatives.views.scoped import SignedInRequest, number, seen, visible, visible_by


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
        words = _("Only the main author may change it.")
        if _is_quiet(request):
            return autosave.unkept(words)
        messages.error(request, words)
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
    back = read_back(request.GET.get("claimed_benefit"), of_zero=NO_BENEFIT)
    return render(request, "initiatives/_readback.html", back)


@require_safe
def author_line(request: HttpRequest) -> HttpResponse:
    """One more empty line of the authors, and how many lines there are then."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    lines = number(request.GET.get("authors-TOTAL_FORMS", ""))
    if lines is None or lines >= MOST_AUTHORS:
        return HttpResponse(status=204)
    line = AuthorForm(prefix=f"authors-{lines}")
    line.fields["contact"].widget.attrs["autofocus"] = True
    context = {"line": line, "total": str(lines + 1)}
    return render(request, "initiatives/_author_line.html", context)


def _application(request: SignedInRequest, initiative: Initiative | None) -> HttpResponse:
    quietly = _is_quiet(request)
    if initiative and _submitted_before(request, initiative):
        if quietly:
            return autosave.submitted(initiative)
        return _to_what_was_submitted(request, initiative)
    form = ApplicationForm(request.POST or None, initiative=initiative, worker=request.user)
    if quietly:
        return autosave.kept(form)
    return _kept_or_sent(request, form) if form.is_bound else _page(request, form)


def _is_quiet(request: SignedInRequest) -> bool:
    """Whether draft.js asks while the person types, not one of their buttons."""
    return request.POST.get("action") == "keep"


def _kept_or_sent(request: SignedInRequest, form: ApplicationForm) -> HttpResponse:
    """Keep all that can be read; submit it where all of it can, and that is asked for."""
    whole, sending = form.is_valid(), request.POST.get("action") == "submit"
    try:
        kept = None if sending and form.is_untouched else keeping.keep(form)
        if kept and not keeping.may_go_on(form, kept):
            return _left_to_its_author(request, kept)
        if kept and whole and sending:
            keeping.submit(form, kept)
    except Refused as refused:
        return _refused(request, form, refused)
    if kept is None or not whole:
        return _with_what_cannot_be_read(request, form)
    if not sending:
        messages.success(request, _("Saved. It is not submitted yet."))
        return autosave.forgotten(redirect("initiatives:edit", kept.pk), kept)
    return autosave.forgotten(redirect("initiatives:receipt", kept.pk), kept)


def _with_what_cannot_be_read(request: SignedInRequest, form: ApplicationForm) -> HttpResponse:
    """The form with all that was typed, what cannot be read marked; and what is missing, where it was to be sent."""
    if request.POST.get("action") == "submit":
        form.show_missing()
    if form.initiative and form.unkept:
        words = _("The draft is saved, but not what cannot be read: %(fields)s.")
        messages.warning(request, words % {"fields": ", ".join(form.unkept)})
    return _page(request, form)


def _refused(request: SignedInRequest, form: ApplicationForm, refused: Refused) -> HttpResponse:
    """The form with the refusal and all that was typed; or where a second click leads."""
    if refused.code == "key":
        raise Http404 from refused
    begun = form.initiative or _begun_by_this_form(request)
    if begun and _submitted_before(request, begun):
        return _to_what_was_submitted(request, begun)
    if refused.code == "not_author" and form.initiative and keeping.adds_nothing(form):
        return _left_to_its_author(request, form.initiative)
    if refused.code == "too_late":
        messages.warning(
            request, _("Choose a programme that is still open, or come back to this draft in the next one.")
        )
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
    return autosave.forgotten(redirect(kept), kept)


def _begun_by_this_form(request: SignedInRequest) -> Initiative | None:
    """What an earlier post of the same form load has made."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    # Nearly always there is none, and asking that alone is cheap.
    return visible_by(request, key=key) if Initiative.objects.filter(key=key).exists() else None


def _submitted_before(request: SignedInRequest, initiative: Initiative) -> bool:
    """Whether this form load was submitted before: a double click, a resend, the back button."""
    if request.method != "POST":
        return False
    steps = ApprovalStep.objects.filter(initiative=initiative, act=Act.SUBMIT, made_by=request.user)
    return steps.filter(previous=seen(request)).exists()


def _to_what_was_submitted(request: SignedInRequest, initiative: Initiative) -> HttpResponse:
    initiative.refresh_from_db(fields=["code"])
    messages.info(request, _("It was submitted already, with the code %(code)s.") % {"code": initiative.code})
    return autosave.forgotten(redirect("initiatives:receipt", initiative.pk), initiative)
