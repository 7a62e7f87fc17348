"""How each page fetches: through the scope, so that unknown and foreign records answer alike."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from initiatives.models import Initiative
from unions.models import Worker

MOST_DIGITS = 18
"""So many digits always fit in 64 bits."""


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Worker


def visible(request: SignedInRequest, pk: int) -> Initiative:
    """The initiative with all that its pages show, or 404. `is_open` says whether its words may be shown."""
    rows = Initiative.objects.visible_to(request.user).with_openness(request.user)
    rows = rows.select_related("programme", "union", "desk", "field", "entered_by", "last_step__office__union")
    rows = rows.select_related("last_step__previous__desk").prefetch_related("authorships__worker__union")
    return get_object_or_404(rows, pk=pk)


def seen(request: HttpRequest) -> int | None:
    """The last step that the person saw, from a form's hidden field."""
    return number(request.POST.get("seen", ""))


def number(text: str) -> int | None:
    """A whole number as our own pages write it; None for what is forged, however long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
