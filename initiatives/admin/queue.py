"""The queue: what waits, who it is from and for how long; any other list of initiatives, too."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from initiatives.admin.page import LIST, is_officer, page, reader, said
from initiatives.forms.listing import listing_of
from initiatives.forms.narrowing import VIEWS, Chip
from initiatives.forms.queue import QueueFilter
from initiatives.lists import LONG, Listing, Place
from initiatives.models import Authorship, Initiative
from unions import scope
from unions.amounts import figures
from unions.models import Level, Office, Worker
from unions.models.union import AS_ONE_OF_MANY
from unions.paging import CappedPaginator, ReadPaginator
from unions.scoped_admin import ScopedModelAdmin

SHOWN = (
    *("code", "title", "confidential", "state", "moved_at", "last_step_id"),
    *(f"{union}__{name}" for union in ("union", "superior", "unit") for name in ("name", "short_name")),
    *(f"desk__{name}" for name in AS_ONE_OF_MANY),
)
"""What a row shows, and where it waits: to read all columns of its unions takes longer than to find it."""


class LongPaginator(CappedPaginator):
    """For lists that indexes hold in their order."""

    cap = LONG


class FoundPaginator(ReadPaginator):
    """For what was found row by row."""

    object_list: Sequence[Place]

    def __init__(self, listing: Listing, per_page: int) -> None:
        super().__init__(listing.found.places, per_page)
        self.is_bounded, self.looked = listing.found.is_bounded, listing.found.looked

    @property
    def look(self) -> str:
        return figures(self.looked)


class Tab(NamedTuple):
    """A link to one of the lists."""

    label: "str | Promise"
    query: str
    is_current: bool


def queue_page(model_admin: ScopedModelAdmin, request: HttpRequest) -> HttpResponse:
    """A page of what waits at the person's desks, or of the list that the address asks for."""
    worker = reader(model_admin, request)
    filters = filter_of(model_admin, request, request.GET)
    listing, size = listing_of(filters), model_admin.list_per_page
    pages = FoundPaginator(listing, size) if listing.is_narrowed else LongPaginator(listing.whole, size)
    leaf = pages.get_page(request.GET.get("page"))
    rows = rows_of([pk for pk, *_place in leaf.object_list], worker, filters.midnight)
    context: dict[str, Any] = {
        "title": Initiative._meta.verbose_name_plural,
        "filters": filters,
        "tabs": list(tabs(filters, request)),
        "chips": list(chips(filters, request)),
        "unnarrowed": without(request, *filters.fields.keys() - {"desk", "state"}),
        "leaf": leaf,
        "rows": rows,
        "tickable": tickable(rows, worker) if filters.is_waiting else set(),
        "row_query": f"?{urlencode({LIST: asked.urlencode()})}" if (asked := said(request.GET)) else "",
        "export_query": urlencode({LIST: asked.urlencode()}),
        "above": above(worker),
        "one_union": is_of_one_union(rows, worker),
        "now": timezone.now(),
        "media": filters.media,
    }
    return page(model_admin, request, "queue.html", **context)


def filter_of(model_admin: ScopedModelAdmin, request: HttpRequest, query: QueryDict) -> QueueFilter:
    """What an address asks for, of what this person may see."""
    union = Initiative._meta.get_field("union")
    return QueueFilter(
        query,
        worker=reader(model_admin, request),
        unions=model_admin.choices(request, union),
        pickers=[AutocompleteSelect(union, model_admin.admin_site) for _field in ("union", "at")],
    )


def tickable(rows: Collection[Initiative], worker: Worker) -> set[int]:
    """The ids of those that wait at or below a desk of this person; the act itself checks all of its rules."""
    mine = (Office.Kind.OFFICER,)
    return {row.pk for row in rows if row.desk and scope.reaches(worker, row.desk, mine)}


def above(worker: Worker) -> str:
    """Which union above an initiative's own tells its place to this person: the unit, the superior, or none."""
    levels = {top.level for top in scope.tops(worker, scope.READING)}
    return "unit" if Level.CONFEDERATION in levels else "superior" if Level.UNIT in levels else ""


def is_of_one_union(rows: Collection[Initiative], worker: Worker) -> bool:
    """Whether all rows are of the only union that this person reads, so that naming it in each tells nothing."""
    tops = scope.tops(worker, scope.READING)
    return len(tops) == 1 and {row.union_id for row in rows} == {tops[0].pk}


def tabs(filters: QueueFilter, request: HttpRequest) -> Iterator[Tab]:
    """The lists between which one changes; what they are narrowed by stays."""
    current = filters.view
    for view in VIEWS:
        if view is VIEWS[0] and not is_officer(filters.worker):
            continue
        query = said(request.GET)
        for name in ("page", "as_of", "state", "desk"):
            query.pop(name, None)
        query["desk"] = view.desk
        if view.state:
            query["state"] = view.state
        yield Tab(view.label, f"?{query.urlencode()}", view is current)


def chips(filters: QueueFilter, request: HttpRequest) -> Iterator[tuple[Chip, str]]:
    """What the list is narrowed by, each with the list that is no longer narrowed by it."""
    for chip in filters.chips:
        yield chip, without(request, chip.name)


def without(request: HttpRequest, *names: str) -> str:
    """The first page of the list with these parameters left out."""
    query = said(request.GET)
    for name in ("page", *names):
        query.pop(name, None)
    return f"?{query.urlencode()}"


def rows_of(ids: Collection[int], worker: Worker, midnight: datetime | None) -> list[Initiative]:
    """The initiatives of a page in its order, each with what a row shows, its benefit as counted at the midnight.

    `is_open` says whether its words may be shown.
    """
    lines = Authorship.objects.select_related("worker")
    authors = Prefetch("authorships", lines.only("initiative", "position", "worker__name"))
    found = Initiative.objects.filter(pk__in=ids).with_openness(worker).with_counted_benefit(midnight)
    found = found.select_related("union", "superior", "unit", "desk").only(*SHOWN)
    rows = found.prefetch_related(authors).in_bulk()
    return [rows[pk] for pk in ids if pk in rows]
