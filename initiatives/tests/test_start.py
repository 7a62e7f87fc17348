"""The admin's start page: what waits for whom, counted no further than it says, at the same cost however much waits."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, counts
from initiatives.models import Initiative, Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, change
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

START = "/admin/"
STUCK = f"{LIST}stuck/"


def text_for(worker: Worker) -> str:
    return signed_in(worker).get(START).content.decode()


def waited(initiative: Initiative, days: int) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(moved_at=timezone.now() - timedelta(days=days))


def test_an_officer_sees_each_desk_with_what_waits_there(tree: Tree, programme: Programme, author: Worker) -> None:
    officer = who.officer(tree.grassroots)
    who.office(officer, tree.direct, "officer")
    old = make.submitted(author, programme, claimed_benefit=70 * MILLION)
    make.submitted(author, programme, claimed_benefit=20 * MILLION)
    waited(old, 9)
    here, elsewhere = (counts.load_of(desk, timezone.now()) for desk in (tree.grassroots, tree.direct))
    assert (here.waiting, here.largest, here.late) == (2, 70 * MILLION, 0)
    assert here.since is not None
    assert here.since < timezone.now() - timedelta(days=8)
    assert (elsewhere.waiting, elsewhere.largest, elsewhere.since) == (0, None, None)
    text = text_for(officer)
    assert f"at={tree.grassroots.pk}" in text
    assert f"at={tree.direct.pk}" not in text
    assert change(old) in text


def test_what_a_desk_soon_has_no_time_for_is_counted(tree: Tree, author: Worker) -> None:
    who.officer(tree.grassroots)
    programme = make.programme(desk_days=10)
    for days in (11, 8, 2):
        waited(make.submitted(author, programme), days)
    assert counts.load_of(tree.grassroots, timezone.now()).late == 2


def test_beyond_the_cap_it_says_more_than(
    tree: Tree, programme: Programme, author: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = who.officer(tree.grassroots)
    monkeypatch.setattr(counts, "MOST_COUNTED", 2)
    for _row in range(3):
        make.submitted(author, programme)
    waiting = counts.load_of(tree.grassroots, timezone.now())
    assert (waiting.is_capped, waiting.counted, waiting.largest) == (True, "2", None)
    text = text_for(officer)
    assert "Hơn 2 sáng kiến" in text or "More than 2 initiatives" in text


def test_the_five_longest_waiting_are_named_the_oldest_first(tree: Tree, programme: Programme, author: Worker) -> None:
    officer = who.officer(tree.grassroots)
    sent = [make.submitted(author, programme) for _row in range(6)]
    for days, initiative in enumerate(sent):
        waited(initiative, days)
    text = text_for(officer)
    found = [initiative for initiative in sent if change(initiative) in text]
    assert found == sent[1:]
    assert text.index(change(sent[5])) < text.index(change(sent[1]))


def test_what_is_with_its_author_is_counted_until_it_comes_back(
    tree: Tree, programme: Programme, author: Worker
) -> None:
    officer = who.officer(tree.grassroots)
    assert "state=returned" not in text_for(officer)
    initiative = make.returned(author, programme, by_officer=officer)
    assert "state=returned" in text_for(officer)
    initiative.refresh_from_db()
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    assert "state=returned" not in text_for(officer)


def test_a_confidential_title_is_not_on_it(tree: Tree, programme: Programme, author: Worker) -> None:
    officer, above = who.officer(tree.grassroots), who.officer(tree.superior)
    initiative = make.draft(author, programme, title="Máy không ai thấy", confidential=True)
    approval.submit(initiative, by=author, seen=None)
    assert "Máy không ai thấy" in text_for(officer)
    assert "Máy không ai thấy" not in text_for(above)


def test_a_leader_and_an_administrator_see_what_is_theirs(tree: Tree, programme: Programme, author: Worker) -> None:
    make.submitted(author, programme)
    leader, administrator = text_for(who.leader(tree.root)), text_for(who.administrator(tree.root))
    assert "waits-heading" not in leader
    assert "stuck-heading" not in leader
    assert "stuck-heading" in administrator
    assert "waits-heading" not in administrator
    assert STUCK in administrator  # nobody is officer anywhere
    assert "/admin/reporting/quota/" in leader
    assert "/admin/initiatives/programme/" in administrator


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    tree: Tree, programme: Programme, author: Worker, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    holder = who.officer(tree.grassroots)
    who.office(holder, tree.grassroots, "administrator")
    for _row in range(rows):
        make.submitted(author, programme)
    client = signed_in(holder)
    client.get(START)
    with django_assert_num_queries(7):
        client.get(START)
