"""How fast the quota comes nearer: expected by now, needed from now on, brought lately, and where that leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from initiatives.deadlines import midnight_after
from reporting.figures import DayFigures, Figures
from reporting.standing import Asked
from unions.amounts import figures as shown

LATELY = 28
"""Whole days whose pace is taken for the coming: four weeks, so that each day of the week counts alike."""
FEWEST = 7
"""From fewer days nothing is concluded."""


@dataclass(frozen=True)
class Pace:
    """A union's way to its quota. Rates are approved initiatives a day, less what was reopened."""

    asked: Asked
    figures: Figures
    days: Sequence[DayFigures]

    @property
    def quota(self) -> int:
        return self.figures.quota or 0

    @cached_property
    def expected(self) -> int:
        """How many should be approved by now: the quota's share of the time that has passed, rounded up."""
        return -int(-self.quota * self.asked.elapsed // 1)

    @property
    def ahead(self) -> int:
        """Approved above what is expected by now; negative where behind."""
        return self.figures.approved - self.expected

    @property
    def behind(self) -> int:
        return max(0, -self.ahead)

    @property
    def missing(self) -> int:
        return self.figures.missing or 0

    @property
    def over(self) -> int:
        return max(0, self.figures.approved - self.quota)

    @cached_property
    def days_left(self) -> Fraction:
        """Until the last day of submission ends; the whole of it before the first day."""
        begins = midnight_after(self.asked.first_day - timedelta(days=1))
        left = midnight_after(self.asked.last_day) - max(self.asked.at, begins)
        return max(Fraction(0), Fraction(int(left.total_seconds()), 86400))

    @property
    def needed(self) -> Fraction | None:
        """A day, to meet the quota in time; None where it is met or there is no time or no quota."""
        if not self.missing or not self.days_left:
            return None
        return self.missing / max(self.days_left, Fraction(1))

    @cached_property
    def lately_days(self) -> int:
        """Of how many whole days `lately` is."""
        return min(LATELY, (self._last_whole_day - self.asked.first_day).days + 1)

    @cached_property
    def lately(self) -> Fraction | None:
        """A day, over the last whole days; None while these are too few."""
        if self.lately_days < FEWEST:
            return None
        first = self._last_whole_day - timedelta(days=self.lately_days - 1)
        brought = sum(day.approved for day in self.days if first <= day.day <= self._last_whole_day)
        return Fraction(brought, self.lately_days)

    @property
    def at_the_end(self) -> int | None:
        """Approved on the last day, should the pace of late hold; None where nothing can be concluded."""
        if self.lately is None or not self.days_left or not self.quota or not self.asked.elapsed:
            return None
        return max(0, round(self.figures.approved + self.lately * self.days_left))

    @property
    def average(self) -> Fraction | None:
        """A day, had the quota been met evenly from the first day to the last."""
        whole = (self.asked.last_day - self.asked.first_day).days + 1
        return Fraction(self.quota, whole) if self.quota else None

    @property
    def _last_whole_day(self) -> date:
        return self.asked.as_of or self.asked.on - timedelta(days=1)


def rate(a_day: Fraction) -> str:
    """So many a day as “12,4”: one decimal below a hundred, and never 0 for something."""
    if 0 < a_day < Fraction(1, 20):
        return "<0,1"
    if abs(a_day) >= 100:
        return shown(round(a_day))
    return f"{float(a_day):.1f}".replace(".", ",").removesuffix(",0").replace("-", "−")
