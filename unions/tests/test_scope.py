"""What offices reach: unions, workers, offices and accounts, on the days on which they are held."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from unions import scope
from unions.accounts import WorkerBackend
from unions.models import Office, Union, Worker
from unions.tests import factories
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

OFFICER, LEADER, ADMINISTRATOR = Office.Kind.OFFICER, Office.Kind.LEADER, Office.Kind.ADMINISTRATOR
BRANCH = {"DV1", "CT1", "CS1", "CS2"}


def codes(unions: Iterable[Union]) -> set[str]:
    return {union.code for union in unions}


def fresh(worker: Worker) -> Worker:
    """The worker as a new request reads them."""
    read: Worker = Worker.objects.get(pk=worker.pk)
    return read


def signed_in(worker: Worker) -> Worker:
    """The worker as a request of theirs reads them."""
    read = WorkerBackend().get_user(worker.pk)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("begins", "ends", "held"),
    [(0, None, True), (0, 0, True), (-5, 0, True), (-5, 5, True), (1, None, False), (-5, -1, False)],
)
def test_an_office_is_held_from_its_first_day_to_its_last(begins: int, ends: int | None, held: bool) -> None:
    today = timezone.localdate()
    worker = factories.worker()
    until = None if ends is None else today + timedelta(days=ends)
    office = factories.office(worker, factories.grassroots(), from_on=today + timedelta(days=begins), until_on=until)
    assert worker.active_offices == ([office] if held else [])
    assert signed_in(worker).active_offices == worker.active_offices
    assert worker.is_staff == held
    over = ends is not None and ends < 0
    assert worker.offices_not_over == ([] if over else [office])


def test_who_is_signed_in_is_read_with_all_their_offices_at_once(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    worker = factories.worker(union=tree.grassroots)
    for union in (tree.grassroots, tree.unit, tree.superior):
        factories.office(worker, union)
    with django_assert_num_queries(1):
        held = [(office.union, office.worker_id) for office in signed_in(worker).active_offices]
    assert held == [(union, worker.pk) for union in (tree.unit, tree.superior, tree.grassroots)]


def test_a_closed_or_unknown_account_is_nobody() -> None:
    closed = factories.worker(is_active=False)
    assert WorkerBackend().get_user(closed.pk) is None
    assert WorkerBackend().get_user(closed.pk + 1) is None


def test_days_are_given_not_guessed() -> None:
    office = factories.office(factories.worker(), factories.grassroots(), from_on=date(2022, 3, 1))
    assert not Office.objects.active(date(2022, 2, 28)).exists()
    assert Office.objects.active(date(2022, 3, 1)).get() == office


@pytest.mark.parametrize(
    ("kind", "seen", "cared_for", "administered"),
    [(OFFICER, BRANCH, BRANCH, set()), (LEADER, BRANCH, set(), set()), (ADMINISTRATOR, BRANCH, BRANCH, BRANCH)],
)
def test_each_office_reaches_its_union_and_below(
    tree: Tree, kind: str, seen: set[str], cared_for: set[str], administered: set[str]
) -> None:
    holder = factories.worker()
    factories.office(holder, tree.unit, kind)
    assert codes(scope.unions_seen_by(holder)) == seen
    assert codes(scope.unions_in_care_of(holder)) == cared_for
    assert codes(scope.administered_unions(holder)) == administered
    assert scope.is_administrator(holder) == bool(administered)
    assert scope.cares_for_workers(holder) == bool(cared_for)


def test_nobody_without_office_reaches_anything(tree: Tree) -> None:
    member = factories.worker(union=tree.grassroots)
    reached = (scope.unions_seen_by, scope.administered_unions, scope.workers_visible_to, scope.offices_visible_to)
    assert [list(reach(member)) for reach in reached] == [[], [], [], []]


def test_a_superuser_cares_like_an_administrator_at_the_root_and_reads_like_nobody(tree: Tree) -> None:
    superuser = factories.superuser()
    assert len(scope.administered_unions(superuser)) == 8
    assert scope.administers(superuser, tree.root)
    assert scope.tops(superuser, scope.READING) == []
    Worker.objects.filter(pk=superuser.pk).update(is_active=False)
    assert not scope.administers(fresh(superuser), tree.root)


def test_tops_leave_out_what_lies_below_another(tree: Tree) -> None:
    holder = factories.worker()
    for union in (tree.grassroots, tree.unit, tree.superior, tree.other_grassroots):
        factories.office(holder, union)
    assert codes(scope.tops(fresh(holder))) == {"DV1", "CS3"}


def test_a_path_that_begins_alike_is_not_below(tree: Tree) -> None:
    """The 36th unit's path does not lie below the first one's, whose path it begins like in part."""
    units = [factories.unit() for _n in range(36)]
    holder = factories.officer(tree.unit)
    assert not scope.reaches(holder, units[-1])
    assert codes(scope.unions_seen_by(holder)) == BRANCH


def test_workers_in_care_are_members_and_office_holders(tree: Tree) -> None:
    here, direct = factories.worker(union=tree.grassroots), factories.worker(union=tree.direct)
    holder = factories.leader(tree.superior)
    past = factories.worker()
    factories.office(past, tree.superior, until_on=factories.LONG_AGO)
    factories.worker(union=tree.other_grassroots)
    officer = factories.officer(tree.unit)
    assert set(scope.workers_visible_to(officer)) == {here, direct, holder, officer}


def test_offices_are_seen_where_one_administers(tree: Tree) -> None:
    below = factories.office(factories.worker(), tree.grassroots)
    factories.office(factories.worker(), tree.other_unit)
    administrator = factories.administrator(tree.unit)
    assert set(scope.offices_visible_to(administrator)) == {below, administrator.offices.get()}
    assert not scope.offices_visible_to(factories.officer(tree.root)).exists()


def test_the_rules_ask_the_database_once_a_person(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor, other = fresh(factories.administrator(tree.unit)), fresh(factories.officer(tree.grassroots))
    with django_assert_num_queries(3):
        for _time in range(3):
            assert scope.may_edit_account(editor, other)
            assert scope.administers(editor, tree.grassroots)
