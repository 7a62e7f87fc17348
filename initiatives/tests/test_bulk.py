"""One act on ticked rows: asked for once, each row in its own transaction, and told what was passed over and why."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative, Programme
from initiatives.states import Act, Reason, State
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, bulk, row
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


@pytest.fixture
def author(tree: Tree, officer: Worker) -> Worker:
    return who.worker("Ngô Thị Hạnh", tree.grassroots)


@pytest.fixture
def client(officer: Worker) -> Client:
    return signed_in(officer)


def confirm(client: Client, name: str, *initiatives: Initiative, **values: Any) -> Any:
    """The second post: what the confirm page sends."""
    rows = [row(initiative) for initiative in initiatives]
    return client.post(bulk(name), {"row": rows, "confirmed": "1", "note": ""} | values)


def states(*initiatives: Initiative) -> list[str]:
    return [Initiative.objects.get(pk=initiative.pk).state for initiative in initiatives]


def skipped(page: Any) -> dict[str, str]:
    return {entry.initiative.code: str(entry.why) for entry in page.context["lot"].skipped}


def test_the_confirm_page_counts_lists_and_changes_nothing(
    author: Worker, programme: Programme, client: Client
) -> None:
    lot = [make.submitted(author, programme) for _row in range(3)]
    page = client.post(bulk("approve"), {"row": [row(initiative) for initiative in lot]})
    text = page.content.decode()
    assert page.status_code == 200
    assert [initiative.code for initiative in lot if str(initiative.code) not in text] == []
    assert all(f'value="{row(initiative)}"' in text for initiative in lot)
    assert ApprovalStep.objects.exclude(act=Act.SUBMIT).count() == 0


def test_approving_verifies_what_is_claimed_row_by_row(author: Worker, programme: Programme, client: Client) -> None:
    small = make.submitted(author, programme, claimed_benefit=3 * MILLION)
    unknown = make.submitted(author, programme, computable=False, claimed_benefit=None, computation="")
    middling = make.submitted(author, programme, claimed_benefit=BILLION - 1)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = confirm(client, "approve", small, unknown, middling, note="Đã xem tại xưởng.")
    assert [initiative.pk for initiative, _standing in page.context["done"]] == [small.pk, unknown.pk, middling.pk]
    assert page.context["result"] == "Approved 2 initiatives, passed up 1 initiative"
    assert states(small, unknown, middling) == [State.APPROVED, State.APPROVED, State.WAITING]
    step = ApprovalStep.objects.get(initiative=small, next=None)
    assert (step.verified_benefit, step.note) == (3 * MILLION, "Đã xem tại xưởng.")
    assert ApprovalStep.objects.get(initiative=middling, next=None).reason == Reason.CONFIRMED


def test_large_amounts_are_passed_over_for_a_look_of_their_own(
    author: Worker, programme: Programme, client: Client
) -> None:
    large, small = make.submitted(author, programme, claimed_benefit=BILLION), make.submitted(author, programme)
    asked = client.post(bulk("approve"), {"row": [row(large), row(small)]})
    assert list(skipped(asked)) == [large.code]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page, again = (confirm(client, "approve", large, small) for _time in range(2))
    assert list(skipped(page)) == [large.code]
    assert page.context["result"] == "Approved 1 initiative, passed over 1"
    assert again.context["result"] == "Nothing was done, passed over 2"
    assert states(large, small) == [State.WAITING, State.APPROVED]
    assert not page.context["lot"].gone


def test_what_is_read_back_singly_is_passed_over_whatever_the_programme_lets_one_person_finish(
    author: Worker, programme: Programme, client: Client
) -> None:
    Programme.objects.filter(pk=programme.pk).update(two_persons_from=50 * BILLION)
    large = make.submitted(author, programme, claimed_benefit=BILLION)
    assert list(skipped(confirm(client, "approve", large))) == [large.code]


@pytest.mark.parametrize(
    ("name", "reason", "state"), [("return", "incomplete", "returned"), ("reject", "not_new", "rejected")]
)
def test_returning_and_rejecting_give_one_reason_to_all(
    author: Worker, programme: Programme, client: Client, name: str, reason: str, state: str
) -> None:
    lot = [make.submitted(author, programme), make.submitted(author, programme, claimed_benefit=BILLION)]
    confirm(client, name, *lot, reason=reason, note="Bổ sung biên bản.")
    assert states(*lot) == [state, state]
    assert set(ApprovalStep.objects.filter(state=state).values_list("reason", "note")) == {
        (reason, "Bổ sung biên bản.")
    }


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("return", {"reason": "incomplete", "note": ""}),
        ("return", {"reason": ""}),
        ("reject", {"reason": "other", "note": " "}),
        ("reject", {"reason": "duplicate", "note": "Trùng"}),
    ],
)
def test_without_reason_or_note_nothing_is_done(
    author: Worker, programme: Programme, client: Client, name: str, values: dict[str, str]
) -> None:
    initiative = make.submitted(author, programme)
    page = confirm(client, name, initiative, **values)
    assert page.context["form"].errors
    assert states(initiative) == [State.WAITING]


def test_what_changed_since_the_list_was_seen_is_passed_over_with_who_did_it(
    tree: Tree, author: Worker, programme: Programme, client: Client
) -> None:
    """Decided, or come back to the same desk: either way it is not what was ticked."""
    decided, back, fresh = (make.submitted(author, programme) for _row in range(3))
    seen = [Initiative.objects.get(pk=initiative.pk) for initiative in (decided, back, fresh)]
    other = who.officer(tree.superior, "Cán Bộ Huyện")
    approval.reject(decided, by=other, seen=decided.last_step_id, reason=Reason.NOT_NEW)
    approval.return_(back, by=other, seen=back.last_step_id, reason=Reason.UNCLEAR, note="Sửa.")
    approval.submit(back, by=author, seen=back.last_step_id)
    page = confirm(client, "approve", *seen)
    assert set(skipped(page)) == {decided.code, back.code}
    assert "Ngô Thị Hạnh" in skipped(page)[str(back.code)]
    assert states(decided, back, fresh) == [State.REJECTED, State.WAITING, State.APPROVED]
    assert str(decided.code) in page.content.decode()


def test_sent_twice_each_row_is_done_once(author: Worker, programme: Programme, client: Client) -> None:
    initiative = make.submitted(author, programme)
    seen = Initiative.objects.get(pk=initiative.pk)
    confirm(client, "approve", seen)
    page = confirm(client, "approve", seen)
    assert list(skipped(page)) == [initiative.code]
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2


def test_own_initiatives_are_passed_over_and_the_others_done(
    tree: Tree, officer: Worker, author: Worker, programme: Programme, client: Client
) -> None:
    who.officer(tree.grassroots, "Người Thứ Hai")
    own, other = make.submitted(officer, programme), make.submitted(author, programme)
    assert own.desk == tree.grassroots
    page = confirm(client, "approve", own, other)
    assert list(skipped(page)) == [own.code]
    assert states(own, other) == [State.WAITING, State.APPROVED]


def test_what_is_out_of_scope_is_only_counted(tree: Tree, author: Worker, programme: Programme, client: Client) -> None:
    who.officer(tree.other_grassroots, "Nơi Khác")
    foreign = make.submitted(who.worker(union=tree.other_grassroots), programme)
    mine = make.submitted(author, programme)
    rows = {"row": [row(foreign), "999999999:1", row(mine)], "confirmed": "1", "note": ""}
    page = client.post(bulk("approve"), rows)
    assert page.context["lot"].gone == 2
    assert str(foreign.code) not in page.content.decode()
    assert states(foreign, mine) == [State.WAITING, State.APPROVED]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["x"],
        ["1"],
        ["1:"],
        ["-1:5"],
        ["1:2:3"],
        ["99999999999999999999:1"],
        [f"{number}:1" for number in range(101)],
    ],
)
def test_rows_that_cannot_be_meant_lead_back_to_the_list(client: Client, rows: list[str]) -> None:
    page = client.post(bulk("approve") + "?list=desk%3Dall", {"row": rows, "confirmed": "1"})
    assert (page.status_code, page.headers["Location"]) == (302, f"{LIST}?desk=all")


def test_everything_in_the_list_is_no_selection(author: Worker, programme: Programme, client: Client) -> None:
    ticked, unticked = make.submitted(author, programme), make.submitted(author, programme)
    confirm(client, "approve", ticked, select_across="1", action="approve", index="0")
    assert states(ticked, unticked) == [State.APPROVED, State.WAITING]


def test_a_get_asks_for_ticks_and_other_acts_are_not_offered(client: Client) -> None:
    assert client.get(bulk("approve")).status_code == 302
    for name in ("recall", "reopen", "withdraw", "nonsense"):
        assert client.post(bulk(name), {"row": ["1:1"]}).status_code == 404


def test_a_confidential_title_is_not_on_the_confirm_page(tree: Tree, author: Worker, programme: Programme) -> None:
    initiative = make.submitted(author, programme, title="Công thức bí mật", confidential=True)
    above = signed_in(who.officer(tree.unit))
    asked = above.post(bulk("approve"), {"row": [row(initiative)]})
    assert str(initiative.code) in asked.content.decode()
    assert "Công thức bí mật" not in asked.content.decode()
    page = confirm(above, "approve", initiative)
    assert "Công thức bí mật" not in page.content.decode()
    assert list(skipped(page)) == [initiative.code]
    assert states(initiative) == [State.WAITING]
