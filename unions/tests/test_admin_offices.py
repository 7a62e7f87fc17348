"""Offices in the admin: given and ended by administrators within their unions, never to themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from unions.models import Office, Union, Worker
from unions.tests import factories
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

LIST = "/admin/unions/office/"
ADD = "/admin/unions/office/add/"


def change(office: Office) -> str:
    return f"/admin/unions/office/{office.pk}/change/"


def given(worker: Worker, union: Union, kind: str = "officer") -> dict[str, Any]:
    return {"worker": worker.pk, "union": union.pk, "kind": kind, "from_on": "01/01/2024", "until_on": ""}


@pytest.mark.parametrize("kind", list(Office.Kind))
def test_an_administrator_gives_offices_at_and_below(tree: Tree, kind: str) -> None:
    giver, member = factories.administrator(tree.unit), factories.worker(union=tree.grassroots)
    for union in (tree.unit, tree.superior, tree.grassroots):
        assert signed_in(giver).post(ADD, given(member, union, kind)).status_code == 302
    assert member.offices.filter(kind=kind).count() == 3


@pytest.mark.parametrize("where", ["root", "other_unit", "other_grassroots"])
def test_no_office_is_given_above_or_elsewhere(tree: Tree, where: str) -> None:
    member = factories.worker(union=tree.grassroots)
    answer = signed_in(factories.administrator(tree.unit)).post(ADD, given(member, getattr(tree, where)))
    assert "union" in answer.context["adminform"].form.errors
    assert not member.offices.exists()


def test_an_office_is_given_only_to_who_is_in_care(tree: Tree) -> None:
    stranger = factories.worker(union=tree.other_grassroots)
    answer = signed_in(factories.administrator(tree.unit)).post(ADD, given(stranger, tree.unit))
    assert "worker" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_nobody_gives_an_office_to_themselves(tree: Tree, role: str) -> None:
    giver = factories.superuser(union=tree.grassroots) if role == "superuser" else factories.administrator(tree.root)
    answer = signed_in(giver).post(ADD, given(giver, tree.unit))
    assert "worker" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_only_administrators_see_offices(tree: Tree, role: str) -> None:
    office = factories.office(factories.worker(), tree.grassroots)
    client = signed_in(getattr(factories, role)(tree.unit))
    assert client.get(LIST).status_code == 404
    assert client.get(ADD).status_code == 404
    assert client.get(change(office)).status_code == 404


@pytest.mark.parametrize("view", ["change", "history", "delete"])
def test_foreign_and_unknown_offices_answer_404_alike(tree: Tree, view: str) -> None:
    above = factories.office(factories.worker(union=tree.grassroots), tree.root)
    beside = factories.office(factories.worker(), tree.other_grassroots)
    client = signed_in(factories.administrator(tree.unit))
    for pk in (above.pk, beside.pk, 10**12, "abc"):
        assert client.get(f"/admin/unions/office/{pk}/{view}/").status_code == 404


def test_an_office_is_ended_not_rewritten(tree: Tree) -> None:
    office = factories.office(factories.worker(union=tree.grassroots), tree.grassroots)
    client = signed_in(factories.administrator(tree.unit))
    sent = given(factories.worker(union=tree.direct), tree.unit, "administrator") | {"until_on": "31/12/2024"}
    assert client.post(change(office), sent).status_code == 302
    ended = Office.objects.get(pk=office.pk)
    assert str(ended.until_on) == "2024-12-31"
    for field in ("worker_id", "union_id", "kind", "from_on"):
        assert getattr(ended, field) == getattr(office, field)


def test_nobody_changes_their_own_office(tree: Tree) -> None:
    own = factories.administrator(tree.unit)
    office = own.offices.get()
    Office.objects.filter(pk=office.pk).update(until_on=timezone.localdate())
    assert signed_in(own).post(change(office), {"until_on": ""}).status_code == 404
    office.refresh_from_db()
    assert office.until_on is not None


def test_only_an_office_that_has_not_run_a_day_is_taken_back(tree: Tree) -> None:
    today, member = timezone.localdate(), factories.worker(union=tree.grassroots)
    old = factories.office(member, tree.grassroots, from_on=today - timedelta(days=1))
    new = factories.office(member, tree.grassroots, from_on=today)
    client = signed_in(factories.administrator(tree.unit))
    assert client.post(f"/admin/unions/office/{old.pk}/delete/", {"post": "yes"}).status_code == 404
    assert client.post(f"/admin/unions/office/{new.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Office.objects.filter(worker=member)) == [old]


def test_the_list_is_searched_and_filtered(tree: Tree) -> None:
    here = factories.office(factories.worker("Đỗ Thị Hạnh"), tree.grassroots)
    past = factories.office(factories.worker("Võ Văn Tài"), tree.direct, until_on=factories.LONG_AGO)
    client = signed_in(factories.administrator(tree.unit))
    assert list(client.get(LIST, {"q": "do hanh"}).context["cl"].result_list) == [here]
    assert list(client.get(LIST, {"q": "benh vien"}).context["cl"].result_list) == [past]
    assert past not in client.get(LIST, {"held": "today"}).context["cl"].result_list


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_rows(
    tree: Tree, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        factories.office(factories.worker(), tree.grassroots)
    client = signed_in(factories.administrator(tree.unit))
    client.get(LIST)
    with django_assert_num_queries(4):
        assert client.get(LIST).status_code == 200


def test_choices_are_said_in_sentences_and_the_empty_one_in_words(tree: Tree) -> None:
    client = signed_in(factories.administrator(tree.unit))
    form = client.get("/admin/unions/office/add/").context["adminform"].form
    labels = [str(label) for _value, label in form.fields["kind"].choices]
    assert all(label[0].isupper() for label in labels)
    assert "---------" not in client.get("/admin/unions/office/add/").content.decode()
    assert "---------" not in client.get("/admin/unions/union/add/").content.decode()
