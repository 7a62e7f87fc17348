"""The admin site of those who hold an office: entry, sign-in, menu, autocomplete."""

from functools import wraps
from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from unions.scoped_admin import ScopedModelAdmin, person
from unions.templatetags.shown import NOTHING


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers for a relation what the admin of its model lets this person choose there."""

    admin_site: "OfficeAdminSite"
    model_admin: ScopedModelAdmin

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        source = self.source_admin
        return source.has_view_permission(request) or source.has_add_permission(request)

    def get_queryset(self) -> QuerySet[Any]:
        field = self.source_field
        choices = self.source_admin.choices(self.request, field).complex_filter(field.get_limit_choices_to())
        found: QuerySet[Any] = self.model_admin.get_search_results(self.request, choices, self.term)[0]
        return found.order_by(*self.model_admin.get_ordering(self.request))

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": self.model_admin.choice_label(obj)}

    @property
    def source_admin(self) -> ScopedModelAdmin:
        """The admin of the model that has the relation. Raises PermissionDenied where there is none of ours."""
        field, site = self.source_field, self.admin_site
        if not isinstance(field, ForeignKey) or not site.is_registered(field.model):
            raise PermissionDenied
        return cast("ScopedModelAdmin", site.get_model_admin(field.model))


class OfficeAdminSite(UnfoldAdminSite):
    """Entry follows from `Worker.is_staff`: an office held today, or being a superuser; AdminSite asks for no more."""

    index_template = "admin/unions/index.html"
    empty_value_display = NOTHING
    index_title = _("Your work here")

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign-in is allauth's, with its throttles; who is signed in and holds no office is refused."""
        response: HttpResponse = super().login(request, extra_context)
        return response

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The view behind the door: who is signed in and holds no office finds nothing here, 404.

        What one may not open is answered like what is not there, since a refusal would tell that it is.
        """
        guarded = super().admin_view(view, cacheable)

        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return cast("HttpResponse", guarded(request, *args, **kwargs))
            except PermissionDenied as denied:
                raise Http404 from denied

        return door

    def get_urls(self) -> list[URLPattern]:  # type: ignore[override]  # Unfold narrows what Django says
        """Without Django's “view on site”, which tells whether any record of any model exists."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", ScopedAutocomplete.as_view(admin_site=self)(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        panels = [panel for entry in self._entries() for panel in entry.panels(request)]
        shown = {"offices": person(request).active_offices, "panels": panels, "media": None}
        context = shown | {"doors": self._doors(request)} | (extra_context or {})
        return super().index(request, context)

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The menu: the lists that concern this person, then what the settings add."""
        start = reverse(f"{self.name}:index")
        first = {"title": self.index_title, "icon": "home", "link": start, "has_permission": True}
        items = [first | {"active": request.path == start}]
        items += [self._menu_item(request, entry) for entry in self._entries() if entry.has_module_permission(request)]
        group = {"title": None, "separator": False, "items": items}
        added: list[dict[str, Any]] = super().get_sidebar_list(request)
        return [group, *added]

    def _entries(self) -> list[ScopedModelAdmin]:
        """The admins, in the order of the menu."""
        scoped = [entry for entry in self._registry.values() if isinstance(entry, ScopedModelAdmin)]
        return sorted(scoped, key=lambda entry: entry.menu_place)

    def _doors(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What the start page links to, each with what is done there."""
        groups = self.get_sidebar_list(request)
        return [item for group in groups for item in group["items"] if item.get("hint") and item["has_permission"]]

    def _menu_item(self, request: HttpRequest, entry: ScopedModelAdmin) -> dict[str, Any]:
        options = entry.opts
        link = reverse(f"{self.name}:{options.app_label}_{options.model_name}_changelist")
        return {
            "title": str(options.verbose_name_plural).capitalize(),
            "icon": entry.menu_icon,
            "hint": entry.menu_hint,
            "link": link,
            "active": request.path.startswith(link),
            "has_permission": True,
        }
