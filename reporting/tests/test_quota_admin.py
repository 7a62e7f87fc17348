"""Quotas in the admin: who sees, sets and changes which."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Programme
from initiatives.tests import factories as make
from reporting.models import Progress, Quota
from reporting.quotas import may_set_quota
from unions.models import Office, Union, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

LIST = "/admin/reporting/quota/"
ADD = "/admin/reporting/quota/add/"
PLACES = ("root", "unit", "superior", "grassroots", "direct", "other_unit", "other_superior", "other_grassroots")


def holder(union: Union, kind: str) -> Worker:
    made = who.worker()
    who.office(made, union, kind)
    return made


def quota(programme: Programme, union: Union, count: int = 5) -> Quota:
    return Quota.objects.create(programme=programme, union=union, count=count, from_on=timezone.localdate())


def change(quota: Quota) -> str:
    return reverse("admin:reporting_quota_change", args=[quota.pk])


def fields(programme: Programme, union: Union, **changed: Any) -> dict[str, Any]:
    today: date = timezone.localdate()
    sent = {"programme": programme.pk, "phase": "", "union": union.pk, "kind": "assigned", "count": 7}
    return sent | {"from_on": f"{today:%d/%m/%Y}"} | changed


SETTABLE = {
    Office.Kind.LEADER: {"superior", "grassroots", "direct"},
    Office.Kind.ADMINISTRATOR: {"unit", "superior", "grassroots", "direct"},
}


@pytest.mark.parametrize("kind", list(SETTABLE))
@pytest.mark.parametrize("place", PLACES)
def test_a_quota_is_set_below_by_leaders_and_at_or_below_by_administrators(
    tree: Tree, programme: Programme, kind: str, place: str
) -> None:
    setter, union = holder(tree.unit, kind), getattr(tree, place)
    answer = signed_in(setter).post(ADD, fields(programme, union))
    may = place in SETTABLE[Office.Kind(kind)]
    assert may_set_quota(setter, union) == may
    assert answer.status_code == (302 if may else 200)
    assert Quota.objects.filter(union=union, count=7).exists() == may
    assert Progress.objects.filter(union=union, quota=7).exists() == may


@pytest.mark.parametrize("kind", list(Office.Kind))
def test_at_the_root_each_sets_what_is_theirs(tree: Tree, programme: Programme, kind: str) -> None:
    client = signed_in(holder(tree.root, kind))
    expected = 404 if kind == Office.Kind.OFFICER else 302
    assert client.post(ADD, fields(programme, tree.unit)).status_code == expected
    assert client.post(ADD, fields(programme, tree.root)).status_code == (404 if expected == 404 else 200)
    assert not Quota.objects.filter(union=tree.root).exists()


@pytest.mark.parametrize("kind", list(SETTABLE))
def test_the_list_holds_the_own_quota_and_those_below(tree: Tree, programme: Programme, kind: str) -> None:
    for place in PLACES:
        quota(programme, getattr(tree, place))
    page = signed_in(holder(tree.unit, kind)).get(LIST)
    seen = {row.union for row in page.context["cl"].result_list}
    assert seen == {tree.unit, tree.superior, tree.grassroots, tree.direct}


def test_officers_and_workers_have_no_quotas(tree: Tree, programme: Programme) -> None:
    row = quota(programme, tree.unit)
    client = signed_in(who.officer(tree.unit))
    assert [client.get(url).status_code for url in (LIST, ADD)] == [404, 404]
    assert client.get(change(row)).status_code == 404
    assert signed_in(who.worker()).get(LIST, follow=True).status_code == 404


@pytest.mark.parametrize("kind", list(SETTABLE))
def test_unknown_and_foreign_are_not_there(tree: Tree, programme: Programme, kind: str) -> None:
    client = signed_in(holder(tree.unit, kind))
    for row in (quota(programme, tree.other_unit), quota(programme, tree.root)):
        for name in ("change", "history", "delete"):
            assert client.get(reverse(f"admin:reporting_quota_{name}", args=[row.pk])).status_code == 404
            assert client.get(reverse(f"admin:reporting_quota_{name}", args=[row.pk + 1000])).status_code == 404


def test_only_the_number_changes_and_progress_with_it(tree: Tree, programme: Programme) -> None:
    row = quota(programme, tree.superior)
    client = signed_in(who.leader(tree.unit))
    sent = fields(programme, tree.other_unit, count=12, kind="registered", from_on="01/01/2020")
    assert client.post(change(row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.union, row.kind, row.count, row.from_on) == (tree.superior, "assigned", 12, timezone.localdate())
    assert Progress.objects.get(union=tree.superior, phase=None).quota == 12


def test_a_leader_sees_the_own_quota_and_leaves_it(tree: Tree, programme: Programme) -> None:
    row = quota(programme, tree.unit)
    client = signed_in(who.leader(tree.unit))
    assert client.get(change(row)).status_code == 200
    assert client.post(change(row), {"count": 1}).status_code == 404
    row.refresh_from_db()
    assert row.count == 5


def test_a_quota_is_never_taken_away(tree: Tree, programme: Programme) -> None:
    row = quota(programme, tree.superior)
    client = signed_in(who.administrator(tree.root))
    assert client.post(reverse("admin:reporting_quota_delete", args=[row.pk]), {"post": "yes"}).status_code == 404
    client.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert Quota.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"count": "0"}, "count"),
        ({"count": "-3"}, "count"),
        ({"count": "x"}, "count"),
        ({"count": "99999999999"}, "count"),
        ({"from_on": "31/2/2026"}, "from_on"),
        ({"kind": "owed"}, "kind"),
        ({"union": "0"}, "union"),
        ({"programme": "0"}, "programme"),
        ({"phase": "other"}, "phase"),
    ],
)
def test_what_cannot_be_is_told(tree: Tree, programme: Programme, changed: dict[str, Any], wrong: str) -> None:
    if changed.get("phase") == "other":
        changed = {"phase": make.programme("khac").phases.get().pk}
    page = signed_in(who.administrator(tree.root)).post(ADD, fields(programme, tree.unit) | changed)
    assert page.status_code == 200
    assert wrong in page.context["adminform"].form.errors
    assert not Quota.objects.exists()


def test_the_same_day_again_is_told(tree: Tree, programme: Programme) -> None:
    quota(programme, tree.unit)
    page = signed_in(who.administrator(tree.root)).post(ADD, fields(programme, tree.unit))
    assert page.status_code == 200
    assert Quota.objects.get().count == 5


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (Office.Kind.LEADER, {"CT1", "CS1", "CS2"}),
        (Office.Kind.ADMINISTRATOR, {"DV1", "CT1", "CS1", "CS2"}),
    ],
)
def test_the_autocomplete_offers_what_may_be_set(tree: Tree, kind: str, offered: set[str]) -> None:
    query = {"app_label": "reporting", "model_name": "quota", "field_name": "union", "term": ""}
    answer = signed_in(holder(tree.unit, kind)).get(reverse("admin:autocomplete"), query)
    codes = Union.objects.filter(pk__in=[row["id"] for row in answer.json()["results"]]).values_list("code", flat=True)
    assert set(codes) == offered


def test_the_list_costs_the_same_for_one_and_for_three(
    tree: Tree, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(who.administrator(tree.root))
    for places in (("unit",), ("superior", "direct")):
        for place in places:
            quota(programme, getattr(tree, place))
        with django_assert_num_queries(5):
            client.get(LIST)
