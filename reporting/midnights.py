"""The past midnights that are asked for most."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.standing import Asked


@dataclass(frozen=True)
class Midnight:
    """24:00 on a day, by its common name."""

    name: str
    day: date
    is_shown: bool
    """Whether it is the one whose figures stand on the page."""


def midnights(asked: Asked) -> list[Midnight]:
    """Last night, the ends of the last month and quarter, and the last day of what has ended; none before its first."""
    found: dict[date, str] = {}
    for day, name in _named(asked.last_day):
        if asked.first_day <= day:
            found.setdefault(day, name)
    return [Midnight(name, day, day == asked.as_of) for day, name in found.items()]


def _named(last_day: date) -> Iterator[tuple[date, str]]:
    today = timezone.localdate()
    month = today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    yield today - timedelta(days=1), _("Last midnight")
    yield month - timedelta(days=1), _("End of last month")
    yield quarter - timedelta(days=1), _("End of last quarter")
    if last_day < today:
        yield last_day, _("Last day of submission")
