"""The largest as of a past midnight: also what was reopened since, wherever it is looked for."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from initiatives import approval
from initiatives.models import Initiative, Phase, Programme
from initiatives.models.step import LARGE_APPROVAL
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from reporting.largest import SHOWN, largest
from reporting.standing import Asked
from reporting.tests.acts import brought, noon
from unions.models import Level
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("amount", [4 * LARGE_APPROVAL, 2 * LARGE_APPROVAL, 2_000_000])
@pytest.mark.parametrize("level", Level)
def test_what_was_reopened_since_stands_among_the_largest_of_that_midnight(
    tree: Tree, amount: int, level: Level
) -> None:
    programme = make.programme(two_persons_from=1000 * LARGE_APPROVAL)
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.root)
    day = timezone.localdate() - timedelta(days=5)
    verified = [amount + number for number in range(SHOWN)] + [3 * amount, 1]
    brought_ones = [
        brought(author, officer, programme, State.APPROVED, at=noon(day), claimed_benefit=each, verified=each)
        for each in verified
    ]
    foreign, most = who.worker(union=who.grassroots(tree.other_unit)), 9 * amount
    others = brought(foreign, officer, programme, State.APPROVED, at=noon(day), claimed_benefit=most, verified=most)
    for one in (*brought_ones[-2:], others):
        approval.reopen(one, by=officer, seen=one.last_step_id, reason=Reason.COMPLAINT, note="Xem lại.")

    union = {"confederation": tree.root}.get(level) or getattr(tree, level)
    then = largest(Asked(union, Programme.objects.get(), None, day), who.leader(union))
    now = largest(Asked(union, Programme.objects.get()), who.leader(union))

    of_all = [most] if union == tree.root else []
    assert [large.verified_benefit for large in then] == sorted([*of_all, *verified], reverse=True)[:SHOWN]
    assert [large.verified_benefit for large in now] == sorted(verified[:SHOWN], reverse=True)


@pytest.mark.parametrize("amount", [4 * LARGE_APPROVAL, 2_000_000])
@pytest.mark.parametrize("others", [0, SHOWN])
def test_what_was_approved_again_stands_with_what_it_had_at_that_midnight(tree: Tree, amount: int, others: int) -> None:
    programme = make.programme(two_persons_from=1000 * LARGE_APPROVAL)
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.root)
    today = timezone.localdate()
    before, day = today - timedelta(days=9), today - timedelta(days=5)

    def approved(verified: int) -> Initiative:
        amounts = {"claimed_benefit": 20 * amount, "verified": verified}
        return brought(author, officer, programme, State.APPROVED, at=noon(before), **amounts)

    def reopened(initiative: Initiative, at: datetime | None = None) -> None:
        seen = initiative.last_step_id
        approval.reopen(initiative, by=officer, seen=seen, reason=Reason.COMPLAINT, note="Xem lại.", at=at)

    def approved_again(initiative: Initiative, verified: int, at: datetime | None = None) -> None:
        seen = initiative.last_step_id
        approval.approve(initiative, by=officer, seen=seen, verified_benefit=verified, at=at)

    for number in range(others):
        approved(amount + number)
    later, twice, earlier, only_earlier = (approved(amount * times) for times in (2, 3, 4, 5))
    with approval.loading_history():
        for one in (earlier, only_earlier):
            reopened(one, at=noon(before + timedelta(days=1)))
        approved_again(earlier, amount * 6, at=noon(before + timedelta(days=2)))
    for _time in range(2):
        reopened(twice)
        approved_again(twice, amount * 7)
    reopened(later)
    approved_again(later, amount * 8)
    reopened(earlier)

    def found(phase: Phase | None = None) -> list[tuple[int, int]]:
        asked = Asked(tree.superior, Programme.objects.get(), phase, day)
        large = largest(asked, who.leader(tree.superior))
        return [(one.initiative.pk, one.verified_benefit) for one in large][:3]

    then = [(earlier.pk, amount * 6), (twice.pk, amount * 3), (later.pk, amount * 2)]
    assert found() == then
    assert found(later.phase) == then
    after = programme.last_day + timedelta(days=1)
    empty = Phase.objects.create(programme=programme, name_vi="Sau", starts_on=after, ends_on=after)
    assert found(empty) == []
