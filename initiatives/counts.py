"""What waits at a desk, for the home pages. Nothing is counted beyond a bound."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from initiatives.deadlines import days_since
from initiatives.models import Initiative
from unions.amounts import figures
from unions.models import Union

MOST_COUNTED = 1000

NEAR = timedelta(days=3)
"""How long before a desk's time is over its load begins to warn."""

OLDEST = 5
"""How many of the longest waiting are named."""


@dataclass(frozen=True)
class DeskLoad:
    """What waits at a desk: how many, up to one more than `MOST_COUNTED`, and what is known of those.

    `oldest_days` are days of Vietnam's calendar. `late` counts what is overdue or passed up within `NEAR`. `largest` is
    in VND, None where not all were counted or none is in money. `first` are the longest waiting, by time and id.
    """

    desk: Union
    waiting: int
    since: datetime | None
    oldest_days: int
    late: int
    largest: int | None
    first: list[tuple[datetime, int]]

    @property
    def is_capped(self) -> bool:
        return self.waiting > MOST_COUNTED

    @property
    def counted(self) -> str:
        return figures(min(self.waiting, MOST_COUNTED))

    @property
    def shown(self) -> str:
        """“203” or “more than 1.000”."""
        return _("more than %(number)s") % {"number": self.counted} if self.is_capped else self.counted


def load_of(desk: Union, at: datetime) -> DeskLoad:
    """What waits at the desk: one query along the index of desks."""
    rows = Initiative.objects.waiting_at(desk).oldest_first()
    columns = ("pk", "moved_at", "claimed_benefit", "programme__desk_days")
    found = list(rows.values_list(*columns)[: MOST_COUNTED + 1])
    since = found[0][1] if found else None
    late = [moved for _pk, moved, _amount, days in found if days and moved + timedelta(days=days) <= at + NEAR]
    amounts = [amount for _pk, _moved, amount, _days in found if amount]
    return DeskLoad(
        desk,
        len(found),
        since=since,
        oldest_days=days_since(since, at) if since else 0,
        late=len(late),
        largest=max(amounts, default=None) if len(found) <= MOST_COUNTED else None,
        first=[(moved, pk) for pk, moved, _amount, _days in found[:OLDEST]],
    )
