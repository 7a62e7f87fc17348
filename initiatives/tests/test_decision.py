"""What the page of an initiative shows an officer who is to decide, and which buttons stand there."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, drafts, timeline
from initiatives.models import Initiative
from initiatives.states import MOVES, Act, Actor, State
from initiatives.tests import factories as make
from initiatives.tests.desk import act, change, history, last, post, words
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


def buttons(page: Any) -> set[str]:
    return {decision.act for decision in page.context["decisions"]}


def test_the_page_shows_all_that_it_takes_to_decide(
    tree: Tree, author: Worker, client: Client, officer: Worker
) -> None:
    colleague = who.worker("Vũ Văn Khôi", tree.grassroots)
    initiative = make.draft(author, make.programme(), others=(colleague,), claimed_benefit=16 * BILLION, by=officer)
    drafts.decline(initiative, by=colleague)
    approval.submit(initiative, by=officer, seen=None)
    text = words(client.get(change(initiative)))
    shown = [
        initiative.title,
        initiative.code,
        initiative.solution,
        initiative.state_before,
        initiative.effect,
        initiative.computation,
        initiative.recognised_by,
        initiative.recognition_number,
        "16.000.000.000",
        "Nguyễn Thị Hạnh",
        "90%",
        "Vũ Văn Khôi",
        officer.name,
        tree.grassroots.name,
        tree.unit.name,
    ]
    assert [fact for fact in shown if str(fact) not in text] == []
    assert "mười sáu tỷ đồng" in text.lower()


@pytest.mark.parametrize(
    ("amount", "level", "desk", "bar"),
    [
        (100 * MILLION, "grassroots", None, None),
        (100 * MILLION + 1, "grassroots", "superior", "limit"),
        (BILLION, "unit", "root", "second_person"),
        (100 * BILLION + 1, "unit", "root", "limit"),
    ],
)
def test_it_says_beforehand_what_approving_will_do_and_does_just_that(
    tree: Tree, author: Worker, amount: int, level: str, desk: str | None, bar: str | None
) -> None:
    for name in ("grassroots", "superior", "root"):
        who.officer(getattr(tree, name))
    decider = who.officer(getattr(tree, level))
    initiative = make.submitted(author, make.programme(), claimed_benefit=amount)
    client = signed_in(decider)
    prospect = client.get(change(initiative)).context["prospect"]
    assert prospect.outcome.finishes == (desk is None)
    assert prospect.outcome.desk == (getattr(tree, desk) if desk else None)
    assert (prospect.outcome.bar.value if prospect.outcome.bar else None) == bar

    post(client, initiative, "approve", verified_benefit="1")

    assert last(initiative).desk == prospect.outcome.desk
    assert (last(initiative).state == State.APPROVED) == prospect.outcome.finishes


def test_who_entered_a_large_one_is_told_that_it_passes_up(tree: Tree, author: Worker) -> None:
    officer = who.officer(tree.superior)
    who.officer(tree.unit)
    initiative = make.submitted(author, make.programme(), by=officer, claimed_benefit=500 * MILLION)
    prospect = signed_in(officer).get(change(initiative)).context["prospect"]
    assert (prospect.outcome.bar.value, prospect.outcome.desk) == ("enterer", tree.unit)


def test_who_confirmed_already_is_told_that_another_must(tree: Tree, author: Worker) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), claimed_benefit=2 * BILLION)
    who.officer(tree.root, "Cán Bộ Tổng")
    who.office(officer, tree.unit)
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=None)
    assert initiative.desk == tree.root
    who.office(officer, tree.root)
    client = signed_in(officer)
    page = client.get(change(initiative))
    assert page.context["prospect"].needs_another
    assert buttons(page) == {Act.RETURN, Act.REJECT}
    assert client.get(act(initiative, "approve")).status_code == 409


def test_where_only_another_person_is_needed_it_does_not_promise_to_pass_up(tree: Tree, author: Worker) -> None:
    officer = who.officer(tree.root, "Cán Bộ Tổng")
    initiative = make.submitted(author, make.programme(), claimed_benefit=2 * BILLION)
    with translation.override("en"):
        alone = signed_in(officer).get(change(initiative))
        who.officer(tree.root, "Người Thứ Hai")
        page = signed_in(officer).get(change(initiative))
    assert (alone.context["prospect"].is_stuck, page.context["prospect"].is_stuck) == (True, False)
    with translation.override("en"):
        assert (page.context["prospect"].stays, str(page.context["prospect"].label)) == (True, "Confirm")
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=None)
    with translation.override("en"):
        title = timeline.events_of(initiative)[-1].title
    assert title == f"Confirmed by {tree.root}; a second person at the same desk must confirm it too"


def test_buttons_follow_the_table_of_moves(initiative: Initiative, officer: Worker, client: Client) -> None:
    def by_table(state: State) -> set[Act]:
        return {move.act for move in MOVES if move.source == state and Actor.DESK in move.actors} - {Act.FORWARD}

    assert buttons(client.get(change(initiative))) == by_table(State.WAITING)
    post(client, initiative, "return", reason="unclear", note="Nói rõ hơn.")
    initiative.refresh_from_db()
    assert buttons(client.get(change(initiative))) == by_table(State.RETURNED)
    post(client, initiative, "recall")
    initiative.refresh_from_db()
    post(client, initiative, "approve", verified_benefit="1 triệu")
    initiative.refresh_from_db()
    assert buttons(client.get(change(initiative))) == by_table(State.APPROVED)
    post(client, initiative, "reopen", reason="decided_in_error", note="Nhầm số tiền.")
    initiative.refresh_from_db()
    post(client, initiative, "reject", reason="not_new")
    initiative.refresh_from_db()
    assert buttons(client.get(change(initiative))) == by_table(State.REJECTED)
    acts = list(initiative.steps.order_by("pk").values_list("act", flat=True))
    assert acts == ["submit", "return", "recall", "approve", "reopen", "reject"]


def test_the_history_shows_the_steps(initiative: Initiative, client: Client) -> None:
    post(client, initiative, "return", reason="incomplete", note="Thiếu biên bản nghiệm thu.")
    page = client.get(history(initiative))
    assert [step.act for step in page.context["steps"]] == ["submit", "return"]
    assert "Thiếu biên bản nghiệm thu." in words(page)
    assert "Cán Bộ Cơ Sở" in words(page)


def test_what_is_returned_shows_the_amount_that_was_submitted(
    initiative: Initiative, author: Worker, client: Client
) -> None:
    post(client, initiative, "return", reason="unclear", note="Nói rõ hơn.")
    initiative.refresh_from_db()
    assert not client.get(change(initiative)).context["is_being_edited"]
    with approval.editing(initiative, by=author) as row:
        row.claimed_benefit = 77 * MILLION
    page = client.get(change(initiative))
    assert page.context["is_being_edited"]
    assert "50.000.000" in words(page)
    assert "77.000.000" not in words(page)


def test_the_level_s_limit_stands_at_the_decision_and_a_link_leads_to_it(
    initiative: Initiative, client: Client, tree: Tree
) -> None:
    facts, _mark, decision = words(client.get(change(initiative))).partition('id="decision"')
    assert ("100 <span" in facts, "100 <span" in decision) == (False, True)
    assert 'href="#decision"' in facts
    leader = words(signed_in(who.leader(tree.superior)).get(change(initiative)))
    assert 'href="#decision"' not in leader


@pytest.mark.parametrize("others", [0, 2])
def test_the_page_costs_the_same_for_one_author_and_for_three(
    tree: Tree, author: Worker, client: Client, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    who.officer(tree.superior)
    colleagues = tuple(who.worker(f"Đồng Nghiệp {number}", tree.grassroots) for number in range(others))
    initiative = make.draft(author, make.programme(), others=colleagues)
    approval.submit(initiative, by=author, seen=None)
    client.get(change(initiative))
    with django_assert_num_queries(10):
        client.get(change(initiative))
