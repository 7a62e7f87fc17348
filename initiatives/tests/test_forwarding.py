"""What a desk leaves behind is passed up by the job: empty desks, desks of authors, and what is overdue."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, ladder, tasks
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason, State
from initiatives.tasks import forward_left_behind, pass_up
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from initiatives.tests.test_at_once import at_once
from unions.models import Office, Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


@pytest.fixture
def officers(tree: Tree) -> dict[Union, Worker]:
    return {union: who.officer(union) for union in (tree.grassroots, tree.superior, tree.unit, tree.root)}


def end_office(worker: Worker) -> None:
    Office.objects.filter(worker=worker).update(until_on=timezone.localdate() - timedelta(days=1))


def stranded() -> set[int]:
    return set(Initiative.objects.stranded(timezone.localdate()).values_list("pk", flat=True))


def desk_of(initiative: Initiative) -> Union | None:
    initiative.refresh_from_db()
    return initiative.desk


def test_what_waits_at_a_desk_whose_office_ended_is_passed_up_once(tree: Tree, officers: dict[Union, Worker]) -> None:
    programme, author = make.programme(), who.worker(union=tree.grassroots)
    initiative = make.submitted(author, programme)
    forward_left_behind()
    assert desk_of(initiative) == tree.grassroots

    end_office(officers[tree.grassroots])
    forward_left_behind()
    forward_left_behind()

    step = ApprovalStep.objects.get(initiative=initiative, next=None)
    assert (step.act, step.reason, step.made_by, step.desk) == (Act.FORWARD, Reason.DESK_EMPTY, None, tree.superior)
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2


def test_a_desk_where_only_authors_are_left_is_left_behind(tree: Tree, officers: dict[Union, Worker]) -> None:
    author = who.worker(union=tree.grassroots)
    initiative = make.draft(author, make.programme(), others=(officers[tree.superior],))
    approval.submit(initiative, by=author, seen=None)
    end_office(officers[tree.grassroots])
    forward_left_behind()
    assert desk_of(initiative) == tree.unit


def test_an_inactive_officer_leaves_the_desk_empty(tree: Tree, officers: dict[Union, Worker]) -> None:
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme())
    Worker.objects.filter(pk=officers[tree.grassroots].pk).update(is_active=False)
    forward_left_behind()
    assert desk_of(initiative) == tree.superior


def test_who_confirmed_already_leaves_a_desk_empty_only_where_two_must(
    tree: Tree, officers: dict[Union, Worker]
) -> None:
    programme, author = make.programme(), who.worker(union=tree.grassroots)
    large = make.submitted(author, programme, claimed_benefit=BILLION)
    small = make.submitted(author, programme, claimed_benefit=BILLION - 1)
    for initiative in (large, small):
        approval.approve(initiative, by=officers[tree.grassroots], seen=initiative.last_step_id, verified_benefit=None)
        assert desk_of(initiative) == tree.superior
    end_office(officers[tree.superior])
    who.office(officers[tree.grassroots], tree.superior)
    assert stranded() == {large.pk}
    forward_left_behind()
    assert (desk_of(large), desk_of(small)) == (tree.unit, tree.superior)


def test_who_confirmed_before_the_return_is_free_again(tree: Tree, officers: dict[Union, Worker]) -> None:
    author = who.worker(union=tree.grassroots)
    initiative = make.submitted(author, make.programme(), claimed_benefit=BILLION)
    first, second = officers[tree.grassroots], officers[tree.superior]
    approval.approve(initiative, by=first, seen=initiative.last_step_id, verified_benefit=None)
    approval.return_(initiative, by=second, seen=initiative.last_step_id, reason=Reason.UNCLEAR, note="Nói rõ hơn.")
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    assert desk_of(initiative) == tree.superior
    end_office(second)
    who.office(first, tree.superior)
    assert stranded() == set()


def test_at_the_root_nothing_is_passed_up(tree: Tree, officers: dict[Union, Worker]) -> None:
    author = who.worker(union=tree.grassroots)
    for officer in officers.values():
        end_office(officer)
    initiative = make.submitted(author, make.programme())
    assert desk_of(initiative) == tree.root
    assert stranded() == {initiative.pk}
    forward_left_behind()
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 1


def test_who_entered_a_large_one_is_not_free_at_the_root(tree: Tree) -> None:
    officer = who.officer(tree.root)
    author = who.worker(union=tree.grassroots)
    large = make.submitted(author, make.programme(), by=officer, claimed_benefit=100 * MILLION + 1)
    small = make.submitted(author, large.programme, by=officer, claimed_benefit=100 * MILLION)
    assert (desk_of(large), desk_of(small)) == (tree.root, tree.root)
    assert stranded() == {large.pk}


def test_overdue_ones_are_passed_up_even_from_a_staffed_desk(tree: Tree, officers: dict[Union, Worker]) -> None:
    programme = make.programme(desk_days=5)
    author = who.worker(union=tree.grassroots)
    late, early = make.submitted(author, programme), make.submitted(author, programme)
    Initiative.objects.filter(pk=late.pk).update(moved_at=timezone.now() - timedelta(days=5, minutes=1))
    Initiative.objects.filter(pk=early.pk).update(moved_at=timezone.now() - timedelta(days=4, hours=23))
    forward_left_behind()
    assert (desk_of(late), desk_of(early)) == (tree.superior, tree.grassroots)
    assert ApprovalStep.objects.get(initiative=late, next=None).reason == Reason.OVERDUE


@pytest.mark.parametrize(("seconds", "passed"), [(60, 3), (-1, 1)])
def test_a_run_passes_up_batch_after_batch_while_it_has_time(
    tree: Tree, officers: dict[Union, Worker], monkeypatch: pytest.MonkeyPatch, seconds: int, passed: int
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(tasks, "PASSING_SECONDS", seconds)
    programme = make.programme(desk_days=5)
    author = who.worker(union=tree.grassroots)
    late = [make.submitted(author, programme) for _ in range(3)]
    Initiative.objects.update(moved_at=timezone.now() - timedelta(days=6))
    forward_left_behind()
    assert sum(desk_of(initiative) == tree.superior for initiative in late) == passed


def test_nothing_is_passed_up_once_the_time_for_deciding_is_over(tree: Tree, officers: dict[Union, Worker]) -> None:
    programme = make.programme(desk_days=5)
    initiative = make.submitted(who.worker(union=tree.grassroots), programme)
    Initiative.objects.filter(pk=initiative.pk).update(moved_at=timezone.now() - timedelta(days=6))
    type(programme).objects.filter(pk=programme.pk).update(
        closes_at=timezone.now() - timedelta(days=1), decides_until=timezone.now() - timedelta(minutes=1)
    )
    end_office(officers[tree.grassroots])
    forward_left_behind()
    assert desk_of(initiative) == tree.grassroots


def test_what_another_has_moved_meanwhile_is_counted_and_the_others_are_passed_up(
    tree: Tree, officers: dict[Union, Worker], caplog: pytest.LogCaptureFixture
) -> None:
    """Two runs found the same lot; the second comes to rows which the first has moved."""
    author, programme = who.worker(union=tree.grassroots), make.programme()
    lot = [make.submitted(author, programme) for _row in range(3)]
    end_office(officers[tree.grassroots])
    found = Initiative.objects.stranded(timezone.localdate())
    stale = [Initiative.objects.get(pk=initiative.pk) for initiative in lot[:2]]
    forward_left_behind()
    late = make.submitted(author, programme)
    Initiative.objects.filter(pk=late.pk).update(desk=tree.grassroots)
    with caplog.at_level("INFO", logger="initiatives.tasks"):
        counts = pass_up([*stale, *found], Reason.DESK_EMPTY)
    assert counts == {"stale": 2, "passed up": 1}
    assert ApprovalStep.objects.filter(initiative__in=lot).count() == 6
    assert "stale" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_pass_each_up_once(tree: Tree) -> None:
    author, programme = who.worker(union=tree.grassroots), make.programme()
    who.officer(tree.superior)
    officer = who.officer(tree.grassroots)
    lot = [make.submitted(author, programme) for _row in range(10)]
    end_office(officer)
    assert at_once(forward_left_behind, forward_left_behind) == [None, None]
    assert {desk_of(initiative) for initiative in lot} == {tree.superior}
    assert ApprovalStep.objects.filter(initiative__in=lot).count() == 20


def test_the_set_agrees_with_the_ladder(tree: Tree, officers: dict[Union, Worker]) -> None:
    """The queryset and ladder.free_desks are one rule written twice: they agree on a mixed lot."""
    programme, author = make.programme(), who.worker(union=tree.grassroots)
    lot = [
        make.submitted(author, programme),
        make.submitted(author, programme, claimed_benefit=2 * BILLION),
        make.submitted(author, programme, computable=False, claimed_benefit=None, computation=""),
        make.submitted(officers[tree.grassroots], programme),
        make.submitted(author, programme, by=officers[tree.root], claimed_benefit=200 * BILLION),
    ]
    approval.approve(lot[1], by=officers[tree.grassroots], seen=lot[1].last_step_id, verified_benefit=None)
    for officer in (officers[tree.grassroots], officers[tree.superior]):
        end_office(officer)
        assert stranded() == {row.pk for row in lot if not is_free(row, timezone.localdate())}
    assert stranded() == {row.pk for row in lot}


def is_free(initiative: Initiative, on: date) -> bool:
    desk = desk_of(initiative)
    assert desk is not None
    return bool(ladder.free_desks(initiative, [desk], on, ladder.confirmer_ids(initiative)))


def test_finding_nothing_takes_two_queries_within_the_lock_and_the_notes_of_the_run(
    tree: Tree, officers: dict[Union, Worker], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.submitted(who.worker(union=tree.grassroots), make.programme())
    with django_assert_num_queries(2 + 4):
        forward_left_behind()


def test_only_what_waits_is_looked_at(tree: Tree, officers: dict[Union, Worker]) -> None:
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme())
    approval.reject(initiative, by=officers[tree.grassroots], seen=initiative.last_step_id, reason=Reason.NOT_NEW)
    end_office(officers[tree.grassroots])
    forward_left_behind()
    initiative.refresh_from_db()
    assert initiative.state == State.REJECTED


def test_what_is_overdue_stays_where_somebody_may_decide_when_nobody_above_is_free(tree: Tree) -> None:
    who.officer(tree.grassroots)
    programme = make.programme(desk_days=5)
    initiative = make.submitted(who.worker(union=tree.grassroots), programme)
    Initiative.objects.filter(pk=initiative.pk).update(moved_at=timezone.now() - timedelta(days=6))
    forward_left_behind()
    assert desk_of(initiative) == tree.grassroots
    assert not Initiative.objects.below_a_staffed_desk(timezone.localdate()).exists()
    who.officer(tree.unit)
    forward_left_behind()
    assert desk_of(initiative) == tree.unit


def test_who_entered_and_confirmed_it_leaves_the_desk_empty(tree: Tree) -> None:
    enterer, other, above = who.officer(tree.superior), who.officer(tree.superior), who.officer(tree.unit)
    author = who.worker(union=tree.grassroots)
    initiative = make.submitted(author, make.programme(), by=enterer, claimed_benefit=200 * MILLION)
    approval.approve(initiative, by=enterer, seen=initiative.last_step_id, verified_benefit=1)
    assert stranded() == set()
    end_office(other)
    assert stranded() == {initiative.pk}
    forward_left_behind()
    assert desk_of(initiative) == tree.unit
    approval.approve(initiative, by=above, seen=initiative.last_step_id, verified_benefit=1)
    assert initiative.state == State.APPROVED
