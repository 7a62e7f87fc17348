"""The fold: what it takes, adds and says; killed between any two statements, and many at once."""

import logging
import time
from collections.abc import Callable
from math import log10
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from initiatives.models import Programme, UncountedStep
from initiatives.states import State
from initiatives.tests import factories as make
from reporting import fold as folding
from reporting import tasks
from reporting.audit import audit
from reporting.figures import figures
from reporting.fold import Folded, fold
from reporting.freshness import folded_at, freshness
from reporting.models import FoldState, Progress
from reporting.tests import bulk, recount
from reporting.tests.acts import brought
from reporting.tests.connections import KilledAt, elsewhere, in_a_process, terminate
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)

STATES = (State.WAITING, State.APPROVED, State.RETURNED, State.REJECTED, State.WITHDRAWN)
STEPS = 9


@pytest.fixture
def tree() -> who.Tree:
    """A tree with an initiative in each state, of nine uncounted steps together."""
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme()
    for state in STATES:
        brought(author, officer, programme, state, verified=7_000_000)
    return tree


def fold_all(batch: int = 10_000) -> int:
    """Fold until none is uncounted, waiting for other folds; how many steps that were."""
    steps, deadline = 0, time.monotonic() + 30
    while time.monotonic() < deadline:
        folded = fold(batch)
        if folded is None:
            time.sleep(0.01)
            continue
        steps += folded.steps
        if folded.emptied:
            return steps
    raise AssertionError("the queue is never emptied")


def test_what_was_sent_is_counted_once_at_every_level(tree: who.Tree) -> None:
    assert fold() == Folded(STEPS, emptied=True)
    assert fold() == Folded(0, emptied=True)
    found = figures(Programme.objects.get(), [tree.root, tree.unit, tree.superior, tree.grassroots, tree.other_unit])
    assert not found.pop(tree.other_unit.pk).submitted
    for one in found.values():
        assert (one.waiting, one.approved, one.returned, one.rejected, one.withdrawn) == (1, 1, 1, 1, 1)
        assert (one.claimed_benefit, one.claimed_count) == (200_000_000, 4)
        assert (one.approved_claimed_benefit, one.approved_claimed_count) == (50_000_000, 1)
        assert (one.verified_benefit, one.verified_count) == (7_000_000, 1)
    assert list(audit()) == []


def test_a_batch_takes_the_oldest_and_says_that_more_is_left(tree: who.Tree) -> None:
    oldest = list(UncountedStep.objects.order_by("pk").values_list("pk", flat=True)[:4])
    assert fold(4) == Folded(4, emptied=False)
    assert not UncountedStep.objects.filter(pk__in=oldest).exists()
    assert folded_at() is None
    assert fold_all(4) == STEPS - 4
    assert list(audit()) == []


def test_figures_are_as_old_as_the_last_look_at_an_empty_queue(tree: who.Tree) -> None:
    assert freshness().uncounted == STEPS
    before = timezone.now()
    fold()
    first = folded_at()
    fold()
    fresh = freshness()
    assert first is not None
    assert fresh.folded_at is not None
    assert before < first < fresh.folded_at < timezone.now()
    assert fresh.uncounted == 0
    assert FoldState.objects.count() == 1


def test_killed_before_any_of_its_statements_it_has_done_nothing(tree: who.Tree) -> None:
    queue, stored = set(UncountedStep.objects.values_list("pk", flat=True)), recount.stored()
    statements = 0
    while True:
        killed = KilledAt(statements + 1, terminate)
        folded = elsewhere(fold, wrapper=killed)
        if not killed_in(folded, killed):
            break
        statements += 1
        assert set(UncountedStep.objects.values_list("pk", flat=True)) == queue
        assert recount.stored() == stored
    assert statements > 15
    assert fold() == Folded(0, emptied=True)
    assert figures(Programme.objects.get(), [tree.root])[tree.root.pk].submitted == 4
    assert list(audit()) == []


def killed_in(folded: Any, killed: KilledAt) -> bool:
    """Whether the fold was killed; otherwise it did all its work."""
    try:
        assert folded.result(timeout=30) == Folded(STEPS, emptied=True)
    except DatabaseError:
        assert killed.done
        return True
    return False


