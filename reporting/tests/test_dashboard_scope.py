"""Whose figures a person may see: every office x relation x page; what is foreign answers like what is not there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.tests import factories as make
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

PAGES = ("union", "figures_fragment")
SLUG = "nam-nay"


@pytest.fixture
def tree() -> Tree:
    make.programme(SLUG)
    return who.make_tree()


def status(worker: Worker, name: str, code: str, slug: str = SLUG, method: str = "get") -> int:
    client = Client()
    client.force_login(worker)
    return int(getattr(client, method)(reverse(f"reporting:{name}", args=[slug, code])).status_code)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", list(Office.Kind))
@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("unit", 200),
        ("superior", 200),
        ("grassroots", 200),
        ("direct", 200),
        ("root", 404),
        ("other_unit", 404),
        ("other_superior", 404),
        ("other_grassroots", 404),
    ],
)
def test_an_office_opens_its_union_and_all_below(tree: Tree, name: str, kind: str, place: str, expected: int) -> None:
    holder = who.worker(union=tree.other_grassroots)
    who.office(holder, tree.unit, kind)
    assert status(holder, name, getattr(tree, place).code) == expected


@pytest.mark.parametrize("name", PAGES)
def test_without_an_office_there_are_no_figures(tree: Tree, name: str) -> None:
    today = timezone.localdate()
    former, future = who.worker(union=tree.grassroots), who.worker(union=tree.grassroots)
    who.office(former, tree.grassroots, until_on=today - timedelta(days=1))
    who.office(future, tree.grassroots, from_on=today + timedelta(days=1))
    for worker in (who.worker(union=tree.grassroots), former, future, who.superuser()):
        assert status(worker, name, tree.grassroots.code) == 404


@pytest.mark.parametrize("name", PAGES)
def test_unknown_and_foreign_answer_alike(tree: Tree, name: str) -> None:
    leader = who.leader(tree.unit)
    bodies = set()
    client = Client()
    client.force_login(leader)
    for slug, code in ((SLUG, tree.other_unit.code), (SLUG, "NONE"), ("none", tree.unit.code), ("none", "NONE")):
        answer = client.get(reverse(f"reporting:{name}", args=[slug, code]))
        assert answer.status_code == 404
        told = answer.content.decode().replace(answer.request["PATH_INFO"], "")
        bodies.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", told))
    assert len(bodies) == 1


def test_the_entrance_is_for_offices(tree: Tree) -> None:
    entrance = reverse("reporting:dashboard")
    client = Client()
    client.force_login(who.worker(union=tree.grassroots))
    assert client.get(entrance).status_code == 404
    client.force_login(who.administrator(tree.superior))
    assert client.get(entrance)["Location"] == reverse("reporting:union", args=[SLUG, tree.superior.code])


@pytest.mark.parametrize("name", ["dashboard", *PAGES])
def test_who_is_not_signed_in_is_asked_to(tree: Tree, name: str) -> None:
    address = reverse(f"reporting:{name}", args=[] if name == "dashboard" else [SLUG, tree.root.code])
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_figures_are_only_read(tree: Tree, name: str, method: str) -> None:
    assert status(who.leader(tree.root), name, tree.root.code, method=method) == 405


def test_the_way_up_ends_at_the_persons_own_office(tree: Tree) -> None:
    client = Client()
    client.force_login(who.leader(tree.unit))
    page = client.get(reverse("reporting:union", args=[SLUG, tree.grassroots.code]))
    assert page.context["above"] == [tree.unit, tree.superior]
    assert reverse("reporting:union", args=[SLUG, tree.root.code]) not in page.content.decode()
