"""Approving: the ladder's limits, desks passed over, two persons, who entered it, and what the step carries."""

import pytest

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative, UncountedStep
from initiatives.refusals import Refused
from initiatives.states import Act, Reason, State
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


def approve(initiative: Initiative, by: Worker, verified: int | None = 1, note: str = "") -> ApprovalStep:
    return approval.approve(initiative, by=by, seen=initiative.last_step_id, verified_benefit=verified, note=note)


def test_within_the_limit_the_grassroots_officer_finishes(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), claimed_benefit=100 * MILLION)

    approve(initiative, officer, 90 * MILLION)

    step = ApprovalStep.objects.get(next=None, initiative=initiative)
    assert (initiative.state, initiative.desk, initiative.verified_benefit) == (State.APPROVED, None, 90 * MILLION)
    assert (step.act, step.made_by, step.office and step.office.union) == (Act.APPROVE, officer, tree.grassroots)
    assert (step.claimed_benefit, step.verified_benefit, step.union) == (100 * MILLION, 90 * MILLION, tree.grassroots)
    assert UncountedStep.objects.filter(step=step).exists()


@pytest.mark.parametrize(
    ("amount", "desks"),
    [
        (100 * MILLION, []),
        (100 * MILLION + 1, ["superior"]),
        (BILLION - 1, ["superior"]),
        (BILLION, ["superior"]),
        (BILLION + 1, ["superior", "unit"]),
        (100 * BILLION, ["superior", "unit"]),
        (100 * BILLION + 1, ["superior", "unit", "root"]),
    ],
)
def test_each_level_finishes_up_to_its_limit_and_confirms_above_it(tree: Tree, amount: int, desks: list[str]) -> None:
    author = who.worker(union=tree.grassroots)
    officers = {name: who.officer(getattr(tree, name)) for name in ("grassroots", "superior", "unit", "root")}
    initiative = make.submitted(author, make.programme(), claimed_benefit=amount)
    assert initiative.desk == tree.grassroots
    here = "grassroots"
    for above in desks:
        step = approve(initiative, officers[here])
        assert (step.act, step.reason, step.desk) == (Act.FORWARD, Reason.CONFIRMED, getattr(tree, above))
        here = above
    approve(initiative, officers[here], amount)
    assert initiative.state == State.APPROVED


def test_an_officer_above_decides_at_a_desk_below_with_the_limit_of_their_own_level(tree: Tree) -> None:
    who.officer(tree.grassroots)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=500 * MILLION)
    step = approve(initiative, who.officer(tree.superior), 400 * MILLION)
    assert (step.state, step.office and step.office.union) == (State.APPROVED, tree.superior)


def test_confirmed_from_above_the_desks_between_are_passed_over(tree: Tree) -> None:
    who.officer(tree.grassroots), who.officer(tree.superior)
    unit, root = who.officer(tree.unit), who.officer(tree.root)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=200 * BILLION)
    step = approve(initiative, unit)
    assert (step.desk, step.office and step.office.union) == (tree.root, tree.unit)
    approve(initiative, root)
    assert initiative.state == State.APPROVED


def test_a_desk_without_a_free_officer_is_passed_over(tree: Tree) -> None:
    author = who.officer(tree.grassroots)
    author.union = tree.grassroots
    author.save()
    who.leader(tree.superior), who.officer(tree.unit)
    initiative = make.submitted(author, make.programme(), claimed_benefit=MILLION)
    assert initiative.desk == tree.unit


def test_where_nobody_is_free_up_to_the_root_it_waits_there(tree: Tree) -> None:
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme())
    assert initiative.desk == tree.root


def test_from_two_persons_on_one_person_with_two_offices_does_not_finish_alone(tree: Tree) -> None:
    both, second = who.officer(tree.superior), who.officer(tree.unit, "Người Thứ Hai")
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=2 * BILLION)
    assert initiative.desk == tree.superior
    approve(initiative, both)
    assert initiative.desk == tree.unit
    who.office(both, tree.unit)
    with pytest.raises(Refused) as refusal:
        approve(initiative, both)
    assert refusal.value.code == "another_person"
    approve(initiative, second)
    assert initiative.state == State.APPROVED


def test_at_the_root_the_first_of_two_persons_confirms_and_it_stays_there(tree: Tree) -> None:
    first, second = who.officer(tree.root), who.officer(tree.root, "Người Thứ Hai")
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=2 * BILLION)
    assert initiative.desk == tree.root
    step = approve(initiative, first)
    assert (step.act, step.desk) == (Act.FORWARD, tree.root)
    with pytest.raises(Refused) as refusal:
        approve(initiative, first)
    assert refusal.value.code == "another_person"
    approve(initiative, second)
    assert initiative.state == State.APPROVED


