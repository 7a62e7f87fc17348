"""Workers in the admin: those in the care of an officer or administrator."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unions import scope
from unions.forms import WorkerForm
from unions.models import Level, Worker
from unions.models.worker import local_phone
from unions.scoped_admin import ScopedModelAdmin, person
from unions.templatetags.shown import NOTHING


@admin.register(Worker)
class WorkerAdmin(ScopedModelAdmin):
    form = WorkerForm
    menu_icon = "group"
    menu_place = 40
    menu_hint = _("Add members, change a contact, set a new password")
    list_display = ("shown_name", "contact_shown", "title", "union", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("union",)
    ordering = ("name_key", "pk")
    search_fields = ("name_folded",)
    search_help_text = _("Name with or without diacritics, or a whole phone number or e-mail address")
    fields = ("name", "phone", "email", "title", "union")
    readonly_fields = ("offices_held",)
    autocomplete_fields = ("union",)

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        workers: QuerySet[Any] = scope.workers_visible_to(person(request)).select_related("union")
        return workers

    def may_see(self, worker: Worker) -> bool:
        return scope.cares_for_workers(worker)

    def may_add(self, worker: Worker) -> bool:
        return scope.cares_for_workers(worker)

    def may_change(self, worker: Worker, record: Worker | None) -> bool:
        return scope.cares_for_workers(worker) if record is None else scope.may_edit_account(worker, record)

    def choices(self, request: HttpRequest, field: "ForeignKey[Any, Any]") -> QuerySet[Any]:
        """Workers are members at grassroots unions."""
        unions: QuerySet[Any] = scope.unions_in_care_of(person(request)).filter(level=Level.GRASSROOTS)
        return unions

    def choice_label(self, record: Worker) -> str:
        return " · ".join(part for part in (record.name, record.title, str(record.union or "")) if part)

    @admin.display(description=_("name"), ordering="name_key")
    def shown_name(self, worker: Worker) -> str:
        return worker.name

    @admin.display(description=_("contact"))
    def contact_shown(self, worker: Worker) -> str:
        return worker.contact

    @admin.display(description=_("phone"), empty_value=NOTHING)
    def phone_shown(self, worker: Worker) -> str:
        return local_phone(worker.phone or "")

    @admin.display(description=_("offices"))
    def offices_held(self, worker: Worker) -> str:
        held = [f"{office.get_kind_display()}, {office.union}" for office in worker.offices_not_over]
        return "; ".join(held) or NOTHING

    def get_fields(self, request: HttpRequest, obj: Worker | None = None) -> tuple[str, ...]:
        fields: tuple[str, ...] = self.fields
        if not self._may_change_sign_in(request, obj):
            fields = tuple("phone_shown" if name == "phone" else name for name in fields)
        if obj:
            fields = (*fields, "offices_held")
        if obj and scope.is_administrator(person(request)):
            fields = (*fields, "is_active")
        return (*fields, "new_password") if self._may_change_sign_in(request, obj) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Worker | None = None) -> tuple[str, ...]:
        fixed: tuple[str, ...] = self.readonly_fields
        return fixed if self._may_change_sign_in(request, obj) else (*fixed, "phone_shown", "email")

    def get_form(
        self, request: HttpRequest, obj: Worker | None = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Worker]]":
        """The form; a field that is declared stays in it though it is not listed, so the password's is taken out."""
        form: type[ModelForm[Worker]] = super().get_form(request, obj, change, **kwargs)
        if not self._may_change_sign_in(request, obj):
            form.base_fields.pop("new_password", None)
        return form

    def _may_change_sign_in(self, request: HttpRequest, worker: Worker | None) -> bool:
        permitted: bool = self.has_change_permission(request, worker)
        return permitted and (worker is None or scope.may_change_sign_in(person(request), worker))
