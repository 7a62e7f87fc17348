"""Deadlines in words, and where they are said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from initiatives.completeness import check_open
from initiatives.deadlines import deadline
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.tests import factories as make
from initiatives.tests.pages import browser
from unions.tests import factories as who


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2023, 8, 31, 17, 0, tzinfo=UTC), "24:00 on 31/8/2023"),
        (datetime(2023, 8, 31, 17, 30, tzinfo=UTC), "00:30 on 1/9/2023"),
        (datetime(2023, 8, 31, 10, 0, tzinfo=UTC), "17:00 on 31/8/2023"),
    ],
)
def test_a_midnight_and_nothing_else_is_the_end_of_the_day_before(at: datetime, said: str) -> None:
    assert deadline(at) == said
    late = Initiative(programme=Programme(opens_at=at - timedelta(days=1), closes_at=at))
    with pytest.raises(Refused, match=f"The programme closed at {said}\\."):
        check_open(late, at)


@pytest.mark.django_db
def test_an_officer_reads_the_end_of_deciding_as_the_last_day() -> None:
    tree, programme = who.make_tree(), make.programme()
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(who.worker(union=tree.grassroots), programme)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    Programme.objects.filter(pk=programme.pk).update(closes_at=midnight, decides_until=midnight)
    page = browser(officer).get(f"/admin/initiatives/initiative/{initiative.pk}/change/").text

    assert f"ended at {deadline(midnight)}." in page
    assert deadline(midnight).startswith("24:00 on ")
