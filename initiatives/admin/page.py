"""What the pages of the initiatives' admin share: who is let in, and the frame around a page."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from unions import scope
from unions.models import Office, Worker
from unions.scoped_admin import ScopedModelAdmin, person

LIST = "list"
"""The parameter in which a page carries the address's query of the list that it was opened from."""


def reader(model_admin: ScopedModelAdmin, request: HttpRequest) -> Worker:
    """The person, where they may read initiatives; for others these pages do not exist: 404."""
    worker = person(request)
    if not model_admin.may_see(worker):
        raise Http404
    return worker


def officer(model_admin: ScopedModelAdmin, request: HttpRequest) -> Worker:
    """The person, where they hold an officer's office; a leader reads and finds no acts: 404."""
    worker = reader(model_admin, request)
    if not is_officer(worker):
        raise Http404
    return worker


def in_scope(model_admin: ScopedModelAdmin, request: HttpRequest) -> InitiativeQuerySet:
    """The initiatives that this person may see, with `is_open`: whether their words may be shown."""
    rows: InitiativeQuerySet = model_admin.get_queryset(request)  # type: ignore[assignment]  # of InitiativeAdmin.scoped
    return rows.with_openness(reader(model_admin, request))


def is_open(initiative: Initiative) -> bool:
    """Whether the words of an initiative that came out of `in_scope` may be shown to the person."""
    shown: bool = initiative.is_open  # type: ignore[attr-defined]  # annotated by with_openness
    return shown


def is_officer(worker: Worker) -> bool:
    return bool(scope.offices(worker, (Office.Kind.OFFICER,)))


def page(
    model_admin: ScopedModelAdmin, request: HttpRequest, template: str, status: int = 200, **context: Any
) -> TemplateResponse:
    """A page within the admin's frame."""
    site = model_admin.admin_site
    request.current_app = site.name
    listed = {"list_url": list_url(request), "list_query": list_query(request)}
    return TemplateResponse(
        request,
        f"admin/initiatives/{template}",
        site.each_context(request) | listed | context,
        status=status,
    )


def list_query(request: HttpRequest) -> str:
    """What carries the list on to the next page: “?list=...”, or nothing."""
    query = carried(request).urlencode()
    return f"?{urlencode({LIST: query})}" if query else ""


def list_url(request: HttpRequest) -> str:
    """The list that the page was opened from, as it was narrowed there."""
    query = carried(request).urlencode()
    return reverse("admin:initiatives_initiative_changelist") + (f"?{query}" if query else "")


def carried(request: HttpRequest) -> QueryDict:
    """What the list that the page was opened from asks for."""
    return said(QueryDict(request.GET.get(LIST, "")))


def said(asked: QueryDict) -> QueryDict:
    """What an address asks for, without the fields that were left empty."""
    query = asked.copy()
    for name in [name for name, value in asked.items() if not value]:
        del query[name]
    return query
