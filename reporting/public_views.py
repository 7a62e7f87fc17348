"""The figures that everybody may see, as a page and as what an open page renews itself from."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reporting.public import Public, public
from reporting.snapshot import snapshot

SECONDS = 10
"""For so long an answer may be kept, by browsers and by what stands between; an open page asks as often."""


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The page of a programme's figures; without a programme it says that there is none yet."""
    return render(request, "reporting/public.html", {"public": _asked(request)})


@require_safe
@cache_control(public=True, max_age=SECONDS)
def fragment(request: HttpRequest, language: str) -> HttpResponse:
    """The parts of that page, and of the start page, that their numbers are renewed from.

    The same for everybody, and the language stands in the address: what stands between may keep it for all.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return render(request, "reporting/public_live.html", {"public": _asked(request)})


def _asked(request: HttpRequest) -> Public | None:
    """Raises Http404 for a programme that does not exist or has not opened, alike."""
    slug = request.GET.get("programme", "")
    if "\0" in slug:  # PostgreSQL's text has no place for it
        raise Http404
    with snapshot():
        found = public(slug)
    if found is None and slug:
        raise Http404
    return found
