"""What a person is told when a page cannot be shown: in the site's look and language, with what to do next.

The wording stands in templates/400.html and its neighbours; 404 and 403 are Django's own views of such templates.
"""

import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse

Response = Callable[[HttpRequest], HttpResponseBase]

AGAIN_IN = "30"
"""Seconds after which a program may ask again."""

OPEN_TO_ALL = ("set_language", "admin:login")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read, or is too large to be read."""
    if isinstance(exception, RequestDataTooBig):
        megabytes = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 2**20
        return render(request, "413.html", {"megabytes": f"{megabytes:.1f}".replace(".", ",")}, status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; where the database is away, says that. Asks nothing of the database, nor of the session."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        body = loader.render_to_string("503.html")
        return HttpResponse(body, status=503, headers={"Retry-After": AGAIN_IN, "Cache-Control": "no-store"})
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form's token was not the right one: signing in changes it, so that pages opened before no longer fit.

    What came from a page of ours is shown once more for the person to send. What came from elsewhere is not: a click
    on it would be what the token protects from. Who is signed out is led to sign-in, and `unions.ended` keeps what
    they typed: where a browser lost its cookies, it lost the token's with the session's.
    A script is told who is signed in now and their token, which only our own pages can read: it goes on with that
    where it is still the same person.
    """
    if not request.user.is_authenticated and not _is_open_to_all(request):
        return redirect_to_login(request.get_full_path())
    if request.path == reverse("account_login") and request.user.is_authenticated:
        return redirect("home")
    if not request.accepts("text/html"):
        return JsonResponse({"person": request.user.pk, "token": get_token(request)}, status=403)
    typed = typed_here(request) if request.user.is_authenticated else []
    context = {"typed": typed, "address": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=403)


def _is_open_to_all(request: HttpRequest) -> bool:
    """Whether one sends this form without an account: the language, and what belongs to signing in."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_TO_ALL or name.startswith(("account_", "socialaccount_", "mfa_"))


def typed_here(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that a page of this site sent, to be sent again; none with files or a password."""
    from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not from_here or request.FILES or any("password" in name for name in request.POST):
        return []
    lists = request.POST.lists()
    return [(name, str(value)) for name, values in lists for value in values if name != "csrfmiddlewaretoken"]


def spoken(get_response: Response) -> Response:
    """A middleware that gives words to an answer without any: Django's 405 to a link where only a button leads."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 405 or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
