"""The way to a quota: what is expected by now, needed from now on, and where the pace of late leads."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

import pytest

from initiatives.deadlines import midnight_after
from initiatives.models import Programme
from reporting.figures import DayFigures, Figures
from reporting.pace import LATELY, Pace, rate
from reporting.standing import Asked
from unions.models import Union

FIRST = date(2023, 1, 1)


def pace(day: int, approved: int, quota: int | None = 200, days: Iterable[DayFigures] = ()) -> Pace:
    """At 24:00 on the so-manieth day of a programme of 100 days from 1/1/2023 on."""
    opens = midnight_after(FIRST - timedelta(days=1))
    programme = Programme(opens_at=opens, closes_at=opens + timedelta(days=100))
    asked = Asked(Union(), programme, None, FIRST + timedelta(days=day - 1))
    return Pace(asked, Figures(approved=approved, quota=quota), list(days))


@pytest.mark.parametrize(
    ("day", "approved", "expected", "ahead", "needed"),
    [
        (50, 100, 100, 0, Fraction(2)),
        (50, 60, 100, -40, Fraction(140, 50)),
        (50, 130, 100, 30, Fraction(70, 50)),
        (99, 190, 198, -8, Fraction(10)),
        (100, 190, 200, -10, None),
        (0, 0, 0, 0, Fraction(2)),
        (50, 200, 100, 100, None),
    ],
)
def test_what_is_expected_and_what_is_needed(
    day: int, approved: int, expected: int, ahead: int, needed: Fraction | None
) -> None:
    found = pace(day, approved)
    assert (found.expected, found.ahead, found.needed) == (expected, ahead, needed)


def test_a_part_of_an_initiative_is_owed_whole() -> None:
    assert pace(1, 0, quota=3).expected == 1
    assert (pace(1, 1, quota=3).ahead, pace(1, 0, quota=3).ahead) == (0, -1), "as the standing says"


def test_the_pace_of_late_leads_to_the_end() -> None:
    days = [DayFigures(FIRST + timedelta(days=number), 9, 1 if number < 50 - LATELY else 3) for number in range(50)]
    found = pace(50, 22 + 3 * LATELY, days=days)
    assert (found.lately_days, found.lately) == (LATELY, Fraction(3))
    assert found.at_the_end == 22 + 3 * LATELY + 150


def test_from_a_few_days_nothing_is_concluded() -> None:
    found = pace(6, 6, days=[DayFigures(FIRST, 6, 6)])
    assert (found.lately, found.at_the_end) == (None, None)
    assert pace(7, 7, days=[DayFigures(FIRST, 7, 7)]).at_the_end == 7 + 93


def test_more_reopened_than_approved_of_late_ends_at_nothing_less() -> None:
    days = [DayFigures(FIRST + timedelta(days=49), 0, -28)]
    assert pace(50, 10, days=days).at_the_end == 0


def test_without_a_quota_there_is_neither_need_nor_end() -> None:
    found = pace(50, 10, quota=None)
    assert (found.needed, found.at_the_end, found.average, found.expected) == (None, None, None, 0)


def test_nothing_is_foretold_once_the_time_is_over() -> None:
    assert pace(100, 10).at_the_end is None
    assert pace(0, 0).at_the_end is None


@pytest.mark.parametrize(
    ("a_day", "words"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 100), "<0,1"),
        (Fraction(1, 10), "0,1"),
        (Fraction(2), "2"),
        (Fraction(124, 10), "12,4"),
        (Fraction(-5, 2), "−2,5"),
        (Fraction(20941, 10), "2.094"),
    ],
)
def test_a_rate_has_one_decimal_while_it_is_small(a_day: Fraction, words: str) -> None:
    assert rate(a_day) == words
