"""Quotas in the admin: set by leaders for the unions below theirs and by administrators for theirs and those below."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from reporting.job_health_admin import TaskRunAdmin
from reporting.models import Quota
from reporting.quotas import may_set_quota, set_quota
from reporting.tree_admin import TreeChangeAdmin
from unions import scope
from unions.models import Level, Office, Union, Worker
from unions.models.union import UnionQuerySet
from unions.scoped_admin import ScopedModelAdmin, person

__all__ = ["QuotaAdmin", "TaskRunAdmin", "TreeChangeAdmin"]

LEADING = (Office.Kind.LEADER,)


class PhaseField(ModelChoiceField):  # type: ignore[type-arg]  # takes no argument at run time
    """Phases of all programmes, each named after its own."""

    def label_from_instance(self, obj: Phase) -> str:
        return f"{obj.programme}: {obj}"


class QuotaForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument at run time
    """A quota; of one that stands only the number can change."""

    class Meta:
        model = Quota
        fields = ("programme", "phase", "union", "kind", "count", "from_on")
        help_texts = {
            "phase": _("Empty: for the programme as a whole."),
            "from_on": _("Figures as of an earlier day keep the quota of that day."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        programme, phase = cleaned.get("programme"), cleaned.get("phase")
        if programme and phase and phase.programme_id != programme.pk:
            self.add_error("phase", ValidationError(_("The phase belongs to another programme."), code="phase"))
        return cleaned


@admin.register(Quota)
class QuotaAdmin(ScopedModelAdmin):
    """Quotas are added and their number changed by `set_quota`; none is taken away, since midnights refer to it."""

    menu_icon = "flag"
    menu_place = 70
    menu_hint = _("How many approved initiatives each union owes")
    form = QuotaForm
    list_display = ("union", "programme", "phase", "kind", "count", "from_on")
    list_display_links = ("union",)
    list_filter = ("programme", "kind")
    list_select_related = ("union", "programme", "phase")
    ordering = ("-pk",)
    search_fields = ("union__name_folded",)
    search_help_text = _("Code or name of the union")
    autocomplete_fields = ("union",)

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        unions = seen_unions(person(request)).order_by().values("pk")
        return Quota.objects.filter(union__in=unions)

    def may_see(self, worker: Worker) -> bool:
        return scope.is_administrator(worker) or bool(scope.offices(worker, LEADING))

    def may_add(self, worker: Worker) -> bool:
        return self.may_see(worker)

    def may_change(self, worker: Worker, record: Quota | None) -> bool:
        return self.may_see(worker) if record is None else may_set_quota(worker, record.union)

    def choices(self, request: HttpRequest, field: "ForeignKey[Any, Any]") -> QuerySet[Any]:
        if field.name == "union":
            unions: QuerySet[Any] = quota_unions(person(request))
            return unions
        if field.name == "programme":
            return Programme.objects.newest_first()
        return Phase.objects.select_related("programme").order_by("-programme__opens_at", "starts_on")

    def search(self, request: HttpRequest, records: QuerySet[Any], text: str) -> QuerySet[Any]:
        unions = Union.objects.all().matching(text).order_by().values("pk")
        return records.filter(union__in=unions) if text else records

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Model] | None":
        if db_field.name == "phase":
            kwargs["form_class"] = PhaseField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Quota | None = None) -> tuple[str, ...]:
        return ("programme", "phase", "union", "kind", "from_on") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What the form has checked, `set_quota` checks and writes, the progress with it."""
        obj.pk = set_quota(
            programme=obj.programme,
            phase=obj.phase,
            union=obj.union,
            kind=obj.kind,
            count=obj.count,
            from_on=obj.from_on,
            by=person(request),
        ).pk


def seen_unions(worker: Worker) -> UnionQuerySet:
    """The unions whose quotas the worker may look at: at or below where they are leader or administrator."""
    return scope.administered_unions(worker) | _led_unions(worker)


def quota_unions(worker: Worker) -> UnionQuerySet:
    """The unions whose quotas the worker may set, as `may_set_quota` says of each."""
    led = [top.pk for top in scope.tops(worker, LEADING)]
    below = _led_unions(worker).exclude(pk__in=led)
    return (scope.administered_unions(worker) | below).exclude(level=Level.CONFEDERATION)


def _led_unions(worker: Worker) -> UnionQuerySet:
    led: UnionQuerySet = Union.objects.all()
    return led.at_or_below(scope.tops(worker, LEADING))
