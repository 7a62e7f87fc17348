"""When what is submitted: how many on each day, at which instants, and by which unit; milestones as published."""

from datetime import date, timedelta

import numpy as np

from campaign.rhythm import HOURS, LAST_HOURS, OF_WEEKDAYS, ON_HOLIDAYS, is_holiday
from campaign.simulation.scale import CLOSES, DAY, OPENS, SECOND_PHASE, WHOLE, Array, Size, apportioned, day_number
from campaign.simulation.units import UnitPlan

FIRST_DAY, LAST_OF_PHASE, MILLIONTH = 23, 696_948, 1_000_000
MILLIONTH_ON, MILLIONTH_SECOND = date(2022, 10, 3), (15 * 60 + 34) * 60
STRETCHES = (
    (date(2022, 1, 9), date(2022, 3, 26), 92_000),
    (date(2022, 3, 27), date(2022, 5, 11), 300_000),
    (date(2022, 5, 12), date(2022, 5, 31), LAST_OF_PHASE),
    (SECOND_PHASE, date(2022, 10, 2), 998_214),
    (MILLIONTH_ON, MILLIONTH_ON, 1_000_907),
    (date(2022, 10, 4), date(2023, 3, 25), 1_655_000),
    (date(2023, 3, 26), CLOSES, WHOLE),
)
"""Stretches of days, and how many were submitted by their end. Published: 11/5 and 31/5/2022, and the whole; the
instant of the millionth. The others are made up: 26/3/2022 fits what eight units had sent by then."""
RISES = {LAST_OF_PHASE: (1.2, 3.0), 300_000: (1.6, 12.0), 92_000: (4.0, 18.0), WHOLE: (4.0, 6.0)}
"""Towards a stretch's end this much is added to a usual day, and the rise begins about so many days before."""
KNOWN_EARLY = {
    "LD38": 11_666, "LD40": 8_881, "LD42": 5_072, "LD01": 4_554, "LD31": 3_583, "LD92": 2_235, "LD89": 2_153,
    "LD93": 1_759,
}  # fmt: skip
"""Submitted by 26/3/2022, as published."""
LD68_LATER = 17_531
"""Submitted by Lâm Đồng by 25/3/2023, as published."""


def per_day(size: Size) -> Array:
    """How many are submitted on each day from the opening to the close."""
    first = max(1, size.scaled(FIRST_DAY))
    counts, told = [first], first
    for begins, ends, until in STRETCHES:
        days = [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]
        total = size.scaled(until) - told
        counts += apportioned(total, [_weight(day, days[-1], *RISES.get(until, (0.0, 1.0))) for day in days]).tolist()
        told += total
    return np.array(counts)


def instants(size: Size, counts: Array) -> Array:
    """The seconds at which is submitted, rising; the millionth, or what stands for it, on its minute."""
    random, first = size.numbers("instants"), day_number(OPENS)
    found = []
    for number, count in enumerate(counts.tolist()):
        day = first + number
        last = day in (day_number(SECOND_PHASE) - 1, day_number(CLOSES))
        found.append(day * DAY + np.sort(_clock(random, count, last)))
    _place_millionth(size, counts, found, random)
    return np.concatenate(found).astype(np.int32)


def units_of(size: Size, plan: UnitPlan, counts: Array) -> Array:
    """The unit, by number, of each initiative in the order of submission: sums by unit and by day are exact."""
    random = size.numbers("units of")
    left = plan.submitted.copy()
    lengths = [1, *((ends - begins).days + 1 for begins, ends, _until in STRETCHES)]
    ends = np.cumsum(lengths)
    first = counts[: ends[1]]
    early = _early(size, plan, int(first.sum()), random)
    found = _dealt(first, early, random)
    left = left - early
    middle = counts[ends[1] : ends[6]]
    before = _by_spring(size, plan, int(middle.sum()), early, random)
    found += _dealt(middle, before, random)
    found += _dealt(counts[ends[6] :], left - before, random)
    return np.concatenate(found).astype(np.uint8)


def _weight(day: date, end: date, rise: float, days: float) -> float:
    work = ON_HOLIDAYS if is_holiday(day) else OF_WEEKDAYS[day.weekday()]
    return float(work * (1 + rise * np.exp(-(end - day).days / days)))


def _clock(random: np.random.Generator, count: int, last: bool) -> Array:
    hours, weights = LAST_HOURS if last else HOURS
    chances = np.array(weights) / sum(weights)
    hour = random.choice(np.array(hours), size=count, p=chances)
    return hour * 3600 + random.integers(0, 3600, count)


def _place_millionth(size: Size, counts: Array, found: list[Array], random: np.random.Generator) -> None:
    """Of its day, as many before it as there must be, and the others after it."""
    day = (MILLIONTH_ON - OPENS).days
    begin = day_number(MILLIONTH_ON) * DAY
    rank = size.scaled(MILLIONTH) - int(counts[:day].sum())
    count = int(counts[day])
    if not 1 <= rank <= count:
        return
    morning = begin + 7 * 3600 + random.integers(0, MILLIONTH_SECOND - 7 * 3600, rank - 1)
    evening = begin + MILLIONTH_SECOND + 60 + random.integers(0, 8 * 3600, count - rank)
    found[day] = np.concatenate([np.sort(morning), [begin + MILLIONTH_SECOND], np.sort(evening)])


def _early(size: Size, plan: UnitPlan, total: int, random: np.random.Generator) -> Array:
    """By unit until 26/3/2022: the eight published, the others by what they send."""
    found = np.zeros(len(plan.codes), dtype=np.int64)
    for code, count in KNOWN_EARLY.items():
        found[plan.number(code)] = min(size.scaled(count), int(plan.submitted[plan.number(code)] * 0.9))
    others = found == 0
    capacity = np.where(others, plan.submitted // 2, 0)
    return found + random.multivariate_hypergeometric(capacity, total - int(found.sum()), method="marginals")


def _by_spring(size: Size, plan: UnitPlan, total: int, early: Array, random: np.random.Generator) -> Array:
    """By unit from then until 25/3/2023: Lâm Đồng as published."""
    number = plan.number("LD68")
    capacity = plan.submitted - early
    known = min(int(capacity[number]), max(0, size.scaled(LD68_LATER) - int(early[number])))
    capacity[number] = 0
    found = random.multivariate_hypergeometric(capacity, total - known, method="marginals")
    found[number] = known
    return found


def _dealt(counts: Array, by_unit: Array, random: np.random.Generator) -> list[Array]:
    """The units of so many on each day, which use up what each unit has."""
    cards = np.repeat(np.arange(len(by_unit)), by_unit)
    random.shuffle(cards)
    return np.split(cards, np.cumsum(counts)[:-1])