def test_a_killed_process_loses_nothing_and_leaves_no_lock(tree: who.Tree) -> None:
    process = in_a_process(
        "import os, signal\n"
        "from django.db import connection\n"
        "from reporting.fold import fold\n"
        "def kill(execute, sql, params, many, context):\n"
        "    if 'INSERT INTO reporting_progress' in sql:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return execute(sql, params, many, context)\n"
        "with connection.execute_wrapper(kill):\n"
        "    fold()\n"
    )
    assert process.returncode == -9, process.stderr
    assert UncountedStep.objects.count() == STEPS
    assert fold_all() == STEPS
    assert list(audit()) == []


def test_while_one_folds_another_leaves_at_once(tree: who.Tree) -> None:
    reached, go_on = Event(), Event()

    def pause(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if "INSERT INTO reporting_monthend" in sql:
            reached.set()
            assert go_on.wait(30)
        return execute(sql, params, many, context)

    first = elsewhere(fold, wrapper=pause)
    assert reached.wait(30)
    assert fold() is None
    assert UncountedStep.objects.count() == STEPS
    go_on.set()
    assert first.result(timeout=30) == Folded(STEPS, emptied=True)
    assert list(audit()) == []


def test_many_folds_at_once_and_submissions_meanwhile_count_each_step_once(tree: who.Tree) -> None:
    author, programme = who.worker(union=tree.other_grassroots), Programme.objects.get()

    def submit() -> int:
        for _number in range(5):
            make.submitted(author, programme)
        return 5

    submitting = elsewhere(submit)
    folds = [elsewhere(lambda: fold_all(2)) for _number in range(3)]
    steps = sum(one.result(timeout=60) for one in folds)
    submitting.result(timeout=60)
    assert steps + fold_all() == STEPS + 5
    assert Progress.objects.get(union=tree.other_unit, phase=None).waiting == 5
    assert list(audit()) == []


def test_a_fold_that_takes_too_long_tries_smaller_batches_and_loses_nothing(
    tree: who.Tree, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folding, "STATEMENT_SECONDS", 1)
    monkeypatch.setattr(tasks, "SECONDS", 1)
    held, stop = Event(), Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reporting_tally")
            held.set()
            assert stop.wait(30)

    holding = elsewhere(hold)
    assert held.wait(30)
    with caplog.at_level(logging.WARNING), pytest.raises(OperationalError, match="statement timeout"):
        tasks.fold()
    assert [record.getMessage().split()[-1] for record in caplog.records] == ["1000.", "100."]
    assert UncountedStep.objects.count() == STEPS
    stop.set()
    holding.result(timeout=30)
    assert fold_all() == STEPS
    assert list(audit()) == []


def test_a_job_has_time_for_the_smallest_batch() -> None:
    sizes = round(log10(folding.LARGEST_BATCH / folding.SMALLEST_BATCH)) + 1
    assert folding.STATEMENT_SECONDS < tasks.SECONDS
    assert tasks.fold.time_limit is not None
    assert sizes * (tasks.SECONDS + folding.STATEMENT_SECONDS) < tasks.fold.time_limit


def test_batches_grow_while_they_are_quick_and_never_past_their_bounds() -> None:
    assert folding.fitting(folding.FIRST_BATCH, 0.1) == 2 * folding.FIRST_BATCH
    assert folding.fitting(folding.LARGEST_BATCH, 0.1) == folding.LARGEST_BATCH
    assert folding.fitting(20_000, 1.2) == 20_000
    assert folding.fitting(20_000, 1.8) == 10_000
    assert folding.fitting(folding.SMALLEST_BATCH, 1.8) == folding.SMALLEST_BATCH


def test_the_job_folds_until_nothing_is_left_and_says_so(tree: who.Tree, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="reporting.tasks"):
        tasks.fold()
        tasks.fold()
    assert [record.getMessage().split(" in ")[0] for record in caplog.records] == [f"Folded {STEPS} steps"]
    assert not UncountedStep.objects.exists()


def test_a_bulk_load_without_statistics_is_folded_in_batches() -> None:
    """The trap: right after a bulk load the planner knows nothing. Any statement of a minute would be cancelled."""
    bulk.plant(units=10, superiors=3, grassroots=5)
    programme = bulk.load(10_000)
    assert fold_all(folding.LARGEST_BATCH) == 21_000
    national = Progress.objects.get(programme=programme, union__depth=1, phase=None)
    assert national.waiting + national.approved + national.rejected + national.returned == 10_000
    assert list(audit()) == []
