"""Moving and merging unions in the admin: asked, told what would change, done, recorded; and the commands."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from initiatives.models import Programme
from initiatives.states import State
from reporting.models import Quota, TreeChange
from reporting.moving_unions import merge, move
from reporting.tests.acts import brought, counted
from reporting.tree_plan import plan_merge, plan_move
from reporting.tree_preview import preview
from unions.models import Union
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

ADD = "/admin/reporting/treechange/add/"
LIST = "/admin/reporting/treechange/"


def asked(kind: str, union: Union, target: Union, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "union": union.pk, "target": target.pk, "note": "Theo nghị quyết."} | more


@pytest.fixture
def counts(tree: Tree, programme: Programme) -> None:
    officer = who.officer(tree.root)
    who.officer(tree.unit)
    for union, state in ((tree.grassroots, State.APPROVED), (tree.direct, State.APPROVED)):
        brought(who.worker(union=union), officer, programme, state)
    brought(who.worker(union=tree.grassroots), officer, programme, State.WAITING)
    for union, owed in ((tree.unit, 4), (tree.other_unit, 6)):
        Quota.objects.create(programme=programme, union=union, count=owed, from_on=programme.opens_at)
    counted()


@pytest.mark.usefixtures("counts")
def test_a_merge_is_told_before_it_is_done(tree: Tree) -> None:
    client = signed_in(who.administrator(tree.root))
    page = client.post(ADD, asked("merge", tree.unit, tree.other_unit))
    assert page.status_code == 200
    shown = page.context["shown"]
    assert (shown.unions, shown.initiatives, shown.waiting, shown.offices) == (4, 3, 1, 1)
    assert [(shift.union, shift.before.approved, shift.approved, shift.quota) for shift in shown.shifts] == [
        (tree.other_unit, 0, 2, 6)
    ]
    assert [kept.quota for kept in shown.quotas] == [4]
    assert TreeChange.objects.count() == 0
    answer = client.post(ADD, asked("merge", tree.unit, tree.other_unit, confirmed=page.context["latest"]))
    change = TreeChange.objects.get()
    assert answer.headers["Location"] == reverse("admin:reporting_treechange_change", args=[change.pk])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert Union.objects.get(pk=tree.unit.pk).is_at_or_below(tree.other_unit)
    assert "Theo nghị quyết." in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.usefixtures("counts")
def test_a_preview_of_a_move_names_who_loses_and_who_gains(tree: Tree) -> None:
    shown = preview(plan_move(tree.superior, under=tree.other_unit, by=None))
    assert [(shift.union, shift.before.approved, shift.approved) for shift in shown.shifts] == [
        (tree.unit, 2, 1),
        (tree.other_unit, 0, 1),
    ]
    assert (shown.unions, shown.initiatives, shown.waiting, shown.quotas) == (2, 2, 1, [])


def test_a_preview_of_grassroots_unions_says_that_one_stays_beside(tree: Tree) -> None:
    member = who.worker(union=tree.grassroots)
    shown = preview(plan_merge(tree.grassroots, into=tree.direct, by=None))
    assert (shown.stays_beside, shown.members, member.union) == (True, 1, tree.grassroots)


def test_what_changed_after_the_preview_is_shown_again(tree: Tree) -> None:
    client = signed_in(who.administrator(tree.root))
    first = client.post(ADD, asked("move", tree.superior, tree.other_unit))
    latest = first.context["latest"]
    assert first.context["is_stale"] is False
    move(tree.direct, under=tree.superior, by=None, note="Trước đó.")
    again = client.post(ADD, asked("move", tree.superior, tree.other_unit, confirmed=latest))
    assert (again.context["shown"].unions, again.context["shown"].below) == (3, 2)
    assert 'class="message warning" role="alert"' in again.content.decode()
    assert TreeChange.objects.count() == 1


def test_the_preview_tells_the_reason_and_leads_back_to_what_was_typed(tree: Tree) -> None:
    client = signed_in(who.administrator(tree.root))
    typed = asked("move", tree.superior, tree.other_unit, note="Nghị quyết <12>\nngày 1/3")
    page = client.post(ADD, typed).content.decode()
    assert "Nghị quyết &lt;12&gt;<br>ngày 1/3" in page
    assert 'name="back"' in page
    form = client.post(ADD, typed | {"back": "1"}).context["form"]
    assert (form.is_bound, {name: form[name].value() for name in ("kind", "note")}) == (
        False,
        {"kind": "move", "note": typed["note"]},
    )
    assert str(form["union"].value()) == str(tree.superior.pk)
    assert tree.superior.name in str(form["union"])
    assert TreeChange.objects.count() == 0


def test_a_refusal_is_said_in_words(tree: Tree) -> None:
    page = signed_in(who.administrator(tree.root)).post(ADD, asked("move", tree.unit, tree.other_unit))
    assert page.context["form"].non_field_errors()
    assert TreeChange.objects.count() == 0


def test_an_administrator_finds_no_union_beyond_their_own(tree: Tree) -> None:
    client = signed_in(who.administrator(tree.unit))
    page = client.post(ADD, asked("move", tree.superior, tree.other_unit))
    assert list(page.context["form"].errors) == ["target"]
    offered = client.get(
        reverse("admin:autocomplete"), {"app_label": "reporting", "model_name": "treechange", "field_name": "target"}
    ).json()
    assert {int(result["id"]) for result in offered["results"]} == {
        union.pk for union in (tree.unit, tree.superior, tree.grassroots, tree.direct)
    }


def test_the_record_is_seen_by_who_administers_a_place_of_it_and_changed_by_nobody(tree: Tree) -> None:
    change = move(tree.superior, under=tree.other_unit, by=None, note="Theo nghị quyết.")
    address = reverse("admin:reporting_treechange_change", args=[change.pk])
    elsewhere = who.unit()
    for union, status in ((tree.root, 200), (tree.unit, 200), (tree.other_unit, 200), (elsewhere, 404)):
        client = signed_in(who.administrator(union))
        assert client.get(address).status_code == status
        assert client.get(LIST).status_code == 200
    client.post(address, {"note": "Khác."})
    change.refresh_from_db()
    assert change.note == "Theo nghị quyết."


@pytest.mark.usefixtures("counts")
def test_the_commands_tell_first_and_act_only_when_told_to(tree: Tree) -> None:
    told = StringIO()
    call_command("merge_unions", "DV1", "--into", "DV3", stdout=told)
    assert "4 unions, 3 initiatives" in told.getvalue()
    assert TreeChange.objects.count() == 0
    call_command("move_union", "CS2", "--under", "CT1", "--note", "Theo nghị quyết.", "--yes", stdout=told)
    call_command("merge_unions", "DV1", "--into", "DV3", "--note", "Theo nghị quyết.", "--yes", stdout=told)
    assert list(TreeChange.objects.order_by("pk").values_list("kind", flat=True)) == ["move", "merge"]
    for code in ("DV1", "KHONG"):
        with pytest.raises(CommandError):
            call_command("merge_unions", code, "--into", "DV3", "--note", "Lần nữa.", "--yes", stdout=told)


def test_the_list_costs_the_same_with_three_changes(tree: Tree, django_assert_num_queries: Any) -> None:
    client = signed_in(who.administrator(tree.root))
    for number in range(1, 4):
        merge(who.unit(), into=tree.unit, by=None, note=f"Lần {number}.")
        if number != 2:
            with django_assert_num_queries(4):
                assert len(client.get(LIST).context["cl"].result_list) == number
