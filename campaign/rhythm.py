"""The rhythm in which people submit: working days and evenings, holidays, and the rise before a phase ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import exp
from random import Random

from django.utils import timezone

OF_WEEKDAYS = (1.0, 1.0, 1.05, 1.0, 0.95, 0.4, 0.2)
"""How much is submitted on each day of the week, Monday first."""
ON_HOLIDAYS = 0.08
HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2), (9, 3))
"""Day by month that nearly nobody works on."""
NEW_YEARS = {2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26)}
"""The first day of the lunar year: from two days before until the fifth day nearly nobody works."""
RISE, RISE_DAYS = 2.4, 5
"""Before a phase ends this much is added to a usual day, and the rise begins about so many days before."""
BEGINNING, WHOLE_SPEED_DAYS = 0.45, 60
"""A programme begins slowly, and is known everywhere after so many days."""
HOURS = (range(7, 24), (2, 5, 8, 8, 6, 3, 3, 6, 8, 8, 5, 3, 4, 6, 6, 3, 1))
"""The hours at which people submit, and how many do."""
LAST_HOURS = (range(8, 24), (2, 3, 3, 3, 2, 3, 4, 5, 6, 6, 6, 7, 9, 11, 14, 12))
"""The same on the last day of a phase."""


@dataclass(frozen=True)
class Rhythm:
    """When is submitted from an instant until another; `ends` are the last days of phases."""

    begins_at: datetime
    until: datetime
    ends: tuple[date, ...]

    def draw(self, random: Random) -> datetime:
        """An instant at which somebody submits."""
        return self.awake(random.choices(self.days, self.weights)[0], random)

    def awake(self, day: date, random: Random) -> datetime:
        """An hour of the day at which people submit; where that lies outside, any instant inside."""
        hour = random.choices(*(LAST_HOURS if day in self.ends else HOURS))[0]
        clock = time(hour, random.randint(0, 59), random.randint(0, 59))
        at = timezone.make_aware(datetime.combine(day, clock))
        if self.begins_at < at < self.until:
            return at
        return self.begins_at + (self.until - self.begins_at) * random.uniform(0.05, 0.95)

    @cached_property
    def days(self) -> list[date]:
        first = timezone.localdate(self.begins_at)
        last = timezone.localdate(self.until - timedelta(microseconds=1))
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    @cached_property
    def weights(self) -> list[float]:
        return list(self._weights())

    def _weights(self) -> Iterator[float]:
        for number, day in enumerate(self.days):
            begun = BEGINNING + (1 - BEGINNING) * min(1.0, number / WHOLE_SPEED_DAYS)
            rise = sum(RISE * exp(-(end - day).days / RISE_DAYS) for end in self.ends if day <= end)
            work = ON_HOLIDAYS if is_holiday(day) else OF_WEEKDAYS[day.weekday()]
            yield work * (begun + rise)


def is_holiday(day: date) -> bool:
    """Whether nearly nobody works in Vietnam on the day."""
    if (day.month, day.day) in HOLIDAYS:
        return True
    month_and_day = NEW_YEARS.get(day.year)
    return month_and_day is not None and -2 <= (day - date(day.year, *month_and_day)).days < 5
