"""What the officers' lists say of an initiative, for templates."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.deadlines import days_since, written
from initiatives.models import Initiative

register = template.Library()


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


@register.filter
def since(initiative: Initiative) -> str:
    """The day since which it has stood where it stands."""
    if initiative.moved_at is None:
        return ""
    return _("since %(day)s") % {"day": written(timezone.localdate(initiative.moved_at))}
