"""How many statements each act takes, and what a job that acts on many rows may keep between them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, drafts, rights
from initiatives.approval import KeptOffices
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

AROUND = 2
"""A savepoint and its release, where a transaction would begin and end."""

Act = Callable[..., Any]


def approve(initiative: Initiative, by: Worker, **more: Any) -> None:
    approval.approve(initiative, by=by, seen=initiative.last_step_id, verified_benefit=1, **more)


def confirm(initiative: Initiative, by: Worker) -> None:
    approve(initiative, by)
    assert initiative.state == State.WAITING


def reject(initiative: Initiative, by: Worker) -> None:
    approval.reject(initiative, by=by, seen=initiative.last_step_id, reason=Reason.NOT_NEW)


@pytest.mark.parametrize(
    ("act", "amount", "statements"),
    [
        (approve, 50, 3),  # taken and read, the officer's offices, written
        (confirm, 500, 4),  # and the way up
        (reject, 50, 3),
        (lambda initiative, by: make.return_(initiative, by=by), 50, 3),
    ],
    ids=["approve", "confirm", "reject", "return"],
)
def test_a_decision_takes_few_statements(
    tree: Tree,
    author: Worker,
    officer: Worker,
    programme: Programme,
    django_assert_num_queries: DjangoAssertNumQueries,
    act: Act,
    amount: int,
    statements: int,
) -> None:
    who.officer(tree.superior)
    initiative = make.submitted(author, programme, claimed_benefit=amount * make.MILLION)
    with django_assert_num_queries(AROUND + statements):
        act(initiative, officer)


def test_so_do_the_author_s_acts(
    author: Worker, officer: Worker, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    initiative = make.draft(author, programme)
    with django_assert_num_queries(AROUND + 7):  # taken, authors, way up, phase, code, written, search entry
        approval.submit(initiative, by=author, seen=None)
    make.return_(initiative, by=officer)
    drafts.change(initiative, by=author, title="Kẹp hai đầu")
    with django_assert_num_queries(AROUND + 7):  # taken, authors, the returning desk (2), way up, written, search entry
        approval.submit(initiative, by=author, seen=initiative.last_step_id)
    with django_assert_num_queries(AROUND + 3):  # taken, authors, written
        approval.withdraw(initiative, by=author, seen=initiative.last_step_id)


def test_a_job_reads_the_offices_once_for_many_rows(
    author: Worker, officer: Worker, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows, kept = [make.submitted(author, programme) for _number in range(3)], KeptOffices(officer)
    with django_assert_num_queries(3 * (AROUND + 2) + 1):
        for row in rows:
            approve(row, officer, kept=kept)


def test_an_office_that_ended_is_kept_for_a_moment_only(
    author: Worker, officer: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, kept = [make.submitted(author, programme) for _number in range(2)], KeptOffices(officer)
    approve(rows[0], officer, kept=kept)
    Office.objects.filter(worker=officer).update(until_on=timezone.localdate() - timedelta(days=1))
    monkeypatch.setattr(rights, "KEPT_FOR", 0.0)
    with pytest.raises(Refused) as refusal:
        approve(rows[1], officer, kept=kept)
    assert refusal.value.code == "no_office"


def test_offices_kept_of_another_person_serve_nobody(author: Worker, officer: Worker, programme: Programme) -> None:
    initiative, stranger = make.submitted(author, programme), who.worker()
    kept = KeptOffices(officer)
    kept.held(timezone.localdate())
    with pytest.raises(Refused) as refusal:
        approve(initiative, stranger, kept=kept)
    assert refusal.value.code == "no_office"


def test_a_confidential_one_is_closed_to_kept_offices_beside_its_way(
    tree: Tree, author: Worker, officer: Worker, programme: Programme
) -> None:
    above = who.officer(tree.superior)
    initiative = make.submitted(author, programme, confidential=True, confidential_parts="Bản vẽ.")
    with pytest.raises(Refused) as refusal:
        approve(initiative, above, kept=KeptOffices(above))
    assert refusal.value.code == "no_office"
    approve(initiative, officer, kept=KeptOffices(officer))
    assert initiative.state == State.APPROVED
