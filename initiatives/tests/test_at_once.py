"""Two persons at once, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from initiatives import approval, drafts
from initiatives.drafts import Author
from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What the acts returned or raised, each started in its own thread and connection at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_officers_who_decide_at_once_the_first_counts_and_the_second_is_told() -> None:
    tree, programme = who.make_tree(), make.programme()
    author = who.worker(union=tree.grassroots)
    first, second = who.officer(tree.grassroots, "Cán Bộ Một"), who.officer(tree.grassroots, "Cán Bộ Hai")
    for _round in range(5):
        initiative = make.submitted(author, programme)
        seen = initiative.last_step_id
        mine, theirs = Initiative.objects.get(pk=initiative.pk), Initiative.objects.get(pk=initiative.pk)
        results = at_once(
            partial(approval.approve, mine, by=first, seen=seen, verified_benefit=1),
            partial(approval.reject, theirs, by=second, seen=seen, reason=Reason.NOT_NEW),
        )
        refusals = [result for result in results if isinstance(result, Refused)]
        assert [refusal.code for refusal in refusals] == ["stale"]
        assert "Cán Bộ" in str(refusals[0])
        assert ApprovalStep.objects.filter(initiative=initiative).count() == 2
        assert Initiative.objects.get(pk=initiative.pk).state in {State.APPROVED, State.REJECTED}


def test_a_stale_page_is_refused_even_when_the_move_would_be_permitted() -> None:
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme())
    seen = initiative.last_step_id
    approval.return_(initiative, by=officer, seen=seen, reason=Reason.UNCLEAR, note="Nói rõ.")
    drafts.change(initiative, by=author, claimed_benefit=90 * make.MILLION)
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    with pytest.raises(Refused) as refusal:
        approval.approve(initiative, by=officer, seen=seen, verified_benefit=1)
    assert refusal.value.code == "stale"
    assert initiative.state == State.WAITING


def test_one_form_sent_twice_at_once_is_one_initiative_submitted_once() -> None:
    tree, programme, key = who.make_tree(), make.programme(), uuid4()
    author, content = who.worker(union=tree.grassroots), make.content()

    def send() -> object:
        draft = drafts.start(by=author, programme=programme, authors=[Author(author, 100)], key=key, **content)
        return approval.submit(draft, by=author, seen=None)

    results = at_once(send, send, send)
    assert Initiative.objects.count() == 1
    assert ApprovalStep.objects.count() == 1
    assert [r.code for r in results if isinstance(r, Refused)] == ["stale", "stale"]


def test_submissions_do_not_wait_for_each_other() -> None:
    tree, programme = who.make_tree(), make.programme()
    authors = [who.worker(union=tree.grassroots) for _number in range(4)]
    held = [make.draft(author, programme) for author in authors]
    results = at_once(
        *(partial(approval.submit, draft, by=author, seen=None) for draft, author in zip(held, authors, strict=True))
    )
    assert all(isinstance(result, ApprovalStep) for result in results)
    assert len({draft.code for draft in held}) == 4
