"""The plots: days, weeks or months, and titles that say the point."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from initiatives.deadlines import midnight_after
from initiatives.models import Programme
from reporting.figures import DayFigures, Figures
from reporting.pace import Pace
from reporting.plots import LAST_DAYS, MOST_DAYS, MOST_WEEKS, Plot, _spans, plots
from reporting.standing import Asked
from unions.models import Union

MONDAY = date(2023, 1, 2)


def days(number: int, first: date = MONDAY) -> list[DayFigures]:
    """So many days on each of which three were sent and two approved."""
    return [DayFigures(first + timedelta(days=day), 3, 2) for day in range(number)]


def pace(of: list[DayFigures], quota: int | None = None, as_of: date | None = None) -> Pace:
    """In a programme of 100 days; on its last day unless another is named."""
    opens = midnight_after(MONDAY - timedelta(days=1))
    programme = Programme(opens_at=opens, closes_at=opens + timedelta(days=100))
    asked = Asked(Union(), programme, None, as_of or programme.last_day)
    approved = sum(day.approved for day in of)
    return Pace(asked, Figures(approved=approved, quota=quota), of)


def totals(pace: Pace) -> Plot:
    return plots(pace)[0]


def flow(pace: Pace) -> Plot:
    return plots(pace)[1]


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
        plot = totals(pace(days(10), quota))
    assert plot.title == title
    within_reach = quota if quota and quota < 2000 else None
    assert plot.data.get("goal", {}).get("value") == within_reach
    assert ("The quota of 2.000 lies outside the frame." in plot.source) is (quota == 2000)
    assert [one["name"] for one in plot.data["series"][:2]] == ["Approved, total", "Sent, withdrawn ones too, total"]
    assert plot.data["series"][0]["values"] == list(range(2, 21, 2))
    assert plot.rows[0] == ("11/1/2023", "20", "30")


def test_a_quota_that_was_reached_and_lost_again_is_missing() -> None:
    lost = [DayFigures(MONDAY, 3, 3), DayFigures(MONDAY + timedelta(days=1), 0, -1)]
    with translation.override("en"):
        assert totals(pace(lost, 3)).title == "1 approval is missing to the quota of 3"


def test_what_should_be_approved_by_then_is_drawn_beside_what_is() -> None:
    line = totals(pace(days(50), 200, as_of=MONDAY + timedelta(days=49))).data["series"][2]
    assert line["goal"] is True
    assert (line["values"][0], line["values"][-1]) == (2, 100)


def test_after_the_end_the_flow_names_its_fullest_span() -> None:
    brought = [*days(3), DayFigures(date(2023, 1, 5), 1200, 0)]
    with translation.override("en"):
        plot = flow(pace(brought))
        weeks = flow(pace([*days(MOST_DAYS + 1)], 100))
    assert plot.title == "Most were sent on 5/1/2023: 1.200"
    assert [one["values"] for one in plot.data["series"]] == [[2, 2, 2, 0], [3, 3, 3, 1200]]
    assert weeks.title == "Most were sent within 2/1/2023 – 8/1/2023: 21"
    assert weeks.data["goal"] == {"name": "Needed on average", "value": 7.0, "text": "Needed on average: 7"}


def test_while_one_may_submit_the_last_days_stand_one_by_one() -> None:
    now = MONDAY + timedelta(days=79)
    with translation.override("en"):
        plot = flow(pace(days(70), 200, as_of=now))
    assert len(plot.data["days"]) == LAST_DAYS
    assert plot.data["days"][-1] == now.isoformat()
    assert plot.data["series"][0]["values"] == [2] * (LAST_DAYS - 10) + [0] * 10
    assert plot.data["goal"]["value"] == 3.0
    assert plot.title == "3 approvals a day are needed; the last 28 days brought 1,3"


def test_a_line_out_of_reach_is_told_in_words() -> None:
    with translation.override("en"):
        plot = flow(pace(days(70), 20_000, as_of=MONDAY + timedelta(days=79)))
    assert "goal" not in plot.data
    assert plot.source.startswith("The line “Needed each day: 993” lies outside the frame.")


@pytest.mark.parametrize(
    ("quota", "title"),
    [
        (100, "The quota is met; the last 28 days brought 1,3 approvals a day"),
        (None, "The last 28 days brought 1,3 approvals a day"),
    ],
)
def test_without_need_the_flow_tells_the_pace(quota: int | None, title: str) -> None:
    with translation.override("en"):
        plot = flow(pace(days(70), quota, as_of=MONDAY + timedelta(days=79)))
    assert (plot.title, plot.data.get("goal")) == (title, None)


def test_without_days_there_is_an_empty_plot() -> None:
    with translation.override("en"):
        assert flow(pace([])).title == "Nothing has been sent yet"
        assert totals(pace([], 5)).title == "5 approvals are missing to the quota of 5"
    assert totals(pace([], 5)).rows == []
