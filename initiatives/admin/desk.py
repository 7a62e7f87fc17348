"""Initiatives in the admin: a closed set of pages of our own, since nothing of an initiative is edited here."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from initiatives.admin import bulk, bulk_job, decision, queue, start, stuck
from initiatives.admin.page import reader
from initiatives.forms.readback import read_back
from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from unions import scope
from unions.models import Union, Worker
from unions.scoped_admin import Panel, ScopedModelAdmin, person

View = Callable[..., HttpResponse]


@admin.register(Initiative)
class InitiativeAdmin(ScopedModelAdmin):
    """The queue, the decision page and the acts, for officers; the same without the acts for leaders."""

    menu_icon = "inbox"
    menu_place = 10
    menu_hint = _("Look for any initiative of your union and those below")
    list_per_page = 50

    def may_see(self, worker: Worker) -> bool:
        return bool(scope.offices(worker, scope.READING))

    def scoped(self, request: HttpRequest) -> InitiativeQuerySet:
        return Initiative.objects.visible_to(person(request)).sent()

    def panels(self, request: HttpRequest) -> list[Panel]:
        return start.panels_for(request)

    def choices(self, request: HttpRequest, field: "ForeignKey[Any, Any]") -> QuerySet[Any]:
        """The unions that the queue is narrowed by; no other relation is chosen here."""
        if field.name != "union":
            raise PermissionDenied
        unions: QuerySet[Any] = Union.objects.at_or_below(scope.tops(reader(self, request), scope.READING))
        return unions

    def get_urls(self) -> list[URLPattern]:
        """Only these: adding, deleting and Django's form have no address."""
        return [
            self._path("", queue.queue_page, "changelist"),
            self._path("readback/", read_back_page, "readback"),
            self._path("stuck/", stuck.stuck_page, "stuck"),
            self._path("bulk/<slug:act>/", bulk.bulk_page, "bulk"),
            self._path("bulk/<slug:act>/all/", bulk_job.ask_page, "bulk_all"),
            self._path("jobs/", bulk_job.jobs_page, "jobs"),
            self._path("jobs/<int:pk>/", bulk_job.job_page, "job"),
            self._path("<int:pk>/change/", decision.decision_page, "change"),
            self._path("<int:pk>/history/", decision.history_page, "history"),
            self._path("<int:pk>/<slug:act>/", decision.act_page, "act"),
        ]

    def _path(self, route: str, view: View, name: str) -> URLPattern:
        wrapped = self.admin_site.admin_view(partial(view, self))
        return path(route, wrapped, name=f"initiatives_initiative_{name}")


def read_back_page(model_admin: ScopedModelAdmin, request: HttpRequest) -> HttpResponse:
    """The line below the verified benefit while it is typed."""
    reader(model_admin, request)
    return render(request, "initiatives/_readback.html", read_back(request.GET.get("verified_benefit")))
