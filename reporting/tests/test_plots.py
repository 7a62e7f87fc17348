"""The plots: days, weeks or months, and titles that say the point."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from reporting.figures import DayFigures
from reporting.plots import MOST_DAYS, MOST_WEEKS, _flow, _spans, _totals

MONDAY = date(2023, 1, 2)


def days(number: int, first: date = MONDAY) -> list[DayFigures]:
    """So many days on each of which three were sent and two approved."""
    return [DayFigures(first + timedelta(days=day), 3, 2) for day in range(number)]


@pytest.mark.parametrize(
    ("number", "spans", "longest"),
    [
        (1, 1, 1),
        (MOST_DAYS, MOST_DAYS, 1),
        (MOST_DAYS + 1, 14, 7),
        (7 * MOST_WEEKS, MOST_WEEKS, 7),
        (7 * MOST_WEEKS + 1, 30, 31),
    ],
)
def test_a_longer_time_is_drawn_in_longer_spans(number: int, spans: int, longest: int) -> None:
    made = list(_spans(days(number)))
    assert len(made) == spans
    assert max((span.last - span.first).days + 1 for span in made) == longest
    assert sum(span.sent for span in made) == 3 * number
    assert (made[-1].sent_so_far, made[-1].approved_so_far) == (3 * number, 2 * number)


def test_weeks_begin_on_monday_and_the_first_may_be_cut_short() -> None:
    made = list(_spans(days(MOST_DAYS + 1, first=date(2023, 1, 6))))
    assert (made[0].first, made[0].last) == (date(2023, 1, 6), date(2023, 1, 8))
    assert all(span.first.weekday() == 0 for span in made[1:])


@pytest.mark.parametrize(
    ("quota", "title"),
    [
        (5, "The quota of 5 was first reached on 4/1/2023"),
        (6, "The quota of 6 was first reached on 4/1/2023"),
        (2000, "1.980 approvals are missing to the quota of 2.000"),
        (None, "20 approved so far; there is no quota"),
    ],
)
def test_the_totals_say_what_became_of_the_quota(quota: int | None, title: str) -> None:
    with translation.override("en"):
        plot = _totals(list(_spans(days(10))), days(10), quota)
    assert plot.title == title
    assert plot.data.get("goal", {}).get("value") == quota
    assert plot.data["series"][0]["values"] == list(range(2, 21, 2))
    assert plot.rows[0] == ("11/1/2023", "20", "30")


def test_a_quota_that_was_reached_and_lost_again_is_missing() -> None:
    lost = [DayFigures(MONDAY, 3, 3), DayFigures(MONDAY + timedelta(days=1), 0, -1)]
    with translation.override("en"):
        assert _totals(list(_spans(lost)), lost, 3).title == "1 approval is missing to the quota of 3"


def test_the_flow_names_its_fullest_day() -> None:
    flow = [*days(3), DayFigures(date(2023, 1, 5), 1200, 0)]
    with translation.override("en"):
        plot = _flow(list(_spans(flow)), flow)
    assert plot.title == "Most were sent on 5/1/2023: 1.200"
    assert [one["values"] for one in plot.data["series"]] == [[3, 3, 3, 1200], [2, 2, 2, 0]]


def test_without_days_there_is_an_empty_plot() -> None:
    with translation.override("en"):
        assert _flow([], []).title == "Nothing has been sent yet"
        assert _totals([], [], 5).title == "5 approvals are missing to the quota of 5"
    assert _totals([], [], 5).rows == []
