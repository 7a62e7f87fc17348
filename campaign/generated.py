"""The made-up initiatives of both programmes, told through the acts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from django.utils import timezone

from campaign import standings
from campaign.people import Roll
from campaign.plans import Plan, Window, drawn
from campaign.processes import do_all
from campaign.quotas import million_units
from campaign.rhythm import Rhythm
from campaign.teller import Teller
from campaign.telling import key_of
from campaign.visits import visits, visits_of_old
from initiatives.models import Initiative, Programme
from initiatives.moving import draw_numbers

DRAWN = 2_850
"""How many are drawn at random, besides those on the visitors' line of the tree."""
IN_MILLION = 0.27
"""Of those, how many belong to the programme of 2022-2023."""


class Told(NamedTuple):
    """A plan and the number of the code that it gets; none for a draft."""

    plan: Plan
    number: int | None


def drawn_this_year(count: int) -> int:
    """Of so many drawn at random, those of this year's programme."""
    return count - round(count * IN_MILLION)


def planned(million: Window, this_year: Window, units: Mapping[str, int], count: int) -> list[Plan]:
    """All made-up initiatives by the time of their submission, the same on the same day.

    `units` are this year's quotas by the unit's code.
    """
    of_year = drawn_this_year(count)
    plans = chain(
        visits_of_old(million),
        drawn(million, standings.shared(count - of_year, million_units())),
        visits(this_year),
        drawn(this_year, standings.shared(of_year, standings.weights(units))),
    )
    return sorted(plans, key=lambda plan: (plan.submitted_at, plan.name))


def load_generated(
    plans: Sequence[Plan],
    windows: Mapping[Programme, Window],
    roll: Roll,
    *,
    told: Callable[[int, int], None],
    processes: int = 1,
) -> int:
    """Tell those that are not there yet; how many. `told` is called with how many of how many are done.

    The numbers of their codes are drawn first, in the order of the plans, so that the codes are the same in every load
    and for any number of processes. What is rejected as a duplicate is told last: its original stands then.
    """
    standing = set(Initiative.objects.filter(programme__in=windows).values_list("key", flat=True))
    missing = [plan for plan in plans if key_of(plan.name) not in standing]
    numbers = iter(draw_numbers(len(missing)))
    lot = [Told(plan, next(numbers) if plan.is_sent else None) for plan in missing]
    teller = Teller(windows, roll)
    firsts = [one for one in lot if not one.plan.duplicate_of]
    copies = [one for one in lot if one.plan.duplicate_of]
    do_all(firsts, partial(_tell, teller), processes=processes, done=lambda done, _of: told(done, len(lot)))
    for number, one in enumerate(copies, start=1):
        _tell(teller, one)
        told(len(firsts) + number, len(lot))
    return len(lot)


def _tell(teller: Teller, one: Told) -> None:
    teller.tell(one.plan, one.number)


def window_of(programme: Programme, now: datetime) -> Window:
    """From the opening to this morning; on the first days of a programme, to this minute; of an old one, to its end."""
    until = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    if until - programme.opens_at < timedelta(days=2):
        until = now
    ends = tuple(programme.phases.values_list("ends_on", flat=True))
    rhythm = Rhythm(programme.opens_at, min(until, programme.closes_at), ends)
    return Window(programme.slug, rhythm, min(until, programme.decides_until), until >= programme.decides_until)
