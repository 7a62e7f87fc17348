"""What static/js/draft.js is told: what was kept while a person types, and when to forget the copy on their machine."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms import ApplicationForm, keeping
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import State

COPIES_LIVE = 7 * 24 * 3600
"""Seconds after which draft.js throws the copy of a form away by itself."""


def kept(form: ApplicationForm) -> JsonResponse:
    """Keep what was typed so far, and tell the page where it stands now; `whole` says that all of it is kept."""
    form.is_valid()
    try:
        initiative = keeping.keep(form, quietly=True)
    except Refused as refused:
        return JsonResponse({"words": str(refused)}, status=409)
    return JsonResponse(
        {
            "address": reverse("initiatives:edit", args=[initiative.pk]) if initiative else "",
            "unchanged_since": form.last_change,
            "whole": initiative is not None and not form.unkept,
            "words": _words(initiative, form.unkept),
        }
    )


def too_late(initiative: Initiative) -> JsonResponse:
    """It was submitted from this form before."""
    return JsonResponse({"words": _("It was submitted already.")}, status=409)


def forgotten(response: HttpResponse, initiative: Initiative) -> HttpResponse:
    """Let the next page forget the copy of this form on the person's machine: all of it is kept here."""
    response.set_cookie("kept", str(initiative.key), max_age=COPIES_LIVE, samesite="Lax")
    return response


def _words(initiative: Initiative | None, unkept: list[str]) -> str:
    values = {"time": f"{timezone.localtime():%H:%M}", "fields": ", ".join(unkept)}
    if initiative is None and not unkept:
        return _("Kept on this machine until you save it.")
    if initiative is None:
        return _("Not saved yet, because of: %(fields)s. It is kept on this machine.") % values
    if unkept:
        return _("Draft saved at %(time)s, but for: %(fields)s.") % values
    if initiative.state == State.DRAFT:
        return _("Draft saved at %(time)s.") % values
    return _("Change saved at %(time)s. It is not submitted yet.") % values
