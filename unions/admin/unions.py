"""Unions in the admin: read at and below any office, edited at and below where one is administrator."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Left, Length
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import SELECT_CLASSES

from unions import scope
from unions.forms import NewUnionForm
from unions.models import Level, Office, Union, Worker
from unions.scoped_admin import ScopedModelAdmin, person


class ParentSelect(AutocompleteSelect):
    """Picks a union that may have others below it, among those where the person may give offices."""

    def __init__(self, admin_site: admin.AdminSite) -> None:
        attrs = {"class": " ".join(SELECT_CLASSES)}
        super().__init__(Office._meta.get_field("union"), admin_site, attrs=attrs)

    def get_url(self) -> str:
        return f"{super().get_url()}?parents=1"


@admin.register(Union)
class UnionAdmin(ScopedModelAdmin):
    menu_icon = "account_tree"
    menu_place = 50
    menu_hint = _("The tree of unions: names, phones, members")
    list_display = ("shown_name", "code", "level", "parent_name", "members", "closed_on")
    list_filter = ("level", "group")
    ordering = ("path",)
    search_fields = ("name_folded",)
    search_help_text = _("Name or code, with or without diacritics")
    fields = (
        "code",
        "name",
        "short_name",
        "level",
        "parent_name",
        "group",
        "region",
        "phone",
        "members",
        "opened_on",
        "closed_on",
    )
    readonly_fields = ("code", "level", "parent_name", "group", "region", "opened_on")
    add_fields = ("parent", *NewUnionForm.Meta.fields)

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        above = Left(OuterRef("path"), Length(OuterRef("path")) - Value(Union.steplen))
        parent = Union.objects.filter(path=above).order_by().values("name")[:1]
        unions: QuerySet[Any] = scope.unions_seen_by(person(request)).annotate(parent_name=Subquery(parent))
        return unions

    def may_see(self, worker: Worker) -> bool:
        return worker.is_staff

    def may_add(self, worker: Worker) -> bool:
        return scope.is_administrator(worker)

    def may_change(self, worker: Worker, record: Union | None) -> bool:
        return scope.is_administrator(worker) if record is None else scope.administers(worker, record)

    def choice_label(self, record: Union) -> str:
        return f"{record.name} ({record.code})"

    @admin.display(description=_("name"), ordering="name_key")
    def shown_name(self, union: Union) -> str:
        return union.name

    @admin.display(description=_("stands under"))
    def parent_name(self, union: Any) -> str:
        return union.parent_name or "–"

    def search(self, request: HttpRequest, records: QuerySet[Any], text: str) -> QuerySet[Any]:
        if "parents" in request.GET:
            records = records.exclude(level=Level.GRASSROOTS)
        return super().search(request, records, text)

    def get_fields(self, request: HttpRequest, obj: Union | None = None) -> tuple[str, ...]:
        return self.fields if obj else self.add_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Union | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Union | None = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Union]]":
        if obj:
            standing: type[ModelForm[Union]] = super().get_form(request, obj, change, **kwargs)
            return standing
        form: type[ModelForm[Union]] = super().get_form(request, obj, change, form=NewUnionForm, **kwargs)
        parent, level = form.base_fields["parent"], form.base_fields["level"]
        parent.queryset = scope.administered_unions(person(request))  # type: ignore[attr-defined]
        parent.widget = ParentSelect(self.admin_site)
        parent.widget.choices = parent.choices  # type: ignore[attr-defined]
        level.choices = [(value, label) for value, label in level.choices if value != Level.CONFEDERATION]  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            Union.objects.add_child(form.cleaned_data["parent"], instance=obj)
