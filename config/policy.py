"""The content security policy of the admin, where the site's own is too strict.

Unfold's Alpine evaluates expressions that stand in attributes, and its templates carry a style element with colours.
Scripts inside a page stay forbidden there too.
"""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

Response = Callable[[HttpRequest], HttpResponseBase]

ADMIN_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


def admin_policy(get_response: Response) -> Response:
    """A middleware below django-csp's, which reads what is replaced from the response."""
    relaxed = csp_replace(ADMIN_POLICY)(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        in_admin = request.path.startswith(reverse("admin:index"))
        return relaxed(request) if in_admin else get_response(request)

    return middleware
