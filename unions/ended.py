"""When a session has ended while a page was open: the person is told, and what they typed is not lost."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails

from config.errors import typed_here

Response = Callable[[HttpRequest], HttpResponseBase]

STOP_POLLING = 286
"""Htmx's own status: take the answer, and ask no more."""


def ended_session(get_response: Response) -> Response:
    """A middleware that knows the redirect to sign-in of who was signed in before.

    A page leads to sign-in with a word of why; a form is kept in a page from which it can be sent again; an open page
    that renews itself gets a message and stops.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        had_a_session = request.method == "POST" or settings.SESSION_COOKIE_NAME in request.COOKIES
        response = get_response(request)
        if not _leads_to_sign_in(response) or request.user.is_authenticated:
            return response
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
        if htmx:
            return _told_in_place(request, _sign_in(htmx.current_url_abs_path or reverse("home")))
        if not had_a_session:
            return response
        typed = typed_here(request)
        if typed:
            context = {"typed": typed, "address": request.get_full_path(), "login": _sign_in(_page_of(request))}
            return render(request, "account/ended.html", context, status=403)
        return redirect(_sign_in(request.get_full_path()) + "&ended=1")

    return middleware


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    if response.status_code != 302:
        return False
    return urlsplit(response.headers["Location"]).path in {reverse("account_login"), reverse("admin:login")}


def _sign_in(then: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': then})}"


def _page_of(request: HttpRequest) -> str:
    """The page of ours from which a form was sent, so that signing in leads back to it; else the start page."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() else reverse("home")


def _told_in_place(request: HttpRequest, login: str) -> HttpResponse:
    told = render(request, "account/_ended.html", {"login": login}, status=STOP_POLLING)
    return retarget(reswap(told, "innerHTML"), ".messages")
