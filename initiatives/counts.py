"""What the home page and the list of one's own count. Nothing is counted beyond a bound: one may have entered many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from initiatives.states import SUBMITTED, State
from unions.amounts import figures
from unions.models import Union, Worker

MOST_COUNTED = 1000


@dataclass(frozen=True)
class OwnCounts:
    """How many of a worker's own stand in each state, of the newest `MOST_COUNTED` where `is_capped`."""

    by_state: dict[str, int]

    @property
    def all(self) -> int:
        return sum(self.by_state.values())

    @property
    def submitted(self) -> int:
        return self.of(SUBMITTED)

    @property
    def approved(self) -> int:
        return self.of([State.APPROVED])

    @property
    def waiting(self) -> int:
        return self.of([State.WAITING])

    @property
    def is_capped(self) -> bool:
        return self.all >= MOST_COUNTED

    def of(self, states: Iterable[str]) -> int:
        return sum(self.by_state.get(state, 0) for state in states)


@dataclass(frozen=True)
class DeskLoad:
    """How many wait at a desk, up to one more than `MOST_COUNTED`, and for how many days the oldest of them."""

    desk: Union
    waiting: int
    oldest_days: int

    @property
    def shown(self) -> str:
        """“203” or “more than 1.000”."""
        if self.waiting > MOST_COUNTED:
            return _("more than %(number)s") % {"number": figures(MOST_COUNTED)}
        return figures(self.waiting)


def own_counts(worker: Worker) -> OwnCounts:
    """Of a worker's own, those newest ones."""
    newest = Initiative.objects.own_of(worker).newest_first().values("pk")[:MOST_COUNTED]
    rows = Initiative.objects.filter(pk__in=newest).order_by().values_list("state")
    return OwnCounts(dict(rows.annotate(number=Count("pk"))))


def load_of(desk: Union, at: datetime) -> DeskLoad:
    """What waits at the desk; days are those of Vietnam's calendar."""
    oldest = Initiative.objects.waiting_at(desk).oldest_first()[: MOST_COUNTED + 1]
    found = oldest.aggregate(number=Count("pk"), since=Min("moved_at"))
    since = found["since"]
    days = (timezone.localdate(at) - timezone.localdate(since)).days if since else 0
    return DeskLoad(desk, found["number"], days)
