"""The ranking of the unions below: ranks, filters, who is furthest behind, and where most waits."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from initiatives.deadlines import midnight_after
from initiatives.models import Programme
from initiatives.states import State
from initiatives.tests import factories as made
from reporting.quotas import set_quota
from reporting.ranking import PER_PAGE, SHORT, Ranking, Which
from reporting.standing import Asked
from reporting.templatetags.lists import quotas_url
from reporting.tests.acts import brought, counted
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

QUOTAS = {"DV-1": 1, "DV-2": 3, "DV-3": 4, "DV-4": 2}
APPROVED = {"DV-0": 5, "DV-1": 3, "DV-2": 3, "DV-3": 4, "DV-4": 1}


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def ranking(reader: Worker, union: Union, **query: Any) -> Ranking:
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("reporting:union", args=["nam-nay", union.code], query=query))
    found: Ranking = page.context["board"].ranking
    return found


def shown(found: Ranking) -> list[tuple[int | None, str]]:
    return [(row.rank, row.union.code) for row in found.rows if row.union.code.startswith("DV-")]


@pytest.fixture
def programme() -> Programme:
    """Two thirds of its time have passed, whatever the hour."""
    return made.programme(opens_at=midnight_after(days_ago(200)))


@pytest.fixture
def units(tree: Tree, programme: Programme) -> dict[str, Union]:
    """Five units: one without a quota, two that met theirs, one with 300% of it, one that is behind."""
    units = {code: who.unit(code, name=f"Liên đoàn {code}") for code in APPROVED}
    for code, approved in APPROVED.items():
        base = who.grassroots(units[code])
        author, officer = who.worker(union=base), who.officer(base)
        for _ in range(approved):
            brought(author, officer, programme, State.APPROVED)
    for code, count in QUOTAS.items():
        administrator = who.administrator(tree.root)
        set_quota(programme=programme, union=units[code], count=count, from_on=days_ago(9), by=administrator)
    counted()
    return units


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("share", [(1, "DV-1"), (2, "DV-3"), (2, "DV-2"), (4, "DV-4"), (None, "DV-0")]),
        ("number", [(1, "DV-0"), (2, "DV-3"), (3, "DV-1"), (3, "DV-2"), (5, "DV-4")]),
        ("missing", [(1, "DV-4"), (2, "DV-3"), (2, "DV-1"), (2, "DV-2"), (None, "DV-0")]),
    ],
)
@pytest.mark.usefixtures("units")
def test_the_unions_below_are_ranked(tree: Tree, order: str, expected: list[tuple[int | None, str]]) -> None:
    assert shown(ranking(who.leader(tree.root), tree.root, order=order)) == expected


@pytest.mark.usefixtures("units")
def test_the_smallest_can_come_first_and_what_has_no_rank_stays_last(tree: Tree) -> None:
    found = ranking(who.leader(tree.root), tree.root, order="share", up="1")
    assert shown(found) == [(4, "DV-4"), (2, "DV-2"), (2, "DV-3"), (1, "DV-1"), (None, "DV-0")]


@pytest.mark.usefixtures("units")
def test_bars_are_as_long_as_the_largest_share_and_say_where_the_quota_is(tree: Tree) -> None:
    found = ranking(who.leader(tree.root), tree.root)
    assert (found.scale.widest, found.scale.mark) == (300, 100)
    assert {row.union.code: row.percent for row in found.rows if row.union.code in APPROVED} == {
        "DV-0": None,
        "DV-1": 300,
        "DV-2": 100,
        "DV-3": 100,
        "DV-4": 50,
    }


@pytest.mark.usefixtures("units")
def test_verified_benefit_ranks_too(tree: Tree) -> None:
    found = ranking(who.leader(tree.root), tree.root, order="benefit")
    amounts = [row.key.benefit for row in found.rows]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > 0


@pytest.mark.parametrize("as_of", [None, 0])
@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("all", ["DV-1", "DV-3", "DV-2", "DV-4", "DV-0"]),
        ("behind", ["DV-4"]),
        ("met", ["DV-1", "DV-3", "DV-2"]),
        ("over", ["DV-1"]),
        ("none", ["DV-0"]),
    ],
)
@pytest.mark.usefixtures("units")
def test_a_choice_of_unions_keeps_their_ranks(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, as_of: int | None, which: str, expected: list[str]
) -> None:
    query = {}
    if as_of is not None:
        today = timezone.localdate()
        monkeypatch.setattr(timezone, "localdate", lambda *given: today + timedelta(days=1) if not given else today)
        query = {"as_of": today.isoformat()}
    found = ranking(who.leader(tree.root), tree.root, which=which, **query)
    ranks = {"DV-1": 1, "DV-3": 2, "DV-2": 2, "DV-4": 4, "DV-0": None}
    assert shown(found) == [(ranks[code], code) for code in expected]
    assert {choice: found.numbers[choice] for choice in Which} == {
        Which.ALL: 7,
        Which.BEHIND: 1,
        Which.MET: 3,
        Which.OVER: 1,
        Which.NO_QUOTA: 3,
    }
    assert (found.with_quota, found.own) == (4, 0)


def test_of_those_at_nothing_who_misses_most_is_furthest_behind(tree: Tree, programme: Programme) -> None:
    administrator = who.administrator(tree.root)
    for number in range(SHORT + 1):
        unit = who.unit(f"DV-{number}", name=f"Liên đoàn {number}")
        set_quota(programme=programme, union=unit, count=10 + number, from_on=days_ago(9), by=administrator)
    found = ranking(who.leader(tree.root), tree.root)
    assert [row.union.code for row in found.furthest] == ["DV-5", "DV-4", "DV-3", "DV-2", "DV-1"]
    assert [row.missing for row in found.furthest] == [15, 14, 13, 12, 11]


def test_whose_initiatives_wait_most_comes_first(tree: Tree, programme: Programme) -> None:
    for base, waiting in ((tree.grassroots, 1), (tree.other_grassroots, 2)):
        author, officer = who.worker(union=base), who.officer(base)
        for _ in range(waiting):
            brought(author, officer, programme, State.WAITING)
    counted()
    found = ranking(who.leader(tree.root), tree.root)
    assert [(row.union, row.key.waiting) for row in found.crowded] == [(tree.other_unit, 2), (tree.unit, 1)]


def test_a_choice_without_a_union_is_empty(tree: Tree, programme: Programme) -> None:
    found = ranking(who.leader(tree.root), tree.root, which="met")
    assert (list(found.rows), found.are_units, found.unions) == ([], True, 2)


def test_what_is_the_unions_own_is_said(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.superior), who.officer(tree.superior)
    brought(author, officer, programme, State.APPROVED)
    counted()
    assert ranking(who.leader(tree.unit), tree.superior).own == 1


def test_a_closed_union_is_ranked_as_long_as_it_has_figures(tree: Tree, programme: Programme) -> None:
    brought(who.worker(union=tree.grassroots), who.officer(tree.grassroots), programme, State.APPROVED)
    counted()
    Union.objects.filter(pk__in=[tree.superior.pk, tree.direct.pk]).update(closed_on=days_ago(1))
    assert [row.union.pk for row in ranking(who.leader(tree.unit), tree.unit).rows] == [tree.superior.pk]


def test_many_unions_below_come_in_pages(tree: Tree, programme: Programme) -> None:
    for _ in range(PER_PAGE):
        who.grassroots(tree.superior)
    reader = who.leader(tree.superior)
    first, second = (ranking(reader, tree.superior, page=page) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.unions) == (PER_PAGE, 1, PER_PAGE + 1)
    assert not {row.union.pk for row in first.rows} & {row.union.pk for row in second.rows}


def test_each_row_leads_to_its_union_whatever_the_code_holds(tree: Tree, programme: Programme) -> None:
    units = [who.unit(code) for code in ("A/B %", "C&D ?#", "E'F;é", "G+H=<1>")]
    reader = who.leader(tree.root)
    client = Client()
    client.force_login(reader)
    html = client.get(reverse("reporting:union", args=["nam-nay", tree.root.code])).content.decode()
    for unit in units:
        address = reverse("reporting:union", args=["nam-nay", unit.code])
        assert html.count(f'<a class="quiet" href="{escape(address)}">{escape(str(unit))}</a>') == 1
        assert client.get(address).context["board"].asked.union == unit
        searched = urlencode({"programme__id__exact": programme.pk, "q": f"{unit.code} {unit.name}"})
        assert quotas_url(Asked(unit, programme)).endswith(f"?{searched}")
