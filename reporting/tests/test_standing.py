"""Met, on course or behind, and how much of the time has passed."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from initiatives.deadlines import midnight_after
from initiatives.models import Phase, Programme
from reporting.standing import Asked, Standing
from unions.models import Union


def asked(as_of: date, phase: Phase | None = None) -> Asked:
    """A programme of 100 days from 1/1/2023 on."""
    opens = midnight_after(date(2022, 12, 31))
    programme = Programme(opens_at=opens, closes_at=opens + timedelta(days=100))
    return Asked(Union(), programme, phase, as_of)


@pytest.mark.parametrize(
    ("as_of", "share"),
    [
        (date(2022, 12, 1), Fraction(0)),
        (date(2022, 12, 31), Fraction(0)),
        (date(2023, 1, 1), Fraction(1, 100)),
        (date(2023, 2, 19), Fraction(1, 2)),
        (date(2023, 4, 10), Fraction(1)),
        (date(2024, 1, 1), Fraction(1)),
    ],
)
def test_time_passes_from_the_first_day_to_the_last(as_of: date, share: Fraction) -> None:
    assert asked(as_of).elapsed == share


def test_a_phase_has_its_own_time() -> None:
    phase = Phase(starts_on=date(2023, 1, 1), ends_on=date(2023, 1, 10))
    assert asked(date(2023, 1, 5), phase).elapsed == Fraction(1, 2)


@pytest.mark.parametrize(
    ("approved", "quota", "standing"),
    [
        (100, 100, Standing.MET),
        (250, 100, Standing.MET),
        (99, 100, Standing.ON_COURSE),
        (50, 100, Standing.ON_COURSE),
        (49, 100, Standing.BEHIND),
        (0, 100, Standing.BEHIND),
        (7, None, None),
    ],
)
def test_the_share_of_the_quota_is_held_against_the_time(approved: int, quota: int | None, standing: str) -> None:
    assert asked(date(2023, 2, 19)).standing(approved, quota) == standing


def test_after_the_last_day_a_quota_is_met_or_not() -> None:
    over = asked(date(2023, 6, 1))
    assert (over.standing(99, 100), over.standing(100, 100)) == (Standing.MISSED, Standing.MET)


def test_nobody_is_behind_before_the_first_day() -> None:
    assert asked(date(2022, 12, 1)).standing(0, 100) == Standing.NOT_BEGUN
