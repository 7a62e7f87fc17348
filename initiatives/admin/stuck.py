"""Stuck desks: what waits at the root where nobody is free to decide. Administrators see no word of an initiative."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.admin.page import page
from initiatives.models import Initiative
from unions import scope
from unions.paging import CappedPaginator
from unions.scoped_admin import ScopedModelAdmin, person

SHOWN_COLUMNS = ("code", "union", "claimed_benefit", "computable", "moved_at", "programme")


def may_see_stuck(request: HttpRequest) -> bool:
    """For the menu: whether the person administers anything."""
    return bool(scope.offices(person(request), scope.ADMINISTERING))


def stuck_page(model_admin: ScopedModelAdmin, request: HttpRequest) -> HttpResponse:
    """Code, union, amount and since when, of what was sent at or below where the person is administrator."""
    if not may_see_stuck(request):
        raise Http404
    tops = scope.tops(person(request), scope.ADMINISTERING)
    rows = Initiative.objects.within(tops).stuck(timezone.localdate()).oldest_first()
    rows = rows.only(*SHOWN_COLUMNS).select_related("union", "programme")
    leaf = CappedPaginator(rows, model_admin.list_per_page).get_page(request.GET.get("page"))
    return page(model_admin, request, "stuck.html", title=_("Stuck desks"), leaf=leaf)
