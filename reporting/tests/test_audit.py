"""The audit: every planted fault is named, and the command exits with 1."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from initiatives.models import ApprovalStep, Initiative, Programme
from initiatives.states import State
from initiatives.tests import factories as make
from reporting.audit import audit
from reporting.fold import fold
from reporting.models import Progress, Quota, Tally
from reporting.quotas import refresh_quotas
from reporting.tests.acts import brought
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree() -> who.Tree:
    """An initiative in each state and a draft, folded; and one step still uncounted."""
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme()
    for state in State.values[1:]:
        brought(author, officer, programme, state)
    fold()
    make.draft(author, programme)
    make.submitted(author, programme)
    return tree


def changed(statement: str) -> None:
    """Change what the database refuses to change, as only its owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount == 1, statement
        cursor.execute("SET session_replication_role = DEFAULT")


APPROVED = "(SELECT id FROM initiatives_initiative WHERE state = 'approved')"
WAITING = "(SELECT min(id) FROM initiatives_initiative WHERE state = 'waiting')"
ROOT = "(SELECT id FROM unions_union WHERE depth = 1)"
DECISION = f"(SELECT last_step_id FROM initiatives_initiative WHERE id = {APPROVED})"
OTHERS = f"(SELECT last_step_id FROM initiatives_initiative WHERE id = {WAITING})"
FIRST = f"(SELECT id FROM initiatives_approvalstep WHERE initiative_id = {APPROVED} AND previous_id IS NULL)"

DRAFT = "('draft', NULL, NULL, NULL)"

