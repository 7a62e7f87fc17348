"""The forms of an officer's acts: what they ask, read back and refuse at a field."""

import pytest
from django.test import Client

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason, State
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, act, last, post, words
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


@pytest.mark.parametrize("name", ["approve", "return", "reject"])
def test_an_act_asks_first_and_changes_nothing(initiative: Initiative, client: Client, name: str) -> None:
    page = client.get(act(initiative, name))
    assert page.status_code == 200
    assert f'name="seen" value="{initiative.last_step_id}"' in words(page)
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 1


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


def test_an_original_without_that_reason_is_a_mistake(initiative: Initiative, author: Worker, client: Client) -> None:
    original = make.submitted(author, initiative.programme)
    page = post(client, initiative, "reject", reason="not_new", original=original.code)
    assert set(page.context["form"].errors) == {"original"}


@pytest.mark.parametrize("name", ["return", "reject"])
def test_reasons_begin_with_a_capital_and_the_note_says_when_it_is_needed(
    initiative: Initiative, client: Client, name: str
) -> None:
    form = client.get(act(initiative, name)).context["form"]
    labels = [str(label) for _value, label in form.fields["reason"].choices]
    assert all(label[0].isupper() for label in labels)
    assert str(form.fields["note"].help_text).startswith(("Needed", "Bắt buộc"))
