"""After an act: the message, the next one offered, and the way before and behind in the queue."""

import pytest
from django.test import Client

from initiatives import approval
from initiatives.admin import following
from initiatives.models import Authorship, Initiative
from initiatives.states import State
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, act, change, last, post, words
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


@pytest.fixture
def client(officer: Worker) -> Client:
    return signed_in(officer)


def test_approving_takes_the_verified_benefit_and_offers_the_next(
    initiative: Initiative, author: Worker, client: Client
) -> None:
    following = make.submitted(author, initiative.programme)
    assert 'value="50.000.000"' in words(client.get(act(initiative, "approve")))
    page = client.post(
        act(initiative, "approve") + "?list=age%3D0",
        {"seen": initiative.last_step_id, "verified_benefit": "45 triệu", "note": "Trừ chi phí."},
        follow=True,
    )
    assert page.redirect_chain == [(f"{LIST}?age=0", 302)]
    assert change(following) in words(page)
    step = last(initiative)
    assert (step.state, step.verified_benefit, step.note) == (State.APPROVED, 45 * MILLION, "Trừ chi phí.")


@pytest.mark.parametrize("name", ["return", "reject"])
def test_what_waits_again_is_not_offered_as_the_next(
    initiative: Initiative, author: Worker, client: Client, name: str
) -> None:
    back, values = {"return": ("recall", {}), "reject": ("reopen", {"reason": "decided_in_error"})}[name]
    post(client, initiative, name, reason="other", note="Nhầm.")
    again = Initiative.objects.get(pk=initiative.pk)
    page = client.post(act(again, back), {"seen": again.last_step_id, "note": "Nhầm."} | values, follow=True)
    assert (last(initiative).act, "next-link" in words(page)) == (back, False)
    other = make.submitted(author, initiative.programme)
    post(client, other, name, reason="other", note="Nhầm.")
    again = Initiative.objects.get(pk=other.pk)
    page = client.post(act(again, back), {"seen": again.last_step_id, "note": "Nhầm."} | values, follow=True)
    assert f'class="next-link" href="{change(initiative)}"' in words(page)


def test_a_narrowed_list_goes_on_until_it_is_empty(initiative: Initiative, author: Worker, client: Client) -> None:
    other = make.submitted(author, initiative.programme, title="Cải tiến máy ép gạch không nung")
    twin = make.submitted(author, initiative.programme, title="Cải tiến máy ép gạch nung")
    narrowed = "?list=q%3Dg%25E1%25BA%25A1ch%26state%3Dwaiting%26union%3D"
    values = {"reason": "other", "note": "Chưa rõ."}
    pages = [
        client.post(act(row, "return") + narrowed, {"seen": row.last_step_id} | values, follow=True)
        for row in (other, twin)
    ]
    assert [page.redirect_chain for page in pages] == [
        [(f"{LIST}?q=g%E1%BA%A1ch&state=waiting", 302)],
        [(LIST, 302)],
    ]
    assert ["next-link" in words(page) for page in pages] == [False, True]


def test_the_next_one_offered_is_one_that_the_officer_may_decide_on(tree: Tree, author: Worker) -> None:
    programme, officer = make.programme(), who.officer(tree.root, "Cán Bộ Tổng")
    assert following.next_waiting(officer) is None
    other = who.officer(tree.root, "Người Thứ Hai")
    own = make.submitted(who.worker("Đồng Tác Giả", tree.grassroots), programme, claimed_benefit=3 * BILLION)
    Authorship.objects.create(initiative=own, worker=officer, position=2, share=10)
    confirmed = make.submitted(author, programme, claimed_benefit=2 * BILLION)
    approval.approve(confirmed, by=officer, seen=confirmed.last_step_id, verified_benefit=None)
    assert {own.desk, confirmed.desk} == {tree.root}
    assert following.next_waiting(officer) is None
    assert following.next_waiting(other) == own
    free = make.submitted(author, programme)
    assert following.next_waiting(officer) == free


def test_the_message_names_what_was_done_and_to_which(tree: Tree, initiative: Initiative, client: Client) -> None:
    code = str(initiative.code)
    for name, values, english, vietnamese in (
        (
            "return",
            {"reason": "unclear", "note": "Nói rõ hơn."},
            f"Returned {code} to its author.",
            f"Đã trả lại {code}",
        ),
        ("recall", {}, f"Took back the return of {code}", f"Đã lấy lại {code}"),
        ("reject", {"reason": "not_new"}, f"Rejected {code}.", f"Đã từ chối {code}."),
        ("reopen", {"reason": "complaint", "note": "Nhầm."}, f"Reopened {code}", f"Đã mở lại {code}"),
        ("approve", {"verified_benefit": "1 triệu"}, f"Approved {code}.", f"Đã duyệt {code}."),
    ):
        initiative.refresh_from_db()
        page = client.post(act(initiative, name), {"seen": initiative.last_step_id, **values}, follow=True)
        said = [str(message) for message in page.context["messages"]]
        assert len(said) == 1
        assert english in said[0] or vietnamese in said[0], said


def test_it_leads_to_what_stands_before_and_behind_in_the_queue(
    tree: Tree, initiative: Initiative, author: Worker, officer: Worker, client: Client
) -> None:
    second, third = make.submitted(author, initiative.programme), make.submitted(author, initiative.programme)
    page = client.get(change(second))
    assert (page.context["earlier"], page.context["later"]) == (initiative, third)
    ends = client.get(change(initiative)).context, client.get(change(third)).context
    assert (ends[0]["earlier"], ends[0]["later"], ends[1]["earlier"], ends[1]["later"]) == (None, second, second, None)
    assert following.next_waiting(officer, second) == third
    assert following.next_waiting(officer, third) == initiative
