"""Changes of the tree in the admin: the record of all, and the page on which a union is moved or merged."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import SELECT_CLASSES

from initiatives.refusals import Refused
from reporting.models import TreeChange
from reporting.moving_unions import merge, move
from reporting.tree_forms import TreeChangeForm
from reporting.tree_preview import preview
from unions import scope
from unions.models import Union, Worker
from unions.scoped_admin import ScopedModelAdmin, person

LIST = "admin:reporting_treechange_changelist"


@admin.register(TreeChange)
class TreeChangeAdmin(ScopedModelAdmin):
    """Written by the acts alone: a page that asks, one that tells what would change, and the record."""

    menu_icon = "move_up"
    menu_place = 55
    menu_hint = _("Move a union under another one, or merge two")
    list_display = ("kind", "union", "old_parent", "target", "made_by", "at", "settled_at")
    list_filter = ("kind",)
    list_select_related = ("union", "old_parent", "target", "made_by")
    ordering = ("-pk",)
    fields = (
        "kind",
        "union",
        "old_parent",
        "target",
        "made_by",
        "at",
        "note",
        "unions",
        "initiatives",
        "settled_at",
    )

    def scoped(self, request: HttpRequest) -> QuerySet[Any]:
        unions = scope.administered_unions(person(request)).order_by().values("pk")
        return TreeChange.objects.filter(Q(union__in=unions) | Q(old_parent__in=unions) | Q(target__in=unions))

    def may_see(self, worker: Worker) -> bool:
        return scope.is_administrator(worker)

    def may_add(self, worker: Worker) -> bool:
        return scope.is_administrator(worker)

    def choices(self, request: HttpRequest, field: Any) -> QuerySet[Any]:
        """Of both unions, those that the person administers; the act asks for the places above them too."""
        if field.name in {"union", "target"}:
            unions: QuerySet[Any] = scope.administered_unions(person(request))
            return unions
        return super().choices(request, field)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, tell what would change, and do it when that was confirmed and nothing has changed since."""
        worker = person(request)
        if not self.may_add(worker):
            raise PermissionDenied
        form = self._form(request, worker)
        if not form.is_bound or not form.is_valid() or form.plan is None:
            return self._page(request, form=form)
        latest = TreeChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if request.POST.get("confirmed") == str(latest):
            try:
                change = _do(form.cleaned_data, worker)
            except Refused as refused:
                form.add_error(None, str(refused))
                return self._page(request, form=form)
            messages.success(request, _("Done. What the lists name is carried along within minutes."))
            return redirect(reverse("admin:reporting_treechange_change", args=[change.pk]))
        is_stale = "confirmed" in request.POST
        return self._page(request, form=form, shown=preview(form.plan), latest=latest, is_stale=is_stale)

    def _form(self, request: HttpRequest, worker: Worker) -> TreeChangeForm:
        """What is asked for; after going back from the preview, filled in as it was."""
        goes_back = "back" in request.POST
        data = request.POST if request.method == "POST" and not goes_back else None
        given = request.POST if goes_back else request.GET
        attrs = {"class": " ".join(SELECT_CLASSES)}
        fields = [TreeChange._meta.get_field(name) for name in ("union", "target")]
        pickers: list[Any] = [AutocompleteSelect(field, self.admin_site, attrs=attrs) for field in fields]
        unions = scope.administered_unions(worker)
        form = TreeChangeForm(data, by=worker, unions=unions, pickers=pickers)
        form.initial = {name: given[name] for name in form.fields if name in given}
        return form

    def _page(self, request: HttpRequest, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        title = _("Move or merge unions")
        shown = {"title": title, "back": reverse(LIST), "media": self.media + context["form"].media}
        return TemplateResponse(
            request, "admin/reporting/tree_change.html", self.admin_site.each_context(request) | shown | context
        )


def _do(asked: dict[str, Any], by: Worker) -> TreeChange:
    union: Union = asked["union"]
    if asked["kind"] == TreeChange.Kind.MOVE:
        return move(union, under=asked["target"], by=by, note=asked["note"])
    return merge(union, into=asked["target"], by=by, note=asked["note"])
