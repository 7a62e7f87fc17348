"""Returning, resubmitting, recalling, rejecting and withdrawing."""

import pytest
from django.utils import timezone

from initiatives import approval, drafts
from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker(union=tree.grassroots)


@pytest.fixture
def officer(tree: Tree) -> Worker:
    return who.officer(tree.grassroots)


def return_(initiative: Initiative, officer: Worker, reason: str = Reason.INCOMPLETE, note: str = "Thêm ảnh.") -> None:
    approval.return_(initiative, by=officer, seen=initiative.last_step_id, reason=reason, note=note)


def test_the_step_of_a_resubmission_carries_what_was_changed_and_the_returns_what_was_there(
    author: Worker, officer: Worker, tree: Tree
) -> None:
    initiative = make.submitted(author, make.programme(), claimed_benefit=10 * MILLION)
    return_(initiative, officer)
    drafts.change(initiative, by=author, claimed_benefit=20 * MILLION)
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    amounts = ApprovalStep.objects.filter(initiative=initiative).order_by("pk").values_list("act", "claimed_benefit")
    assert list(amounts) == [("submit", 10 * MILLION), ("return", 10 * MILLION), ("submit", 20 * MILLION)]
    assert (initiative.state, initiative.desk) == (State.WAITING, tree.grassroots)


def test_a_return_is_recalled_until_the_author_begins_to_change_it(author: Worker, officer: Worker, tree: Tree) -> None:
    initiative = make.submitted(author, make.programme())
    return_(initiative, officer)
    approval.recall(initiative, by=officer, seen=initiative.last_step_id)
    assert (initiative.state, initiative.desk) == (State.WAITING, tree.grassroots)
    return_(initiative, officer)
    drafts.change(initiative, by=author, title="Tên đang sửa dở")
    with pytest.raises(Refused) as refusal:
        approval.recall(initiative, by=officer, seen=initiative.last_step_id)
    assert refusal.value.code == "being_edited"


def test_after_the_close_what_was_submitted_in_time_is_resubmitted_and_decided(author: Worker, officer: Worker) -> None:
    programme = make.programme()
    initiative, late = make.submitted(author, programme), make.draft(author, programme)
    return_(initiative, officer)
    programme.closes_at = timezone.now()
    programme.save()
    initiative, late = Initiative.objects.get(pk=initiative.pk), Initiative.objects.get(pk=late.pk)
    with pytest.raises(Refused) as refusal:
        approval.submit(late, by=author, seen=None)
    assert refusal.value.code == "too_late"
    assert late.state == State.DRAFT
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    programme.decides_until = programme.closes_at
    programme.save()
    with pytest.raises(Refused) as refusal:
        approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    assert refusal.value.code == "decided"


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [("", "Vì sao", "reason"), (Reason.DUPLICATE, "Vì sao", "reason"), (Reason.INCOMPLETE, " ", "note")],
)
def test_a_return_gives_a_reason_of_the_list_and_says_what_to_change(
    author: Worker, officer: Worker, reason: str, note: str, code: str
) -> None:
    initiative = make.submitted(author, make.programme())
    with pytest.raises(Refused) as refusal:
        return_(initiative, officer, reason, note)
    assert refusal.value.code == code


def test_a_duplicate_names_its_original(author: Worker, officer: Worker) -> None:
    programme = make.programme()
    original, copy, draft = (
        make.submitted(author, programme),
        make.submitted(author, programme),
        make.draft(author, programme),
    )
    for wrong in (None, copy, draft):
        with pytest.raises(Refused) as refusal:
            approval.reject(
                copy, by=officer, seen=copy.last_step_id, reason=Reason.DUPLICATE, note="", duplicate_of=wrong
            )
        assert refusal.value.code == "original"
    step = approval.reject(copy, by=officer, seen=copy.last_step_id, reason=Reason.DUPLICATE, duplicate_of=original)
    assert (copy.state, step.duplicate_of) == (State.REJECTED, original)


def test_a_rejection_for_another_reason_says_it_in_words(author: Worker, officer: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    with pytest.raises(Refused) as refusal:
        approval.reject(initiative, by=officer, seen=initiative.last_step_id, reason=Reason.OTHER)
    assert refusal.value.code == "note"


def test_what_was_withdrawn_stays_so(author: Worker, officer: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    approval.withdraw(initiative, by=author, seen=initiative.last_step_id)
    with pytest.raises(Refused) as refusal:
        approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    assert refusal.value.code == "no_such_move"


def test_of_two_the_later_is_the_duplicate_and_never_both(author: Worker, officer: Worker) -> None:
    programme = make.programme()
    first, second = make.submitted(author, programme), make.submitted(author, programme)

    def reject(copy: Initiative, original: Initiative) -> None:
        seen, why = copy.last_step_id, Reason.DUPLICATE
        approval.reject(copy, by=officer, seen=seen, reason=why, duplicate_of=original)

    with pytest.raises(Refused) as refusal:
        reject(first, second)
    assert refusal.value.code == "original"
    reject(second, first)
    third = make.submitted(author, programme)
    with pytest.raises(Refused) as refusal:
        reject(third, second)
    assert refusal.value.code == "original"


def test_what_is_withdrawn_while_it_is_edited_counts_as_it_was_submitted(author: Worker, officer: Worker) -> None:
    initiative = make.submitted(author, make.programme(), claimed_benefit=10 * MILLION)
    return_(initiative, officer)
    drafts.change(initiative, by=author, claimed_benefit=None)
    approval.withdraw(initiative, by=author, seen=initiative.last_step_id)
    step = ApprovalStep.objects.get(next=None, initiative=initiative)
    assert (step.state, step.claimed_benefit) == (State.WITHDRAWN, 10 * MILLION)
    assert Initiative.objects.get(pk=initiative.pk).claimed_benefit == 10 * MILLION


def test_only_the_application_forms_fields_are_changed(author: Worker, officer: Worker) -> None:
    initiative, other = make.submitted(author, make.programme()), make.programme("khac")
    return_(initiative, officer)
    for content in ({"programme": other}, {"state": State.APPROVED}, {"verified_benefit": 5}):
        with pytest.raises(ValueError, match="Not a field"):
            drafts.change(initiative, by=author, **content)
    draft = make.draft(author, other)
    assert drafts.change(draft, by=author, programme=initiative.programme).programme == initiative.programme
