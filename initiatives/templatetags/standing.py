"""Where an initiative stands, for templates."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives import deadlines, timeline
from initiatives.models import Initiative
from unions import amounts

register = template.Library()


@register.filter
def standing(initiative: Initiative, is_yours: object = False) -> str:
    """“Waiting for ..., for 3 days”, now; said to who may change it where it is theirs."""
    return timeline.standing(initiative, timezone.now(), is_yours=bool(is_yours))


@register.filter
def submitted_on(initiative: Initiative) -> str:
    """“submitted 31/8/2023”; the template's own way of putting a day into words takes ten times as long."""
    at = initiative.first_submitted_at
    return _("submitted %(day)s") % {"day": deadlines.written(timezone.localdate(at))} if at else ""


@register.filter
def deadline(at: datetime) -> str:
    """“24:00 on 31/8/2023” for the midnight that ends the day."""
    return deadlines.deadline(at)


@register.filter
def has_passed(at: datetime) -> bool:
    """Whether a deadline, an exclusive instant, is over now."""
    return timezone.now() >= at


@register.filter
def days_left(closes_at: datetime) -> str:
    """How many days of Vietnam's calendar are left to submit, the last one counted apart: “12 days left”, “closed”."""
    if has_passed(closes_at):
        return _("closed")
    last = timezone.localdate(closes_at - timedelta(microseconds=1))
    days = (last - timezone.localdate()).days
    return (
        ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        if days
        else _("today is the last day")
    )


@register.filter
def short_amount(amount: int) -> str:
    """100000000 as “100 triệu đồng”, plain text within a sentence."""
    return amounts.short(amount, get_language() or "vi")
