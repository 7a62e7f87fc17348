"""What static/js/draft.js is told: what was kept while a person types, and when to forget the copy on their machine."""

from django.conf import settings
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
        initiative = None if form.is_untouched else keeping.keep(form, quietly=True)
    except Refused as refused:
        return unkept(str(refused))
    return JsonResponse(
        {
            "address": reverse("initiatives:edit", args=[initiative.pk]) if initiative else "",
            "unchanged_since": form.last_change,
            "whole": initiative is not None and not form.unkept,
            "words": _words(initiative, form.unkept),
            "lines": form.authors.said,
        }
    )


def submitted(initiative: Initiative) -> JsonResponse:
    """It was submitted from this form before, as a page says that the back button shows again; where its receipt is."""
    words = _("It was submitted already, with the code %(code)s.") % {"code": initiative.code}
    return JsonResponse({"words": words, "receipt": reverse("initiatives:receipt", args=[initiative.pk])}, status=409)


def unkept(words: str) -> JsonResponse:
    """Nothing was kept, and asking again will not help: the page says why, and waits for the person's own button."""
    return JsonResponse({"words": words}, status=409)


def forgotten(response: HttpResponse, initiative: Initiative) -> HttpResponse:
    """Let the next page forget the copy of this form on the person's machine: all of it is kept here."""
    key, secure = str(initiative.key), settings.SESSION_COOKIE_SECURE
    response.set_cookie("kept", key, max_age=COPIES_LIVE, samesite="Lax", secure=secure)
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
