"""Reading figures: a constant number of queries, and the same shape now and as of a midnight."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config.database import set_locally
from initiatives.models import Programme
from initiatives.states import State
from initiatives.tests import factories as make
from reporting.figures import Figures, breakdowns, figures, series
from reporting.fold import fold
from reporting.models import Quota
from reporting.models.tally import IN_FIGURES, Cell
from reporting.recompute import FIGURES
from reporting.tests.acts import brought, noon
from unions.tests import factories as who

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    """Asked anew in each test, since a run may cross midnight."""
    return timezone.localdate()


@pytest.fixture
def tree(today: date) -> who.Tree:
    """Approved two months ago, on the last day of a month, yesterday; rejected today."""
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme()
    content: dict[str, Any] = {"applied_on": today - 120 * DAY, "recognised_on": today - 110 * DAY}
    for day in (today - 62 * DAY, today.replace(day=1) - DAY, today - DAY):
        brought(author, officer, programme, State.APPROVED, at=noon(day), verified=40, claimed_benefit=50, **content)
    brought(author, officer, programme, State.REJECTED, **content)
    Quota.objects.create(programme=programme, union=tree.unit, count=4, from_on=today - 80 * DAY)
    fold()
    return tree


@pytest.fixture
def programme(tree: who.Tree) -> Programme:
    return Programme.objects.get()


@pytest.mark.parametrize("at_midnight", [False, True])
@pytest.mark.parametrize("number", [1, 3, 8])
def test_any_number_of_unions_takes_two_queries(
    tree: who.Tree,
    programme: Programme,
    number: int,
    at_midnight: bool,
    today: date,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asked = [tree.unit, tree.other_unit, tree.root, tree.superior, tree.grassroots, tree.direct][:number]
    with django_assert_num_queries(2):
        found = figures(programme, asked, as_of=today if at_midnight else None)
    assert list(found) == [union.pk for union in asked]
    assert found[tree.unit.pk] == Figures(
        approved=3,
        rejected=1,
        claimed_benefit=150 + 50_000_000,
        claimed_count=4,
        approved_claimed_benefit=150,
        approved_claimed_count=3,
        verified_benefit=120,
        verified_count=3,
        quota=4,
    )


def test_share_is_approved_by_quota_and_says_when_it_is_met(tree: who.Tree, programme: Programme, today: date) -> None:
    found = figures(programme, [tree.unit, tree.superior])
    assert found[tree.unit.pk].share == 0.75
    assert not found[tree.unit.pk].is_met
    assert found[tree.superior.pk].share is None
    assert not found[tree.superior.pk].is_met
    assert figures(programme, [tree.superior, tree.other_unit], as_of=today - 90 * DAY)[tree.superior.pk] == Figures()


def test_a_midnight_counts_what_was_decided_before_it(tree: who.Tree, programme: Programme, today: date) -> None:
    end = today.replace(day=1) - DAY
    days = [today - 63 * DAY, today - 62 * DAY, end - DAY, end, today - 2 * DAY, today - DAY, today]
    found = [figures(programme, [tree.root], as_of=day)[tree.root.pk].approved for day in days]
    decided = sorted([today - 62 * DAY, end, today - DAY])
    assert found == [sum(day <= at for day in decided) for at in days]


def test_a_series_has_every_day_from_the_first(
    tree: who.Tree, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries, today: date
) -> None:
    with django_assert_num_queries(1):
        days = series(programme, tree.root)
    assert (days[0].day, days[-1].day, len(days)) == (today - 62 * DAY, today, 63)
    assert sum(day.sent for day in days) == 4
    assert sum(day.approved for day in days) == 3
    assert series(programme, tree.root, until=today + DAY)[-1].day == today + DAY
    assert series(programme, tree.root, until=today - 70 * DAY) == []
    assert series(programme, tree.other_unit, phase=programme.phases.get()) == []


def test_breakdowns_are_kept_where_they_are_kept(
    tree: who.Tree, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = breakdowns(programme, tree.superior, state=State.APPROVED)
    assert list(found) == ["author_group"]
    parts = found["author_group"]
    assert [(part.key, part.initiatives, part.verified_benefit) for part in parts] == [("enterprise_worker", 3, 120)]
    field = make.field()
    for union in (tree.root, tree.unit):
        with django_assert_num_queries(1):
            found = breakdowns(programme, union, state=State.REJECTED)
        keys = {by: [part.key for part in parts] for by, parts in found.items()}
        assert keys == {"author_group": ["enterprise_worker"], "kind": ["technical"], "field": [field.pk]}
    with django_assert_num_queries(0):
        assert breakdowns(programme, tree.grassroots, state=State.APPROVED) == {}


def test_the_index_of_totals_holds_all_that_figures_are_made_of() -> None:
    made_of = {name for name in Cell.AMOUNTS for figure in FIGURES.values() if name in re.findall(r"\w+", figure)}
    assert made_of == set(IN_FIGURES)


def test_a_union_that_is_asked_for_twice_counts_once(tree: who.Tree, programme: Programme, today: date) -> None:
    assert figures(programme, [tree.unit, tree.unit], as_of=today)[tree.unit.pk].approved == 3


def test_past_totals_are_read_from_indexes_alone(tree: who.Tree, programme: Programme, today: date) -> None:
    with CaptureQueriesContext(connection) as captured:
        figures(programme, [tree.unit, tree.superior], as_of=today)
    (query,) = [done["sql"] for done in captured if "reporting_tally" in done["sql"]]
    with connection.cursor() as cursor:
        set_locally(cursor, enable_seqscan="off", enable_bitmapscan="off")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for name in ("tally_totals", "monthend_totals"):
        assert re.search(rf"Index Only Scan( Backward)? using {name} ", plan)
