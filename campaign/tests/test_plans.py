"""The plans and the words of all made-up initiatives, as `make run` tells them; without a database."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from django.utils import timezone

from campaign import courses
from campaign.generated import DRAWN, drawn_this_year, planned
from campaign.people import is_named
from campaign.plans import BILLION, Plan, Window
from campaign.programmes import DESK_DAYS
from campaign.quotas import year_units
from campaign.rhythm import Rhythm
from campaign.sources import document
from campaign.standings import paces
from campaign.texts import worded, worded_union_work
from campaign.tree import planned_unions

TODAY = date(2026, 11, 22)
MILLION, YEAR = "mot-trieu-sang-kien", "sang-kien-vi-nguoi-lao-dong-2026"


def at(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, day), time()))


def windows() -> tuple[Window, Window]:
    of_old = Rhythm(at(2022, 1, 8), at(2023, 9, 1), (date(2022, 5, 31), date(2023, 8, 31)))
    quarters = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))
    of_year = Rhythm(at(2026, 1, 1), at(2026, 11, 22), quarters)
    return Window(MILLION, of_old, at(2023, 10, 1), is_over=True), Window(YEAR, of_year, at(2026, 11, 22))


@cache
def plans() -> list[Plan]:
    return planned(*windows(), year_units(drawn_this_year(DRAWN), TODAY), DRAWN)


@cache
def contents() -> list[dict[str, Any]]:
    return [_words_of(plan) for plan in plans() if not plan.duplicate_of]


def _words_of(plan: Plan) -> dict[str, Any]:
    random = Random(f"{plan.words}:words")
    return (
        worded_union_work(random)
        if plan.union_work
        else worded(random, planned_unions()[plan.union].sector, plan.between)
    )


def test_there_are_about_three_thousand_in_both_programmes() -> None:
    found = Counter(plan.programme for plan in plans())
    assert 750 < found[MILLION] < 900
    assert 2_100 < found[YEAR] < 2_400
    assert len({plan.name for plan in plans()}) == len(plans())


def test_the_same_day_gives_the_same_plans() -> None:
    again = planned(*windows(), year_units(drawn_this_year(DRAWN), TODAY), DRAWN)
    assert again == plans()


def test_titles_and_texts_differ() -> None:
    titles = [content["title"] for content in contents()]
    texts = [(content["state_before"], content["solution"], content["effect"]) for content in contents()]
    assert len(set(titles)) > 0.85 * len(titles)
    assert max(Counter(titles).values()) <= 6
    assert len(set(texts)) > 0.98 * len(texts)
    assert all("{" not in content["title"] and len(content["title"]) < 160 for content in contents())


def test_amounts_have_a_long_tail() -> None:
    amounts = sorted(content["claimed_benefit"] or 0 for content in contents())
    assert amounts[len(amounts) // 2] < BILLION // 10
    assert 30 < sum(amount > 10 * BILLION for amount in amounts) < 90
    assert 10 < sum(amount > 100 * BILLION for amount in amounts) < 30
    assert any(content["claimed_benefit"] is None for content in contents())


def test_every_course_is_taken() -> None:
    taken = {plan.course for plan in plans()}
    assert taken >= {course.tell for course in courses.COURSES} | {
        courses.to_the_root,
        courses.overdue_at_the_unit,
        None,
    }
    assert 40 < sum(bool(plan.duplicate_of) for plan in plans()) < 120
    assert 60 < sum(plan.confidential for plan in plans()) < 200
    assert sum(plan.by_officer for plan in plans()) > 500


def test_what_is_over_ends_decided_and_what_is_old_does_not_wait() -> None:
    for plan in plans():
        if plan.programme == MILLION:
            assert plan.course not in courses.PENDING or plan.duplicate_of
        elif plan.course is courses.waiting:
            assert at(2026, 11, 22) - plan.submitted_at <= timedelta(days=DESK_DAYS)


def test_each_lies_in_its_window_and_copies_come_later() -> None:
    by_name = {plan.name: plan for plan in plans()}
    for window in windows():
        mine = [plan for plan in plans() if plan.programme == window.programme]
        assert all(window.opens_at <= plan.submitted_at < window.submitted_until for plan in mine)
    for plan in plans():
        if plan.duplicate_of:
            assert by_name[plan.duplicate_of].submitted_at <= plan.submitted_at


def test_nothing_is_made_up_about_a_workplace_that_the_press_named() -> None:
    unions = {plan.union for plan in plans() if "visitors" not in plan.name}
    assert not any(is_named(planned_unions()[code]) for code in unions)


def test_people_submit_on_working_days_and_before_a_phase_ends() -> None:
    days = Counter(timezone.localtime(plan.submitted_at).date() for plan in plans() if plan.programme == YEAR)
    weekdays = Counter(dict.fromkeys(range(7), 0))
    for day, count in days.items():
        weekdays[day.weekday()] += count
    assert max(weekdays[5], weekdays[6]) < min(weekdays[number] for number in range(5))
    rise = sum(days[date(2026, 9, 30) - timedelta(days=back)] for back in range(7))
    before = sum(days[date(2026, 9, 10) - timedelta(days=back)] for back in range(7))
    assert rise > 1.5 * before
    hours = Counter(timezone.localtime(plan.submitted_at).hour for plan in plans())
    assert sum(hours[hour] for hour in range(6)) < 0.02 * len(plans())
    assert sum(hours[hour] for hour in range(19, 24)) > 0.1 * len(plans())


def test_units_stand_differently() -> None:
    found = list(paces(year_units(drawn_this_year(DRAWN), TODAY)).values())
    assert found.count(0.0) == 2
    assert sum(pace > 2.3 for pace in found) == 6
    assert sum(0 < pace < 0.9 for pace in found) > 12
    assert sum(0.99 < pace < 1.15 for pace in found) > 30


def test_no_word_names_a_person() -> None:
    avoided = set(document("people.json")["avoided"])
    for content in contents():
        said = " ".join(str(content[name]) for name in ("title", "state_before", "solution", "effect"))
        assert not any(name in said for name in avoided)
