"""Acts of authors with a confirm page of their own: throw away, withdraw, decline, copy as new."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import approval, drafts
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import Act, State
from initiatives.views.scoped import SignedInRequest, seen, visible

confirming = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@confirming
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    initiative = visible(request, pk)
    if request.method != "POST":
        return _ask(
            request,
            initiative,
            permitted=initiative.state == State.DRAFT and approval.may_author(initiative, request.user),
            title=_("Throw this draft away?"),
            text=_("What you typed is lost then. This cannot be undone."),
            action=_("Throw the draft away"),
        )
    if _done(request, initiative, lambda: drafts.discard(initiative, by=request.user)):
        messages.success(request, _("The draft was thrown away."))
        return redirect("initiatives:mine")
    return redirect(initiative)


@login_required
@confirming
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an initiative back for good."""
    initiative = visible(request, pk)
    if request.method != "POST":
        return _ask(
            request,
            initiative,
            permitted=Act.WITHDRAW in approval.acts_for(initiative, request.user),
            title=_("Withdraw this initiative?"),
            text=_("It is not decided on then, and cannot be submitted again. You may put it forward anew."),
            action=_("Withdraw the initiative"),
        )
    if _done(request, initiative, lambda: approval.withdraw(initiative, by=request.user, seen=seen(request))):
        messages.success(request, _("%(code)s is withdrawn.") % {"code": initiative.code})
    return redirect(initiative)


@login_required
@confirming
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one is no author of it."""
    initiative = visible(request, pk)
    if request.method != "POST":
        return _ask(
            request,
            initiative,
            permitted=drafts.may_decline(initiative, request.user),
            title=_("Are you not an author of it?"),
            text=_("It disappears from your list then, and the officers see that you declined."),
            action=_("I am not an author"),
        )
    if _done(request, initiative, lambda: drafts.decline(initiative, by=request.user)):
        messages.success(request, _("You declined. It is not in your list any more."))
        return redirect("initiatives:mine")
    return redirect(initiative)


@login_required
@confirming
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin anew with what was rejected or withdrawn; its page posts here at once."""
    initiative = visible(request, pk)
    if request.method != "POST":
        return _ask(
            request,
            initiative,
            permitted=drafts.may_copy(initiative, request.user),
            title=_("Copy it as a new draft?"),
            text=_("The new draft has its content and authors. The old one stays as it is."),
            action=_("Copy as new"),
            tone="",
        )
    made: list[Initiative] = []
    if not _done(request, initiative, lambda: made.append(drafts.copy(initiative, by=request.user, key=_key(request)))):
        return redirect(initiative)
    words = _("A new draft with the content of %(code)s. Change what led to the decision, then submit it.")
    messages.success(request, words % {"code": initiative.code})
    return redirect("initiatives:edit", made[0].pk)


def _key(request: SignedInRequest) -> UUID:
    """The key of the page on which was clicked, so that two clicks make one draft; of a forged form, a new one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _ask(
    request: SignedInRequest,
    initiative: Initiative,
    *,
    permitted: bool,
    title: str,
    text: str,
    action: str,
    tone: str = "danger",
) -> HttpResponse:
    """The question; who may not do the act is led back and told."""
    if not permitted:
        messages.error(request, _("That cannot be done with it now, or not by you."))
        return redirect(initiative)
    context = {
        "initiative": initiative,
        "title": title,
        "text": text,
        "action": action,
        "tone": tone,
        "fields": {"seen": str(initiative.last_step_id or ""), "key": str(uuid4())},
    }
    return render(request, "initiatives/confirm.html", context)


def _done(request: SignedInRequest, initiative: Initiative, act: Callable[[], object]) -> bool:
    """Do the act; a refusal is said in words. To whom it is closed is not told who did what meanwhile."""
    if not initiative.is_open:  # type: ignore[attr-defined]  # annotated by visible
        messages.error(request, _("That cannot be done with it now, or not by you."))
        return False
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    except Initiative.DoesNotExist as gone:
        raise Http404 from gone
    return True
