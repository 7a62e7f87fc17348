"""Rebuild: finds and mends whatever tally, month end or progress is wrong, while folds go on."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from initiatives.models import Programme
from initiatives.states import State
from initiatives.tests import factories as make
from reporting.audit import audit
from reporting.fold import Folded, fold
from reporting.models import MonthEnd, Progress, Tally
from reporting.rebuild import rebuild
from reporting.tests import recount
from reporting.tests.acts import brought, noon
from reporting.tests.connections import elsewhere
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree() -> who.Tree:
    """Three initiatives of three months, folded."""
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme(
        opens_at=noon(date(2023, 1, 1)), applied_from=date(2022, 1, 1), applied_until=date(2030, 1, 1)
    )
    for month in (1, 2, 4):
        content: dict[str, Any] = {"applied_on": date(2022, 6, 1), "recognised_on": date(2022, 7, 1)}
        brought(author, officer, programme, State.APPROVED, at=noon(date(2023, month, 20)), **content)
    assert fold() == Folded(6, emptied=True)
    return tree


def of(tree: who.Tree) -> dict[str, object]:
    """The superior's totals."""
    return {"union": tree.superior, "author_group": "", "kind": "", "field_id": 0}


def wrong_tally(tree: who.Tree) -> None:
    Tally.objects.filter(**of(tree), day=date(2023, 2, 20)).update(approved=F("approved") + 5, approved_verified=-1)


def missing_tally(tree: who.Tree) -> None:
    Tally.objects.filter(**of(tree), day=date(2023, 2, 20)).delete()


def tally_of_nothing(tree: who.Tree) -> None:
    tally = Tally.objects.filter(**of(tree)).first()
    assert tally is not None
    tally.kind = "research"
    tally.save(force_insert=True)


def wrong_month_end(tree: who.Tree) -> None:
    MonthEnd.objects.filter(**of(tree), month=date(2023, 2, 1)).update(approved_claimed=F("approved_claimed") + 1)


def missing_month_end(tree: who.Tree) -> None:
    MonthEnd.objects.filter(**of(tree), month=date(2023, 2, 1)).delete()


def missing_last_month_end(tree: who.Tree) -> None:
    MonthEnd.objects.filter(**of(tree), month=date(2023, 4, 1)).delete()


def month_end_too_many(tree: who.Tree) -> None:
    end = MonthEnd.objects.get(**of(tree), month=date(2023, 4, 1))
    end.month, end.approved = date(2023, 3, 1), 77
    end.save(force_insert=True)


def wrong_progress(tree: who.Tree) -> None:
    Progress.objects.filter(union=tree.unit, phase=None).update(approved=99, quota=7)


def missing_progress(tree: who.Tree) -> None:
    Progress.objects.filter(union=tree.root).delete()


def nothing_stored(tree: who.Tree) -> None:
    Tally.objects.all().delete()
    MonthEnd.objects.all().delete()
    Progress.objects.all().delete()


HARM: list[Callable[[who.Tree], None]] = [
    wrong_tally,
    missing_tally,
    tally_of_nothing,
    wrong_month_end,
    missing_month_end,
    missing_last_month_end,
    month_end_too_many,
    wrong_progress,
    missing_progress,
    nothing_stored,
]


@pytest.mark.parametrize("harm", HARM)
def test_what_is_wrong_is_found_and_mended_once(tree: who.Tree, harm: Callable[[who.Tree], None]) -> None:
    right = recount.stored()
    harm(tree)
    assert list(audit())
    lines: list[str] = []
    assert rebuild(say=lines.append).anything
    assert lines
    assert recount.stored() == right
    assert list(audit()) == []
    assert not rebuild().anything


@pytest.mark.parametrize("harm", [wrong_tally, missing_month_end, missing_last_month_end, nothing_stored])
def test_what_is_folded_between_reckoning_and_mending_stays_right(
    tree: who.Tree, harm: Callable[[who.Tree], None]
) -> None:
    harm(tree)
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = Programme.objects.get()
    content: dict[str, Any] = {"applied_on": date(2022, 6, 1), "recognised_on": date(2022, 7, 1)}
    days = [date(2023, 1, 31), date(2023, 3, 1), date(2023, 4, 30), date(2023, 6, 1)]
    folded: list[Folded | None] = []

    def meanwhile(line: str) -> None:
        """The differences are told after the snapshot and before the mending."""
        if days:
            brought(author, officer, programme, State.APPROVED, at=noon(days.pop()), **content)
            folded.append(elsewhere(fold).result(timeout=30))

    assert rebuild(say=meanwhile).anything
    assert folded
    assert None not in folded
    assert list(audit()) == []
    assert not rebuild().anything


def test_a_second_rebuild_meanwhile_is_refused_and_adds_nothing(tree: who.Tree) -> None:
    right = recount.stored()
    wrong_tally(tree)
    refused: list[BaseException | None] = []

    def meanwhile(line: str) -> None:
        refused.append(elsewhere(lambda: call_command("rebuild", stdout=StringIO())).exception(timeout=30))

    assert rebuild(say=meanwhile).anything
    assert [str(error) for error in refused] == ["Another rebuild is at work; nothing was changed."]
    assert recount.stored() == right
    assert not elsewhere(rebuild).result(timeout=30).anything


def test_steps_still_in_the_queue_are_left_to_the_fold(tree: who.Tree) -> None:
    brought(who.worker(union=tree.direct), who.officer(tree.direct), Programme.objects.get(), State.RETURNED)
    assert not rebuild().anything
    assert fold() == Folded(2, emptied=True)
    assert not rebuild().anything


def test_the_command_says_what_differed(tree: who.Tree) -> None:
    out = StringIO()
    call_command("rebuild", stdout=out)
    assert out.getvalue() == "Nothing differed.\n"
    wrong_tally(tree)
    out = StringIO()
    call_command("rebuild", stdout=out)
    line, summary = out.getvalue().splitlines()
    assert line == (
        "tally: nam-nay, Giai đoạn 1, CT1, 2023-02-20: approved is 6, should be 1; approved_verified is -1, should be 1"
    )
    assert summary.startswith("Mended: 1 tallies, 0 month ends, 0 progress rows")
