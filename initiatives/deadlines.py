"""Deadlines and days as people say and count them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _


def deadline(at: datetime) -> str:
    """An exclusive instant as people say it: “24:00 on 31/8/2023” for the midnight that ends the day."""
    local = timezone.localtime(at)
    if local.time() == time.min:
        clock, day = "24:00", local.date() - timedelta(days=1)
    else:
        clock, day = f"{local:%H:%M}", local.date()
    return _("%(time)s on %(day)s") % {"time": clock, "day": written(day)}


def midnight_after(day: date) -> datetime:
    """24:00 of a day in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def days_since(since: datetime, at: datetime) -> int:
    """Whole days of Vietnam's calendar: 0 on the same day."""
    return (timezone.localdate(at) - timezone.localdate(since)).days


def written(day: date) -> str:
    """31/8/2023, as it is written in Vietnam."""
    return f"{day.day}/{day.month}/{day.year}"
