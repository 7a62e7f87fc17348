"""What signing out leaves in a browser: nothing, since a union's computer is often shared."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Response = Callable[[HttpRequest], HttpResponseBase]


def leaves_nothing(get_response: Response) -> Response:
    """A middleware: a request that ends or changes who is signed in empties the storage of their browser.

    So the copies of what was typed (draft.js) go by whatever door one leaves, the admin's too. Only a POST signs
    anybody out. A session that ran out is none of these: what was typed waits for its owner then.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return get_response(request)
        before = request.user.pk
        response = get_response(request)
        if before and before != request.user.pk:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return middleware
