"""Unions in the admin: read in scope, edited by administrators, placed once; and a list that counts no table."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from unions.models import Level, Union, Worker
from unions.paging import CAP, CappedPaginator
from unions.tests import factories
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

LIST = "/admin/unions/union/"
ADD = "/admin/unions/union/add/"
ROLES = ("officer", "leader", "administrator")


def holder(role: str, union: Union) -> Worker:
    made: Worker = getattr(factories, role)(union)
    return made


def change(union: Union) -> str:
    return f"/admin/unions/union/{union.pk}/change/"


def codes(page: Any) -> list[str]:
    return [union.code for union in page.context["cl"].result_list]


def new_union(**changed: Any) -> dict[str, Any]:
    return {"code": "MOI", "name": "Công đoàn cơ sở Mới", "level": Level.GRASSROOTS, "members": 10} | changed


@pytest.mark.parametrize("role", ROLES)
def test_each_office_reads_the_unions_at_and_below(tree: Tree, role: str) -> None:
    assert codes(signed_in(holder(role, tree.unit)).get(LIST)) == ["DV1", "CT1", "CS1", "CS2"]
    assert codes(signed_in(holder(role, tree.grassroots)).get(LIST)) == ["CS1"]
    assert len(codes(signed_in(holder(role, tree.root)).get(LIST))) == 8


def test_two_offices_add_up(tree: Tree) -> None:
    both = factories.leader(tree.superior)
    factories.office(both, tree.other_grassroots)
    assert codes(signed_in(both).get(LIST)) == ["CT1", "CS1", "CS3"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("view", ["change", "history", "delete"])
def test_foreign_and_unknown_unions_answer_404_alike(tree: Tree, role: str, view: str) -> None:
    client = signed_in(holder(role, tree.unit))
    for pk in (tree.other_grassroots.pk, tree.root.pk, 10**12, "abc"):
        assert client.get(f"/admin/unions/union/{pk}/{view}/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_who_reads_does_not_write(tree: Tree, role: str) -> None:
    client = signed_in(holder(role, tree.unit))
    assert client.get(change(tree.grassroots)).status_code == 200
    assert client.post(change(tree.grassroots), {"name": "Khác", "members": 1}).status_code == 404
    assert client.get(ADD).status_code == 404


def test_an_administrator_edits_a_union_but_not_its_place(tree: Tree) -> None:
    client = signed_in(factories.administrator(tree.unit))
    sent = {"name": "Công đoàn cơ sở Đổi Tên", "short_name": "", "members": 77, "phone": "024 38 221", "closed_on": ""}
    place = {"code": "XX", "level": "superior", "parent": tree.other_unit.pk, "path": "0001", "depth": 1}
    assert client.post(change(tree.grassroots), sent | place).status_code == 302
    edited = Union.objects.get(pk=tree.grassroots.pk)
    assert (edited.name, edited.members, edited.name_folded) == (sent["name"], 77, "cs1 cong doan co so doi ten")
    assert (edited.code, edited.level, edited.path) == ("CS1", "grassroots", tree.grassroots.path)


def test_a_union_cannot_close_before_it_opens(tree: Tree) -> None:
    Union.objects.filter(pk=tree.grassroots.pk).update(opened_on=date(2020, 5, 1))
    client = signed_in(factories.administrator(tree.unit))
    answer = client.post(change(tree.grassroots), {"name": "A", "members": 1, "closed_on": "30/04/2020"})
    assert "closed_on" in answer.context["adminform"].form.errors


def test_an_administrator_adds_a_union_below(tree: Tree) -> None:
    client = signed_in(factories.administrator(tree.unit))
    assert client.post(ADD, new_union(parent=tree.superior.pk)).status_code == 302
    made = Union.objects.get(code="MOI")
    assert made.path == tree.superior.path + "0002"
    assert Union.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("parent", "level", "wrong"),
    [
        ("other_superior", Level.GRASSROOTS, "parent"),
        ("root", Level.UNIT, "parent"),
        ("grassroots", Level.GRASSROOTS, "parent"),
        ("superior", Level.SUPERIOR, "parent"),
        ("unit", Level.CONFEDERATION, "level"),
    ],
)
def test_a_union_is_added_only_where_it_may_stand(tree: Tree, parent: str, level: str, wrong: str) -> None:
    client = signed_in(factories.administrator(tree.unit))
    answer = client.post(ADD, new_union(parent=getattr(tree, parent).pk, level=level))
    assert wrong in answer.context["adminform"].form.errors
    assert not Union.objects.filter(code="MOI").exists()


def test_nobody_deletes_a_union(tree: Tree) -> None:
    client = signed_in(factories.superuser())
    assert client.post(f"/admin/unions/union/{tree.grassroots.pk}/delete/", {"post": "yes"}).status_code == 404


@pytest.mark.parametrize("typed", ["det song lam", "Dệt Sông", "cs1", "CS1"])
def test_search_finds_with_and_without_diacritics_and_by_code(tree: Tree, typed: str) -> None:
    client = signed_in(factories.leader(tree.root))
    assert codes(client.get(LIST, {"q": typed})) == ["CS1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_rows(
    tree: Tree, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows - 1):
        factories.grassroots(tree.other_superior)
    client = signed_in(factories.administrator(tree.other_superior))
    client.get(LIST)
    with django_assert_num_queries(4):
        assert len(codes(client.get(LIST))) == rows + 1


def test_a_long_list_is_counted_up_to_the_cap(tree: Tree, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    depth, path = tree.grassroots.depth, tree.superior.path
    many = [
        Union(code=f"N{n}", name=f"Công đoàn {n}", level="grassroots", depth=depth, path=Union.path_below(path, n))
        for n in range(2, CAP + 3)
    ]
    Union.objects.bulk_create(many)
    client = signed_in(factories.leader(tree.superior))
    page = client.get(LIST)
    paginator = page.context["cl"].paginator
    assert (paginator.is_capped, paginator.num_pages) == (True, 20)
    assert "1.000" in paginator.shown_count
    assert paginator.shown_count in page.content.decode()
    assert len(codes(client.get(LIST, {"p": 20}))) == 50
    assert client.get(LIST, {"p": 21}).status_code == 302
    with django_assert_num_queries(1) as captured:
        assert CappedPaginator(Union.objects.all(), 50).found == CAP + 1
    assert "LIMIT 1001" in captured[0]["sql"]
    assert "ORDER BY" not in captured[0]["sql"]
