"""The decision page and the acts behind it: what is shown before deciding, the confirm step, refusals in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, drafts, timeline
from initiatives.admin import following
from initiatives.models import ApprovalStep, Authorship, Initiative, Programme
from initiatives.states import MOVES, Act, Actor, Reason, State
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, act, change, history, signed_in
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


@pytest.fixture
def tree() -> Tree:
    return who.make_tree()


@pytest.fixture
def officer(tree: Tree) -> Worker:
    return who.officer(tree.grassroots, "Cán Bộ Cơ Sở")


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker("Ngô Thị Hạnh", tree.grassroots)


@pytest.fixture
def initiative(author: Worker, officer: Worker) -> Initiative:
    return make.submitted(author, make.programme())


@pytest.fixture
def client(officer: Worker) -> Client:
    return signed_in(officer)


def post(client: Client, initiative: Initiative, name: str, **values: Any) -> Any:
    """What the confirm page of an act sends."""
    return client.post(act(initiative, name), {"seen": initiative.last_step_id or ""} | values)


def words(page: Any) -> str:
    return str(page.content.decode())


def last(initiative: Initiative) -> ApprovalStep:
    return ApprovalStep.objects.get(initiative=initiative, next=None)


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
        "Ngô Thị Hạnh",
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


@pytest.mark.parametrize("name", ["approve", "return", "reject"])
def test_an_act_asks_first_and_changes_nothing(initiative: Initiative, client: Client, name: str) -> None:
    page = client.get(act(initiative, name))
    assert page.status_code == 200
    assert f'name="seen" value="{initiative.last_step_id}"' in words(page)
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 1


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


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"verified_benefit": ""}, "verified_benefit"),
        ({"verified_benefit": "nhiều"}, "verified_benefit"),
        ({"verified_benefit": "-5"}, "verified_benefit"),
        ({"verified_benefit": "9999999999999999"}, "verified_benefit"),
        ({"verified_benefit": "60 triệu"}, "note"),
        ({"verified_benefit": "2 tỷ", "note": "Có"}, "confirmed_benefit"),
        ({"verified_benefit": "2 tỷ", "note": "Có", "confirmed_benefit": str(20 * BILLION)}, "confirmed_benefit"),
    ],
)
def test_a_wrong_amount_is_said_at_its_field(
    initiative: Initiative, client: Client, values: dict[str, str], field: str
) -> None:
    page = post(client, initiative, "approve", **values)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}
    assert last(initiative).act == Act.SUBMIT


def test_a_large_amount_is_read_back_and_confirmed(tree: Tree, author: Worker) -> None:
    first, second = who.officer(tree.superior), who.officer(tree.unit)
    initiative = make.submitted(author, make.programme(), claimed_benefit=16 * BILLION)
    post(signed_in(first), initiative, "approve")
    initiative.refresh_from_db()
    client = signed_in(second)
    text = words(client.get(act(initiative, "approve")))
    assert "mười sáu tỷ đồng" in text
    assert f'name="confirmed_benefit" id="id_confirmed_benefit" value="{16 * BILLION}"' in text
    post(client, initiative, "approve", verified_benefit="16 tỷ", confirmed_benefit=16 * BILLION)
    assert last(initiative).verified_benefit == 16 * BILLION


def test_the_amount_is_read_back_while_it_is_typed(client: Client) -> None:
    url = f"{LIST}readback/"
    assert "mười sáu triệu đồng" in words(client.get(url, {"verified_benefit": "16 triệu"}))
    assert client.get(url, {"verified_benefit": "x"}).status_code == 200


def test_what_cannot_be_computed_needs_no_amount(tree: Tree, author: Worker, client: Client) -> None:
    initiative = make.submitted(author, make.programme(), computable=False, claimed_benefit=None, computation="")
    assert "verified_benefit" not in client.get(act(initiative, "approve")).context["form"].fields
    post(client, initiative, "approve")
    assert (last(initiative).state, last(initiative).verified_benefit) == (State.APPROVED, None)


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("return", {"reason": "", "note": "Sửa."}, "reason"),
        ("return", {"reason": "unclear", "note": " "}, "note"),
        ("return", {"reason": "not_new", "note": "Sửa."}, "reason"),
        ("reject", {"reason": ""}, "reason"),
        ("reject", {"reason": "other"}, "note"),
        ("reject", {"reason": "duplicate"}, "original"),
        ("reject", {"reason": "duplicate", "original": "SK-2001-0000001"}, "original"),
    ],
)
def test_reasons_and_notes_are_asked_for(
    initiative: Initiative, client: Client, name: str, values: dict[str, str], field: str
) -> None:
    page = post(client, initiative, name, **values)
    assert (page.status_code, set(page.context["form"].errors)) == (200, {field})
    assert last(initiative).act == Act.SUBMIT


def test_a_duplicate_names_its_original_by_code(initiative: Initiative, author: Worker, client: Client) -> None:
    later = make.submitted(author, initiative.programme)
    assert initiative.code
    post(client, later, "reject", reason="duplicate", original=initiative.code.lower())
    assert (last(later).reason, last(later).duplicate_of) == (Reason.DUPLICATE, initiative)


def test_a_refused_original_is_said_at_its_field_and_what_was_typed_stays(
    initiative: Initiative, author: Worker, client: Client
) -> None:
    second, third = (make.submitted(author, initiative.programme) for _row in range(2))
    post(client, second, "reject", reason="duplicate", original=initiative.code)
    typed = {"reason": "duplicate", "note": "Trùng giải pháp."}

    of_a_duplicate = post(client, third, "reject", original=second.code, **typed)
    of_a_later_one = post(client, initiative, "reject", original=third.code, **typed)

    for page in (of_a_duplicate, of_a_later_one):
        assert (page.status_code, set(page.context["form"].errors)) == (200, {"original"})
        assert "Trùng giải pháp." in words(page)
        assert 'value="duplicate" selected' in words(page)
    assert (last(third).act, last(initiative).act) == (Act.SUBMIT, Act.SUBMIT)


def test_what_is_left_empty_is_asked_for_in_the_fields_own_words(initiative: Initiative, client: Client) -> None:
    reason = post(client, initiative, "return").context["form"].errors["reason"]
    benefit = post(client, initiative, "approve").context["form"].errors["verified_benefit"]
    assert (reason, benefit) == (["Hãy chọn lý do."], ["Hãy ghi giá trị làm lợi đã thẩm định bằng đồng."])


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


def test_an_original_is_looked_up_among_what_one_may_read(tree: Tree, initiative: Initiative, client: Client) -> None:
    foreign = make.submitted(who.worker(union=tree.other_grassroots), initiative.programme)
    unknown = post(client, initiative, "reject", reason="duplicate", original="SK-2001-0000001")
    answers = [
        post(client, initiative, "reject", reason="duplicate", original=foreign.code),
        post(client, initiative, "reject", reason="duplicate", original=initiative.code),
    ]
    for answer in answers:
        assert answer.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize("confidential", [False, True])
def test_an_approved_original_of_another_province_is_named_unless_it_is_confidential(
    tree: Tree, author: Worker, officer: Worker, confidential: bool
) -> None:
    theirs, programme = who.officer(tree.other_grassroots), make.programme()
    original = make.submitted(who.worker(union=tree.other_grassroots), programme, confidential=confidential)
    approval.approve(original, by=theirs, seen=original.last_step_id, verified_benefit=1)
    initiative = make.submitted(author, programme)
    post(signed_in(officer), initiative, "reject", reason="duplicate", original=original.code)
    assert last(initiative).duplicate_of == (None if confidential else original)


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


def test_an_original_without_that_reason_is_a_mistake(initiative: Initiative, author: Worker, client: Client) -> None:
    original = make.submitted(author, initiative.programme)
    page = post(client, initiative, "reject", reason="not_new", original=original.code)
    assert set(page.context["form"].errors) == {"original"}


def test_of_two_officers_the_second_is_told_who_decided_what(
    tree: Tree, initiative: Initiative, client: Client
) -> None:
    second = signed_in(who.officer(tree.superior, "Cán Bộ Huyện"))
    seen = initiative.last_step_id
    for page in (client, second):
        assert page.get(act(initiative, "approve")).status_code == 200
    post(client, initiative, "reject", reason="not_new")

    told = second.post(act(initiative, "approve"), {"seen": seen, "verified_benefit": "1"})

    assert told.status_code == 409
    assert "Cán Bộ Cơ Sở" in words(told)
    assert change(initiative) in words(told)
    assert last(initiative).state == State.REJECTED
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2
    assert second.get(act(initiative, "approve")).status_code == 409


def test_an_old_form_is_refused_even_with_a_mistake_in_it(initiative: Initiative, client: Client) -> None:
    seen = initiative.last_step_id
    post(client, initiative, "return", reason="unclear", note="Sửa.")
    post(client, Initiative.objects.get(pk=initiative.pk), "recall")
    told = client.post(act(initiative, "return"), {"seen": seen, "reason": ""})
    assert told.status_code == 409
    assert client.post(act(initiative, "return"), {"reason": "unclear", "note": "Sửa."}).status_code == 409
    assert last(initiative).act == Act.RECALL


def test_sent_twice_it_is_done_once(initiative: Initiative, client: Client) -> None:
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 302
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2


def test_a_return_is_not_taken_back_once_the_author_writes(
    initiative: Initiative, author: Worker, client: Client
) -> None:
    post(client, initiative, "return", reason="unclear", note="Sửa.")
    initiative.refresh_from_db()
    drafts.change(initiative, by=author, effect="Nói rõ hơn.")
    assert post(client, initiative, "recall").status_code == 409
    assert last(initiative).state == State.RETURNED


def test_an_author_who_is_officer_finds_no_act(tree: Tree, officer: Worker, client: Client) -> None:
    who.officer(tree.superior)
    initiative = make.submitted(officer, make.programme())
    assert initiative.desk == tree.superior
    page = client.get(change(initiative))
    assert page.context["decisions"] == []
    assert client.get(act(initiative, "approve")).status_code == 409
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409


def test_after_the_time_for_deciding_there_is_no_act(initiative: Initiative, client: Client) -> None:
    over = timezone.now() - timedelta(seconds=1)
    Programme.objects.update(closes_at=over, decides_until=over)
    page = client.get(change(initiative))
    assert (page.context["decisions"], page.context["is_over"]) == ([], True)
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409


def test_the_history_shows_the_steps(initiative: Initiative, client: Client) -> None:
    post(client, initiative, "return", reason="incomplete", note="Thiếu biên bản nghiệm thu.")
    page = client.get(history(initiative))
    assert [step.act for step in page.context["steps"]] == ["submit", "return"]
    assert "Thiếu biên bản nghiệm thu." in words(page)
    assert "Cán Bộ Cơ Sở" in words(page)


@pytest.mark.parametrize("name", ["submit", "withdraw", "forward", "nonsense", "delete", "add"])
def test_what_is_no_act_of_officers_has_no_page(initiative: Initiative, client: Client, name: str) -> None:
    assert client.get(f"{LIST}{initiative.pk}/{name}/").status_code == 404
    assert client.post(f"{LIST}{initiative.pk}/{name}/", {"seen": initiative.last_step_id}).status_code == 404


def test_nothing_is_added_deleted_or_edited(initiative: Initiative, client: Client) -> None:
    assert client.get(f"{LIST}add/").status_code == 404
    assert client.post(f"{LIST}{initiative.pk}/delete/", {"post": "yes"}).status_code == 404
    client.post(change(initiative), {"state": "approved", "title": "Khác"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": initiative.pk, "post": "yes"})
    before = (initiative.state, initiative.title)
    initiative.refresh_from_db()
    assert (initiative.state, initiative.title) == before


@pytest.mark.parametrize("others", [0, 2])
def test_the_page_costs_the_same_for_one_author_and_for_three(
    tree: Tree, author: Worker, client: Client, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    who.officer(tree.superior)
    colleagues = tuple(who.worker(f"Đồng Nghiệp {number}", tree.grassroots) for number in range(others))
    initiative = make.draft(author, make.programme(), others=colleagues)
    approval.submit(initiative, by=author, seen=None)
    client.get(change(initiative))
    with django_assert_num_queries(12):
        client.get(change(initiative))


def test_the_message_names_what_was_done_and_to_which(tree: Tree, initiative: Initiative, client: Client) -> None:
    code = str(initiative.code)
    for name, values, english, vietnamese in (
        (
            "return",
            {"reason": "unclear", "note": "Nói rõ hơn."},
            f"Returned {code} to its author.",
            f"Đã trả lại {code}",
        ),
        ("recall", {}, f"Took back the return of {code}", f"Đã rút lại việc trả {code}"),
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


@pytest.mark.parametrize("name", ["return", "reject"])
def test_reasons_begin_with_a_capital_and_the_note_says_when_it_is_needed(
    initiative: Initiative, client: Client, name: str
) -> None:
    form = client.get(act(initiative, name)).context["form"]
    labels = [str(label) for _value, label in form.fields["reason"].choices]
    assert all(label[0].isupper() for label in labels)
    assert str(form.fields["note"].help_text).startswith(("Needed", "Bắt buộc"))


def test_the_level_s_limit_stands_at_the_decision_and_a_link_leads_to_it(
    initiative: Initiative, client: Client, tree: Tree
) -> None:
    facts, _mark, decision = words(client.get(change(initiative))).partition('id="decision"')
    assert ("100 <span" in facts, "100 <span" in decision) == (False, True)
    assert 'href="#decision"' in facts
    leader = words(signed_in(who.leader(tree.superior)).get(change(initiative)))
    assert 'href="#decision"' not in leader
