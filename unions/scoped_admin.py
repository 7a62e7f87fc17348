"""The base of every admin page: what a person may see and do follows from their offices, never from permission rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import DateField, Field, ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from unions.admin_fields import DayInput
from unions.models import Worker
from unions.paging import CappedPaginator


def person(request: HttpRequest) -> Worker:
    """The signed-in worker; the admin site lets nobody else in."""
    worker: Worker = request.user  # type: ignore[assignment]  # never anonymous behind the site's admin_view
    return worker


DAYS: Any = {DateField: {"widget": DayInput}}
"""For `formfield_overrides`, of an inline too."""


@dataclass(frozen=True)
class Panel:
    """A part of the start page: a template, and what it shows as `panel`."""

    template: str
    shown: Any


class CappedChangeList(ChangeList):
    """A list that says how many it found once, below, where the paginator says when there are more."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count  # what differs is repeated in the page's head


class ScopedModelAdmin(ModelAdmin):
    """An admin whose every page starts from `scoped`: list, form, history, deletion, autocomplete and search.

    A subclass says what there is to see in `scoped` and `may_see`, and what may be done in `may_add`, `may_change` and
    `may_delete`, which allow nothing unless overridden. Unknown and foreign records answer 404 alike.
    """

    menu_icon = "folder"
    menu_place = 100
    """Where the model stands in the menu, by number."""
    menu_hint: "str | Promise" = ""
    """What is done there, for the start page."""

    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_disable_select_all = True
    view_on_site = False
    save_as = False
    formfield_overrides = DAYS  # type: ignore[misc]  # the stubs declare it of instances

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        """The records that this person may see."""
        raise NotImplementedError

    def may_see(self, worker: Worker) -> bool:
        """Whether this model concerns the worker at all."""
        raise NotImplementedError

    def may_add(self, worker: Worker) -> bool:
        return False

    def may_change(self, worker: Worker, record: Any | None) -> bool:
        """Without a record: whether the worker may change any. A given record always comes out of `scoped`."""
        return False

    def may_delete(self, worker: Worker, record: Any | None) -> bool:
        return False

    def panels(self, request: HttpRequest) -> list[Panel]:
        """What of this model waits for the person, for the start page; read cheaply, since each visit begins there."""
        return []

    def choices(self, request: HttpRequest, field: "ForeignKey[Any, Any]") -> QuerySet[Any]:
        """What this person may choose for a relation of a record: the form and the autocomplete both ask here."""
        related = self.admin_site.get_model_admin(field.remote_field.model)
        chosen: QuerySet[Any] = related.get_queryset(request)
        return chosen

    def search(self, request: HttpRequest, records: QuerySet[Any], text: str) -> QuerySet[Any]:
        """The records that a text finds, in the list and in the autocomplete; `search_fields` only shows the box."""
        return records.matching(text) if text else records  # type: ignore[attr-defined]

    def choice_label(self, record: Any) -> str:
        """How the autocomplete names a record, so that namesakes can be told apart."""
        return str(record)

    # What Django asks.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        records = self.scoped(request)
        ordering = self.get_ordering(request)
        return records.order_by(*ordering) if ordering else records

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        record = super().get_object(request, object_id, from_field)
        if record is None:
            raise Http404
        return record

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return self.search(request, queryset, search_term.strip()), False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_see(person(request))

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_see(person(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add(person(request))

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_change(person(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_delete(person(request), obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the declared filters: Django would let anyone who sees the list ask about any column, passwords too."""
        entries = [entry[0] if isinstance(entry, tuple) else entry for entry in self.get_list_filter(request)]
        declared = {entry.split("__")[0] for entry in entries if isinstance(entry, str)}
        asked = lookup.split("__", maxsplit=1)[0]
        is_column = asked == "pk" or any(asked in {field.name, f"{field.name}_id"} for field in self.opts.get_fields())
        allowed: bool = super().lookup_allowed(lookup, value, request)
        return allowed and (asked in declared or not is_column)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return CappedChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The list under its own name: Django's title asks to select a row to change."""
        named = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, named | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Callable[..., str], str, str] | None]:
        """The declared actions: deleting a selection is not one, since it would pass by the acts."""
        actions: dict[str, tuple[Callable[..., str], str, str] | None] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any) -> HttpResponse | None:
        """An action works on the ticked rows: “everything in the list” is no selection, whatever the request says."""
        ticked = request.POST.copy()
        ticked["select_across"] = "0"
        request.POST = ticked  # type: ignore[assignment]
        return super().response_action(request, queryset, *args)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Model] | None":
        kwargs["queryset"] = self.choices(request, db_field)
        field: ModelChoiceField[Model] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """A relation is chosen, not made on the way: no windows that add or change the related record."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.choices and field:
            field.choices = list(_told(field.choices))
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


def _told(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, str]]:
    """Choices as a form says them: in sentence case, and the empty one in words."""
    for value, label in choices:
        yield value, capfirst(str(label)) if value not in ("", None) else str(_("Choose"))
