"""What the officers' lists say of an initiative, for templates."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.deadlines import days_since, written
from initiatives.models import Initiative
from unions.models import Union
from unions.templatetags.shown import vnd_large

register = template.Library()


class LineShape(NamedTuple):
    """What decides how a row of a list is built."""

    may_be_ticked: bool
    is_open: bool
    is_confidential: bool
    is_below_another: bool
    waits_elsewhere: bool
    is_in_money: bool


class Line(NamedTuple):
    """An initiative's row in a list, for {% filled %}."""

    shape: LineShape
    pk: str
    last_step: str
    url: str
    title: str
    code: str
    authors: str
    union: str
    above: str
    days: str
    desk: str
    since: str
    state: str
    label: str
    benefit: SafeString | str


@register.simple_tag
def lines_of(
    rows: Iterable[Initiative], now: datetime, *, tickable: Collection[int], above: str, query: str
) -> Iterator[Line]:
    """A line for each row, with its union's `above` (unit or superior) beside it; `query` goes along to its page.

    The words of one that is not open to the reader are left out here, so that no template can show them.
    """
    page = reverse("admin:initiatives_initiative_change", args=["0"]).removesuffix("0/change/")
    for row in rows:
        higher: Union | None = getattr(row, above) if above else None
        is_open: bool = row.is_open  # type: ignore[attr-defined]  # an annotation of with_openness
        benefit: int | None = row.counted_benefit  # type: ignore[attr-defined]  # of with_counted_benefit
        elsewhere = row.desk_id != row.union_id
        shape = LineShape(
            row.pk in tickable, is_open, row.confidential, higher is not None, elsewhere, benefit is not None
        )
        yield Line(
            shape=shape,
            pk=str(row.pk),
            last_step=str(row.last_step_id),
            url=f"{page}{row.pk}/change/{query}",
            title=row.title if is_open else "",
            code=row.code or "",
            authors=authors(row) if is_open else "",
            union=str(row.union),
            above=str(higher or ""),
            days=days(row, now),
            desk=str(row.desk) if elsewhere else "",
            since=since(row),
            state=row.state,
            label=capfirst(row.get_state_display()),
            benefit=vnd_large(benefit),
        )


@register.filter
def authors(initiative: Initiative) -> str:
    """The main author and how many others: “Nguyễn Văn An +2”; reads the prefetched authorships."""
    lines = sorted(initiative.authorships.all(), key=lambda line: line.position)
    others = len(lines) - 1
    return f"{lines[0].worker.name} +{others}" if others else lines[0].worker.name


@register.filter
def days(initiative: Initiative, now: datetime) -> str:
    """For how many days of Vietnam's calendar it has stood where it stands."""
    return age(initiative.moved_at, now)


@register.filter
def age(since: datetime | None, now: datetime) -> str:
    """For how many days of Vietnam's calendar something has lasted."""
    if since is None:
        return ""
    number = days_since(since, now)
    return ngettext("%(days)s day", "%(days)s days", number) % {"days": number} if number else _("from today")


def since(initiative: Initiative) -> str:
    """The day since which it has stood where it stands."""
    if initiative.moved_at is None:
        return ""
    return _("since %(day)s") % {"day": written(timezone.localdate(initiative.moved_at))}
