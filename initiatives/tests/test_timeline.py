"""Where an initiative stands, in words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from initiatives import approval, timeline
from initiatives.models import Initiative
from initiatives.states import Reason
from initiatives.tests import factories as make
from unions.tests import factories as who

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def words(initiative: Initiative, days: int = 0, *, is_yours: bool = False) -> str:
    """Where it stands so many days after its last step."""
    fresh = Initiative.objects.select_related("desk", "last_step__office__union").get(pk=initiative.pk)
    moved_at = fresh.moved_at or fresh.created_at
    return timeline.standing(fresh, moved_at + timedelta(days=days), is_yours=is_yours)


def test_each_state_in_words() -> None:
    tree, programme = who.make_tree(), make.programme()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    initiative = make.draft(author, programme)
    assert words(initiative) == "Not submitted yet"
    approval.submit(initiative, by=author, seen=None)
    assert words(initiative) == f"Waiting for {tree.grassroots} to decide, since today"
    assert words(initiative, 1) == f"Waiting for {tree.grassroots} to decide, for 1 day"
    assert words(initiative, 3) == f"Waiting for {tree.grassroots} to decide, for 3 days"
    make.return_(initiative, by=officer)
    assert words(initiative, 2) == f"Returned by {tree.grassroots} for the author to change, for 2 days"
    assert words(initiative, is_yours=True) == f"Returned by {tree.grassroots} for you to change, since today"
    approval.recall(initiative, by=officer, seen=initiative.last_step_id)
    approval.reject(initiative, by=officer, seen=initiative.last_step_id, reason=Reason.NOT_NEW)
    assert words(initiative).startswith(f"Rejected by {tree.grassroots} on ")
    note = "Xét lại."
    approval.reopen(initiative, by=officer, seen=initiative.last_step_id, reason=Reason.COMPLAINT, note=note)
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    assert words(initiative).startswith(f"Approved by {tree.grassroots} on ")
    withdrawn = make.submitted(author, programme)
    approval.withdraw(withdrawn, by=author, seen=withdrawn.last_step_id)
    assert words(withdrawn).startswith("Withdrawn by the author on ")


def test_an_officer_above_the_desk_is_named_with_both() -> None:
    tree = who.make_tree()
    who.officer(tree.grassroots)
    above = who.officer(tree.superior, "Hồ Văn Minh")
    initiative = make.returned(who.worker(union=tree.grassroots), make.programme(), by_officer=above)
    event = timeline.events_of(initiative)[-1]

    assert event.title == f"Returned by {tree.superior} to be changed"
    assert "Hồ Văn Minh" in event.detail
    assert f"Decided at the desk of {tree.grassroots}." in event.detail
