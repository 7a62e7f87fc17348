"""How each page fetches: through the scope, so that unknown and foreign records answer alike."""

from collections.abc import Iterable

from django.db.models import Model, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest

from initiatives.models import ApprovalStep, Authorship, Initiative
from initiatives.states import State
from unions.models import Worker

MOVED_ON = frozenset((State.RETURNED, State.APPROVED, State.REJECTED))
"""The states of which is shown who brought them about."""

MOST_DIGITS = 18
"""So many digits always fit in 64 bits."""


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Worker


def visible(request: SignedInRequest, pk: int, *, with_last_step: bool = True) -> Initiative:
    """The initiative with all that its pages show, or 404. `is_open` says whether its words may be shown.

    A page that reads all of its steps leaves out the last one here.
    """
    found = visible_by(request, with_last_step=with_last_step, pk=pk)
    if found is None:
        raise Http404
    return found


def visible_by(request: SignedInRequest, *, with_last_step: bool = True, **key: object) -> Initiative | None:
    """The same by any unique key; None where there is none. What was read for one thing is not read for another."""
    rows = Initiative.objects.filter(**key)
    lines = Authorship.objects.select_related("worker__union")
    own = rows.visible_to(request.user, one=True).select_related("programme")
    one = list(own.prefetch_related(Prefetch("authorships", lines))[:1])  # first() would put one row in order
    if not one:
        return None
    found = one[0]
    people = [line.worker for line in found.authorships.all()]
    point_to("entered_by", found, people)
    point_to("union", found, [worker.union for worker in people])
    point_to("desk", found, [found.union])
    if with_last_step and found.state in MOVED_ON:
        steps = ApprovalStep.objects.select_related("office__union", "previous__desk")
        prefetch_related_objects([found], Prefetch("last_step", steps))
    found.is_open = not found.confidential or rows.readable_by(request.user).exists()  # type: ignore[attr-defined]
    return found


def point_to(name: str, row: Model, known: Iterable[Model | None]) -> None:
    """Let a row's foreign key lead to one of the rows that were read already, where it is one of them."""
    column = row._meta.get_field(name).attname  # type: ignore[union-attr]  # a foreign key's
    for other in known:
        if other is not None and other.pk == getattr(row, column):
            setattr(row, name, other)


def seen(request: HttpRequest) -> int | None:
    """The last step that the person saw, from a form's hidden field."""
    return number(request.POST.get("seen", ""))


def number(text: str) -> int | None:
    """A whole number as our own pages write it; None for what is forged, however long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
