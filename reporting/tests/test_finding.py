"""Finding a union by code or name: within the reader's scope, twenty at most, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.tests import factories as make
from reporting.dashboard import MOST_FOUND
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    make.programme()
    return who.make_tree()


def answer(reader: Worker, q: str, htmx: bool = False, slug: str = "nam-nay", **query: str) -> Any:
    client = Client()
    client.force_login(reader)
    address = reverse("reporting:find", args=[slug], query={"q": q, **query})
    return client.get(address, headers={"HX-Request": "true"} if htmx else {})


def found(page: Any) -> list[Union]:
    return [union for union, _above in page.context["found"].unions]


def test_a_code_leads_to_its_union_with_the_day(tree: Tree) -> None:
    page = answer(who.leader(tree.root), tree.superior.code, as_of="2026-01-31", order="number")
    assert page.status_code == 302
    query = {"as_of": "2026-01-31", "order": "number"}
    assert page["Location"] == reverse("reporting:union", args=["nam-nay", tree.superior.code], query=query)


def test_a_name_is_found_without_its_accents(tree: Tree) -> None:
    page = answer(who.leader(tree.root), "be tong hong ha", htmx=True)
    assert found(page) == [tree.other_grassroots]
    assert reverse("reporting:union", args=["nam-nay", tree.other_grassroots.code]) in page.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_only_what_the_reader_reaches_is_found(tree: Tree, htmx: bool) -> None:
    reader = who.leader(tree.unit)
    for foreign in (tree.root, tree.other_unit, tree.other_superior, tree.other_grassroots):
        page = answer(reader, foreign.name, htmx)
        assert (page.status_code, found(page)) == (200, [])
        assert foreign.code not in page.content.decode()


def test_at_most_twenty_are_shown_and_that_there_are_more_is_said(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST_FOUND):
        who.grassroots(tree.superior, f"CS-{number}", name=f"Công đoàn cơ sở Xưởng {number}")
    reader = who.leader(tree.unit)
    whole = answer(reader, "xuong")
    assert (len(found(whole)), whole.context["found"].more) == (MOST_FOUND, False)
    who.grassroots(tree.superior, "CS-X", name="Công đoàn cơ sở Xưởng X")
    client = Client()
    client.force_login(reader)
    address = reverse("reporting:find", args=["nam-nay"], query={"q": "xuong"})
    with django_assert_num_queries(5):
        cut = client.get(address)
    assert (len(found(cut)), cut.context["found"].more) == (MOST_FOUND, True)


@pytest.mark.parametrize("q", ["", "   ", "a\0b", "x" * 101, "%", "không có nơi nào như thế"])
def test_what_finds_nothing_says_what_to_do(tree: Tree, q: str) -> None:
    page = answer(who.leader(tree.unit), q)
    assert (page.status_code, found(page)) == (200, [])


def test_it_is_for_offices_and_programmes_that_are(tree: Tree) -> None:
    former = who.worker(union=tree.grassroots)
    who.office(former, tree.grassroots, until_on=timezone.localdate() - timedelta(days=1))
    for worker in (former, who.worker(union=tree.grassroots), who.superuser()):
        assert answer(worker, "a").status_code == 404
    assert answer(who.leader(tree.root), "a", slug="none").status_code == 404
    assert Client().get(reverse("reporting:find", args=["nam-nay"])).status_code == 302
