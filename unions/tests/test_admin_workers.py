"""Workers in the admin: who sees and edits whom, and that nobody takes over an account above their own office."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from unions.models import Worker
from unions.tests import factories
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

LIST = "/admin/unions/worker/"
ADD = "/admin/unions/worker/add/"


def change(worker: Worker) -> str:
    return reverse("admin:unions_worker_change", args=[worker.pk])


def fields(worker: Worker, **changed: Any) -> dict[str, Any]:
    """What the form sends for a worker when only `changed` is edited."""
    sent = {"name": worker.name, "phone": worker.phone or "", "email": worker.email or "", "title": worker.title}
    return sent | {"union": worker.union_id or "", "is_active": "on", "new_password": ""} | changed


def names(page: Any) -> set[str]:
    return {worker.name for worker in page.context["cl"].result_list}


def test_the_list_holds_members_and_office_holders_in_care(tree: Tree) -> None:
    factories.worker("Lý Thị Hoa", tree.grassroots)
    factories.worker("Mai Văn Khánh", tree.direct)
    factories.worker("Người Nơi Khác", tree.other_grassroots)
    factories.officer(tree.superior, "Cán Bộ Huyện")
    factories.officer(tree.root, "Cán Bộ Tổng")
    seen = names(signed_in(factories.officer(tree.unit, "Cán Bộ Tỉnh")).get(LIST))
    assert seen == {"Lý Thị Hoa", "Mai Văn Khánh", "Cán Bộ Huyện", "Cán Bộ Tỉnh"}


@pytest.mark.parametrize("everywhere", ["administrator", "superuser"])
def test_from_the_root_everyone_is_seen(tree: Tree, everywhere: str) -> None:
    factories.worker("Lý Thị Hoa", tree.grassroots)
    factories.worker("Không Thuộc Đâu", None)
    editor = factories.superuser() if everywhere == "superuser" else factories.administrator(tree.root)
    assert names(signed_in(editor).get(LIST)) == {"Lý Thị Hoa", "Không Thuộc Đâu", editor.name}


def test_a_leader_sees_no_workers(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    client = signed_in(factories.leader(tree.unit))
    assert client.get(LIST).status_code == 404
    assert client.get(change(member)).status_code == 404


@pytest.mark.parametrize("view", ["change", "history", "delete"])
def test_foreign_and_unknown_workers_answer_404_alike(tree: Tree, view: str) -> None:
    foreign = factories.worker(union=tree.other_grassroots)
    client = signed_in(factories.administrator(tree.unit))
    for pk in (foreign.pk, 10**12, "abc", "1/change"):
        assert client.get(f"/admin/unions/worker/{pk}/{view}/").status_code == 404
        assert client.post(f"/admin/unions/worker/{pk}/{view}/", {"post": "yes"}).status_code in {404, 405}


@pytest.mark.parametrize(
    "typed", ["nguyen binh", "Nguyễn Bình", "bình nguyễn", "NGUYỄN  BI", "0901 234 567", "b@cty.vn"]
)
def test_search_finds_with_and_without_diacritics_and_by_contact(tree: Tree, typed: str) -> None:
    factories.worker("Nguyễn Thị Bình", tree.grassroots, phone="+84901234567", email="b@cty.vn")
    factories.worker("Đỗ Văn Đạt", tree.grassroots, phone="+84901234568")
    client = signed_in(factories.officer(tree.grassroots))
    assert names(client.get(LIST, {"q": typed})) == {"Nguyễn Thị Bình"}
    assert names(client.get(LIST, {"q": "do dat"})) == {"Đỗ Văn Đạt"}
    assert names(client.get(LIST, {"q": "09012345"})) == set()


def test_people_stand_in_the_order_of_their_given_names(tree: Tree) -> None:
    for name in ("Vũ Thị Ánh", "Bùi Văn Đông", "Đào Thị An", "Lê Văn Dũng"):
        factories.worker(name, tree.grassroots)
    page = signed_in(factories.officer(tree.grassroots, "Ngô Văn Ỷ")).get(LIST)
    listed = [worker.name for worker in page.context["cl"].result_list]
    assert listed == ["Đào Thị An", "Vũ Thị Ánh", "Lê Văn Dũng", "Bùi Văn Đông", "Ngô Văn Ỷ"]


@pytest.mark.parametrize("column", ["password__startswith", "email__startswith", "union__name__startswith"])
def test_no_column_can_be_asked_about_through_the_address(tree: Tree, column: str) -> None:
    client = signed_in(factories.officer(tree.grassroots))
    assert client.get(LIST, {column: "a"}).status_code in {302, 400}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_rows(
    tree: Tree, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        factories.worker(union=tree.grassroots)
    client = signed_in(factories.officer(tree.unit))
    client.get(LIST)
    with django_assert_num_queries(6):
        assert client.get(LIST).status_code == 200


def test_an_officer_adds_a_worker(tree: Tree) -> None:
    client = signed_in(factories.officer(tree.superior))
    sent = {"name": "Hồ Thị Mơ", "phone": "0912 345 678", "email": "Mo@Cty.vn", "title": "thợ may"}
    answer = client.post(ADD, sent | {"union": tree.grassroots.pk, "new_password": ""})
    made = Worker.objects.get(name="Hồ Thị Mơ")
    assert answer.status_code == 302
    assert (made.phone, made.email, made.union) == ("+84912345678", "mo@cty.vn", tree.grassroots)
    assert not made.has_usable_password()


@pytest.mark.parametrize("where", ["other_grassroots", "unit", "none"])
def test_a_worker_is_added_only_at_a_grassroots_union_in_care(tree: Tree, where: str) -> None:
    union = getattr(tree, where, None)
    client = signed_in(factories.officer(tree.unit))
    sent = {"name": "Hồ Thị Mơ", "phone": "0912345678", "union": union.pk if union else ""}
    answer = client.post(ADD, sent)
    assert answer.status_code == 200
    assert "union" in answer.context["adminform"].form.errors
    assert not Worker.objects.filter(name="Hồ Thị Mơ").exists()


def test_an_officer_sets_a_password_and_the_worker_signs_in(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots, phone="+84912345678", password="!")
    client = signed_in(factories.officer(tree.grassroots))
    weak = client.post(change(member), fields(member, new_password="12345678"))
    assert "new_password" in weak.context["adminform"].form.errors
    assert client.post(change(member), fields(member, new_password="đồi chè xanh mướt")).status_code == 302
    assert Client().login(phone="0912345678", password="đồi chè xanh mướt")


def test_who_has_signed_in_keeps_phone_e_mail_and_password_from_officers(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots, phone="+84912345678", last_login=timezone.now())
    taken_over = {"phone": "0987654321", "email": "ke-trom@example.com", "new_password": "đồi chè xanh mướt"}
    client = signed_in(factories.officer(tree.grassroots))
    assert client.post(change(member), fields(member, title="tổ trưởng", **taken_over)).status_code == 302
    member.refresh_from_db()
    assert (member.title, member.phone, member.email) == ("tổ trưởng", "+84912345678", None)
    assert member.check_password(factories.PASSWORD)
    administrator = signed_in(factories.administrator(tree.unit))
    administrator.post(change(member), fields(member, new_password="đồi chè xanh mướt"))
    member.refresh_from_db()
    assert member.check_password("đồi chè xanh mướt")


def test_a_changed_phone_is_no_longer_verified(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots, phone="+84912345678", phone_verified=True)
    client = signed_in(factories.officer(tree.grassroots))
    client.post(change(member), fields(member, title="tổ trưởng"))
    member.refresh_from_db()
    assert (member.title, member.phone_verified) == ("tổ trưởng", True)
    client.post(change(member), fields(member, phone="0987654321"))
    member.refresh_from_db()
    assert (member.phone, member.phone_verified) == ("+84987654321", False)


def test_a_worker_is_not_moved_out_of_care(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    client = signed_in(factories.officer(tree.unit))
    assert client.post(change(member), fields(member, union=tree.direct.pk)).status_code == 302
    assert client.post(change(member), fields(member, union=tree.other_grassroots.pk)).status_code == 200
    member.refresh_from_db()
    assert member.union == tree.direct


def takeover(editor: Worker, target: Worker) -> int:
    """Tries to point the target's contact and password to the editor; the answer's status."""
    stolen = {"email": "thief@example.com", "new_password": "đồi chè xanh mướt", "name": "Kẻ Trộm"}
    before = Worker.objects.filter(pk=target.pk).values().get()
    answer = signed_in(editor).post(change(target), fields(target, **stolen))
    after = Worker.objects.filter(pk=target.pk).values().get()
    assert (answer.status_code == 302) == (before != after)
    return answer.status_code


def test_an_office_above_protects_the_account(tree: Tree) -> None:
    """A member of the grassroots union who is an officer of the unit: the grassroots administrator sees, not edits."""
    target = factories.worker(union=tree.grassroots)
    factories.office(target, tree.unit)
    assert takeover(factories.administrator(tree.grassroots), target) == 404
    assert takeover(factories.administrator(tree.unit), target) == 302


def test_an_office_to_come_protects_the_account(tree: Tree) -> None:
    target = factories.worker(union=tree.grassroots)
    factories.office(target, tree.unit, from_on=timezone.localdate() + timedelta(days=3))
    assert takeover(factories.administrator(tree.superior), target) == 404


def test_an_office_that_is_over_does_not(tree: Tree) -> None:
    target = factories.worker(union=tree.grassroots)
    factories.office(target, tree.unit, until_on=timezone.localdate() - timedelta(days=1))
    assert takeover(factories.officer(tree.grassroots), target) == 302


def test_an_officer_edits_nobody_who_holds_an_office(tree: Tree) -> None:
    officer = factories.officer(tree.unit)
    assert takeover(officer, factories.administrator(tree.unit)) == 404
    assert takeover(officer, factories.leader(tree.grassroots)) == 404
    assert takeover(officer, factories.worker(union=tree.grassroots)) == 302


def test_a_member_elsewhere_is_left_alone(tree: Tree) -> None:
    """Whoever holds an office here but is a member outside the scope is seen, not edited."""
    target = factories.worker(union=tree.other_grassroots)
    factories.office(target, tree.superior)
    assert takeover(factories.administrator(tree.unit), target) == 404


def test_only_a_superuser_edits_a_superuser(tree: Tree) -> None:
    target = factories.superuser(union=tree.grassroots)
    assert takeover(factories.administrator(tree.root), target) == 404
    assert takeover(factories.superuser(), target) == 302


@pytest.mark.parametrize("field", ["is_superuser", "password", "groups", "user_permissions"])
def test_rights_and_hashes_are_in_no_form(tree: Tree, field: str) -> None:
    member = factories.worker(union=tree.grassroots)
    client = signed_in(factories.administrator(tree.root))
    client.post(change(member), fields(member, **{field: "1"}))
    member.refresh_from_db()
    assert not member.is_superuser
    assert member.check_password(factories.PASSWORD)


def test_only_an_administrator_closes_an_account(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    sent = fields(member)
    del sent["is_active"]
    signed_in(factories.officer(tree.unit)).post(change(member), sent)
    member.refresh_from_db()
    assert member.is_active
    signed_in(factories.administrator(tree.unit)).post(change(member), sent)
    member.refresh_from_db()
    assert not member.is_active


def test_nobody_is_deleted(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    for editor in (factories.administrator(tree.root), factories.superuser()):
        client = signed_in(editor)
        assert client.post(f"/admin/unions/worker/{member.pk}/delete/", {"post": "yes"}).status_code == 404
        client.post(LIST, {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"})
    assert Worker.objects.filter(pk=member.pk).exists()


def test_the_history_tells_that_a_password_was_set_and_by_whom(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    client = signed_in(factories.officer(tree.unit, "Phan Thị Ngà"))
    client.post(change(member), fields(member, new_password="đồi chè xanh mướt"))
    html = client.get(f"/admin/unions/worker/{member.pk}/history/").content.decode()
    assert "Phan Thị Ngà" in html
    assert "đồi chè" not in html


def test_a_contact_is_asked_for_at_both_of_its_fields_and_nothing_else_is_said(tree: Tree) -> None:
    client = signed_in(factories.officer(tree.grassroots))
    page = client.post(ADD, {"name": "Hồ Thị Mơ", "phone": "", "email": "", "union": tree.grassroots.pk})
    asked = ["Hãy nhập số điện thoại hoặc địa chỉ email."]
    assert page.context["adminform"].form.errors == {"phone": asked, "email": asked}
    page = client.post(ADD, {"name": "", "phone": "0912345678"})
    assert page.context["adminform"].form.errors["name"] == ["Cần điền mục này."]


def test_a_phone_is_shown_as_it_is_typed_and_stays_verified(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots, phone="+84912345678", phone_verified=True)
    abroad = factories.worker(union=tree.grassroots, phone="+85620551234", email=None)
    client = signed_in(factories.administrator(tree.unit))
    text = client.get(LIST).content.decode()
    assert ("0912345678" in text, "+84" in text, "+85620551234" in text) == (True, False, True)
    shown = client.get(change(member)).context["adminform"].form["phone"].value()
    client.post(change(member), fields(member, phone=shown, title="tổ trưởng"))
    member.refresh_from_db()
    assert (shown, member.phone, member.phone_verified) == ("0912345678", "+84912345678", True)
    leader_above = signed_in(factories.officer(tree.superior))
    assert "0912345678" in leader_above.get(change(member)).content.decode()
    assert abroad.contact == "+85620551234"


def test_lists_and_records_are_titled_alike(tree: Tree) -> None:
    member = factories.worker("Lý Thị Hoa", tree.grassroots)
    client = signed_in(factories.administrator(tree.unit))
    pages = [client.get(url).content.decode() for url in (LIST, change(member))]
    titles = [" ".join(page.partition("<title>")[2].partition("</title>")[0].split()) for page in pages]
    assert titles[0] == "Đoàn viên, người lao động – Sáng Kiến"
    assert titles[1].endswith(": Lý Thị Hoa – Sáng Kiến")
