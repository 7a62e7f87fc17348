"""Stuck desks: what waits at the root where nobody is free, shown to administrators without a word of it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Initiative
from initiatives.tests import factories as make
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

STUCK = "/admin/initiatives/initiative/stuck/"


@pytest.fixture
def client(tree: Tree) -> Client:
    return signed_in(who.administrator(tree.root))


def stuck_one(tree: Tree) -> Initiative:
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), title="Tên không ai thấy")
    assert initiative.desk == tree.root
    return initiative


def test_stuck_desks_show_code_union_amount_and_no_word_of_the_initiative(tree: Tree, client: Client) -> None:
    initiative = stuck_one(tree)
    text = client.get(STUCK).content.decode()
    for shown in (initiative.code, tree.grassroots.name, "50.000.000"):
        assert str(shown) in text
    assert "Tên không ai thấy" not in text
    assert STUCK in client.get("/admin/").content.decode()


def test_once_somebody_is_free_at_the_root_it_is_not_stuck(tree: Tree, client: Client) -> None:
    initiative = stuck_one(tree)
    who.officer(tree.root)
    assert str(initiative.code) not in client.get(STUCK).content.decode()


def test_stuck_desks_are_listed_within_the_administrators_scope(tree: Tree) -> None:
    initiative = stuck_one(tree)
    here, elsewhere = who.administrator(tree.unit), who.administrator(tree.other_unit)
    assert str(initiative.code) in signed_in(here).get(STUCK).content.decode()
    assert str(initiative.code) not in signed_in(elsewhere).get(STUCK).content.decode()


@pytest.mark.parametrize("kind", ["officer", "leader"])
def test_the_page_of_stuck_desks_exists_for_administrators_alone(tree: Tree, kind: str) -> None:
    holder = who.worker()
    who.office(holder, tree.root, kind)
    client = signed_in(holder)
    assert client.get(STUCK).status_code == 404
    assert STUCK not in client.get("/admin/").content.decode()
    assert signed_in(who.superuser()).get(STUCK).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    tree: Tree, client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    author, programme = who.worker(union=tree.grassroots), make.programme()
    for _row in range(rows):
        make.submitted(author, programme)
    client.get(STUCK)
    with django_assert_num_queries(4):
        client.get(STUCK)
