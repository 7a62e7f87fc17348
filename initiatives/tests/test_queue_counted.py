"""The queue lists by what was counted: at a past midnight, and while an author edits."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative, Kind, Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes, listed, reject
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def edited(initiative: Initiative, **content: Any) -> None:
    """What its author types while it is returned."""
    Initiative.objects.filter(pk=initiative.pk).update(edited_at=timezone.now(), **content)


def test_a_day_asked_for_lists_what_stood_so_at_its_midnight(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with approval.loading_history():
        early = make.draft(author, programme)
        approval.submit(early, by=author, seen=None, at=timezone.now() - timedelta(days=3))
        reject(early, officer)
    late = make.submitted(author, programme)
    assert ApprovalStep.objects.filter(initiative=early).count() == 2
    as_of = f"&as_of={yesterday:%Y-%m-%d}"
    assert listed(officer, f"?state=waiting{as_of}") == {early.code}
    assert listed(officer, f"?state=rejected{as_of}") == set()
    assert listed(officer, f"?state=submitted{as_of}&programme={programme.slug}") == {early.code}
    assert listed(officer, f"?as_of={yesterday.day}/{yesterday.month}/{yesterday.year}") == {early.code}
    assert listed(officer, "?state=pending") == {late.code}


def test_what_its_author_edits_is_listed_as_it_was_counted(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    old, new = make.field(), make.field("y-te", name_vi="Y tế")
    initiative = make.returned(author, programme, by_officer=officer, kind=Kind.TECHNICAL)
    edited(initiative, field=new, kind=Kind.RESEARCH, claimed_benefit=90 * MILLION)
    for query, expected in {
        f"field={old.pk}": {initiative.code},
        f"field={new.pk}": set(),
        "kind=technical": {initiative.code},
        "kind=research": set(),
        "amount_to=50 triệu": {initiative.code},
        "amount_from=51 triệu": set(),
    }.items():
        assert listed(officer, f"?desk=all&state=returned&{query}") == expected, query
        assert listed(officer, f"?desk=all&state=pending&{query}") == expected, query
    page = signed_in(officer).get(f"{LIST}?desk=all&state=returned")
    assert [row.counted_benefit for row in page.context["rows"]] == [50 * MILLION]
    assert "90.000.000" not in page.content.decode()


def test_a_past_midnight_lists_by_what_was_counted_then(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    old, new = make.field(), make.field("y-te", name_vi="Y tế")
    with approval.loading_history():
        initiative = make.draft(author, programme)
        approval.submit(initiative, by=author, seen=None, at=timezone.now() - timedelta(days=3))
    make.return_(initiative, by=officer)
    edited(initiative, field=new, claimed_benefit=90 * MILLION)
    initiative.refresh_from_db()
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    then = f"?desk=all&state=all&as_of={timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    assert listed(officer, f"{then}&field={old.pk}&amount_to=50 triệu") == {initiative.code}
    assert listed(officer, f"{then}&field={new.pk}") == listed(officer, f"{then}&amount_from=51tr") == set()
    assert listed(officer, f"?desk=all&state=all&field={new.pk}&amount_from=51tr") == {initiative.code}
    assert [row.counted_benefit for row in signed_in(officer).get(LIST + then).context["rows"]] == [50 * MILLION]


def test_a_past_midnight_lists_the_latest_submitted_first(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    now = timezone.now()
    with approval.loading_history():
        first, second, third = (make.draft(author, programme) for _row in range(3))
        for initiative, ago in ((third, 3), (first, 2), (second, 4)):
            approval.submit(initiative, by=author, seen=None, at=now - timedelta(days=ago))
    then = f"?desk=all&state=all&as_of={timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    assert codes(signed_in(officer).get(LIST + then)) == [first.code, third.code, second.code]