def test_confirmations_are_forgotten_once_the_content_was_submitted_anew(tree: Tree) -> None:
    author, below, unit = who.worker(union=tree.grassroots), who.officer(tree.superior), who.officer(tree.unit)
    who.officer(tree.root)
    initiative = make.submitted(author, make.programme(), claimed_benefit=2 * BILLION)
    approve(initiative, below)
    approval.return_(initiative, by=unit, seen=initiative.last_step_id, reason=Reason.UNCLEAR, note="Viết rõ hơn.")
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    assert initiative.desk == tree.unit
    approve(initiative, unit)
    assert (initiative.state, initiative.desk) == (State.WAITING, tree.root)


@pytest.mark.parametrize(("amount", "finishes"), [(100 * MILLION, True), (100 * MILLION + 1, False)])
def test_who_entered_it_finishes_up_to_the_programmes_amount(tree: Tree, amount: int, *, finishes: bool) -> None:
    enterer = who.officer(tree.superior)
    who.officer(tree.unit)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), by=enterer, claimed_benefit=amount)
    approve(initiative, enterer)
    assert initiative.state == (State.APPROVED if finishes else State.WAITING)
    assert initiative.desk == (None if finishes else tree.unit)


@pytest.mark.parametrize(
    ("verified", "note", "code"),
    [(None, "", "verified_benefit"), (-1, "", "verified_benefit"), (50 * MILLION + 1, " ", "note")],
)
def test_the_verified_benefit_is_stated_and_above_the_claimed_one_only_with_a_note(
    tree: Tree, verified: int | None, note: str, code: str
) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=50 * MILLION)
    with pytest.raises(Refused) as refusal:
        approve(initiative, officer, verified, note)
    assert refusal.value.code == code
    approve(initiative, officer, 60 * MILLION, "Sản lượng tăng sau khi nộp.")
    assert initiative.verified_benefit == 60 * MILLION


def test_what_cannot_be_computed_is_finished_at_the_first_desk_without_an_amount(tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(
        who.worker(union=tree.grassroots), make.programme(), computable=False, claimed_benefit=None
    )
    approve(initiative, officer, verified=123)
    assert (initiative.state, initiative.verified_benefit) == (State.APPROVED, None)


def test_reopening_takes_the_verified_benefit_off_and_waits_where_it_was_decided(tree: Tree) -> None:
    who.officer(tree.grassroots)
    superior = who.officer(tree.superior)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=MILLION)
    approve(initiative, superior, MILLION)
    approval.reopen(
        initiative, by=superior, seen=initiative.last_step_id, reason=Reason.NEW_EVIDENCE, note="Có số liệu mới."
    )
    assert (initiative.state, initiative.desk, initiative.verified_benefit) == (State.WAITING, tree.superior, None)


def test_an_office_that_begins_tomorrow_or_ended_yesterday_decides_nothing(tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme())
    Office.objects.filter(worker=officer).update(until_on=who.LONG_AGO)
    with pytest.raises(Refused) as refusal:
        approve(initiative, officer)
    assert refusal.value.code == "no_office"


def test_what_is_verified_above_the_limit_is_confirmed_and_passed_up(tree: Tree) -> None:
    officer, above = who.officer(tree.grassroots), who.officer(tree.superior)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=MILLION)
    approve(initiative, officer, 500 * MILLION, "Thêm hai nhà máy.")
    assert (initiative.state, initiative.desk, initiative.verified_benefit) == (State.WAITING, tree.superior, None)
    approve(initiative, above, 500 * MILLION, "Thêm hai nhà máy.")
    assert (initiative.state, initiative.verified_benefit) == (State.APPROVED, 500 * MILLION)


def test_a_second_person_at_the_same_desk_finishes(tree: Tree) -> None:
    first, second = who.officer(tree.unit), who.officer(tree.unit, "Người Thứ Hai")
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=2 * BILLION)
    approve(initiative, first)
    assert (initiative.state, initiative.desk) == (State.WAITING, tree.unit)
    approve(initiative, second)
    assert initiative.state == State.APPROVED


def test_what_one_officer_entered_another_of_the_same_desk_finishes(tree: Tree) -> None:
    enterer, other = who.officer(tree.superior), who.officer(tree.superior, "Người Thứ Hai")
    author = who.worker(union=tree.grassroots)
    initiative = make.submitted(author, make.programme(), by=enterer, claimed_benefit=200 * MILLION)
    approve(initiative, enterer)
    assert (initiative.state, initiative.desk) == (State.WAITING, tree.superior)
    approve(initiative, other)
    assert initiative.state == State.APPROVED


def test_after_a_reopening_the_confirmations_below_still_stand(tree: Tree) -> None:
    below, unit = who.officer(tree.superior), who.officer(tree.unit)
    who.officer(tree.root)
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme(), claimed_benefit=2 * BILLION)
    approve(initiative, below)
    approve(initiative, unit)
    seen, why = initiative.last_step_id, Reason.NEW_EVIDENCE
    approval.reopen(initiative, by=unit, seen=seen, reason=why, note="Có số liệu mới.")
    approve(initiative, unit, 2)
    assert (initiative.state, initiative.verified_benefit) == (State.APPROVED, 2)
