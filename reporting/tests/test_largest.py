"""The largest as of a past midnight: also what was reopened since, wherever it is looked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from initiatives import approval
from initiatives.models import Programme
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
