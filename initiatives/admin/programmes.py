"""Programmes with their phases, and fields of work: for administrators of the confederation alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline

from initiatives.deadlines import deadline, written
from initiatives.forms.programme import PhaseForm, PhaseFormSet, ProgrammeForm
from initiatives.models import Field, Initiative, Phase, Programme
from unions import scope
from unions.amounts import figures
from unions.models import Worker
from unions.scoped_admin import DAYS, ScopedModelAdmin, person


class NationalAdmin(ScopedModelAdmin):
    """What there is one list of, for the whole confederation. One with initiatives is never deleted."""

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.every()
        return rows if scope.administers_confederation(person(request)) else rows.none()

    def every(self) -> QuerySet[Any]:
        raise NotImplementedError

    def may_see(self, worker: Worker) -> bool:
        return scope.administers_confederation(worker)

    def may_add(self, worker: Worker) -> bool:
        return scope.administers_confederation(worker)

    def may_change(self, worker: Worker, record: Any | None) -> bool:
        return scope.administers_confederation(worker)

    def may_delete(self, worker: Worker, record: Any | None) -> bool:
        return scope.administers_confederation(worker) and record is not None and not self.is_used(record)

    def is_used(self, record: Any) -> bool:
        """Whether an initiative refers to it."""
        raise NotImplementedError


class PhaseInline(StackedInline):
    model = Phase
    form = PhaseForm
    formset = PhaseFormSet  # type: ignore[assignment]  # Unfold's own is its base
    fields = (("name_vi", "name_en"), ("starts_on", "ends_on"), "target")
    extra = 0
    min_num = 1
    formfield_overrides = DAYS  # type: ignore[misc]  # the stubs declare it of instances

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope.administers_confederation(person(request))

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Programme)
class ProgrammeAdmin(NationalAdmin):
    """A programme's window, rules and phases, checked together before anything is written."""

    menu_icon = "event"
    menu_place = 80
    menu_hint = _("Window, who may finish how much, phases")
    form = ProgrammeForm
    inlines = (PhaseInline,)
    list_display = ("__str__", "opens", "closes", "decides", "target_shown")
    list_display_links = ("__str__",)
    ordering = ("-opens_at", "-pk")
    prepopulated_fields = {"slug": ("name_vi",)}
    fieldsets = (
        (None, {"fields": ("name_vi", "name_en", ("slug", "target"))}),
        (_("Window"), {"fields": ("opens_at", "closes_at", "decides_until", ("applied_from", "applied_until"))}),
        (
            _("Ladder"),
            {
                "fields": (
                    "grassroots_limit",
                    "superior_limit",
                    "unit_limit",
                    "enterer_may_finish_up_to",
                    "two_persons_from",
                    "desk_days",
                )
            },
        ),
    )

    @admin.display(description=_("opens at"), ordering="opens_at")
    def opens(self, programme: Programme) -> str:
        at = timezone.localtime(programme.opens_at)
        return str(_("%(time)s on %(day)s") % {"time": f"{at:%H:%M}", "day": written(at.date())})

    @admin.display(description=_("closes at"), ordering="closes_at")
    def closes(self, programme: Programme) -> str:
        return deadline(programme.closes_at)

    @admin.display(description=_("decides until"), ordering="decides_until")
    def decides(self, programme: Programme) -> str:
        return deadline(programme.decides_until)

    @admin.display(description=_("target"), ordering="target")
    def target_shown(self, programme: Programme) -> str:
        return figures(programme.target)

    def every(self) -> QuerySet[Any]:
        return Programme.objects.all()

    def is_used(self, record: Programme) -> bool:
        drafts = Initiative.objects.drafts().filter(programme=record)
        return Initiative.objects.sent_to(record).exists() or drafts.exists()


@admin.register(Field)
class FieldAdmin(NationalAdmin):
    """The fields of work that initiatives are counted by."""

    menu_icon = "category"
    menu_place = 82
    menu_hint = _("The list by which initiatives are counted")
    list_display = ("__str__", "slug", "position")
    list_display_links = ("__str__",)
    ordering = ("position", "slug")
    fields = (("name_vi", "name_en"), ("slug", "position"))
    prepopulated_fields = {"slug": ("name_vi",)}

    def every(self) -> QuerySet[Any]:
        return Field.objects.all()

    def is_used(self, record: Field) -> bool:
        return Initiative.objects.filter(field=record).exists()