FAULTS = {
    "state": (
        f"UPDATE initiatives_initiative SET state = 'rejected', verified_benefit = NULL WHERE id = {APPROVED}",
        ["live: ", "row: ", "state is rejected, its last step says approved"],
    ),
    "desk": (
        f"UPDATE initiatives_initiative SET desk_id = {ROOT} WHERE id = {WAITING}",
        ["row: ", "desk_id is "],
    ),
    "verified": (
        f"UPDATE initiatives_initiative SET verified_benefit = 1000 WHERE id = {APPROVED}",
        [
            "live: ",
            "approved_verified is 1, by the initiatives' rows it is 1000",
            "verified_benefit is 1000, its last step says 1",
        ],
    ),
    "field": (
        f"UPDATE initiatives_initiative SET kind = 'research' WHERE id = {WAITING}",
        ["row: ", "kind is research, its last step says technical"],
    ),
    "place": (
        f"UPDATE initiatives_initiative SET superior_id = NULL WHERE id = {WAITING}",
        ["place: ", "unit or superior is not what stands above union CS1"],
    ),
    "no step": (
        f"UPDATE initiatives_initiative SET last_step_id = NULL WHERE id = {WAITING}",
        ["row: ", "its row names no last step of its own", "its row says no step"],
    ),
    "earlier": (
        f"UPDATE initiatives_approvalstep SET at = at - interval '1 year' WHERE id = {DECISION}",
        ["chain: ", "it is earlier than the step before it", "tally: "],
    ),
    "move": (
        f"UPDATE initiatives_approvalstep SET act = 'reopen' WHERE id = {DECISION}",
        ["chain: ", "no move leads from waiting by reopen to approved"],
    ),
    "foreign": (
        f"UPDATE initiatives_approvalstep SET previous_id = {OTHERS} WHERE id = {DECISION}",
        ["chain: ", "the step before it is of another initiative", "its chain ends in step"],
    ),
    "circle": (
        f"UPDATE initiatives_approvalstep SET previous_id = {DECISION} WHERE id = {FIRST}",
        ["circle: ", "is not reached from its first step"],
    ),
    "lost from the queue": (
        "DELETE FROM initiatives_uncountedstep",
        ["tally: ", "sent is 5, should be 6", "progress: ", "month's end: "],
    ),
    "draft": (
        f"UPDATE initiatives_initiative SET (state, code, last_step_id, desk_id) = {DRAFT} WHERE id = {WAITING}",
        ["live: ", "waiting is 2, by the initiatives' rows it is 1", "chain's end: draft "],
    ),
    "another's step": (
        f"UPDATE initiatives_initiative SET last_step_id = {FIRST} WHERE id = {APPROVED}",
        ["row: ", "chain's end: ", "its row says step "],
    ),
    "counted twice": (
        "INSERT INTO initiatives_uncountedstep SELECT min(id) FROM initiatives_approvalstep",
        ["tally: ", "progress: "],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named(tree: who.Tree, fault: str) -> None:
    assert list(audit()) == []
    statement, words = FAULTS[fault]
    changed(statement)
    found = "\n".join(audit())
    for word in words:
        assert word in found


def test_a_returned_one_that_its_author_changes_counts_as_it_was_sent(tree: who.Tree) -> None:
    Initiative.objects.filter(state=State.RETURNED).update(claimed_benefit=1, kind="research")
    assert list(audit()) == []


def test_a_parent_that_is_not_its_children_is_named(tree: who.Tree) -> None:
    Tally.objects.filter(union=tree.superior, author_group="").update(approved=3)
    found = {line.split(": ")[1] for line in audit() if line.startswith("sum: ")}
    assert found == {"nam-nay, Giai đoạn 1, CT1", "nam-nay, Giai đoạn 1, DV1"}


def test_it_changes_nothing_and_waits_for_nobody(tree: who.Tree) -> None:
    tables: list[Callable[[], int]] = [Tally.objects.count, ApprovalStep.objects.count, Programme.objects.count]
    before = [count() for count in tables]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(20222023)")
        try:
            assert list(audit()) == []
        finally:
            cursor.execute("SELECT pg_advisory_unlock(20222023)")
    assert [count() for count in tables] == before


def test_a_quota_that_waits_for_the_hourly_job_is_told_and_is_no_fault(tree: who.Tree) -> None:
    programme, today = Programme.objects.get(), timezone.localdate()
    Quota.objects.create(programme=programme, union=tree.superior, count=4, from_on=today - timedelta(days=1))
    refresh_quotas()
    Quota.objects.create(programme=programme, union=tree.superior, count=5, from_on=today)
    Quota.objects.create(programme=programme, union=tree.unit, count=7, from_on=today)
    Programme.objects.update(target=999)
    out = StringIO()
    call_command("audit", stdout=out)
    *due, summary = out.getvalue().splitlines()
    assert due == [
        "due: nam-nay, whole, CT1: quota 5 instead of 4",
        "due: nam-nay, whole, DV1: quota 7 instead of 0",
        f"due: nam-nay, whole, TLD: quota 999 instead of {target(tree)}",
    ]
    assert summary.startswith("Nothing differs: ")
    refresh_quotas()
    assert list(audit(say_due=due.append)) == []
    assert len(due) == 3


def test_a_quota_that_never_held_is_a_fault(tree: who.Tree) -> None:
    Progress.objects.filter(union=tree.unit, phase=None).update(quota=7)
    assert list(audit()) == ["progress: nam-nay, whole, DV1: quota is 7, should be 0"]


def target(tree: who.Tree) -> int | None:
    """The confederation's quota that stands in progress."""
    return Progress.objects.get(union=tree.root, phase=None).quota


def test_the_command_exits_with_one_where_anything_differs(tree: who.Tree) -> None:
    out = StringIO()
    call_command("audit", stdout=out)
    assert out.getvalue().startswith("Nothing differs: 6 initiatives, 10 steps, 1 uncounted steps, ")
    Tally.objects.filter(union=tree.root, author_group="", kind="", field_id=0).update(sent=0)
    out, errors = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", stdout=out, stderr=errors)
    assert ended.value.code == 1
    assert "TLD" in out.getvalue()
    assert "sent is 0, should be 5" in out.getvalue()
    assert errors.getvalue() == f"{len(out.getvalue().splitlines())} differ.\n"
