"""Offices in the admin: given and ended by an administrator, at their union and below, never to themselves."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions import scope
from unions.models import Office, Union, Worker
from unions.scoped_admin import ScopedModelAdmin, person


class HeldFilter(admin.SimpleListFilter):
    """Offices held today, or those of all times."""

    title = _("held")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("in office today"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "today":
            return queryset.filter(pk__in=Office.objects.active(timezone.localdate()).values("pk"))
        return queryset


@admin.register(Office)
class OfficeAdmin(ScopedModelAdmin):
    menu_icon = "badge"
    menu_place = 60
    menu_hint = _("Who is officer, leader or administrator where, from when until when")
    list_display = ("worker", "kind", "union", "from_on", "until_on")
    list_filter = (HeldFilter, "kind")
    list_select_related = ("worker", "union")
    ordering = ("-pk",)
    search_fields = ("worker__name_folded",)
    search_help_text = _("Name of the worker or the union")
    fields = ("worker", "union", "kind", "from_on", "until_on")
    autocomplete_fields = ("worker", "union")

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        return scope.offices_visible_to(person(request))

    def may_see(self, worker: Worker) -> bool:
        return scope.is_administrator(worker)

    def may_add(self, worker: Worker) -> bool:
        return scope.is_administrator(worker)

    def may_change(self, worker: Worker, record: Office | None) -> bool:
        return scope.is_administrator(worker) if record is None else scope.may_edit_office(worker, record)

    def may_delete(self, worker: Worker, record: Office | None) -> bool:
        """One given by mistake, as long as no day of it is over; any other is ended by its last day."""
        if record is None:
            return False
        return record.from_on >= timezone.localdate() and scope.may_edit_office(worker, record)

    def choices(self, request: HttpRequest, field: "ForeignKey[Any, Any]") -> QuerySet[Any]:
        giver = person(request)
        unions: QuerySet[Any] = scope.administered_unions(giver)
        return unions if field.name == "union" else scope.workers_visible_to(giver).exclude(pk=giver.pk)

    def search(self, request: HttpRequest, records: QuerySet[Any], text: str) -> QuerySet[Any]:
        if not text:
            return records
        workers = Worker.objects.all().matching(text).values("pk")
        unions = Union.objects.all().matching(text).order_by().values("pk")
        return records.filter(Q(worker__in=workers) | Q(union__in=unions))

    def get_readonly_fields(self, request: HttpRequest, obj: Office | None = None) -> tuple[str, ...]:
        """Who holds which office where is written once, since steps refer to it; when it ends can change."""
        if obj is None:
            return ()
        begun = obj.from_on <= timezone.localdate()
        return ("worker", "union", "kind", "from_on") if begun else ("worker", "union", "kind")
