"""Submitting: what must be stated, the window, the code, the place that never changes again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from initiatives import approval
from initiatives.models import ApprovalStep, Authorship
from initiatives.moving import draw_numbers, loading_history
from initiatives.refusals import Refused
from initiatives.states import State
from initiatives.tests import factories as make
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker(union=tree.grassroots)


def test_a_submission_gets_a_code_a_phase_and_a_place(tree: Tree, author: Worker) -> None:
    programme = make.programme()
    first, second = make.submitted(author, programme), make.submitted(author, programme)
    year = timezone.localdate().year
    assert str(first.code).startswith(f"SK-{year}-")
    assert first.code != second.code
    assert first.phase == programme.phases.get()
    assert (first.union, first.superior, first.unit) == (tree.grassroots, tree.superior, tree.unit)


def test_directly_below_a_unit_there_is_no_superior(tree: Tree) -> None:
    initiative = make.submitted(who.worker(union=tree.direct), make.programme())
    assert (initiative.union, initiative.superior, initiative.unit) == (tree.direct, None, tree.unit)


def test_its_union_does_not_follow_a_worker_who_changes_jobs(tree: Tree, author: Worker) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme())
    author.union = tree.other_grassroots
    author.save()
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    assert ApprovalStep.objects.get(next=None, initiative=initiative).union == tree.grassroots


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("kind", {"kind": ""}),
        ("field", {"field": None}),
        ("author_group", {"author_group": ""}),
        ("applied_on", {"applied_on": None}),
        ("applied_on", {"applied_on": timezone.localdate() + timedelta(days=1)}),
        ("applied_on", {"applied_on": timezone.localdate() - timedelta(days=201)}),
        ("recognised_by", {"recognised_by": ""}),
        ("recognition_number", {"recognition_number": ""}),
        ("recognised_on", {"recognised_on": timezone.localdate() + timedelta(days=1)}),
        ("state_before", {"state_before": ""}),
        ("solution", {"solution": ""}),
        ("effect", {"effect": ""}),
        ("claimed_benefit", {"claimed_benefit": None}),
        ("claimed_benefit", {"claimed_benefit": 0}),
        ("claimed_benefit", {"computable": False}),
        ("computation", {"computation": ""}),
        ("declared", {"declared": False}),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_field(author: Worker, field: str, changes: dict[str, Any]) -> None:
    draft = make.draft(author, make.programme(), **changes)
    with pytest.raises(Refused) as refusal:
        approval.submit(draft, by=author, seen=None)
    assert (refusal.value.code, list(refusal.value.problems)) == ("incomplete", [field])
    assert draft.state == State.DRAFT


def test_both_ends_of_the_window_of_first_application_are_included(author: Worker) -> None:
    programme = make.programme()
    for day in (programme.applied_from, timezone.localdate()):
        assert make.submitted(author, programme, applied_on=day).state == State.WAITING


def test_shares_add_up_to_a_hundred(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    Authorship.objects.filter(initiative=draft).update(share=90)
    with pytest.raises(Refused) as refusal:
        approval.submit(draft, by=author, seen=None)
    assert list(refusal.value.problems) == ["authors"]


def test_before_the_programme_opens_nothing_is_submitted(author: Worker) -> None:
    now = timezone.now()
    later = make.programme("sang-nam", opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=30))
    with pytest.raises(Refused) as refusal:
        approval.submit(make.draft(author, later), by=author, seen=None)
    assert refusal.value.code == "too_early"


def test_an_act_takes_a_past_time_only_while_a_history_is_loaded(author: Worker) -> None:
    programme, past = make.programme(), timezone.now() - timedelta(days=10)
    draft = make.draft(author, programme)
    with pytest.raises(ValueError, match="only when a history is loaded"):
        approval.submit(draft, by=author, seen=None, at=past)
    with loading_history():
        with pytest.raises(ValueError, match="only when a history is loaded"):
            approval.submit(draft, by=author, seen=None, at=timezone.now() + timedelta(hours=1))
        step = approval.submit(draft, by=author, seen=None, at=past)
    assert (step.at, step.day) == (past, timezone.localdate(past))
    assert ApprovalStep.objects.get(pk=step.pk).day == timezone.localdate(past)


def test_a_step_is_never_before_its_predecessor(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    with loading_history():
        first = approval.submit(draft, by=author, seen=None, at=timezone.now() - timedelta(days=3))
        second = approval.withdraw(draft, by=author, seen=first.pk, at=first.at - timedelta(days=1))
    assert second.at == first.at


def test_the_database_refuses_to_change_or_delete_a_step(author: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    steps = ApprovalStep.objects.filter(initiative=initiative)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        steps.update(note="khác")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        steps.order_by().only("pk")._raw_delete(steps.db)
    assert steps.count() == 1


def test_a_closed_union_takes_no_new_one(tree: Tree, author: Worker) -> None:
    tree.grassroots.closed_on = timezone.localdate()
    tree.grassroots.save()
    with pytest.raises(Refused) as refusal:
        make.submitted(Worker.objects.get(pk=author.pk), make.programme())
    assert refusal.value.code == "union_closed"


def test_a_history_takes_the_number_that_was_drawn_for_it(author: Worker) -> None:
    programme = make.programme()
    first, second = draw_numbers(2)
    assert first < second
    for number in (second, first):
        initiative = make.draft(author, programme)
        with loading_history(number):
            approval.submit(initiative, by=author, seen=None)
        assert initiative.code == f"SK-{timezone.localdate().year}-{number:07d}"
    initiative = make.draft(author, programme)
    approval.submit(initiative, by=author, seen=None)
    assert initiative.code == f"SK-{timezone.localdate().year}-{second + 1:07d}"
